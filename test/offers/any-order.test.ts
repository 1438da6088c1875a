/** Any order of arrival: what is promised, and in the end given, is a function of the set of facts. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { offers } from '@motkit/loyalty'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const START = Date.parse('2026-01-01T00:00:00.000Z')
const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString()
const ada = { id: 'ada' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
/** Facts are of one day, they arrive at its end, and nothing is due before. */
const time = fc.integer({ min: 0, max: 20 * 60 })
const ARRIVAL = 23 * 60
const settings = { abandonedAfter: { days: 40 }, returnWindow: { days: 40 }, lapseAfter: { days: 100 } }
const give = {
  welcome: { message: 'welcome', reward: 'welcome', after: { days: 1 }, from: 'landed' },
  abandonedCart: {
    steps: [
      { message: 'reminder' },
      { after: { days: 2 }, message: 'incentive', reward: 'cart', minimum: { EUR: 5_000 } },
    ],
    paymentFailed: { after: { days: 40 }, message: 'payment' },
  },
  secondPurchase: { message: 'again', after: { days: 40 } },
  highTicket: { message: 'thanks', reward: 'voucher', minimum: { EUR: 20_000 } },
  winBack: { message: 'miss-you', before: { days: 20 }, lapsed: { reward: 'back' } },
  advocate: { message: 'tell', after: { days: 40 } },
} as const

type Fact = readonly [type: string, time: number, data: object]
/** What becomes of an order: most arrive. */
const after = fc.oneof(
  { weight: 5, arbitrary: fc.constant('shipment.delivered') },
  fc.constantFrom('shipment.lost', 'order.canceled', 'return.requested', 'order.refunded'),
)
const seldom = <T>(what: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: what })
const ids = (...all: string[]) => fc.constantFrom(...all)
const facts = fc
  .record({
    views: fc.array(fc.tuple(ids('a', 'b', 'c'), time), { maxLength: 6 }),
    carts: fc.array(
      fc.tuple(ids('k', 'l'), time, fc.integer({ min: 0, max: 10_000 }), ids('cart.viewed', 'payment.failed')),
      { maxLength: 5 },
    ),
    orders: fc.uniqueArray(
      fc.record({
        orderId: ids('1', '2', '3', '4'),
        placed: time,
        amount: fc.integer({ min: 10_000, max: 40_000 }),
        cartId: fc.option(ids('k', 'l'), { nil: undefined }),
        more: fc.array(fc.tuple(after, fc.integer({ min: 1, max: 120 })), { maxLength: 3 }),
      }),
      { selector: ({ orderId }) => orderId, maxLength: 3 },
    ),
    reviews: fc.array(
      fc.tuple(ids('r', 's'), time, fc.constantFrom(1, 3, 4, 4, 5, 5, 5), fc.option(ids('1', '2'), { nil: undefined })),
      { maxLength: 3 },
    ),
    cases: seldom(fc.array(fc.tuple(ids('case.opened', 'case.resolved'), time), { maxLength: 2 })),
    referred: seldom(time),
  })
  .map(({ views, carts, orders, reviews, cases, referred }): readonly Fact[] => [
    ...views.map(([sessionId, t]): Fact => ['page.viewed', t, { sessionId }]),
    ...carts.map(([cartId, t, amount, type]): Fact => {
      return [type, t, type === 'cart.viewed' ? { cartId, value: eur(amount) } : { cartId }]
    }),
    ...orders.flatMap(({ orderId, placed, amount, cartId, more }): Fact[] => [
      ['order.placed', placed, { orderId, total: eur(amount), ...(cartId && { cartId }) }],
      ...more.map(([type, since], i): Fact => {
        const extra = type === 'order.refunded' ? { refundId: `${orderId}${i}`, amount: eur(9_000) } : { returnId: 'x' }
        return [type, placed + since, { orderId, ...extra }]
      }),
    ]),
    ...reviews.map(([reviewId, t, rating, orderId]): Fact => {
      return ['review.submitted', t, { reviewId, rating, ...(orderId && { orderId }) }]
    }),
    ...(cases ?? []).map(([type, t]): Fact => [type, t, { caseId: 'c', orderId: '1' }]),
    ...(referred === undefined ? [] : [['referral.made', referred, { referralId: 'f' }] as const]),
  ])
  .map((all) =>
    all.map(([type, t, data], i) => ({ id: `e${i}`, source: 'shop', type, time: at(t), customer: ada, data })),
  )
const runs = facts.chain((set) =>
  fc.record({
    set: fc.constant(set),
    arrivals: fc.shuffledSubarray(set, { minLength: set.length }),
    again: fc.shuffledSubarray(set, { maxLength: Math.min(3, set.length) }),
  }),
)

async function play(arrivals: readonly unknown[]) {
  const clock = virtualClock(at(ARRIVAL))
  const given: string[] = []
  const handle = async ({ rule, subject, data }: { rule: string; subject: string; data: object }) => {
    given.push(`${new Date(clock.now()).toISOString()} ${rule} ${subject} ${JSON.stringify(data)}`)
  }
  const handlers = { 'message.send': handle, 'reward.give': handle }
  const mot = createMot({ store: memoryStore(), clock, plugins: [offers(give)], settings, handlers })
  for (const fact of arrivals) {
    const answer = await mot.ingest(fact as never)
    if (!answer.ok) throw answer.error
  }
  const explained = await mot.explain(ada)
  const promised = explained.ok
    ? explained.value.decisions.map(
        ({ rule, subject, name, due, state }) => `${due} ${rule} ${subject} ${name} ${state}`,
      )
    : []
  for (;;) {
    const { next } = await mot.catchUp()
    if (next === undefined) break
    clock.set(next)
  }
  await mot.close()
  return { promised: promised.sort(), given: given.sort() }
}

const seen = new Set<string>()
test('the same facts in any order promise the same, and end in the same', async () => {
  await fc.assert(
    fc.asyncProperty(runs, async ({ set, arrivals, again }) => {
      const straight = await play([...set].sort((a, b) => (a.time < b.time ? -1 : 1)))
      expect(await play([...arrivals, ...again])).toEqual(straight)
      for (const line of straight.given) seen.add(line.split(' ')[1] ?? '')
    }),
    { numRuns: 100 },
  )
  // Every offer was made in some of them.
  expect([...seen].sort()).toEqual([
    'offers.abandoned-cart',
    'offers.advocate',
    'offers.high-ticket',
    'offers.second-purchase',
    'offers.welcome',
    'offers.win-back',
  ])
}, 60_000)
