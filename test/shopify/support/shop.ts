/** A shop whose app can be started and killed, as often as wanted, and what its journeys come to. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createMot, memoryStore, type Store, virtualClock } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import { type Delivery, postgresDeliveries, readDelivery } from '@motkit/shopify'
import pg from 'pg'
import type { AppSetup, AppWord } from './app.ts'
import { SHOP } from './feed.ts'

export const SECRET = 'shpss_shop'
const file = fileURLToPath(new URL('app.ts', import.meta.url))

export interface App {
  readonly url: string
  kill(): Promise<void>
}

/** @param url of an empty database */
export async function openShop(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  const store = postgresStore({ pool, listen: false })
  await store.migrate()
  const deliveries = postgresDeliveries({ pool })
  await deliveries.migrate()
  const children = new Set<ChildProcess>()
  const now = new Date().toISOString()
  const setup: AppSetup = { url, secret: SECRET, shop: SHOP, now, leaseMs: 2_000, host: 'Node http' }
  const words: AppWord[] = []
  return {
    now,
    pool,
    deliveries,
    /** What the apps said. */
    words,
    async start(more: Partial<AppSetup> = {}): Promise<App> {
      const child = fork(file, [JSON.stringify({ ...setup, ...more })], {
        execArgv: ['--conditions=@motkit/source'],
        stdio: ['ignore', 2, 2, 'ipc'],
      })
      children.add(child)
      child.on('message', (word: AppWord) => words.push(word))
      const [word] = (await once(child, 'message')) as [AppWord]
      return {
        url: word.url ?? '',
        async kill() {
          children.delete(child)
          const gone = once(child, 'exit')
          child.kill('SIGKILL')
          await gone
        },
      }
    },
    /** Once nothing waits any more. */
    async settled(timeoutMs: number): Promise<void> {
      for (const until = performance.now() + timeoutMs; (await deliveries.health()).waiting > 0; await rest(50))
        if (performance.now() > until) throw new Error(`still waiting: ${JSON.stringify(await deliveries.health())}`)
    },
    journeys: () => journeysIn(store, now),
    async close(): Promise<void> {
      for (const child of children) child.kill('SIGKILL')
      await pool.end()
    },
  }
}

/** The journeys of all customers after the clean feed, read once and in order. */
export async function cleanJourneys(feed: readonly Delivery[], now: string): Promise<readonly unknown[]> {
  const store = memoryStore()
  const mot = createMot({ store, clock: virtualClock(now), plugins: [] })
  for (const delivery of feed) {
    const reading = readDelivery(delivery)
    if (!reading.ok) throw reading.error
    const events = reading.value.events.map((event) => ({ ...event, tenant: delivery.shop }))
    for (const answer of await mot.ingestMany(events)) if (!answer.ok) throw answer.error
  }
  return journeysIn(store, now)
}
async function journeysIn(store: Store, now: string): Promise<readonly unknown[]> {
  const mot = createMot({ store, clock: virtualClock(now), plugins: [] })
  const found: unknown[] = []
  for await (const journey of mot.journeys({ tenant: SHOP })) found.push(journey)
  return found
}
