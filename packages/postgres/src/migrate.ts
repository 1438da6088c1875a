/** Versioned migrations: each in order, once, whoever calls at the same time. */
import { MotError } from '@motkit/core'
import type { Ask, Driver } from './driver.ts'
import { postgresErrors } from './errors.ts'
import { tables } from './migrations/001-tables.ts'
import { functions } from './migrations/002-functions.ts'
import { buyers } from './migrations/003-buyers.ts'
import { tenants } from './migrations/004-tenants.ts'

export interface MigrateOptions {
  /** Splits the table of events by hash, when it is made: for very large shops, or a distributed PostgreSQL. Default: 0, one table. */
  readonly eventPartitions?: number
}
type Migration = (options: Required<MigrateOptions>) => string

/** The version of a schema is the number of its migrations. Once released, a migration is never changed. */
const migrations: readonly Migration[] = [
  ({ eventPartitions }) => tables(eventPartitions),
  () => functions,
  () => buyers,
  () => tenants,
]
const NEWEST = migrations.length

const currentOf = async (ask: Ask): Promise<number> => {
  const known = await ask("select to_regclass('motkit.migration')::text as answer", [])
  return known === null ? 0 : Number(await ask('select max(version)::text as answer from motkit.migration', []))
}
const newer = (version: number): MotError =>
  new MotError('SCHEMA_NEWER', `${postgresErrors.SCHEMA_NEWER} It is at ${version}, this package knows ${NEWEST}.`, {
    details: { expected: String(NEWEST), received: String(version) },
  })

/** Brings the schema up to date, in one transaction. @throws MotError SCHEMA_NEWER */
export async function migrate(driver: Driver, { eventPartitions = 0 }: MigrateOptions = {}): Promise<void> {
  if (!Number.isInteger(eventPartitions) || eventPartitions < 0 || eventPartitions > 1_024)
    throw new MotError('SETUP_INVALID', `${eventPartitions} is no number of partitions`, {
      details: { path: 'eventPartitions', expected: 'an integer from 0 to 1,024' },
    })
  await driver.transaction(async (ask, run) => {
    // Of whoever comes at the same time, one goes first.
    await ask("select pg_advisory_xact_lock(hashtext('motkit.migrate'))::text as answer", [])
    await run(
      `create schema if not exists motkit;
      create table if not exists motkit.migration (version int primary key, at timestamptz not null default now());`,
    )
    const current = await currentOf(ask)
    if (current > NEWEST) throw newer(current)
    for (let version = current + 1; version <= NEWEST; version++) {
      await run((migrations[version - 1] as Migration)({ eventPartitions }))
      await ask('insert into motkit.migration (version) values ($1) returning null as answer', [version])
    }
  })
}

/** @throws MotError SCHEMA_MISSING or SCHEMA_NEWER where the schema is not of this package's version */
export async function requireSchema(ask: Ask): Promise<void> {
  const version = await currentOf(ask)
  if (version > NEWEST) throw newer(version)
  if (version < NEWEST)
    throw new MotError('SCHEMA_MISSING', postgresErrors.SCHEMA_MISSING, {
      details: { expected: String(NEWEST), received: String(version) },
    })
}
