/** A visit by a pixel and the shop's webhooks are one journey, in whatever order they come; and whose it is, only the shop says. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { createPixelIngest, type Delivery, readDelivery } from '@motkit/shopify'
import { playUntil } from '@motkit/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at, cartOf, checkoutOf, orderOf, SHOP } from './story.ts'

const CLIENT = '2e4c7a1f-6a0e-4a51-9c4b-1a2b3c4d5e6f'
const OTHER = 'ffffffff-6a0e-4a51-9c4b-1a2b3c4d5e6f'
const TOKEN = 'bd5a8aa1ecd019dd3520ff791ee3a24c'
const ADA = { id: '1' }
const NOON = at(0)

function open(now = NOON) {
  const clock = virtualClock(now)
  const mot = createMot({ store: memoryStore(), clock, plugins: [] })
  const pixel = createPixelIngest({ mot, tenantOf: (shop) => shop, maxAgeMs: 1e12, clock })
  return {
    mot,
    clock,
    pixel,
    async hear(delivery: Delivery) {
      const reading = readDelivery(delivery)
      if (!reading.ok) throw reading.error
      for (const answer of await mot.ingestMany(reading.value.events)) if (!answer.ok) throw answer.error
    },
    async see(event: object, clientId = CLIENT) {
      const customerPrivacy = { analyticsProcessingAllowed: true, marketingAllowed: true }
      const body = JSON.stringify({ shop: SHOP, clientId, customerPrivacy, events: [event] })
      const answer = await pixel.handle(new Request('https://app.example/pixel', { method: 'POST', body }))
      expect(answer.status).toBe(204)
    },
    async journey(customer: { id: string } | { anonymousId: string }) {
      const found = await mot.journey(customer, { tenant: SHOP })
      return found.ok ? found.value : undefined
    },
  }
}
const minutes = (n: number) => at(n / 60)
let n = 0
const event = (name: string, minute: number, data: object = {}, page?: object) => ({
  id: `event-${++n}`,
  name,
  timestamp: minutes(minute),
  data,
  ...(page && { page }),
})
const productVariant = {
  id: '601',
  product: { id: '501', title: 'tea 501' },
  price: { amount: 20, currencyCode: 'EUR' },
}
const checkout = { token: TOKEN, totalPrice: { amount: 40, currencyCode: 'EUR' } }
/** An hour before noon somebody comes from an ad, looks, puts in the cart, and pays at noon. */
const visit = [
  event(
    'page_viewed',
    -9,
    {},
    { url: 'https://tea.example/?gclid=x&utm_campaign=May', referrer: 'https://www.google.com/' },
  ),
  event('product_viewed', -8, { productVariant }),
  event('product_added_to_cart', -7, { cartLine: { quantity: 2, merchandise: productVariant } }),
  event('checkout_started', -5, { checkout }),
  event('payment_info_submitted', -1, { checkout }),
]
const completed = event('checkout_completed', 0, { checkout })
/** A delivery, with more in its body. */
const having = (said: Delivery, more: object): Delivery => ({
  ...said,
  body: JSON.stringify({ ...JSON.parse(String(said.body)), ...more }),
})
const order = orderOf(1001, { customer: 1, cart: 'c1', lines: [{ id: 1, product: 501, price: 20, quantity: 2 }] })
const webhooks = () => [
  cartOf(-0.1, 'c1', 20),
  having(checkoutOf(-0.08, 'c1', undefined, 40), { created_at: minutes(-5) }),
  ...order.created().map((said) => having(said, { checkout_token: TOKEN })),
]

async function ended(tell: (shop: ReturnType<typeof open>) => Promise<void>) {
  const shop = open(at(2))
  await tell(shop)
  const journey = await shop.journey(ADA)
  const same = (await shop.journey({ anonymousId: `visitor/${CLIENT}` }))?.customer
  if (!journey) throw new Error('nobody')
  const { visits, carts, orders, landmarks } = journey.slices
  return { same, visits: visits.open, carts: carts.open, orders: orders.open, landmarks }
}

describe('a visit and its order', () => {
  test('are one journey', async () => {
    const last = new Map<string, string | undefined>()
    const one = await ended(async ({ see, hear, mot }) => {
      for (const kind of ['zmot', 'fmot', 'smot.purchase', 'amot'] as const)
        mot.on(`moment.${kind}`, ({ subject, reason, retracted }) => {
          last.set(`${kind} ${subject}`, retracted ? undefined : reason)
        })
      for (const seen of visit) await see(seen)
      await see(completed)
      for (const heard of webhooks()) await hear(heard)
    })
    expect(one.same).toEqual(ADA)
    // Eight things: that the visit began is no step, and what the webhooks say of the cart is part of it.
    expect(one.visits['visit/-']?.list).toMatchObject([
      { steps: 8, zero: { by: 'ad', intent: 'buy' }, cart: expect.any(String), product: expect.any(String) },
    ])
    expect(Object.fromEntries(last)).toEqual({
      [`zmot visit/-/${minutes(-9)}`]: 'found',
      [`fmot visit/-/${minutes(-9)}`]: 'stayed',
      'smot.purchase cart/c1': 'order-placed',
      'amot order/1001': 'waiting',
    })
  })
  test('are the same in every order of arrival', async () => {
    const tell = [...visit, completed].map((seen) => (shop: ReturnType<typeof open>) => shop.see(seen))
    const told = [...tell, ...webhooks().map((heard) => (shop: ReturnType<typeof open>) => shop.hear(heard))]
    const inOrder = await ended(async (shop) => {
      for (const one of told) await one(shop)
    })
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }), async (shuffled) => {
        expect(
          await ended(async (shop) => {
            for (const one of shuffled) await one(shop)
          }),
        ).toEqual(inOrder)
      }),
      { numRuns: Number(process.env.MOTKIT_RUNS ?? 40) },
    )
  }, 60_000)
  test('end after half an hour of silence', async () => {
    const { see, clock, journey, mot } = open()
    const reasons: string[] = []
    mot.on('moment.fmot', ({ reason }) => void reasons.push(reason))
    await see(
      event('page_viewed', 0, {}, { url: 'https://tea.example/products/x', referrer: 'https://www.google.com/' }),
    )
    await see(event('product_viewed', 0, { productVariant }))
    await playUntil(mot, clock, minutes(31))
    // One page is one step, though Shopify says twice that it was seen.
    expect(reasons).toEqual(['landed', 'bounced'])
    await see(event('cart_viewed', 31))
    const { visits } = (await journey({ anonymousId: `visitor/${CLIENT}` }))?.slices ?? {}
    expect(visits?.open['visit/-']?.list).toHaveLength(2)
  })
})

describe('whose a visit is', () => {
  const visitorOf = (client: string) => ({ anonymousId: `visitor/${client}` })
  test('nobody knows before the shop tells of the order', async () => {
    const { see, journey } = open()
    for (const seen of [...visit, completed]) await see(seen)
    expect((await journey(visitorOf(CLIENT)))?.customer).toEqual({ anonymousId: `checkout/${TOKEN}` })
    expect(await journey(ADA)).toBeUndefined()
  })
  test('the order’s customer says the shop, not the browser', async () => {
    const { see, hear, journey } = open()
    const order = { id: '1001', customer: { id: '1', isFirstOrder: true } }
    for (const heard of webhooks()) await hear(heard)
    await see(visit[1] as object, OTHER)
    await see(event('checkout_completed', 0, { checkout: { token: 'a'.repeat(32), order } }), OTHER)
    expect((await journey(visitorOf(OTHER)))?.customer).toEqual({ anonymousId: `checkout/${'a'.repeat(32)}` })
    const visits = (await journey(ADA))?.slices.visits.open['visit/-']?.list
    expect(visits?.filter(({ product }) => product !== undefined)).toEqual([]) // of what the other one looked at
  })
  test('of one checkout there is one visitor: the first who says so', async () => {
    const { see, hear, journey, pixel } = open()
    await see(visit[1] as object)
    await see(visit[1] as object, OTHER)
    await see(completed)
    await see({ ...completed, id: 'another' }, OTHER)
    for (const heard of webhooks()) await hear(heard)
    await see({ ...completed, id: 'a-third' }, OTHER)
    expect((await journey(visitorOf(CLIENT)))?.customer).toEqual(ADA)
    expect((await journey(visitorOf(OTHER)))?.customer).toEqual(visitorOf(OTHER))
    expect(pixel.counts()).toMatchObject({ told: 3, duplicate: 2 })
  })
  test('a second customer at the same browser is not made the first one', async () => {
    const { see, hear, journey } = open()
    for (const heard of webhooks()) await hear(heard)
    await see(completed)
    const second = orderOf(1002, { customer: 2, lines: [{ id: 2, product: 501, price: 20, quantity: 1 }] })
    const token = 'c'.repeat(32)
    for (const said of second.created()) await hear(having(said, { checkout_token: token }))
    await see(event('checkout_completed', 1, { checkout: { token } }))
    expect((await journey(visitorOf(CLIENT)))?.customer).toEqual(ADA)
    expect((await journey({ id: '2' }))?.customer).toEqual({ id: '2' })
    expect(Object.keys((await journey(ADA))?.slices.orders.open ?? {})).toEqual(['order/1001'])
  })
  test('an id of a browser is never that of an order, a cart or a referral', async () => {
    const { see, hear, journey } = open()
    for (const heard of webhooks()) await hear(heard)
    await see(visit[1] as object, 'referral-ADA10')
    expect((await journey(visitorOf('referral-ADA10')))?.customer).toEqual(visitorOf('referral-ADA10'))
    for (const id of ['order/1001', 'cart/c1', `checkout/${TOKEN}`])
      expect((await journey({ anonymousId: id }))?.customer).toEqual(ADA)
  })
})
