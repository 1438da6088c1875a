/** An app as a process of its own: a server on loopback that receives webhooks and tells an engine, until it is killed. */
import { createMot, isMotError, virtualClock } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import { createShopifyWebhooks, postgresDeliveries } from '@motkit/shopify'
import pg from 'pg'
import { type HostName, hosts, originOf, PATH } from './hosts.ts'

export interface AppSetup {
  /** Of the database. */
  readonly url: string
  readonly secret: string
  readonly shop: string
  /** The engine's clock stands here. */
  readonly now: string
  readonly leaseMs: number
  readonly host: HostName
  /** Takes deliveries and claims them, and gets no further. */
  readonly hangs?: boolean
}
/** Said once it listens, and whenever something was processed. */
export interface AppWord {
  /** Where webhooks are taken. */
  readonly url?: string
  readonly claimed?: string
  readonly fault?: string
}

if (process.send) {
  const setup = JSON.parse(process.argv[2] as string) as AppSetup
  const say = (word: AppWord): void => void process.send?.(word)
  const poolOf = (max: number) => new pg.Pool({ connectionString: setup.url, max })
  const mot = createMot({ store: postgresStore({ pool: poolOf(8) }), clock: virtualClock(setup.now), plugins: [] })
  const webhooks = createShopifyWebhooks({
    secrets: [setup.secret],
    tenantOf: (shop) => (shop === setup.shop ? shop : undefined),
    deliveries: postgresDeliveries({ pool: poolOf(4) }), // its own: no answer waits for the work
    processing: { leaseMs: setup.leaseMs },
    onError: (error) => say({ fault: isMotError(error) ? error.code : String(error) }),
    ...(setup.hangs ? { process: ({ id }) => new Promise<void>(() => say({ claimed: id })) } : { mot }),
  })
  webhooks.start({ pollMs: 50 })
  say({ url: originOf(await hosts[setup.host](webhooks)) + PATH })
  process.on('disconnect', () => process.exit())
}
