/** A small Shopify: an order as it goes through a shop, and the deliveries that tell of it. Amounts are in euros. */
import type { Delivery } from '@motkit/shopify'

export const SHOP = 'tea.myshopify.com'
const START = Date.parse('2026-03-02T10:00:00.000Z')
export const at = (hours: number): string => new Date(START + hours * 3_600_000).toISOString()

const set = (amount: number) => ({
  shop_money: { amount: (amount * 1.1).toFixed(2), currency_code: 'USD' },
  presentment_money: { amount: amount.toFixed(2), currency_code: 'EUR' },
})
interface Line {
  readonly id: number
  readonly product: number
  readonly price: number
  readonly quantity: number
}
const lineOf = ({ id, product, price, quantity }: Line) => ({
  id,
  product_id: product,
  variant_id: null,
  title: `tea ${product}`,
  quantity,
  price_set: set(price),
  discount_allocations: [],
})

/** An order, and what its shop does with it. Each deed gives the deliveries that Shopify sends of it. */
export function orderOf(id: number, options: { customer: number | undefined; cart?: string; lines: readonly Line[] }) {
  const { customer, cart, lines } = options
  const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  const order = {
    id,
    created_at: at(0),
    updated_at: at(0),
    cancelled_at: null as string | null,
    cancel_reason: null as string | null,
    financial_status: 'pending',
    total_price_set: set(total),
    current_total_price_set: set(total),
    total_shipping_price_set: set(0),
    line_items: lines.map(lineOf),
    tags: '',
    source_name: 'web',
    cart_token: cart ?? null,
    customer: customer === undefined ? null : { id: customer },
    refunds: [] as object[],
    fulfillments: [] as { id: number; status: string; updated_at: string; shipment_status: string | null }[],
  }
  let current = total
  const topics = (hour: number, ...topics: string[]): Delivery[] => {
    order.updated_at = at(hour)
    return topics.map((topic) => delivery(topic, hour, order))
  }
  const find = (lineId: number) => {
    const line = lines.find(({ id }) => id === lineId)
    if (!line) throw new Error(`no line ${lineId}`)
    return line
  }
  return {
    created: () => topics(0, 'orders/create'),
    paid(hour: number) {
      order.financial_status = 'paid'
      return topics(hour, 'orders/paid', 'orders/updated')
    },
    tagged(hour: number, tags: string) {
      order.tags = tags
      return topics(hour, 'orders/updated')
    },
    shipped(hour: number, shipment: number, lineIds: readonly number[], last: boolean) {
      const parcel = {
        id: shipment,
        order_id: id,
        status: 'success',
        shipment_status: null,
        created_at: at(hour),
        updated_at: at(hour),
        tracking_number: `t${shipment}`,
        line_items: lineIds.map((one) => lineOf(find(one))),
      }
      order.fulfillments = [...order.fulfillments, parcel]
      const topic = last ? 'orders/fulfilled' : 'orders/partially_fulfilled'
      return [delivery('fulfillments/create', hour, parcel), ...topics(hour, topic, 'orders/updated')]
    },
    arrived(hour: number, shipment: number) {
      const said = {
        id: shipment * 10,
        order_id: id,
        fulfillment_id: shipment,
        status: 'delivered',
        happened_at: at(hour),
      }
      order.fulfillments = order.fulfillments.map((parcel) =>
        parcel.id === shipment ? { ...parcel, shipment_status: 'delivered', updated_at: at(hour + 1) } : parcel,
      )
      const parcel = order.fulfillments.find((one) => one.id === shipment)
      return [delivery('fulfillment_events/create', hour, said), delivery('fulfillments/update', hour + 1, parcel)]
    },
    /** Money that is given back for pieces of lines. */
    refunded(hour: number, refund: number, pieces: Readonly<Record<number, number>>, amount: number) {
      const said = {
        id: refund,
        order_id: id,
        created_at: at(hour),
        refund_line_items: Object.entries(pieces).map(([lineId, quantity]) => ({
          quantity,
          line_item: lineOf(find(Number(lineId))),
          subtotal_set: set(find(Number(lineId)).price * quantity),
        })),
        transactions: [
          { kind: 'refund', status: 'failure', amount: '99.00', currency: 'EUR' },
          ...(amount > 0 ? [{ kind: 'refund', status: 'success', amount: amount.toFixed(2), currency: 'EUR' }] : []),
        ],
      }
      order.refunds = [...order.refunds, said]
      current -= amount
      order.current_total_price_set = set(current)
      if (order.financial_status !== 'pending') order.financial_status = current > 0 ? 'partially_refunded' : 'refunded'
      return [delivery('refunds/create', hour, said), ...topics(hour, 'orders/updated')]
    },
    /** Pieces that are taken out before they were paid: a refund of no money, and a smaller total. */
    edited(hour: number, edit: number, lineId: number, quantity: number) {
      const { price } = find(lineId)
      current -= price * quantity
      const [refunds, updated] = this.refunded(hour, edit, { [lineId]: quantity }, 0)
      const said = { order_edit: { id: edit, order_id: id } }
      return [refunds, updated, delivery('orders/edited', hour, said)].filter((one) => one !== undefined)
    },
    cancelled(hour: number, reason: string) {
      order.cancelled_at = at(hour)
      order.cancel_reason = reason
      return topics(hour, 'orders/cancelled', 'orders/updated')
    },
    /** Somebody found out whose it is. */
    assigned(hour: number, to: number) {
      order.customer = { id: to }
      return topics(hour, 'orders/updated')
    },
    /** A return that is asked for, or closed. */
    returned: (hour: number, returnId: number, status: 'requested' | 'closed') => [
      delivery(status === 'closed' ? 'returns/close' : 'returns/request', hour, {
        id: returnId,
        status,
        ...(status === 'closed' ? { order_id: id } : { order: { id } }),
      }),
    ],
    disputed: (hour: number, dispute: number, status: string, amount: number) => [
      delivery(status === 'needs_response' ? 'disputes/create' : 'disputes/update', hour, {
        id: dispute,
        order_id: id,
        type: 'chargeback',
        amount: amount.toFixed(2),
        currency: 'EUR',
        reason: 'fraudulent',
        status,
        initiated_at: at(100),
        finalized_on: status === 'needs_response' ? null : at(hour),
      }),
    ],
  }
}
export type Order = ReturnType<typeof orderOf>

/** What a shop may do with an order of lines 1 and 2, each once. */
export const deeds = {
  paid: (one, hour) => one.paid(hour),
  tagged: (one, hour) => one.tagged(hour, 'gift, wholesale'),
  'a piece taken out': (one, hour) => one.edited(hour, 31, 1, 1),
  'a piece refunded': (one, hour) => one.refunded(hour, 21, { 1: 1 }, 20),
  'shipping refunded': (one, hour) => one.refunded(hour, 22, {}, 4.75),
  'half shipped and arrived': (one, hour) => [...one.shipped(hour, 11, [1], false), ...one.arrived(hour + 2, 11)],
  'the other half shipped': (one, hour) => one.shipped(hour, 12, [2], true),
  'a return asked for': (one, hour) => one.returned(hour, 51, 'requested'),
  'a return closed': (one, hour) => one.returned(hour, 51, 'closed'),
  'a dispute lost': (one, hour) => one.disputed(hour + 100, 41, 'lost', 12),
  cancelled: (one, hour) => one.cancelled(hour, 'inventory'),
} satisfies Record<string, (one: Order, hour: number) => readonly Delivery[]>
export type Deed = keyof typeof deeds

/** The checkout that a cart came to. */
export const checkoutOf = (hour: number, cart: string, customer: number | undefined, price: number) =>
  delivery('checkouts/update', hour, {
    token: `checkout-${cart}`,
    cart_token: cart,
    created_at: at(-2),
    updated_at: at(hour),
    currency: 'EUR',
    presentment_currency: 'EUR',
    total_price: price.toFixed(2),
    customer: customer === undefined ? null : { id: customer },
    line_items: [{ key: 'k1', product_id: 501, quantity: 2, title: 'tea 501' }],
  })
export const cartOf = (hour: number, cart: string, price: number) =>
  delivery('carts/update', hour, {
    token: cart,
    updated_at: at(hour),
    line_items: [{ key: 'k1', product_id: 501, quantity: 1, title: 'tea 501', line_price_set: set(price) }],
  })

export const customerOf = (id: number) =>
  delivery('customers/create', 0, {
    id,
    updated_at: at(0),
    email: `${id}@tea.example`,
    tags: '',
    default_address: { country_code: 'DE' },
  })

const delivery = (topic: string, hour: number, payload: unknown): Delivery => ({
  topic,
  shop: SHOP,
  triggeredAt: at(hour),
  body: JSON.stringify(payload),
})
