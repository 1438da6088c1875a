/** What an order says, with its refunds, edits, parcels and cancellation: counted and written by hand. */
import { expect, test } from 'vitest'
import { readDelivery } from './delivery.ts'
import type { ReadingOptions } from './telling.ts'

/** The shop counts in dollars, its customer pays in euros. */
const set = (amount: string, currency_code = 'EUR') => ({
  shop_money: { amount: '999.99', currency_code: 'USD' },
  presentment_money: { amount, currency_code },
})
const eur = (amount: number) => ({ amount, currency: 'EUR' })

const green = { id: 11, product_id: 501, variant_id: 601, title: 'Green tea', sku: 'G', quantity: 2 }
const cup = { id: 12, product_id: null, variant_id: null, title: 'Cup, painted', quantity: 1 }
const order = {
  id: 1001,
  created_at: '2026-03-02T05:00:00-05:00',
  updated_at: '2026-03-02T10:00:01Z',
  financial_status: 'pending',
  total_price_set: set('70.00'),
  current_total_price_set: set('70.00'),
  total_shipping_price_set: set('5.00'),
  total_tax_set: set('11.18'),
  total_discounts_set: set('3.00'),
  discount_codes: [{ code: 'SPRING' }, { code: 'ADA' }],
  line_items: [
    {
      ...green,
      price_set: set('20.00'),
      vendor: 'Tea & Co',
      discount_allocations: [{ amount_set: set('2.00') }, { amount_set: set('1.00') }],
    },
    { ...cup, price_set: set('28.00') },
    { id: 13, product_id: 503, quantity: 0 },
  ],
  tags: 'gift, from  Ada',
  source_name: 'web',
  cart_token: 'c1?key=secret',
  customer: { id: 7, email: 'ada@tea.example' },
  shipping_address: { country_code: 'at' },
  payment_gateway_names: ['visa'],
}
const products = [
  {
    productId: '501',
    variantId: '601',
    sku: 'G',
    name: 'Green tea',
    brand: 'Tea & Co',
    price: eur(2_000),
    quantity: 2,
    discount: eur(300),
  },
  { productId: '12', name: 'Cup, painted', price: eur(2_800), quantity: 1 },
]
const refund = {
  id: 21,
  order_id: 1001,
  created_at: '2026-03-09T10:00:00Z',
  note: 'A crack.',
  refund_line_items: [
    { quantity: 1, line_item: green, subtotal_set: set('18.50') },
    { quantity: 1, line_item: cup, subtotal_set: set('28.00') },
  ],
  transactions: [
    { kind: 'refund', status: 'success', amount: '40.00', currency: 'EUR' },
    { kind: 'refund', status: 'success', amount: '2.50', currency: null },
    { kind: 'refund', status: 'failure', amount: '9.00', currency: 'EUR' },
    { kind: 'void', status: 'success', amount: '70.00', currency: 'EUR' },
  ],
}

/** What is said: type, time, customer and data of each event. */
function said(topic: string, payload: unknown, options: ReadingOptions = {}) {
  const triggeredAt = '2026-03-20T10:00:00Z'
  const reading = readDelivery(
    { topic, shop: 'tea.myshopify.com', triggeredAt, body: JSON.stringify(payload) },
    options,
  )
  if (!reading.ok) throw reading.error
  const { events } = reading.value
  return {
    events: events.map(({ type, time, data, customer }) => ({ type, time, data, customer })),
    of: (type: string) => events.filter((event) => event.type === type).map(({ data }) => data),
    ids: events.map(({ id }) => id),
  }
}

test('an order as it was placed: whose it is, what it is of, in the money of its customer', () => {
  const customer = { anonymousId: 'order/1001' }
  const time = '2026-03-02T10:00:00.000Z'
  expect(said('orders/create', order, { country: 'DE' }).events).toEqual([
    { type: 'customer.identified', time, customer: { id: '7' }, data: { anonymousId: 'order/1001' } },
    { type: 'customer.identified', time, customer: { id: '7' }, data: { anonymousId: 'cart/c1' } },
    {
      type: 'order.placed',
      time,
      customer,
      data: {
        orderId: '1001',
        total: eur(7_000),
        products,
        shipping: eur(500),
        tax: eur(1_118),
        discount: eur(300),
        coupon: 'ADA,SPRING',
        tags: ['gift', 'from  Ada'],
        market: 'international',
        cartId: 'c1',
      },
    },
  ])
})

test('who paid the checkout, whose token a browser knows too', () => {
  const paidBy = (customer: object | null) =>
    said('orders/create', { ...order, customer, checkout_token: 'k9' }).events.filter(
      ({ data }) => (data as { anonymousId?: string }).anonymousId === 'checkout/k9',
    )
  const one = { type: 'customer.identified', time: '2026-03-02T10:00:00.000Z', data: { anonymousId: 'checkout/k9' } }
  expect(paidBy({ id: 7 })).toEqual([{ ...one, customer: { id: '7' } }])
  expect(paidBy(null)).toEqual([{ ...one, customer: { anonymousId: 'order/1001' } }])
})

test('as it stands, it says that it was placed and what it is now', () => {
  const now = said('orders/updated', { ...order, updated_at: '2026-03-05T10:00:00Z', tags: '' })
  expect(now.events.slice(2)).toEqual([
    {
      type: 'order.placed',
      time: '2026-03-02T10:00:00.000Z',
      customer: { anonymousId: 'order/1001' },
      data: { orderId: '1001', total: eur(7_000), cartId: 'c1' },
    },
    {
      type: 'order.updated',
      time: '2026-03-05T10:00:00.000Z',
      customer: { anonymousId: 'order/1001' },
      data: {
        orderId: '1001',
        total: eur(7_000),
        products,
        shipping: eur(500),
        tax: eur(1_118),
        discount: eur(300),
        coupon: 'ADA,SPRING',
        tags: [],
      },
    },
  ])
})

test('of two words on how it was placed, that of orders/create sorts first', () => {
  const idOf = (topic: string, total: string) =>
    said(topic, { ...order, total_price_set: set(total) }).ids.find((id) => id.startsWith('order.placed/')) ?? ''
  const first = Array.from({ length: 40 }, (_, i) => idOf('orders/create', `${i}.00`))
  const later = Array.from({ length: 40 }, (_, i) => idOf('orders/updated', `${i}.00`))
  expect([...first, ...later].sort().slice(0, 40)).toEqual(first.sort())
})

test('an order in a shop with a door is of the point of sale, and may be of nobody', () => {
  const { events } = said('orders/create', { ...order, source_name: 'pos', customer: null, cart_token: null })
  expect(events).toMatchObject([{ type: 'order.placed', data: { market: 'point-of-sale', channel: 'store' } }])
})

test('an order of nobody still came of its cart', () => {
  expect(said('orders/create', { ...order, customer: null, cart_token: null, checkout_token: 'k9' }).events[0]).toEqual(
    {
      type: 'customer.identified',
      time: '2026-03-02T10:00:00.000Z',
      customer: { anonymousId: 'order/1001' },
      data: { anonymousId: 'cart/k9' },
    },
  )
})

test.each([
  ['pending', []],
  ['authorized', []],
  ['partially_paid', []],
  ['voided', []],
  ['paid', [{ orderId: '1001', paymentMethod: 'visa' }]],
  ['partially_refunded', [{ orderId: '1001', paymentMethod: 'visa' }]],
  ['refunded', [{ orderId: '1001', paymentMethod: 'visa' }]],
])('that is %s: what counts as paid is the status, not the topic', (financial_status, paid) => {
  expect(said('orders/paid', { ...order, financial_status }).of('order.paid')).toEqual(paid)
  expect(said('orders/fulfilled', { ...order, financial_status }).of('order.paid')).toEqual(paid)
  expect(said('orders/updated', { ...order, financial_status }).of('order.paid')).toEqual([])
})

test('a refund is the sum of its successful transactions, and names its products', () => {
  const data = {
    orderId: '1001',
    refundId: '21',
    amount: eur(4_250),
    reason: 'A crack.',
    products: [
      { productId: '501', variantId: '601', quantity: 1 },
      { productId: '12', quantity: 1 },
    ],
  }
  expect(said('refunds/create', refund).of('order.refunded')).toEqual([data])
})

test('a refund says the same, under the same id, by itself and within its order', () => {
  const [alone] = said('refunds/create', refund).ids
  const within = said('orders/cancelled', { ...order, refunds: [refund], current_total_price_set: set('27.50') })
  expect(within.ids).toContain(alone)
  // 27.50 are left, 42.50 were given back.
  expect(within.of('order.updated')).toMatchObject([{ total: eur(7_000) }])
})

test('what an edit took out before it was paid for makes the order smaller, and nothing was given back', () => {
  const edit = { ...refund, transactions: [], refund_line_items: refund.refund_line_items.slice(1) }
  const now = said('orders/updated', { ...order, refunds: [edit], current_total_price_set: set('42.00') })
  expect(now.of('order.updated')).toMatchObject([{ total: eur(4_200), products }])
  expect(now.of('order.refunded')).toMatchObject([{ amount: eur(0), products: [{ productId: '12', quantity: 1 }] }])
})

test('what an edit added makes it larger than it was placed', () => {
  const added = { ...order, current_total_price_set: set('90.00') }
  expect(said('orders/updated', added).of('order.updated')).toMatchObject([{ total: eur(9_000) }])
})

test('a refund of the shipping is of no product; one of an amount of money may be of any', () => {
  const shipping = { ...refund, refund_line_items: [], refund_shipping_lines: [{ id: 1 }] }
  expect(said('refunds/create', shipping).of('order.refunded')).toMatchObject([{ products: [] }])
  const adjusted = { ...shipping, order_adjustments: [{ id: 2, reason: 'Refund discrepancy' }] }
  const money = { ...refund, refund_line_items: [], transactions: refund.transactions.slice(0, 1) }
  for (const { products } of [
    ...said('refunds/create', { ...adjusted, total_duties_set: set('0.00') }).of('order.refunded'),
    ...said('refunds/create', money).of('order.refunded'),
  ] as { products?: unknown }[])
    expect(products).toBeUndefined()
})

test('a refund of a line that is not shown names no product, since it would leave that one out', () => {
  const [first, second] = refund.refund_line_items
  const half = { ...refund, refund_line_items: [first, { ...second, line_item: null }] }
  expect(said('refunds/create', half).of('order.refunded')).toEqual([
    { orderId: '1001', refundId: '21', amount: eur(4_250), reason: 'A crack.' },
  ])
})

test('currencies without decimals, or with three, are read as they are', () => {
  const yen = { ...order, total_price_set: set('2000', 'JPY') }
  expect(said('orders/create', yen).of('order.placed')).toMatchObject([{ total: { amount: 2_000, currency: 'JPY' } }])
  const dinar = { ...order, total_price_set: set('2.125', 'KWD') }
  expect(said('orders/create', dinar).of('order.placed')).toMatchObject([{ total: { amount: 2_125, currency: 'KWD' } }])
})

test('a part of an order on its way', () => {
  const parcel = {
    id: 31,
    order_id: 1001,
    status: 'success',
    created_at: '2026-03-03T10:00:00Z',
    updated_at: '2026-03-04T10:00:00Z',
    shipment_status: 'in_transit',
    tracking_company: 'UPS',
    tracking_number: '1z',
    tracking_url: 'https://ups.example/1z',
    line_items: [{ ...green, quantity: 1 }],
  }
  const created = {
    orderId: '1001',
    shipmentId: '31',
    carrier: 'UPS',
    trackingNumber: '1z',
    trackingUrl: 'https://ups.example/1z',
    products: [{ productId: '501', variantId: '601', quantity: 1 }],
  }
  const alone = said('fulfillments/create', parcel)
  expect(alone.events).toMatchObject([
    { type: 'shipment.created', time: '2026-03-03T10:00:00.000Z', data: created },
    {
      type: 'shipment.updated',
      time: '2026-03-04T10:00:00.000Z',
      data: { orderId: '1001', shipmentId: '31', status: 'in-transit' },
    },
  ])
  expect(said('orders/partially_fulfilled', { ...order, fulfillments: [parcel] }).ids.slice(-2)).toEqual(alone.ids)
  expect(said('fulfillments/update', { ...parcel, status: 'cancelled' }).events).toMatchObject([
    { type: 'shipment.updated', time: '2026-03-04T10:00:00.000Z', data: { shipmentId: '31', status: 'canceled' } },
  ])
})

test.each([
  ['customer', 'customer'],
  ['fraud', 'fraud'],
  ['inventory', 'shop'],
  ['staff', 'shop'],
  ['declined', undefined],
  ['other', undefined],
])('canceled for the reason %s', (cancel_reason, by) => {
  const now = said('orders/cancelled', { ...order, cancelled_at: '2026-03-06T10:00:00Z', cancel_reason })
  expect(now.of('order.canceled')).toEqual([{ orderId: '1001', reason: cancel_reason, ...(by && { by }) }])
})

test('paid when the Admin API says so, and by a webhook as of its own time', () => {
  const paid = { ...order, financial_status: 'paid', updated_at: '2026-03-05T10:00:00Z' }
  const timeOf = (payload: object) =>
    said('orders/fulfilled', payload).events.find(({ type }) => type === 'order.paid')?.time
  expect(timeOf(paid)).toBe('2026-03-05T10:00:00.000Z')
  expect(timeOf({ ...paid, paid_at: '2026-03-02T10:05:00Z' })).toBe('2026-03-02T10:05:00.000Z')
})

test('sold in a store, whichever topic tells it first', () => {
  for (const topic of ['orders/create', 'orders/fulfilled'])
    expect(said(topic, { ...order, source_name: 'pos' }).of('order.placed')).toMatchObject([{ channel: 'store' }])
})
