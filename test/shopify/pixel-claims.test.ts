/** A browser may say what it likes: it tells visits of a visitor, and moves nothing that has a value. */
import { createMot, events, memoryStore, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'
import { createPixelIngest, memoryRateLimit, pixelEvents, readDelivery } from '@motkit/shopify'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, customerOf, orderOf, SHOP } from './story.ts'

const runs = Number(process.env.MOTKIT_RUNS ?? 300)
const END = at(400)
const ADA = { id: '1' }
const TOKEN = 'bd5a8aa1ecd019dd3520ff791ee3a24c'
const CLIENT = '2e4c7a1f-6a0e-4a51-9c4b-1a2b3c4d5e6f'
/** Said by hand, and not by the code: all that may ever come of a browser. */
const ALLOWED = new Set([
  'visit.started',
  'page.viewed',
  'product.viewed',
  'product-list.viewed',
  'products.searched',
  'cart.viewed',
  'product.added',
  'product.removed',
  'checkout.started',
  'checkout.step-completed',
  'payment.entered',
  'customer.identified',
])
type Told = { type: string; source: string; tenant: string; customer: { anonymousId?: string }; data: object }

/** A shop where Ada has ordered for 70 euros, which are 70 points. */
async function open() {
  const club = loyalty({
    earn: [
      { kind: 'spend', id: 'spend', rate: { EUR: 1 } },
      { kind: 'action', id: 'review', event: 'review.submitted', points: 50 },
    ],
  })
  const clock = virtualClock(END)
  const given: string[] = []
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [club, reviews({ after: { days: 30 } })],
    handlers: { 'message.send': async ({ type }) => given.push(type) },
  })
  const order = orderOf(1001, { customer: 1, cart: 'c1', lines: [{ id: 1, product: 501, price: 35, quantity: 2 }] })
  for (const delivery of [customerOf(1), ...order.created(), ...order.paid(1)]) {
    const body = JSON.stringify({ ...JSON.parse(String(delivery.body)), checkout_token: TOKEN })
    const reading = readDelivery({ ...delivery, body })
    if (!reading.ok) throw reading.error
    for (const answer of await mot.ingestMany(reading.value.events)) if (!answer.ok) throw answer.error
  }
  const told: Told[] = []
  const pixel = createPixelIngest({
    mot: {
      ingestMany(some) {
        told.push(...(some as Told[]))
        return mot.ingestMany(some)
      },
    },
    tenantOf: (shop) => (shop === SHOP ? shop : undefined),
    clock,
    rateLimit: memoryRateLimit({ perMinute: { visitor: 1e9, shop: 1e9 }, clock }),
  })
  const send = (body: string) => pixel.handle(new Request('https://app.example/pixel', { method: 'POST', body }))
  /** All of Ada but her visits. */
  const ada = async () => {
    const journey = await mot.journey(ADA, { tenant: SHOP })
    if (!journey.ok) throw journey.error
    const { visits: _, landmarks: __, ...slices } = journey.value.slices
    return { points: club.balance(journey.value, END).available, slices, stage: journey.value.stage }
  }
  return { told, given, send, ada, mot }
}

const standard = pixelEvents.map(({ name }) => name)
const own = Object.values(events).map(({ type }) => type)
const privacy = { analyticsProcessingAllowed: true, marketingAllowed: true }
/** What somebody would write who wants more than their due. */
const wish = {
  type: 'order.placed',
  customer: { id: '1' },
  orderId: '1001',
  customerId: '1',
  mergedId: '1',
  anonymousId: 'order/1001',
  reviewId: 'r1',
  rating: 5,
  points: 1_000,
  total: { amount: 99_900, currency: 'EUR' },
  referredBy: 'ADA10',
  contentId: 'x',
  cartId: 'c1',
  sessionId: 's1',
}
const valid = {
  checkout: {
    token: TOKEN,
    order: { id: '1001', customer: { id: '1' } },
    totalPrice: { amount: 5, currencyCode: 'EUR' },
  },
  productVariant: { id: '601', product: { id: '501', title: 'tea' }, price: { amount: 5, currencyCode: 'EUR' } },
  cartLine: { quantity: 1, merchandise: { id: '601', product: { id: '501' } } },
  cart: { id: 'c1', lines: [] },
  searchResult: { query: 'tea' },
  collection: { id: '9', title: 'Teas' },
}
const page = { url: 'https://tea.example/?utm_medium=cpc&ref=ADA10', referrer: 'https://www.google.com/' }
const eventOf = (name: string, n: number, more: object = {}) => ({
  ...wish,
  id: `e${n}`,
  name,
  timestamp: END,
  page,
  data: { ...valid, ...wish },
  ...more,
})
const batchOf = (some: readonly unknown[]) => ({
  ...wish,
  shop: SHOP,
  clientId: CLIENT,
  customerPrivacy: privacy,
  events: some,
})

/** What holds whatever was sent. */
async function expectHarmless({ told, given, ada }: Awaited<ReturnType<typeof open>>, before: unknown) {
  for (const { type, source, tenant, customer, data } of told) {
    expect([type, ALLOWED.has(type)]).toEqual([type, true])
    expect([source, tenant]).toEqual(['shopify-pixel', SHOP])
    const prefix = type === 'customer.identified' ? 'checkout/' : 'visitor/'
    expect(customer.anonymousId?.startsWith(prefix)).toBe(true)
    expect(Object.keys(customer)).toEqual(['anonymousId'])
    if (type === 'customer.identified') expect(data).toEqual({ anonymousId: expect.stringMatching(/^visitor\//) })
    for (const key of ['cartId', 'orderId', 'sessionId', 'referredBy', 'contentId'])
      expect(data).not.toHaveProperty(key)
  }
  expect(given).toEqual([])
  expect(await ada()).toEqual(before)
}

test('no name that is known tells another type, or has a value', async () => {
  const shop = await open()
  const before = await shop.ada()
  expect(before.points).toBe(70)
  for (const [n, name] of [...standard, ...own].entries()) {
    const response = await shop.send(JSON.stringify(batchOf([eventOf(name, n)])))
    expect([name, response.status]).toEqual([name, 204])
  }
  await expectHarmless(shop, before)
  // And all that may be told was told: nothing is safe only because it was not understood.
  expect(new Set(shop.told.map(({ type }) => type))).toEqual(ALLOWED)
})

test('whatever comes, it is answered and harmless', async () => {
  const shop = await open()
  const before = await shop.ada()
  const anything = fc.jsonValue({ maxDepth: 4 })
  const named = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...standard) }, fc.constantFrom(...own))
  /** An event as it should be, with one thing in it that is not. */
  const spoilt = fc
    .record({
      name: named,
      n: fc.nat(50),
      key: fc.constantFrom('id', 'name', 'timestamp', 'page', 'data', 'type'),
      value: anything,
    })
    .map(({ name, n, key, value }) => eventOf(name, n, { [key]: value }))
  const inData = fc
    .record({
      name: named,
      n: fc.nat(50),
      key: fc.constantFrom(...Object.keys(valid)),
      value: anything,
    })
    .map(({ name, n, key, value }) => eventOf(name, n, { data: { ...valid, ...wish, [key]: value } }))
  const right = fc.tuple(named, fc.nat(50)).map(([name, n]) => eventOf(name, n))
  const some = fc.array(fc.oneof(spoilt, inData, right, anything), { minLength: 1, maxLength: 6 })
  const batch = fc.oneof(
    { weight: 6, arbitrary: some.map(batchOf) },
    {
      weight: 1,
      arbitrary: some.chain((list) =>
        fc
          .record({ key: fc.constantFrom('shop', 'clientId', 'customerPrivacy', 'sentAt', 'events'), value: anything })
          .map(({ key, value }) => ({ ...batchOf(list), [key]: value })),
      ),
    },
    { weight: 1, arbitrary: anything },
  )
  const body = fc.oneof(
    { weight: 9, arbitrary: batch.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  )
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      expect([204, 400, 403, 413]).toContain((await shop.send(text)).status)
    }),
    { numRuns: runs },
  )
  expect(shop.told.length).toBeGreaterThan(runs / 2)
  await expectHarmless(shop, before)
}, 60_000)
