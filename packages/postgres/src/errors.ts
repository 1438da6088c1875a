/** From what PostgreSQL says to what motkit answers. */
import { MotError } from '@motkit/core'
import { DriverError } from './driver.ts'

/** Every code that `@motkit/postgres` answers or throws, beside those of core. */
export const postgresErrors = {
  SCHEMA_MISSING:
    'The schema `motkit` is not there, or older than this package: run `motkit migrate`, or `store.migrate()`.',
  SCHEMA_NEWER: 'The schema `motkit` was written by a newer version of this package.',
  STORE_LOCKED: 'Another process has this folder open.',
  TX_UNKNOWN:
    'The value given as `tx` is no client with an open transaction: it has no `query(text, values)`, or is a pool.',
} as const
export type PostgresErrorCode = keyof typeof postgresErrors

const has =
  (...states: readonly string[]) =>
  (error: unknown): boolean =>
    error instanceof DriverError && states.includes(error.sqlstate ?? '')

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'
const UNIQUE_VIOLATION = '23505'
/** As of a cached plan, of a connection that knew an older schema. */
const FEATURE_NOT_SUPPORTED = '0A000'
const NO_ACTIVE_TRANSACTION = '25P01'

/** Within a transaction of the host's, work may go through now that did not before; its locks stay, so a deadlock would too. */
export const meetsWithin = has(SERIALIZATION_FAILURE, UNIQUE_VIOLATION, FEATURE_NOT_SUPPORTED)
/** Another transaction was faster, or a plan is old: the same work may go through now. */
export const meets = has(SERIALIZATION_FAILURE, UNIQUE_VIOLATION, FEATURE_NOT_SUPPORTED, DEADLOCK_DETECTED)
/** Something that was to be new is there already. */
export const isKnown = has(UNIQUE_VIOLATION)
/** What was given as a transaction is none, as a pool, of which each statement has any connection. */
export const isOutside = has(NO_ACTIVE_TRANSACTION)
export const txUnknown = (cause?: unknown): MotError<'TX_UNKNOWN'> =>
  new MotError('TX_UNKNOWN', postgresErrors.TX_UNKNOWN, { cause, details: { path: 'tx' } })

const MISSING = new Set([
  '3F000', // invalid_schema_name
  '42P01', // undefined_table
  '42883', // undefined_function
])
/** It is the data that is wrong, and not the hour: data exceptions, and limits that it is too large for. */
const REFUSED = /^(22|54)/
/** An error of the database as an error of motkit; any other as it is. */
export function toMotError(error: unknown): unknown {
  if (!(error instanceof DriverError)) return error
  const { sqlstate, message, cause } = error
  if (sqlstate !== undefined && MISSING.has(sqlstate))
    return new MotError('SCHEMA_MISSING', `${postgresErrors.SCHEMA_MISSING} (${message})`, { cause })
  if (sqlstate !== undefined && REFUSED.test(sqlstate))
    return new MotError('STORE_REFUSED', `the database refused it: ${message} (${sqlstate})`, {
      cause,
      details: { sqlstate },
    })
  return new MotError(
    'STORE_UNAVAILABLE',
    `the database did not commit: ${message}${sqlstate === undefined ? '' : ` (${sqlstate})`}`,
    { cause, retryable: true, ...(sqlstate !== undefined && { details: { sqlstate } }) },
  )
}
