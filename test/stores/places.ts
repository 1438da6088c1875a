// Empty stores for tests: an own database of PostgreSQL each, a PGlite that the tests of a file share, one after the other.
import { PGlite } from '@electric-sql/pglite'
import { type DurableStore, pgliteStore, postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { afterAll } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'

let pglite: Promise<PGlite> | undefined
const pools: pg.Pool[] = []
afterAll(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()))
  await (await pglite)?.close()
})

/** Empties the PGlite of this file. */
export async function emptyPglite(): Promise<DurableStore> {
  pglite ??= PGlite.create()
  const instance = await pglite
  await instance.exec('drop schema if exists motkit cascade')
  return pgliteStore(instance)
}
function openPool(connectionString: string, max = 10): pg.Pool {
  const pool = new pg.Pool({ connectionString, max })
  pools.push(pool)
  return pool
}
/** A migrated database, and as many stores on it as are asked for. */
export async function emptyPostgres(): Promise<{
  store: DurableStore
  another(max?: number): DurableStore
  pool: pg.Pool
}> {
  const url = await freshDatabase()
  const pool = openPool(url)
  const store = postgresStore({ pool })
  await store.migrate()
  return { store, pool, another: (max) => postgresStore({ pool: openPool(url, max) }) }
}
