// Writes docs/errors.md from the code's own map of errors: `npm run docs:errors`. A test holds the page to it.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { coreErrors } from '@motkit/core'
import { loyaltyErrors } from '@motkit/loyalty'
import { postgresErrors } from '@motkit/postgres'
import { reviewsErrors } from '@motkit/reviews'
import { shopifyErrors } from '@motkit/shopify'
import { localAdminErrors } from '@motkit/shopify/testing'
import { medusaErrors } from '../packages/medusa/src/errors.mts'

export const errorsPageFile = new URL('../docs/errors.md', import.meta.url)

const table = (errors: Readonly<Record<string, string>>): string => `| code | what it means |
| --- | --- |
${Object.entries(errors)
  .map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  .join('\n')}`

export const errorsPage = (): string => `# Errors

<!-- Written by \`npm run docs:errors\` from the maps of errors of the packages: change it there. -->

Everything that can go wrong is a \`MotError\` with a \`code\`, a \`message\`, \`retryable\` and \`details\`; \`details.path\` names
what was wrong, as \`data.total.amount\`. Expected failures come back as a \`Result\`, \`{ ok: false, error }\`; a mistake in
the set-up is thrown when the engine is made. \`isMotError(value)\` knows one of another copy of the package as well.

## @motkit/core

${table(coreErrors)}

## @motkit/loyalty

${table(loyaltyErrors)}

## @motkit/medusa

${table(medusaErrors)}

## @motkit/postgres

${table(postgresErrors)}

## @motkit/reviews

${table(reviewsErrors)}

## @motkit/shopify

${table(shopifyErrors)}

## @motkit/shopify/testing

${table(localAdminErrors)}

## Others

A plugin's commands and queries add codes of their own, listed in their \`codes\`. What a handler of the host threw is
kept with the action: the code of a \`MotError\`, else \`HANDLER_FAILED\`.
`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(errorsPageFile, errorsPage())
