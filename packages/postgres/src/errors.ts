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

/** Another transaction was faster, or the plan of a connection is of an older schema: the same work may go through now. */
const UNIQUE_VIOLATION = '23505'
const AGAIN = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '23505', // unique_violation: another made it meanwhile
  '0A000', // cached plan must not change result type
])
export const meets = (error: unknown): boolean => error instanceof DriverError && AGAIN.has(error.sqlstate ?? '')

const DEADLOCK = '40P01'
/** As `meets`, within a transaction of the host's: its locks stay, so that a deadlock would come again. */
export const meetsWithin = (error: unknown): boolean =>
  meets(error) && !(error instanceof DriverError && error.sqlstate === DEADLOCK)

/** Something that was to be new is there already. */
export const isKnown = (error: unknown): boolean => error instanceof DriverError && error.sqlstate === UNIQUE_VIOLATION

const NO_TRANSACTION = '25P01' // no_active_sql_transaction
/** What was given as a transaction is none, as a pool, of which each statement has any connection. */
export const isOutside = (error: unknown): boolean => error instanceof DriverError && error.sqlstate === NO_TRANSACTION
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
