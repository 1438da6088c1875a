/** Where the app keeps things: in memory to try it, in PostgreSQL where it must last. */
import { type Clock, memoryStore, type Store } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import {
  type DeliveryStore,
  type IntentStore,
  memoryCursors,
  memoryDeliveries,
  memoryIntents,
  memoryProofs,
  type ProofStore,
  postgresCursors,
  postgresDeliveries,
  postgresIntents,
  postgresProofs,
  type ReconcileCursors,
} from '@motkit/shopify'
import pg from 'pg'

export interface Stores {
  readonly engine: Store
  readonly deliveries: DeliveryStore
  readonly intents: IntentStore
  readonly cursors: ReconcileCursors
  readonly proofs: ProofStore
  close(): Promise<unknown>
}

export const memoryStores = (clock: Clock): Stores => ({
  engine: memoryStore(),
  deliveries: memoryDeliveries({ clock }),
  intents: memoryIntents({ clock }),
  cursors: memoryCursors(),
  proofs: memoryProofs(),
  close: async () => undefined,
})

export async function postgresStores(connectionString: string): Promise<Stores> {
  const pool = new pg.Pool({ connectionString, max: 8 })
  const ownPool = new pg.Pool({ connectionString, max: 4 }) // so that no answer to Shopify waits for the work
  const engine = postgresStore({ pool })
  const deliveries = postgresDeliveries({ pool: ownPool })
  await engine.migrate()
  await deliveries.migrate()
  return {
    engine,
    deliveries,
    intents: postgresIntents({ pool }),
    cursors: postgresCursors({ pool }),
    proofs: postgresProofs({ pool }),
    close: () => Promise.all([pool.end(), ownPool.end()]),
  }
}
