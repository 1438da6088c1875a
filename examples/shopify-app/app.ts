/** The app: motkit behind the shops that installed it. It is the same whether Shopify is real or local. */
import { type Clock, createMot, systemClock } from '@motkit/core'
import { delivery } from '@motkit/delivery'
import { descriptions, loyalty } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'
import {
  type CustomerData,
  createPixelIngest,
  createShopifyAdmin,
  createShopifyCompliance,
  createShopifyReconciliation,
  createShopifyWebhooks,
  honoHandler,
  shopifyConsents,
  shopifyHandlers,
} from '@motkit/shopify'
import { Hono } from 'hono'
import type { Stores } from './stores.ts'

export interface AppOptions {
  readonly stores: Stores
  /** The app's client secret: webhooks are signed with it. */
  readonly apiSecret: string
  /** The codes of coupons are made with it: 32 bytes or more. */
  readonly couponSecret: string
  /** Keys what stays of somebody who was erased: 16 characters or more. */
  readonly erasureKey: string
  /** The domains of the shops that installed the app, each with its access token. */
  readonly tokens: ReadonlyMap<string, string>
  /** Sends a message to a customer, by your own mailer. */
  send(template: string, to: string): void
  /** Hands what is kept of a customer to the merchant. */
  handOver(data: CustomerData, shop: string): void
  readonly onError: (error: unknown, during?: string) => void
  readonly clock?: Clock
  readonly fetch?: typeof fetch
}
const eur = (amount: number) => ({ amount, currency: 'EUR' })

const club = loyalty({
  earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }],
  rewards: {
    'five-off': { kind: 'coupon', points: 50, amount: eur(500), validDays: 30 },
    credit: { kind: 'store-credit', points: 100, amount: eur(1_000) },
  },
})
const asking = reviews({
  after: { days: 7 },
  existingCustomer: { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true },
})

export function createApp(options: AppOptions) {
  const { stores, apiSecret, couponSecret, erasureKey, tokens, send, handOver, onError } = options
  const { clock = systemClock, fetch = globalThis.fetch } = options
  const { intents, deliveries, cursors, proofs } = stores
  const admin = createShopifyAdmin({ accessToken: (shop) => tokens.get(shop), fetch, clock })

  const mot = createMot({
    store: stores.engine,
    clock,
    erasureKey,
    plugins: [club, asking, delivery(), descriptions, shopifyConsents],
    handlers: {
      ...shopifyHandlers({
        admin,
        intents,
        clock,
        coupons: { secret: couponSecret, prefix: 'TEA' },
        catalogue: club.programme.rewards,
        async standingOf(customer, { tenant, at }) {
          const journey = await mot.journey(customer, { tenant })
          if (!journey.ok) return undefined
          const { available: points, pending } = club.balance(journey.value, at)
          return { points, pending }
        },
      }),
      'message.send': async ({ data, customer }) => send(data.template, 'id' in customer ? customer.id : 'nobody'),
    },
  })
  const compliance = createShopifyCompliance({
    mot,
    proofs,
    hashKey: erasureKey,
    deliver: (data, { shop }) => handOver(data, shop),
    clock,
  })
  const { tenantOf, onRequest } = compliance
  const webhooks = createShopifyWebhooks({ secrets: [apiSecret], tenantOf, deliveries, mot, onRequest, onError, clock })
  const pixel = createPixelIngest({ mot, tenantOf, onError, clock })
  const reconciliation = createShopifyReconciliation({ admin, mot, tenantOf, cursors, clock, fetch })

  const http = new Hono()
  http.post('/webhooks', honoHandler(webhooks))
  http.all('/pixel', honoHandler(pixel))
  http.get('/health', async ({ json }) => json({ engine: await mot.health(), deliveries: await webhooks.health() }))

  return {
    http,
    mot,
    webhooks,
    reconciliation,
    compliance,
    /** Has the shops installed, for which an app in production is told by OAuth. */
    async install(): Promise<void> {
      for (const shop of tokens.keys()) await compliance.installed(shop)
    },
    /** Works in the background, until what it returns is called. */
    start() {
      const rounds = reconciliation.start({
        shops: compliance.shops,
        onTurn: (shop, answer) => answer.ok || onError(answer.error, `reconciling ${shop}`),
        onError,
      })
      const stops = [mot.start(), webhooks.start(), rounds]
      return async () => {
        await Promise.all(stops.map((stop) => stop()))
        await mot.close()
        await stores.close()
      }
    },
  }
}
