/** What a pixel sends, and what becomes of it; expectations by hand. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { describe, expect, test, vi } from 'vitest'
import type { Ignored } from '../facts/reading.ts'
import type { Engine } from '../receive/tell.ts'
import { createPixelIngest, type PixelIngestOptions } from './ingest.ts'
import { memoryRateLimit } from './rate-limit.ts'
import { pixelEvents } from './standard-events.ts'

const SHOP = 'tea.myshopify.com'
const NOW = '2026-03-02T10:00:00.000Z'
const CLIENT = '2e4c7a1f-6a0e-4a51-9c4b-1a2b3c4d5e6f'
const TOKEN = 'bd5a8aa1ecd019dd3520ff791ee3a24c'
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148'
const visitor = { anonymousId: `visitor/${CLIENT}` }
const onsite = { device: 'mobile', channel: 'web' }

interface Event {
  readonly name: string
  readonly data?: unknown
  readonly page?: unknown
  readonly id?: unknown
  readonly timestamp?: string
}
const batch = (events: readonly unknown[], more: object = {}) => ({
  shop: SHOP,
  clientId: CLIENT,
  customerPrivacy: { analyticsProcessingAllowed: true, marketingAllowed: true },
  sentAt: NOW,
  events: events.map((event, n) => ({ id: `e${n + 1}`, timestamp: NOW, data: {}, ...(event as object) })),
  ...more,
})

function open(options: Partial<PixelIngestOptions> = {}) {
  const told: { id: string; type: string; time: string; customer: unknown; tenant: string; data: object }[] = []
  const ignored: Ignored[] = []
  const clock = virtualClock(NOW)
  const mot = createMot({ store: memoryStore(), clock, plugins: [] })
  const engine: Engine = {
    ingestMany(events) {
      told.push(...(events as typeof told))
      return mot.ingestMany(events)
    },
  }
  const pixel = createPixelIngest({
    mot: engine,
    tenantOf: (shop) => (shop === SHOP ? 'tea' : undefined),
    clock,
    onIgnored: (some) => ignored.push(...some),
    ...options,
  })
  const send = (body: unknown, init: RequestInit = {}) =>
    pixel.handle(
      new Request('https://app.example/pixel', {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'user-agent': PHONE, origin: 'null' },
        ...init,
      }),
    )
  /** What one event tells. */
  const tells = async (event: Event, more?: object) => {
    expect((await send(batch([event], more))).status).toBe(204)
    return told.map(({ type, customer, data }) => ({ type, customer, data }))
  }
  return { pixel, mot, told, ignored, send, tells, clock }
}
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]

const variant = {
  id: '601',
  sku: 'G',
  price: { amount: 19.9, currencyCode: 'EUR' },
  product: { id: '501', title: 'Green tea', type: 'Tea', vendor: 'Tea & Co' },
}
const product = {
  productId: '501',
  variantId: '601',
  sku: 'G',
  name: 'Green tea',
  category: 'Tea',
  brand: 'Tea & Co',
  price: { amount: 1_990, currency: 'EUR' },
}
const landing = (url: string, referrer?: string) => ({ name: 'page_viewed', page: { url, referrer } })

describe('a standard event tells', () => {
  test.each<[Event, string, object]>([
    [{ name: 'product_viewed', data: { productVariant: variant } }, 'product.viewed', product],
    [
      { name: 'collection_viewed', data: { collection: { id: '', title: 'Teas' } } },
      'product-list.viewed',
      { category: 'Teas' },
    ],
    [
      { name: 'collection_viewed', data: { collection: { id: 'gid://shopify/Collection/9', title: 'Teas' } } },
      'product-list.viewed',
      { listId: '9', category: 'Teas' },
    ],
    [
      { name: 'search_submitted', data: { searchResult: { query: 'tea ada@tea.example' } } },
      'products.searched',
      { query: 'tea ' },
    ],
    [
      {
        name: 'cart_viewed',
        data: {
          cart: {
            id: 'gid://shopify/Cart/c1?key=k',
            cost: { totalAmount: { amount: 59.7, currencyCode: 'EUR' } },
            lines: [{ quantity: 3, merchandise: variant }],
          },
        },
      },
      'cart.viewed',
      { value: { amount: 5_970, currency: 'EUR' }, products: [{ ...product, quantity: 3 }] },
    ],
    [{ name: 'cart_viewed', data: { cart: null } }, 'cart.viewed', { products: [] }],
    [
      { name: 'product_added_to_cart', data: { cartLine: { quantity: 2, merchandise: variant } } },
      'product.added',
      { ...product, quantity: 2 },
    ],
    [
      { name: 'product_removed_from_cart', data: { cartLine: { quantity: 1, merchandise: variant } } },
      'product.removed',
      { ...product, quantity: 1 },
    ],
    [
      {
        name: 'checkout_started',
        data: {
          checkout: { token: TOKEN, email: 'ada@tea.example', totalPrice: { amount: 900, currencyCode: 'JPY' } },
        },
      },
      'checkout.started',
      { checkoutId: TOKEN, value: { amount: 900, currency: 'JPY' } },
    ],
    ...(['contact', 'address', 'shipping'] as const).map((what, n): [Event, string, object] => [
      { name: `checkout_${what}_info_submitted`, data: { checkout: { token: TOKEN } } },
      'checkout.step-completed',
      { checkoutId: TOKEN, step: n + 1 },
    ]),
    [
      { name: 'payment_info_submitted', data: { checkout: { token: TOKEN } } },
      'payment.entered',
      { checkoutId: TOKEN, step: 4 },
    ],
  ])('%j', async (event, type, data) => {
    const { tells, ignored } = open()
    expect(await tells(event)).toEqual([{ type, customer: visitor, data: { ...onsite, ...data } }])
    expect(pixelEvents.find(({ name }) => name === event.name)?.tells).toEqual([type])
    expect(ignored.filter(({ path }) => !path.endsWith('.id'))).toEqual([])
  })
  test('a landing: a visit that began, and the page', async () => {
    const { tells } = open()
    const said = await tells(
      landing('https://tea.example/?utm_medium=cpc&utm_campaign=May&gclid=x', 'https://www.google.com/search'),
    )
    const where = { url: 'https://tea.example/', referrer: 'https://www.google.com/' }
    expect(said).toEqual([
      { type: 'visit.started', customer: visitor, data: { ...onsite, ...where, source: 'ad', campaign: 'May' } },
      { type: 'page.viewed', customer: visitor, data: { ...onsite, ...where, kind: 'home' } },
    ])
  })
  test.each([
    ['/products/green', 'https://www.google.com/', ['visit.started']],
    ['/products/green', 'https://tea.example/', []],
    ['/collections/tea', '', ['visit.started']],
    ['/collections', 'https://tea.example/', ['page.viewed category']],
    ['/blogs/brewing', 'https://tea.example/', ['page.viewed content']],
    ['/policies/refund-policy', 'https://tea.example/', ['page.viewed help']],
    ['/en/account', 'https://tea.example/', ['page.viewed other']],
    ['/pages/stores', 'https://tea.example/', ['page.viewed store-finder']],
    ['/checkouts/cn/Z2Nw', 'https://www.paypal.com/', []],
  ])('%s after %j: %j', async (path, referrer, types) => {
    const { tells } = open({ pageKind: (path) => (/stores|green/.test(path) ? 'store-finder' : undefined) })
    const said = await tells(landing(`https://tea.example${path}`, referrer))
    expect(
      said.map(({ type, data }) => (type === 'page.viewed' ? `${type} ${(data as { kind: string }).kind}` : type)),
    ).toEqual(types)
  })
  test('whose checkout was paid: the visitor is whoever the order says', async () => {
    const { tells, told } = open()
    const order = { id: '1001', customer: { id: '8', isFirstOrder: true } }
    expect(await tells({ name: 'checkout_completed', data: { checkout: { token: TOKEN, order } } })).toEqual([
      { type: 'customer.identified', customer: { anonymousId: `checkout/${TOKEN}` }, data: visitor },
    ])
    expect(told[0]?.tenant).toBe('tea')
  })
})

describe('ids', () => {
  test('keep all their digits', async () => {
    const { told, send } = open()
    const body = JSON.stringify(batch([{ name: 'product_viewed', data: { productVariant: variant } }]))
    await send(body.replace('"601"', '820982911946154508').replace('"501"', '"820982911946154509"'))
    expect(told[0]?.data).toMatchObject({ variantId: '820982911946154508', productId: '820982911946154509' })
  })
  test('count once, and the first word of an id stands', async () => {
    const { pixel, send } = open()
    const one = batch([{ name: 'product_viewed', data: { productVariant: variant } }])
    const other = batch([{ name: 'product_viewed', data: { productVariant: { ...variant, sku: 'X' } } }])
    for (const body of [one, one, other]) expect((await send(body)).status).toBe(204)
    expect(pixel.counts()).toMatchObject({ told: 1, duplicate: 2, refused: {} })
  })
  test('of one browser never meet those of another', async () => {
    const { pixel, send } = open()
    const events = [{ name: 'collection_viewed', data: { collection: { id: '9' } } }]
    for (const clientId of [CLIENT, `${CLIENT}-2`]) await send(batch(events, { clientId }))
    expect(pixel.counts()).toMatchObject({ told: 2, duplicate: 0 })
  })
  test('that all share who may not be told apart are refused', async () => {
    const { send } = open()
    const nobody = batch([{ name: 'page_viewed' }], { clientId: '00000000-0000-0000-5000-000000000000' })
    expect(await codeOf(await send(nobody))).toEqual([400, 'INGEST_BODY_INVALID'])
  })
})

describe('consent', () => {
  const paid = { name: 'checkout_completed', data: { checkout: { token: TOKEN } } }
  test.each([{ analyticsProcessingAllowed: false }, { analyticsProcessingAllowed: false, marketingAllowed: true }])(
    'without it to analytics nothing is told: %j',
    async (customerPrivacy) => {
      const { told, send, pixel } = open()
      expect((await send(batch([paid], { customerPrivacy }))).status).toBe(204)
      expect([told, pixel.counts().withheld]).toEqual([[], 1])
    },
  )
  test.each([{}, null, { analyticsProcessingAllowed: 'yes' }, undefined])(
    'that is not said is none: %j',
    async (customerPrivacy) => {
      const { told, send } = open()
      expect(await codeOf(await send(batch([paid], { customerPrivacy })))).toEqual([400, 'INGEST_BODY_INVALID'])
      expect(told).toEqual([])
    },
  )
  test('whoever did not agree to marketing stays unknown, unless analytics are enough', async () => {
    const customerPrivacy = { analyticsProcessingAllowed: true, marketingAllowed: false }
    const strict = open()
    await strict.send(batch([paid], { customerPrivacy }))
    expect(strict.told).toEqual([])
    expect(strict.ignored).toEqual([{ path: 'events.0', why: 'nobody agreed to be known by their checkout' }])
    const lax = open({ link: 'analytics' })
    await lax.send(batch([paid], { customerPrivacy }))
    expect(lax.told.map(({ type }) => type)).toEqual(['customer.identified'])
    const never = open({ link: 'never' })
    await never.send(batch([paid]))
    expect(never.told).toEqual([])
  })
})

describe('time', () => {
  const at = async (timestamp: string, sentAt: string | null) => {
    const { told, send } = open()
    await send(batch([{ name: 'cart_viewed', timestamp }], { sentAt }))
    return told[0]?.time
  }
  test('is the browser’s, where its clock is about right', async () => {
    expect(await at('2026-03-02T09:59:58.000Z', '2026-03-02T09:59:59.500Z')).toBe('2026-03-02T09:59:58.000Z')
  })
  test('is put right by when it says that it sent', async () => {
    expect(await at('2019-01-01T00:00:00Z', '2019-01-01T00:05:00Z')).toBe('2026-03-02T09:55:00.000Z')
    expect(await at('2031-01-01T00:00:00Z', '2031-01-01T00:00:00Z')).toBe(NOW)
  })
  test('is neither of the future nor of the far past', async () => {
    expect(await at('2031-01-01T00:00:00Z', null)).toBe(NOW)
    expect(await at('2026-01-01T00:00:00Z', null)).toBe('2026-03-02T09:00:00.000Z')
    expect(await at('+275000-01-01T00:00:00Z', '-100000-01-01T00:00:00Z')).toBe(NOW)
  })
})

describe('what cannot be read', () => {
  test('is named, and the rest goes on', async () => {
    const { told, ignored, send } = open()
    const events = [
      { name: 'alert_displayed' },
      { name: 'order.placed' },
      { name: '__proto__' },
      { name: 'product_viewed', data: { productVariant: { price: variant.price } } },
      { name: 'product_viewed', data: { productVariant: { ...variant, price: { amount: -1, currencyCode: 'EUR' } } } },
      { name: 'cart_viewed', timestamp: 'yesterday' },
      { name: 'checkout_completed', data: { checkout: { token: '1001' } } },
      { name: 'page_viewed', page: { url: 'tea' } },
    ]
    await send(batch(events))
    expect(told.map(({ type, data }) => [type, (data as { price?: unknown }).price])).toEqual([
      ['product.viewed', undefined],
    ])
    expect(ignored).toEqual([
      { path: 'events.0.name', why: 'it may show what somebody typed in' },
      { path: 'events.1.name', why: 'no standard event that is read' },
      { path: 'events.2.name', why: 'no standard event that is read' },
      { path: 'events.3.data.productVariant', why: 'expected an id' },
      { path: 'events.3', why: 'productVariant: expected a variant of a product' },
      { path: 'events.4.data.productVariant.price', why: 'expected an amount of at least 0 in a known currency' },
      { path: 'events.5.timestamp', why: 'expected a time' },
      { path: 'events.5', why: 'timestamp: expected a time' },
      { path: 'events.6.data.checkout.token', why: 'expected a token of a checkout' },
      { path: 'events.6.data.checkout', why: 'expected a token' },
      { path: 'events.6', why: 'checkout: expected a checkout' },
      { path: 'events.7.page.url', why: 'expected the address of the page' },
    ])
  })
  test.each<[string, unknown, RequestInit, number, string]>([
    ['a GET', undefined, { method: 'GET', body: null }, 405, 'INGEST_METHOD_INVALID'],
    ['no body', '', {}, 400, 'INGEST_BODY_EMPTY'],
    ['no JSON', '{"shop":', {}, 400, 'INGEST_BODY_INVALID'],
    ['too deep', '['.repeat(30_000), {}, 400, 'INGEST_BODY_INVALID'],
    ['another shop', batch([{}], { shop: 'other.myshopify.com' }), {}, 403, 'INGEST_SHOP_REFUSED'],
    ['no shop', batch([{}], { shop: 'tea.example' }), {}, 400, 'INGEST_BODY_INVALID'],
    ['no events', batch([]), {}, 400, 'INGEST_BODY_INVALID'],
    ['too many', batch(Array(51).fill({ name: 'x' })), {}, 400, 'INGEST_BODY_INVALID'],
    ['too large', batch([{ name: 'x'.repeat(70_000) }]), {}, 413, 'INGEST_BODY_TOO_LARGE'],
    ['a list', '[]', {}, 400, 'INGEST_BODY_INVALID'],
  ])('%s is refused', async (_, body, init, status, code) => {
    const { told, send, pixel } = open()
    const response = await send(body, init)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await codeOf(response)).toEqual([status, code])
    expect([told, pixel.counts().refused]).toEqual([[], { [code]: 1 }])
  })
})

describe('the host', () => {
  const event = { name: 'cart_viewed' }
  test('answers a preflight of any origin', async () => {
    const response = await open().send(undefined, { method: 'OPTIONS', body: null })
    expect([response.status, Object.fromEntries(response.headers)]).toEqual([
      204,
      {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '86400',
      },
    ])
  })
  test('is told what failed, and answers that it may be sent again', async () => {
    const onError = vi.fn(() => {
      throw new Error('a fault of the listener')
    })
    const tenantOf = () => Promise.reject(new Error('the database is away'))
    const { send } = open({ tenantOf, onError })
    expect(await codeOf(await send(batch([event])))).toEqual([503, 'INGEST_UNAVAILABLE'])
    expect(onError).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'INGEST_UNAVAILABLE', retryable: true }),
      'ingest',
    )
  })
  test('may know somebody as erased, of whom nothing is told any more', async () => {
    const { mot, send, pixel } = open()
    await send(batch([event]))
    await mot.erase(visitor, { tenant: 'tea' })
    expect((await send(batch([{ ...event, id: 'later' }]))).status).toBe(204)
    expect(await mot.journey(visitor, { tenant: 'tea' })).toMatchObject({ ok: false })
    expect(pixel.counts()).toMatchObject({ told: 1, refused: {} })
  })
})

describe('the rate limit', () => {
  const events = (n: number) => Array.from({ length: n }, (_, i) => ({ name: 'cart_viewed', id: `e${i}` }))
  test('is of a visitor, and fills again', async () => {
    const clock = virtualClock(NOW)
    const { send } = open({ rateLimit: memoryRateLimit({ perMinute: { visitor: 10 }, clock }) })
    expect((await send(batch(events(10)))).status).toBe(204)
    expect(await codeOf(await send(batch(events(1))))).toEqual([429, 'INGEST_RATE_LIMITED'])
    expect((await send(batch(events(10), { clientId: `${CLIENT}-2` }))).status).toBe(204)
    clock.set(clock.now() + 6_000)
    expect((await send(batch(events(1)))).status).toBe(204)
    expect((await send(batch(events(1)))).status).toBe(429)
  })
  test('is of a shop, whatever browsers call themselves, and of an address', async () => {
    const rateLimit = memoryRateLimit({ perMinute: { visitor: 10, address: 15, shop: 30 }, clock: virtualClock(NOW) })
    const { send } = open({ rateLimit, addressOf: ({ headers }) => headers.get('x-real-ip') ?? undefined })
    const from = async (n: number, address: string) => {
      const headers = { 'x-real-ip': address }
      return (await send(batch(events(10), { clientId: `${CLIENT}-${n}` }), { headers })).status
    }
    expect([await from(1, 'a'), await from(2, 'a')]).toEqual([204, 429])
    expect([await from(3, 'b'), await from(4, 'c'), await from(5, 'd')]).toEqual([204, 204, 429])
  })
  test('remembers so many', () => {
    const limit = memoryRateLimit({ perMinute: { visitor: 1 }, remembered: 2, clock: virtualClock(NOW) })
    const take = (visitor: string) => limit.take({ shop: SHOP, visitor }, 1)
    expect(['a', 'b', 'a', 'c', 'd', 'b', 'd'].map(take)).toEqual([true, true, false, true, true, true, false])
  })
})
