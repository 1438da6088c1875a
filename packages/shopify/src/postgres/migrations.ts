/** The tables `motkit.shopify_*`, each beside whoever uses it, and their migrations: in order, each once, whoever calls at the same time. */
import { intentTable } from '../acting/intents/table.ts'
import { budgetTable } from '../admin/table.ts'
import { complianceTables } from '../compliance/table.ts'
import { deliveryTable } from '../receive/table.ts'
import { cursorTable } from '../reconcile/table.ts'
import type { ShopifyClient } from './database.ts'
import { databaseError } from './errors.ts'

/** The version of the tables is the number of its migrations. Once released, a migration is never changed. */
const migrations: readonly string[] = [deliveryTable, intentTable, cursorTable, budgetTable, complianceTables]

/** Brings the tables up to date, in one transaction. @throws MotError SHOPIFY_SCHEMA_NEWER */
export async function migrate(client: ShopifyClient): Promise<void> {
  await client.query('begin')
  try {
    // Of whoever comes at the same time, one goes first; with the engine's own migrations too, which make the same schema.
    await client.query(`select pg_advisory_xact_lock(hashtext('motkit.migrate'))`)
    await client.query(
      `create schema if not exists motkit;
      create table if not exists motkit.shopify_migration (version int primary key, at timestamptz not null default now())`,
    )
    const { rows } = await client.query('select coalesce(max(version), 0) as version from motkit.shopify_migration')
    const { version: current } = rows[0] as { version: number }
    if (current > migrations.length)
      throw databaseError('SHOPIFY_SCHEMA_NEWER', {
        details: { expected: String(migrations.length), received: String(current) },
      })
    for (const [index, statements] of migrations.entries()) {
      if (index < current) continue
      await client.query(statements)
      await client.query('insert into motkit.shopify_migration (version) values ($1)', [index + 1])
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
