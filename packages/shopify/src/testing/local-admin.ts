/**
 * A local Admin API: Shopify's schema and rules over shops in memory, on loopback HTTP, for tests and for trying an app
 * without an account. What is sent is checked as Shopify checks it, and goes wrong as often as a plan says.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, systemClock } from '@motkit/core'
import type { GraphQLSchema } from 'graphql'
import { type BucketSetup, createBucket } from './bucket.ts'
import { localAdminError } from './errors.ts'
import { createFaults, type Fault, type FaultPlan, type FaultRates, type Seen, seededFaults } from './faults.ts'
import { requestReader } from './graphql/request.ts'
import { readAdminSchema } from './graphql/schema.ts'
import { createLocalShop, type LocalShop } from './local-shop.ts'
import { type Served, serve } from './serve.ts'
import type { ShopSetup } from './shop/shop.ts'

export interface LocalAdminOptions {
  /** Of the Admin API; by default `'2026-10'`. */
  readonly version?: string
  /** By default Shopify's own of the version, as `readAdminSchema` gives it. */
  readonly schema?: GraphQLSchema
  /** By domain, as `tea.myshopify.com`. */
  readonly shops: Readonly<Record<string, ShopSetup>>
  /** How likely what goes wrong, under `seed`; or a plan of your own. By default nothing. */
  readonly faults?: FaultRates | FaultPlan
  /** By default 1. */
  readonly seed?: number | string
  /** The budget of the app in each shop. */
  readonly budget?: BucketSetup
  /** How late a slow answer is; by default 200 ms. */
  readonly slowMs?: number
  readonly clock?: Clock
}

export interface LocalAdmin {
  readonly version: string
  /** Of the server, without a path. */
  readonly url: string
  /** For a client: takes what goes to one of the shops to this server. Anything else is refused. */
  readonly fetch: typeof fetch
  /** @throws MotError LOCAL_ADMIN_SHOP_UNKNOWN */
  shop(domain: string): LocalShop
  /** What came so far, oldest first. */
  readonly seen: readonly Seen[]
  /** The next request goes wrong; of this operation, or with this root field, where one is named. */
  failNext(fault: Fault, operation?: string): void
  close(): Promise<void>
}

/**
 * @throws MotError LOCAL_ADMIN_SCHEMA_MISSING
 * @example const admin = await createLocalAdmin({ shops: { 'tea.myshopify.com': { token: 'shpat_tea' } } })
 */
export async function createLocalAdmin(options: LocalAdminOptions): Promise<LocalAdmin> {
  const { version = '2026-10', seed = 1, faults = {}, slowMs = 200, clock = systemClock } = options
  const schema = options.schema ?? (await readAdminSchema(version))
  const plan = createFaults(typeof faults === 'function' ? faults : seededFaults(seed, faults))
  const files = new Map<string, string>()
  const publish = (text: string) => {
    const path = `/bulk-operations/${files.size + 1}.jsonl`
    files.set(path, text)
    return `${url}${path}`
  }
  const read = requestReader(schema)
  const shops = new Map<string, LocalShop>()
  const served = new Map<string, Served>()
  for (const [ordinal, [domain, setup]] of Object.entries(options.shops).entries()) {
    const { shop, ...answering } = createLocalShop({
      domain,
      setup,
      ordinal,
      clock,
      api: { schema, version, publish, read },
    })
    shops.set(domain, shop)
    const bucket = createBucket(options.budget ?? {}, clock)
    served.set(domain, { ...answering, schema, bucket, token: () => shop.token })
  }
  const handle = serve({ schema, version, read, shops: served, files, faults: plan, slowMs })
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    version,
    url,
    seen: plan.seen,
    shop(domain) {
      const shop = shops.get(domain)
      if (shop) return shop
      throw localAdminError('LOCAL_ADMIN_SHOP_UNKNOWN', `There is no shop ${domain}`, {
        path: 'domain',
        expected: `one of ${[...shops.keys()].join(', ')}`,
        received: domain,
      })
    },
    async fetch(input, init) {
      const asked = new Request(input, init)
      if (asked.url.startsWith(`${url}/`)) return fetch(asked)
      const { host, pathname, search } = new URL(asked.url)
      if (!shops.has(host)) throw new TypeError(`fetch failed: the local Admin API has no shop ${host}`)
      const { method, signal } = asked
      const headers = new Headers(asked.headers)
      headers.set('x-forwarded-host', host) // a fetch sets its own `host`
      const body = asked.body && (await asked.arrayBuffer())
      return fetch(`${url}${pathname}${search}`, { method, headers, signal, body })
    },
    failNext: plan.failNext,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
