// The suite that every store must pass, on PGlite and on PostgreSQL.
import { PGlite } from '@electric-sql/pglite'
import { type DurableStore, pgliteStore, postgresStore } from '@motkit/postgres'
import { storeConformance } from '@motkit/testing/conformance'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { hostOnPglite, hostOnPostgres } from '../support/host-transaction.ts'
import { freshDatabase, noPostgres } from '../support/postgres.ts'

/** How to open another handle on what a store keeps, by the store. */
const places = new WeakMap<object, () => DurableStore>()
const again = (store: object): DurableStore => (places.get(store) as () => DurableStore)()
const opened = (make: () => DurableStore): DurableStore => {
  const store = make()
  places.set(store, make)
  return store
}

const pglite = await PGlite.create()
afterAll(() => pglite.close())
storeConformance(
  'PGlite',
  async () => {
    await pglite.exec('drop schema if exists motkit cascade')
    return opened(() => pgliteStore(pglite))
  },
  { again, host: () => hostOnPglite(pglite) },
)

const missing = noPostgres()
if (missing) {
  describe('PostgreSQL store', () => test.skip(`SKIPPED: ${missing}`, () => expect.fail()))
} else {
  const pools: pg.Pool[] = []
  const urls = new WeakMap<object, string>()
  afterAll(() => Promise.all(pools.map((pool) => pool.end())))
  storeConformance(
    'PostgreSQL',
    async () => {
      const connectionString = await freshDatabase()
      const store = opened(() => {
        const pool = new pg.Pool({ connectionString })
        pools.push(pool)
        return postgresStore({ pool })
      })
      await store.migrate()
      urls.set(store, connectionString)
      return store
    },
    { again, host: (store) => hostOnPostgres(urls.get(store) as string) },
  )
}
