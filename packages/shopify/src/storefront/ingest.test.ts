/** What the server of a storefront tells; expectations by hand. */
import { createHmac } from 'node:crypto'
import { createMot, events, memoryStore, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { readDelivery } from '../facts/delivery.ts'
import { createStorefrontIngest } from './ingest.ts'
import { storefrontEvents } from './vocabulary.ts'

const SHOP = 'tea.myshopify.com'
const SECRET = 'a secret of the storefront'
const NOW = '2026-03-02T10:00:00.000Z'
const seconds = (instant: string) => String(Date.parse(instant) / 1_000)
const guest = { anonymousId: 'g1' }

function open() {
  const clock = virtualClock(NOW)
  const mot = createMot({ store: memoryStore(), clock, plugins: [] })
  const storefront = createStorefrontIngest({
    mot,
    secrets: [SECRET, 'the one that came before'],
    tenantOf: (shop) => (shop === SHOP ? shop : undefined),
    clock,
  })
  const post = (body: string, { secret = SECRET, at = seconds(NOW), signed = body, method = 'POST' } = {}) =>
    storefront.handle(
      new Request('https://app.example/storefront', {
        method,
        ...(method === 'POST' && { body }),
        headers: {
          'x-motkit-timestamp': at,
          'x-motkit-signature': createHmac('sha256', secret).update(`${at}.${signed}`).digest('base64'),
        },
      }),
    )
  const journey = async (customer: { id: string } | { anonymousId: string }) => {
    const found = await mot.journey(customer, { tenant: SHOP })
    return found.ok ? found.value : undefined
  }
  return { mot, storefront, post, journey }
}
const event = (id: string, type: string, customer: object, data: object = {}) =>
  ({ id, type, time: NOW, customer, data }) as never
const bodyOf = (...some: object[]) => JSON.stringify({ shop: SHOP, events: some })
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]

describe('a signed request', () => {
  const body = bodyOf(event('1', 'products.searched', guest, { query: 'tea' }))
  test('is taken, and says what became of each event', async () => {
    const { post } = open()
    const results = async () => ((await (await post(body)).json()) as { results: object[] }).results
    expect(await results()).toEqual([{ ok: true, duplicate: false }])
    expect(await results()).toEqual([{ ok: true, duplicate: true }])
    expect((await post(body, { secret: 'the one that came before' })).status).toBe(200)
  })
  test.each<[string, object, [number, string]]>([
    ['by another secret', { secret: 'not one of the secrets' }, [401, 'INGEST_SIGNATURE_INVALID']],
    ['over another body', { signed: `${body} ` }, [401, 'INGEST_SIGNATURE_INVALID']],
    ['long ago', { at: seconds('2026-03-02T09:54:00Z') }, [401, 'INGEST_STALE']],
    ['in the future', { at: seconds('2026-03-02T10:06:00Z') }, [401, 'INGEST_STALE']],
    ['at no time', { at: 'now' }, [401, 'INGEST_STALE']],
    ['of a GET', { method: 'GET' }, [405, 'INGEST_METHOD_INVALID']],
  ])('%s is refused', async (_, how, code) => {
    const { post, journey } = open()
    expect(await codeOf(await post(body, how))).toEqual(code)
    expect(await journey({ anonymousId: 'visitor/g1' })).toBeUndefined()
  })
  test('of another shop, or of another shape, is refused', async () => {
    const { post } = open()
    expect(await codeOf(await post(JSON.stringify({ shop: 'other.myshopify.com', events: [] })))).toEqual([
      403,
      'INGEST_SHOP_REFUSED',
    ])
    expect(await codeOf(await post('{"shop":1}'))).toEqual([400, 'INGEST_BODY_INVALID'])
    expect(await codeOf(await post(bodyOf(...Array(201).fill({}))))).toEqual([400, 'INGEST_BODY_INVALID'])
  })
})

test('Web Crypto signs as well', async () => {
  const { storefront } = open()
  const body = bodyOf(event('1', 'products.searched', guest, { query: 'tea' }))
  const bytes = (text: string) => new TextEncoder().encode(text)
  const key = await crypto.subtle.importKey('raw', bytes(SECRET), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signed = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(`${seconds(NOW)}.${body}`)))
  const headers = { 'x-motkit-timestamp': seconds(NOW), 'x-motkit-signature': btoa(String.fromCharCode(...signed)) }
  const answer = await storefront.handle(new Request('https://app.example', { method: 'POST', body, headers }))
  expect(answer.status).toBe(200)
})

describe('a storefront', () => {
  test('tells visits, carts and who logged in, and nothing that has a value', async () => {
    const { storefront } = open()
    const told = await storefront.tell(
      SHOP,
      Object.values(events).map(({ type }) => event(type, type, { id: '7' }, {})),
    )
    const refused = Object.values(events).filter((_, n) => {
      const answer = told[n]
      return answer && !answer.ok && answer.error.code === 'INGEST_TYPE_REFUSED'
    })
    expect(refused.map(({ type }) => type).sort()).toEqual([
      'case.answered',
      'case.opened',
      'case.resolved',
      'consent.given',
      'consent.withdrawn',
      'content.shared',
      'customer.merged',
      'customer.updated',
      'order.canceled',
      'order.paid',
      'order.placed',
      'order.refunded',
      'order.updated',
      'referral.made',
      'return.received',
      'return.requested',
      'review.submitted',
      'shipment.created',
      'shipment.delayed',
      'shipment.delivered',
      'shipment.lost',
      'shipment.out-for-delivery',
      'shipment.updated',
      'survey.answered',
    ])
    expect(storefrontEvents).toHaveLength(Object.keys(events).length - refused.length)
  })
  test('names customers, carts and products as the webhooks do', async () => {
    const { storefront, journey } = open()
    const product = { productId: 'gid://shopify/Product/501', variantId: 'gid://shopify/ProductVariant/601' }
    const cart = { cartId: 'gid://shopify/Cart/c1?key=secret' }
    const [answer] = await storefront.tell(SHOP, [
      event('1', 'cart.viewed', { id: 'gid://shopify/Customer/7' }, { ...cart, products: [product] }),
    ])
    expect(answer?.ok).toBe(true)
    expect(Object.keys((await journey({ id: '7' }))?.slices.carts.open ?? {})).toEqual(['cart/c1'])
  })
  test('and the shop’s webhooks tell one journey: of a guest who searched, filled a cart and ordered', async () => {
    const { storefront, journey, mot } = open()
    await storefront.tell(SHOP, [
      event('1', 'products.searched', guest, { query: 'tea' }),
      event('2', 'product.added', guest, { cartId: 'c1', productId: '501' }),
      event('3', 'cart.viewed', guest, { cartId: 'c1' }),
    ])
    expect((await journey({ anonymousId: 'visitor/g1' }))?.customer).toEqual({ anonymousId: 'cart/c1' })
    const money = { presentment_money: { amount: '20.00', currency_code: 'EUR' } }
    const order = {
      id: 1001,
      created_at: NOW,
      updated_at: NOW,
      total_price_set: money,
      customer: { id: 7 },
      cart_token: 'c1',
    }
    const said = readDelivery({ topic: 'orders/create', shop: SHOP, triggeredAt: NOW, body: JSON.stringify(order) })
    if (!said.ok) throw said.error
    await mot.ingestMany(said.value.events)
    expect((await journey({ anonymousId: 'visitor/g1' }))?.customer).toEqual({ id: '7' })
    const { carts, visits } = (await journey({ id: '7' }))?.slices ?? {}
    expect(carts?.open['cart/c1']?.order?.orderId).toBe('1001')
    expect(visits?.open['visit/-']?.list[0]?.zero?.by).toBe('search')
  })
  test('says who logged in, whose visit it then was', async () => {
    const { storefront, journey } = open()
    await storefront.tell(SHOP, [
      event('1', 'product.viewed', guest, { productId: '501' }),
      event('2', 'customer.identified', { id: '7' }, { anonymousId: 'g1' }),
    ])
    expect((await journey({ anonymousId: 'visitor/g1' }))?.customer).toEqual({ id: '7' })
  })
  test.each(['before', 'after'])(
    'a login that names the cart makes it theirs: %s what happened in it',
    async (when) => {
      const { storefront, journey } = open()
      const login = event('1', 'customer.identified', { id: '7' }, { anonymousId: 'g1', cartId: 'c1' })
      const seen = [
        event('2', 'products.searched', guest, { query: 'tea' }),
        event('3', 'product.added', guest, { cartId: 'c1', productId: '501' }),
      ]
      const told = await storefront.tell(SHOP, when === 'before' ? [login, ...seen] : [...seen, login])
      expect(told.map(({ ok }) => ok)).toEqual([true, true, true])
      for (const alias of ['visitor/g1', 'cart/c1'])
        expect((await journey({ anonymousId: alias }))?.customer).toEqual({ id: '7' })
      const { carts, visits } = (await journey({ id: '7' }))?.slices ?? {}
      expect(Object.keys(carts?.open ?? {})).toEqual(['cart/c1'])
      expect(visits?.open['visit/-']?.list).toMatchObject([{ steps: 2, zero: { by: 'search' } }])
    },
  )
  test('claims no order, and no code of a referral', async () => {
    const { storefront, journey } = open()
    for (const anonymousId of ['order/1001', 'referral/ADA10'])
      await storefront.tell(SHOP, [event(anonymousId, 'customer.identified', { id: '7' }, { anonymousId })])
    expect(await journey({ anonymousId: 'order/1001' })).toBeUndefined()
    expect((await journey({ anonymousId: 'visitor/order/1001' }))?.customer).toEqual({ id: '7' })
  })
  test('is told what is wrong with an event, and the others go on', async () => {
    const { storefront } = open()
    const told = await storefront.tell(SHOP, [
      event('1', 'products.searched', guest, { query: 5 }),
      event('2', 'customer.identified', guest, { anonymousId: 'g2' }),
      { id: '3' } as never,
      event('4', 'products.searched', guest, { query: 'tea' }),
    ])
    expect(told.map((one) => (one.ok ? 'told' : [one.error.code, one.error.details.path]))).toEqual([
      ['EVENT_INVALID', 'data.query'],
      ['INGEST_BODY_INVALID', 'customer'],
      ['INGEST_BODY_INVALID', 'type'],
      'told',
    ])
    await expect(storefront.tell('other.myshopify.com', [])).rejects.toMatchObject({ code: 'INGEST_SHOP_REFUSED' })
  })
  test('needs a secret that nobody guesses', () => {
    const mot = createMot({ store: memoryStore(), plugins: [] })
    expect(() => createStorefrontIngest({ mot, secrets: ['short'], tenantOf: () => SHOP })).toThrow(
      expect.objectContaining({ code: 'SETUP_INVALID' }),
    )
  })
})
