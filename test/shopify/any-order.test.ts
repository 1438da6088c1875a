/** Refund, cancellation and partial fulfilment in every order of arrival: the ledger, the order and the promises are the same. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'
import { type Delivery, readDelivery } from '@motkit/shopify'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at, cartOf, checkoutOf, customerOf, type Deed, deeds, type Order, orderOf, SHOP } from './story.ts'

const ADA = 1
const END = at(400)
const runs = Number(process.env.MOTKIT_RUNS ?? 150)
/** 2 × 20 and 30 euros, at a point a euro. */
const lines = [
  { id: 1, product: 501, price: 20, quantity: 2 },
  { id: 2, product: 502, price: 30, quantity: 1 },
]
const order = (customer: number | undefined) => orderOf(1001, { customer, cart: 'c1', lines })

/** What is known in the end, after these deliveries, in this order. */
async function known(deliveries: readonly Delivery[]) {
  const club = loyalty({ earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }] })
  const existingCustomer = { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true }
  const mot = createMot({
    store: memoryStore(),
    clock: virtualClock(END),
    plugins: [club, reviews({ after: { days: 30 }, existingCustomer })],
    handlers: { 'message.send': async () => {} },
  })
  for (const delivery of deliveries) {
    const reading = readDelivery(delivery, { country: 'DE' })
    if (!reading.ok) throw reading.error
    for (const answer of await mot.ingestMany(reading.value.events)) if (!answer.ok) throw answer.error
  }
  const journey = await mot.journey({ id: String(ADA) }, { tenant: SHOP })
  if (!journey.ok) throw journey.error
  const requests = await mot.reviews.upcoming({ order: '1001', tenant: SHOP })
  const { orders, carts, profile } = journey.value.slices
  return {
    points: club.balance(journey.value, END).available,
    orders: orders.open,
    carts: carts.open,
    profile,
    stage: journey.value.stage,
    requests: requests.ok ? requests.value : requests.error.code,
  }
}

describe('in every order of arrival', () => {
  const story = (points: number, tell: (one: Order) => readonly Delivery[], customer: number | null = ADA) => ({
    points,
    deliveries: tell(order(customer ?? undefined)),
  })
  const first = (deliveries: readonly Delivery[]) => deliveries.slice(0, 1)
  // What each comes to was counted by hand.
  const stories = {
    'a refund of a piece': story(50, (one) => [...one.created(), ...one.paid(1), ...one.refunded(9, 21, { 1: 1 }, 20)]),
    'a refund of nothing in particular': story(62, (one) => [
      ...one.created(),
      ...one.paid(1),
      ...one.refunded(9, 21, {}, 7.5),
    ]),
    'a cancellation that gives all back': story(0, (one) => [
      ...one.created(),
      ...first(one.paid(1)),
      ...one.refunded(9, 21, { 1: 2, 2: 1 }, 70),
      ...first(one.cancelled(9, 'customer')),
    ]),
    'an edit before it is paid': story(50, (one) => [
      ...one.created(),
      ...one.edited(1, 31, 1, 1),
      ...first(one.paid(2)),
    ]),
    'a dispute that is lost': story(58, (one) => [
      ...one.created(),
      ...one.paid(1),
      ...one.disputed(200, 41, 'needs_response', 12),
      ...one.disputed(300, 41, 'lost', 12),
    ]),
    'a part that was sent and has arrived': story(70, (one) => [
      ...one.created(),
      ...first(one.paid(1)),
      ...one.shipped(24, 11, [1], false).slice(0, 2),
      ...first(one.arrived(48, 11)),
    ]),
    'an order of nobody that turns out to be hers': story(
      70,
      (one) => [cartOf(-1, 'c1', 20), ...one.created(), ...one.paid(1), ...one.assigned(9, ADA)],
      null,
    ),
  }
  const permutations = <T>(list: readonly T[]): T[][] =>
    list.length < 2
      ? [[...list]]
      : list.flatMap((one, i) => permutations(list.toSpliced(i, 1)).map((rest) => [one, ...rest]))

  test.each(Object.entries(stories))('%s comes to the same', async (_name, { points, deliveries }) => {
    const clean = await known(deliveries)
    expect(clean.points).toBe(points)
    for (const shuffled of permutations(deliveries)) expect(await known(shuffled)).toEqual(clean)
  })

  test('without the delivery that told it first, it is still told', async () => {
    const { deliveries } = stories['a refund of a piece']
    for (const lost of ['orders/create', 'refunds/create'])
      expect((await known(deliveries.filter(({ topic }) => topic !== lost))).points).toBe(50)
  })
})

/** What a deed takes of the order's worth. */
const cost: Partial<Record<Deed, number>> = {
  'a piece taken out': 20,
  'a piece refunded': 20,
  'shipping refunded': 4.75,
  'a dispute lost': 12,
}

const done = fc.shuffledSubarray(Object.keys(deeds) as Deed[])
const story = done.chain((done) => {
  const one = order(ADA)
  const told = [
    customerOf(ADA),
    cartOf(-3, 'c1', 20),
    checkoutOf(-1, 'c1', ADA, 70),
    ...one.created(),
    ...done.flatMap((deed, i) => deeds[deed](one, 10 * (i + 1))),
  ]
  const places = told.map((_, i) => i)
  return fc.record({
    done: fc.constant(done),
    told: fc.constant(told),
    arrivals: fc
      .tuple(fc.shuffledSubarray(places, { minLength: places.length }), fc.subarray(places))
      .map(([first, again]) => [...first, ...again]),
  })
})

test('late, shuffled and repeated, a story of an order comes to what it comes to in order', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ done, told, arrivals }) => {
      const clean = await known(told)
      expect(await known(arrivals.flatMap((i) => told[i] ?? []))).toEqual(clean)
      const counts = done.includes('paid') && !done.includes('cancelled')
      const left = done.reduce((worth, deed) => worth - (cost[deed] ?? 0), 70)
      expect(clean.points).toBe(counts ? Math.floor(left) : 0)
    }),
    { numRuns: runs },
  )
})
