/** What Shopify sends of some orders: each is ordered, paid, sent, delivered and in part given back; ten webhooks an order. */
import type { Webhook } from './sender.ts'

export const SHOP = 'tea.myshopify.com'
const money = (amount: string) => ({
  shop_money: { amount, currency_code: 'EUR' },
  presentment_money: { amount, currency_code: 'EUR' },
})

/** @param start when the first order is placed; they follow by the minute */
export const feedOf = (orders: number, start: number, shop = SHOP): readonly Webhook[] =>
  Array.from({ length: orders }, (_, n) => webhooksOf(n + 1, start + n * 60_000, shop)).flat()

function webhooksOf(n: number, start: number, shop: string): Webhook[] {
  const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString()
  const [id, customer, parcel, refund] = [10_000 + n, 500_000 + Math.ceil(n / 2), 700_000 + n, 900_000 + n]
  const line = { id: n, product_id: 1, quantity: 2, price_set: money('10.00'), discount_allocations: [] }
  const shipment = {
    id: parcel,
    order_id: id,
    status: 'success',
    created_at: at(3),
    updated_at: at(3),
    tracking_number: `t${n}`,
    line_items: [line],
  }
  const arrived = { ...shipment, shipment_status: 'delivered', updated_at: at(5) }
  const refunded = {
    id: refund,
    order_id: id,
    created_at: at(6),
    refund_line_items: [{ quantity: 1, line_item: line, subtotal_set: money('10.00') }],
    transactions: [{ kind: 'refund', status: 'success', amount: '10.00', currency: 'EUR' }],
  }
  const order = {
    id,
    created_at: at(0),
    updated_at: at(0),
    cancelled_at: null,
    financial_status: 'pending',
    total_price_set: money('20.00'),
    current_total_price_set: money('20.00'),
    line_items: [line],
    customer: { id: customer, email: `c${customer}@example.com` },
    refunds: [] as object[],
    fulfillments: [] as object[],
  }
  const paid = { ...order, financial_status: 'paid', updated_at: at(1) }
  const sent = { ...paid, fulfillments: [shipment], updated_at: at(3) }
  const back = { ...sent, financial_status: 'partially_refunded', refunds: [refunded], updated_at: at(6) }
  const told: readonly (readonly [topic: string, minutes: number, payload: object])[] = [
    ['orders/create', 0, order],
    ['orders/paid', 1, paid],
    ['orders/updated', 1, paid],
    ['orders/updated', 2, { ...paid, tags: 'gift', updated_at: at(2) }],
    ['fulfillments/create', 3, shipment],
    ['orders/fulfilled', 3, sent],
    ['orders/updated', 3, sent],
    ['fulfillments/update', 5, arrived],
    ['refunds/create', 6, refunded],
    ['orders/updated', 6, back],
  ]
  return told.map(([topic, minutes, payload]) => ({
    topic,
    shop,
    triggeredAt: at(minutes),
    body: JSON.stringify(payload),
  }))
}
