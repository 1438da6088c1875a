/** The bulk queries of a backfill are such as Shopify carries out, and reconciliation needs the scopes that its page names. */
import { readFileSync } from 'node:fs'
import { apiVersions } from '@motkit/shopify'
import { describe, expect, test } from 'vitest'
import { historyOf } from '../../packages/shopify/src/reconcile/history.ts'
import { operationsOf } from '../../packages/shopify/src/reconcile/operations.ts'
import { accessOf } from '../../packages/shopify/src/testing/graphql/access.ts'
import { requestReader } from '../../packages/shopify/src/testing/graphql/request.ts'
import { checkBulkQuery } from '../../packages/shopify/src/testing/shop/json-lines.ts'
import { adminSchema, noSchema } from './support/local-admin.ts'

const guide = readFileSync(new URL('../../docs/31-shopify-reconciling.md', import.meta.url), 'utf8')
const scopes: readonly string[] = /^Scopes: (.*?)\./m.exec(guide)?.[1]?.match(/read_\w+/g) ?? []

describe.skipIf(noSchema).each(apiVersions)('of %s', (version) => {
  test('bulk queries are valid, and such as Shopify carries out', async () => {
    const schema = await adminSchema(version)
    const readRequest = requestReader(schema)
    for (const returns of [true, false]) {
      const asking = { version, returns }
      for (const { name, query } of historyOf(operationsOf(asking), asking))
        for (const since of [undefined, '2026-03-02T10:00:00.000Z'])
          expect(() => checkBulkQuery(schema, readRequest({ query: query(since) })), name).not.toThrow()
    }
  })

  test('every scope that the guide names is needed, and no other', async () => {
    const schema = await adminSchema(version)
    const readRequest = requestReader(schema)
    const { rest, ...own } = operationsOf({ version, returns: true })
    const needed = [...Object.values(own), ...Object.values(rest)]
      .flatMap(({ document }) => accessOf(schema, readRequest({ query: document })))
      .map((access) => access.scopes.find((scope) => scopes.includes(scope)) ?? access.what)
    expect([...new Set(needed)].sort()).toEqual([...scopes].sort())
  })
})
