/** What `medusa exec` hands to the backfill. Its command line refuses options that it does not know: these are words. */
import { MotError } from '@motkit/core'
import * as z from 'zod'

/** What the backfill is asked for. */
export interface Asked {
  /** Says what would be done, and writes nothing. */
  readonly dryRun: boolean
  /** Carts and orders from this instant on: UTC, ISO 8601. */
  readonly since?: string | undefined
  /** Customers after this one: where a run before has ended. */
  readonly after?: string | undefined
  /** The past is told as if it were now: whoever would be written to, is. */
  readonly withMessages: boolean
}

const HELP = 'dry-run, since=2024-01-01, after=cus_…, with-messages'
const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'a date, as 2024-01-01')
  .transform((text) => new Date(text).toISOString())
const schema = z.strictObject({
  'dry-run': z.literal('', 'no value').optional(),
  since: instant.optional(),
  after: z.string().min(1, 'the id of a customer').optional(),
  'with-messages': z.literal('', 'no value').optional(),
})

/** @throws MotError INPUT_INVALID with the word that is wrong */
export function readArguments(words: readonly string[]): Asked {
  const named = words.map((word) => word.replace(/^--/, '').split('='))
  const { data, error } = schema.safeParse(
    Object.fromEntries(named.map(([name = '', ...value]) => [name, value.join('=')])),
  )
  if (data) {
    const { since, after } = data
    return { dryRun: 'dry-run' in data, withMessages: 'with-messages' in data, since, after }
  }
  const [issue] = error.issues
  const isUnknown = issue?.code === 'unrecognized_keys'
  const path = isUnknown ? (issue.keys[0] ?? '') : String(issue?.path[0] ?? '')
  const expected = isUnknown ? HELP : (issue?.message ?? HELP)
  throw new MotError('INPUT_INVALID', `${path}: expected ${expected}`, { details: { path, expected } })
}
