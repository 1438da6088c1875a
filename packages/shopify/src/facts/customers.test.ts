/** What carts, checkouts and customers say: written by hand. */
import { describe, expect, test } from 'vitest'
import { readDelivery } from './delivery.ts'

const AT = '2026-03-20T10:00:00.000Z'
function read(topic: string, payload: unknown) {
  const body = JSON.stringify(payload)
  const reading = readDelivery({ topic, shop: 'tea.myshopify.com', triggeredAt: AT, body })
  if (!reading.ok) throw reading.error
  return reading.value
}
const said = (topic: string, payload: unknown) =>
  read(topic, payload).events.map(({ type, time, data }) => ({ type, time, data }))
const hers = { id: '7' }

describe('a cart', () => {
  const set = (amount: string) => ({ presentment_money: { amount, currency_code: 'EUR' } })
  const line = { key: '601:a', product_id: 501, variant_id: 601, sku: 'G', title: 'Green tea', quantity: 3 }
  test('is worth what its lines come to', () => {
    const cart = {
      token: 'c1?key=secret',
      updated_at: '2026-03-01T10:00:00Z',
      line_items: [
        { ...line, price_set: set('20.00'), line_price_set: set('54.00') },
        { ...line, key: '602:b', product_id: 502, variant_id: 602, quantity: 1, line_price_set: set('3.50') },
        { ...line, quantity: 0, line_price_set: set('0.00') },
      ],
    }
    const named = { sku: 'G', name: 'Green tea' }
    expect(read('carts/update', cart).events).toMatchObject([
      {
        type: 'cart.viewed',
        time: '2026-03-01T10:00:00.000Z',
        customer: { anonymousId: 'cart/c1' },
        data: {
          cartId: 'c1',
          value: { amount: 5_750, currency: 'EUR' },
          products: [
            { productId: '501', variantId: '601', ...named, quantity: 3, price: { amount: 2_000, currency: 'EUR' } },
            { productId: '502', variantId: '602', ...named, quantity: 1 },
          ],
        },
      },
    ])
    const [empty] = said('carts/update', { ...cart, line_items: [] })
    expect(empty?.data).toEqual({ cartId: 'c1', products: [] })
  })

  const checkout = {
    token: 'k9',
    cart_token: 'c1',
    created_at: '2026-03-01T11:00:00Z',
    updated_at: '2026-03-01T11:05:00Z',
    currency: 'EUR',
    presentment_currency: 'EUR',
    total_price: '62.50',
    discount_codes: [{ code: 'SPRING' }],
    customer: { id: 7 },
    line_items: [line],
  }
  test('goes to the till, and says whose it is', () => {
    const [time, later] = ['2026-03-01T11:00:00.000Z', '2026-03-01T11:05:00.000Z']
    expect(said('checkouts/update', checkout)).toEqual([
      { type: 'customer.identified', time, data: { anonymousId: 'cart/c1' } },
      { type: 'checkout.started', time, data: { cartId: 'c1', checkoutId: 'k9', coupon: 'SPRING' } },
      {
        type: 'cart.viewed',
        time: later,
        data: {
          cartId: 'c1',
          value: { amount: 6_250, currency: 'EUR' },
          products: [{ productId: '501', variantId: '601', sku: 'G', name: 'Green tea', quantity: 3 }],
        },
      },
    ])
  })
  test('that was never one is the checkout itself; in two currencies its value is not known', () => {
    const { events, ignored } = read('checkouts/create', {
      ...checkout,
      cart_token: null,
      customer: null,
      presentment_currency: 'CHF',
    })
    expect(events.map(({ customer, data }) => [customer, data])).toMatchObject([
      [{ anonymousId: 'cart/k9' }, { cartId: 'k9', checkoutId: 'k9' }],
      [{ anonymousId: 'cart/k9' }, { cartId: 'k9' }],
    ])
    expect(events[1]?.data).not.toHaveProperty('value')
    expect(ignored).toMatchObject([{ path: 'total_price' }])
  })
})

describe('a customer', () => {
  const time = '2026-03-02T10:00:00.000Z'
  test('as the account stands, of versions with and without tags and consents', () => {
    const account = { id: 7, updated_at: time, email: 'ada@tea.example', default_address: { country_code: 'AT' } }
    const data = { email: 'ada@tea.example', country: 'AT' }
    expect(said('customers/create', account)).toEqual([{ type: 'customer.updated', time, data }])
    const agreed = { state: 'subscribed', opt_in_level: 'confirmed_opt_in', consent_updated_at: '2026-03-01T10:00:00Z' }
    expect(
      said('customers/update', {
        ...account,
        tags: 'vip, wholesale',
        email_marketing_consent: agreed,
        sms_marketing_consent: { ...agreed, state: 'unsubscribed', consent_updated_at: null },
      }),
    ).toEqual([
      { type: 'customer.updated', time, data: { ...data, tags: ['vip', 'wholesale'] } },
      {
        type: 'consent.given',
        time: '2026-03-01T10:00:00.000Z',
        data: { channel: 'email', purpose: 'marketing', proof: 'confirmed_opt_in' },
      },
      {
        type: 'consent.withdrawn',
        time,
        data: { channel: 'sms', purpose: 'marketing', proof: 'confirmed_opt_in' },
      },
    ])
    expect(said('customers/update', { id: 7, updated_at: time })).toEqual([])
  })

  const at = '2026-03-03T10:00:00.000Z'
  test.each([
    [
      'customers_email_marketing_consent/update',
      'email_marketing_consent',
      'customer_id',
      'consent_updated_at',
      'email',
    ],
    ['customers_marketing_consent/update', 'sms_marketing_consent', 'id', 'consent_updated_at', 'sms'],
    [
      'customers_whats_app_marketing_consent/update',
      'whats_app_marketing_consent',
      'customer_id',
      'updated_at',
      'whatsapp',
    ],
  ])('agrees or leaves by %s', (topic, field, id, when, channel) => {
    const update = (state: string) => ({ [id]: 7, [field]: { state, [when]: at } })
    const data = { channel, purpose: 'marketing' }
    expect(read(topic, update('subscribed')).events).toMatchObject([
      { type: 'consent.given', time: at, customer: hers, data },
    ])
    for (const state of ['unsubscribed', 'redacted'])
      expect(read(topic, update(state)).events).toMatchObject([
        { type: 'consent.withdrawn', time: at, customer: hers, data },
      ])
    for (const state of ['pending', 'not_subscribed', 'invalid']) expect(said(topic, update(state))).toEqual([])
  })

  test('of two accounts became one', () => {
    const merge = {
      admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/7',
      admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/706405506930370084',
      status: 'completed',
    }
    expect(read('customers/merge', merge).events).toMatchObject([
      { type: 'customer.merged', time: AT, customer: hers, data: { mergedId: '706405506930370084' } },
    ])
    expect(said('customers/merge', { ...merge, status: 'in_progress' })).toEqual([])
  })
})
