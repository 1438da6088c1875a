/** An app of several shops on one real PostgreSQL: it promises, earns points, and does what Shopify asks of it. */
import { createMot, definePlugin, defineRule, events, sendMessage, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import { postgresStore } from '@motkit/postgres'
import {
  type ComplianceEngine,
  type ComplianceOptions,
  type CustomerData,
  createShopifyCompliance,
  createShopifyWebhooks,
  type ProcessingOptions,
  postgresDeliveries,
  postgresProofs,
} from '@motkit/shopify'
import pg from 'pg'
import { headersOf } from './sender.ts'

export const SECRET = 'shpss_shops'
export const NOW = '2026-11-01T10:00:00.000Z'
export const DAY = 86_400_000
export const TEA = 'tea.myshopify.com'
export const COFFEE = 'coffee.myshopify.com'
export const SHOPS: readonly string[] = [TEA, COFFEE, 'cocoa.myshopify.com']

/** Thanks a day after an order: something that is promised, and due later. */
const thanks = definePlugin({
  id: 'thanks',
  rules: [
    defineRule({
      id: 'thanks',
      on: [events.orderPlaced],
      may: [sendMessage],
      decide: ({ event }) => [
        sendMessage({ template: 'thanks' }, { at: new Date(Date.parse(event.time) + DAY).toISOString() }),
      ],
    }),
  ],
})
export const club = loyalty({ earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }] })

export interface ShopsOptions
  extends Partial<Pick<ComplianceOptions, 'attemptMs' | 'settleMs' | 'deliver' | 'isInstalled'>> {
  readonly url: string
  readonly processing?: Partial<ProcessingOptions>
  /** In place of the engine, for what Shopify asks. */
  readonly watched?: (engine: ComplianceEngine) => ComplianceEngine
}
export async function openShops({ url, processing, watched = (engine) => engine, ...options }: ShopsOptions) {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  const clock = virtualClock(NOW)
  const store = postgresStore({ pool, listen: false })
  await store.migrate()
  const deliveries = postgresDeliveries({ pool })
  const proofs = postgresProofs({ pool })
  await proofs.migrate()
  const carriedOut: string[] = []
  const mot = createMot({
    store,
    clock,
    plugins: [club, thanks],
    erasureKey: 'kept secret',
    handlers: { 'message.send': async (_, { tenant }) => void carriedOut.push(tenant) },
  })
  const exported: CustomerData[] = []
  const compliance = createShopifyCompliance({
    mot: watched(mot),
    proofs,
    hashKey: 'kept secret',
    clock,
    settleMs: 0,
    deliver: (data) => exported.push(data),
    ...options,
  })
  const errors: unknown[] = []
  const webhooks = createShopifyWebhooks({
    secrets: [SECRET],
    tenantOf: (shop) => (SHOPS.includes(shop) ? shop : undefined),
    deliveries,
    clock,
    mot,
    onRequest: compliance.onRequest,
    onError: (error) => errors.push(error),
    ...(processing && { processing }),
  })
  let sent = 0
  return {
    pool,
    clock,
    mot,
    proofs,
    webhooks,
    compliance,
    carriedOut,
    exported,
    errors,
    /** As Shopify would, at the instant where the clock stands; answers with the status. */
    async send(shop: string, topic: string, payload: object, id = `w${++sent}`): Promise<number> {
      const body = JSON.stringify(payload)
      const triggeredAt = new Date(clock.now()).toISOString()
      const headers = headersOf({ topic, shop, body, triggeredAt }, id, SECRET)
      const answer = await webhooks.handle(new Request('https://app.example.com', { method: 'POST', headers, body }))
      return answer.status
    },
    /** Waits and leases are over. */
    overdue: () => pool.query('update motkit.shopify_delivery set due_at = now() where due_at is not null'),
    close: () => pool.end(),
  }
}

const money = (amount: string) => ({
  shop_money: { amount, currency_code: 'EUR' },
  presentment_money: { amount, currency_code: 'EUR' },
})
export interface Buyer {
  readonly id: number
  readonly email: string
  readonly phone: string
  readonly name: string
}
export const ADA: Buyer = {
  id: 7001234567890,
  email: 'ada.lovelace@example.com',
  phone: '+4915112345678',
  name: 'Lovelace',
}
export const BEN: Buyer = { id: 7009876543210, email: 'ben@example.com', phone: '+4917098765432', name: 'Benson' }

/** What a shop says of an order, of who placed it, and of what was given back. */
export const orderOf = (shop: string, id: number, buyer: Buyer, total = '70.00') => ({
  id,
  created_at: NOW,
  updated_at: NOW,
  cancelled_at: null,
  financial_status: 'paid',
  email: buyer.email,
  phone: buyer.phone,
  order_status_url: `https://${shop}/${id}`,
  billing_address: { last_name: buyer.name, phone: buyer.phone },
  total_price_set: money(total),
  current_total_price_set: money(total),
  line_items: [{ id: 1, product_id: 1, quantity: 1, price_set: money(total), discount_allocations: [] }],
  customer: { id: buyer.id, email: buyer.email },
})
export const customerOf = (shop: string, { id, email, phone, name }: Buyer) => ({
  id,
  email,
  phone,
  last_name: name,
  updated_at: NOW,
  note: shop,
  email_marketing_consent: { state: 'subscribed', opt_in_level: 'single_opt_in', consent_updated_at: NOW },
})
export const refundOf = (shop: string, id: number, order: number) => ({
  id,
  order_id: order,
  created_at: NOW,
  note: shop,
  transactions: [{ kind: 'refund', status: 'success', amount: '20.00', currency: 'EUR' }],
})
export const asks = {
  data: (shop: string, { id, email, phone }: Buyer, orders: readonly number[], request = 9999) => ({
    shop_id: 1,
    shop_domain: shop,
    orders_requested: orders,
    customer: { id, email, phone },
    data_request: { id: request },
  }),
  redact: (shop: string, { id, email, phone }: Buyer, orders: readonly number[]) => ({
    shop_id: 1,
    shop_domain: shop,
    customer: { id, email, phone },
    orders_to_redact: orders,
  }),
  redactShop: (shop: string) => ({ shop_id: 1, shop_domain: shop }),
  uninstall: (shop: string) => ({ id: 1, myshopify_domain: shop }),
}
