/** `medusa db:migrate` brings motkit's schema up to date; Medusa's tables and migrations are not touched. */
import type { Logger } from '@medusajs/framework/types'
import { postgresStore } from '@motkit/postgres'
import { inboxTables } from '../../inbox/database'
import { overviewTables } from '../../overview/tables'
import { programmeTables } from '../../programme/programmes'
import { createPool, type DatabaseOptions } from './database'

interface Context {
  readonly options?: { readonly database?: DatabaseOptions }
  readonly logger?: Logger
}

/** Safe to repeat, and by several instances at once: one goes first, the others find nothing left to do. */
export async function runMigrations({ options, logger }: Context): Promise<{ name: string }[]> {
  const pool = createPool(options?.database ?? {})
  try {
    await postgresStore({ pool, listen: false }).migrate()
    for (const tables of [inboxTables, programmeTables, overviewTables]) await pool.query(tables)
    logger?.info('MODULE: mot - the schema motkit is up to date')
  } finally {
    await pool.end()
  }
  return []
}

/** Journeys and ledgers are not thrown away by a rollback: whoever wants that drops the schema. */
export async function revertMigration({ logger }: Context): Promise<void> {
  logger?.info('MODULE: mot - the schema motkit is kept. To throw it away: drop schema motkit cascade')
}

/** There are no models of Medusa's to write migrations for. */
export async function generateMigration(): Promise<void> {}
