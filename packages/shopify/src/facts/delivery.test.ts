/** What becomes of a delivery as a whole: ids, tenants, what is ignored, what is refused. */
import { describe, expect, test } from 'vitest'
import { type Delivery, readDelivery } from './delivery.ts'

const delivery = (topic: string, payload: unknown): Delivery => ({
  topic,
  shop: 'tea.myshopify.com',
  triggeredAt: '2026-03-02T12:00:00+01:00',
  body: typeof payload === 'string' ? payload : JSON.stringify(payload),
})
const read = (topic: string, payload: unknown) => {
  const reading = readDelivery(delivery(topic, payload))
  if (!reading.ok) throw reading.error
  return reading.value
}
const usd = (amount: string) => ({ presentment_money: { amount, currency_code: 'USD' } })
const order = {
  id: 1,
  created_at: '2026-03-02T10:00:00Z',
  updated_at: '2026-03-02T10:00:00Z',
  total_price_set: usd('10.00'),
}

test('ids of 18 digits come through whole, the shop is the tenant, and the same again is the same', () => {
  const body = '{"id":890088186047892319,"order_id":820982911946154508,"created_at":"2026-03-02T10:00:00Z",'
  const payload = `${body}"transactions":[{"kind":"refund","status":"success","amount":"5","currency":"USD"}]}`
  const [refund] = read('refunds/create', payload).events
  expect(refund).toEqual({
    id: expect.stringMatching(/^order\.refunded\/890088186047892319\/[0-9a-f]{16}$/),
    source: 'shopify',
    type: 'order.refunded',
    time: '2026-03-02T10:00:00.000Z',
    tenant: 'tea.myshopify.com',
    customer: { anonymousId: 'order/820982911946154508' },
    data: {
      orderId: '820982911946154508',
      refundId: '890088186047892319',
      amount: { amount: 500, currency: 'USD' },
    },
  })
  expect(read('refunds/create', payload).events).toEqual([refund])
})

test('another word on the same thing is another event', () => {
  const ids = ['5.00', '6.00'].map((amount) => {
    const transactions = [{ kind: 'refund', status: 'success', amount, currency: 'USD' }]
    return read('refunds/create', { id: 1, order_id: 2, created_at: order.created_at, transactions }).events[0]?.id
  })
  expect(new Set(ids).size).toBe(2)
})

describe('what cannot be used', () => {
  test('is ignored and named where its place may be empty', () => {
    const { events, ignored } = read('orders/create', {
      ...order,
      shipping_address: { country_code: 'Germany' },
      customer: { id: null, email: 'ada@tea.example' },
      total_tax_set: { presentment_money: { amount: '1.005', currency_code: 'USD' } },
      line_items: [{ id: 5, quantity: 1, title: 7 }],
      something_new: { a: 1 },
    })
    expect(ignored).toEqual([
      { path: 'total_tax_set', why: 'expected an amount of at least 0 in a known currency' },
      { path: 'line_items.0.title', why: 'expected a text' },
      { path: 'customer', why: expect.stringContaining('expected') },
      { path: 'shipping_address.country_code', why: 'expected a country of two letters' },
    ])
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      [
        'order.placed',
        {
          orderId: '1',
          total: { amount: 1000, currency: 'USD' },
          products: [{ productId: '5', quantity: 1 }],
        },
      ],
    ])
  })

  test.each([
    ['orders/create', 'no object', 'text', ''],
    ['orders/create', 'no id', { ...order, id: undefined }, 'id'],
    ['orders/create', 'an id of another kind', { ...order, id: { gid: 1 } }, 'id'],
    ['orders/create', 'no total', { ...order, total_price_set: null }, 'total_price_set'],
    ['orders/create', 'no time', { ...order, created_at: 'yesterday' }, 'created_at'],
    ['orders/create', 'a refund without an id', { ...order, refunds: [{ order_id: 1 }] }, 'refunds.0.id'],
    ['orders/create', 'a line without an id', { ...order, line_items: [{ quantity: 1 }] }, 'line_items.0.id'],
    ['fulfillments/create', 'no order', { id: 1, created_at: order.created_at }, 'order_id'],
    ['returns/close', 'no order', { id: 1, status: 'closed' }, 'order_id'],
    ['customers/merge', 'a plain id', { admin_graphql_api_customer_kept_id: 1 }, 'admin_graphql_api_customer_kept_id'],
    ['disputes/create', 'no amount', { ...order, order_id: 1, status: 'lost' }, 'amount'],
  ])('%s with %s is refused', (topic, _what, payload, path) => {
    const body = payload === 'text' ? '"text"' : payload
    expect(readDelivery(delivery(topic, body))).toMatchObject({
      ok: false,
      error: { code: 'SHOPIFY_PAYLOAD_INVALID', details: { path } },
    })
  })

  test('an amount that its currency does not have is refused', () => {
    const transactions = [{ kind: 'refund', status: 'success', amount: '5.001', currency: 'USD' }]
    expect(
      readDelivery(delivery('refunds/create', { id: 1, order_id: 2, created_at: order.created_at, transactions })),
    ).toMatchObject({ ok: false, error: { details: { path: 'transactions.amount', expected: 'an amount of USD' } } })
  })

  test('a topic that nobody reads, a body that is no JSON and a time that is none are refused', () => {
    expect(readDelivery(delivery('products/create', {}))).toMatchObject({
      ok: false,
      error: { code: 'SHOPIFY_TOPIC_UNKNOWN', details: { path: 'topic', received: 'products/create' } },
    })
    expect(readDelivery(delivery('orders/create', '{'))).toMatchObject({
      ok: false,
      error: { code: 'SHOPIFY_PAYLOAD_INVALID', details: { expected: 'JSON' } },
    })
    expect(readDelivery({ ...delivery('orders/create', order), triggeredAt: 'now' })).toMatchObject({
      ok: false,
      error: { code: 'SHOPIFY_PAYLOAD_INVALID', details: { path: 'triggeredAt' } },
    })
  })
})

test('an order that was made to try the shop counts where the shop says so', () => {
  expect(read('orders/create', { ...order, test: true })).toEqual({
    events: [],
    ignored: [{ path: 'test', why: 'the order was made to try the shop' }],
  })
  const reading = readDelivery(delivery('orders/create', { ...order, test: true }), { testOrders: true })
  expect(reading.ok && reading.value.events).toHaveLength(1)
})

test('compliance names a customer by all names that they may have', () => {
  const customer = { id: 191167, email: 'john@example.com' }
  const shop = { shop_id: 954889, shop_domain: 'tea.myshopify.com' }
  const customers = [{ id: '191167' }, { anonymousId: 'order/299938' }, { anonymousId: 'order/820982911946154508' }]
  const orders = '[299938,820982911946154508]'
  const body = (name: string, more = '') =>
    `${JSON.stringify({ ...shop, customer }).slice(0, -1)},"${name}":${orders}${more}}`
  expect(read('customers/data_request', body('orders_requested', ',"data_request":{"id":9999}')).request).toEqual({
    kind: 'export',
    shop: 'tea.myshopify.com',
    customers,
    requestId: '9999',
  })
  expect(read('customers/redact', body('orders_to_redact')).request).toEqual({
    kind: 'erase',
    shop: 'tea.myshopify.com',
    customers,
  })
  expect(read('shop/redact', shop).request).toEqual({ kind: 'erase-shop', shop: 'tea.myshopify.com' })
  expect(read('app/uninstalled', { myshopify_domain: 'tea.myshopify.com' }).request).toEqual({
    kind: 'stop',
    shop: 'tea.myshopify.com',
  })
})
