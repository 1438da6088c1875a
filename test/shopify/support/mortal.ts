/** A process that processes what waits, and ends; or is killed at a point that was named, from within, by a real SIGKILL. */
import { createShopifyWebhooks, postgresDeliveries } from '@motkit/shopify'
import pg from 'pg'
import { openShops, SECRET } from './shops.ts'

export interface MortalSetup {
  readonly url: string
  readonly diesAt:
    | { readonly body: string }
    /** After so many calls of the engine. */
    | { readonly call: 'erase' | 'eraseAll' | 'pause' | 'export'; readonly times: number }
    | { readonly call: 'deliver'; readonly times: number }
    | 'never'
}
/** Said of each delivery before it is processed, and of each export that was handed over. */
export type MortalWord = { readonly began: string } | { readonly delivered: number }

const die = (): void => process.kill(process.pid, 'SIGKILL') as never
const say = (word: MortalWord): Promise<void> => new Promise((resolve) => process.send?.(word, () => resolve()))

async function poisoned({ url, diesAt }: MortalSetup): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  const webhooks = createShopifyWebhooks({
    secrets: [SECRET],
    tenantOf: (shop) => shop,
    deliveries: postgresDeliveries({ pool }),
    process: async ({ id, body }) => {
      await say({ began: id })
      if (typeof diesAt === 'object' && 'body' in diesAt && Buffer.from(body).includes(diesAt.body)) die()
    },
  })
  await webhooks.drain()
  await pool.end()
}
async function complying({ url, diesAt }: MortalSetup): Promise<void> {
  let calls = 0
  const counts = (name: string): void => {
    if (typeof diesAt === 'object' && 'call' in diesAt && diesAt.call === name && ++calls === diesAt.times) die()
  }
  const shops = await openShops({
    url,
    attemptMs: 0,
    deliver: async (data) => {
      await say({ delivered: data.customers.length })
      counts('deliver')
    },
    watched: (engine) => ({
      ...engine,
      erase: (...args) => engine.erase(...args).finally(() => counts('erase')),
      eraseAll: ({ tenant }) => engine.eraseAll({ tenant, limit: 2 }).finally(() => counts('eraseAll')),
      pause: (...args) => engine.pause(...args).finally(() => counts('pause')),
      export: (...args) => engine.export(...args).finally(() => counts('export')),
    }),
  })
  for (let failed = 1; failed > 0; ) {
    await shops.overdue()
    failed = (await shops.webhooks.drain()).failed
  }
  await shops.close()
}
if (process.send) {
  const setup = JSON.parse(process.argv[2] as string) as MortalSetup
  const isPoison = typeof setup.diesAt === 'object' && 'body' in setup.diesAt
  await (isPoison ? poisoned(setup) : complying(setup))
  process.disconnect()
}
