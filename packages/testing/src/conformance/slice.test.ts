/** Every slice of core, and the ledger of loyalty, pass the suite for slices; folds that depend on the order do not. */
import {
  type AnyEvent,
  type AnySlice,
  carts,
  cases,
  consents,
  defineEvent,
  defineSlice,
  events,
  landmarks,
  orders,
  profile,
  sent,
  visits,
  voices,
} from '@motkit/core'
import { loyalty, points, redemptions, wallets } from '@motkit/loyalty'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { checkFold, factOf, factsOf, pluginConformance, sliceConformance } from './slice.ts'

const one = fc.constantFrom
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const money = fc.record({ amount: one(0, 500, 1_990, 5_000), currency: one('EUR', 'USD') })
const products = fc.array(fc.record({ productId: one('p1', 'p2'), price: money, quantity: one(1, 2) }), {
  maxLength: 2,
})
/** What is given back may be named without a quantity. */
const given = fc.array(fc.record({ productId: one('p1', 'p2'), quantity: maybe(one(1, 2)) }), { maxLength: 2 })
const tags = one([], ['vip'], ['vip', 'wholesale'])
const onsite = { sessionId: maybe(one('s1', 's2')), device: maybe(one('mobile' as const, 'desktop' as const)) }
const orderId = one('1', '2')
const cartId = maybe(one('c1', 'c2'))
const instant = one('2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z')
const rating = one(1, 2, 3, 4, 5)

const lot = one('main/never', 'main/2027-03-31T23:59:59.999Z', 'gift/~12.month.2026-03')
const lots = fc.array(fc.record({ lot, points: fc.integer({ min: -50, max: 50 }) }), { maxLength: 2 })
const spending = { wallet: one('main'), points: fc.integer({ min: 1, max: 50 }), lots }
const spentOn = { orderId: maybe(orderId), reservationId: maybe(one('h1', 'h2')), redemptionId: maybe(one('n', 'm')) }
const recorded = {
  points: fc.integer({ min: -500, max: 500 }),
  worth: fc.nat(500),
  movements: fc.array(
    fc.record({ lot, points: fc.integer({ min: -500, max: 500 }), from: maybe(one('-', '2026-03-20T00:00:00.000Z')) }),
    { maxLength: 2 },
  ),
  grants: fc.array(fc.record({ rule: one('r1', 'r2'), wallet: one('main'), base: fc.nat(9), points: fc.nat(9) }), {
    maxLength: 2,
  }),
  terms: fc.record({ version: one('v1', 'v2'), lots: fc.record({ main: lot }) }),
  taken: maybe(fc.array(fc.record({ key: one('r1|', 'r1|2026-03'), points: fc.integer({ min: -9, max: 9 }) }))),
  denied: maybe(fc.array(one('r1', 'r2'))),
}

/** Of two journeys that became one, some facts have the same number. */
const standing = { number: one(1, 2, 3), qualifying: one(0, 9) }

/** Data for each type of event, made to meet: two orders, two carts, two sessions, or none. */
const data: { readonly [type: string]: fc.Arbitrary<object> } = {
  'order.placed': fc.record({
    orderId,
    total: money,
    products: maybe(products),
    cartId,
    promisedAt: maybe(instant),
    shipping: maybe(money),
    channel: maybe(one('web', 'store')),
    tags: maybe(tags),
    ...onsite,
  }),
  'order.updated': fc.record({
    orderId,
    total: maybe(money),
    products: maybe(products),
    promisedAt: maybe(instant),
    tax: maybe(money),
    tags: maybe(tags),
  }),
  'order.paid': fc.record({ orderId }),
  'order.canceled': fc.record({ orderId, by: maybe(one('customer', 'shop', 'fraud')) }),
  'order.refunded': fc.record({
    orderId,
    refundId: one('r1', 'r2', 'r3'),
    amount: money,
    products: maybe(given),
  }),
  'shipment.created': fc.record({ orderId, shipmentId: maybe(one('s1', 's2')), promisedAt: maybe(instant) }),
  'shipment.updated': fc.record({ orderId, shipmentId: maybe(one('s1', 's2')), status: one('in-transit', 'damaged') }),
  'shipment.out-for-delivery': fc.record({ orderId, shipmentId: maybe(one('s1', 's2')), promisedAt: maybe(instant) }),
  'shipment.delayed': fc.record({ orderId, shipmentId: maybe(one('s1', 's2')) }),
  'shipment.lost': fc.record({ orderId, shipmentId: maybe(one('s1', 's2')) }),
  'shipment.delivered': fc.record({ orderId, shipmentId: maybe(one('s1', 's2')) }),
  'return.requested': fc.record({ orderId, returnId: one('t1', 't2'), products: maybe(given) }),
  'return.received': fc.record({ orderId, returnId: one('t1', 't2'), products: maybe(given) }),
  'review.submitted': fc.record({ reviewId: one('v1', 'v2'), rating, orderId: maybe(orderId) }),
  'survey.answered': fc.record({
    surveyId: one('q1', 'q2'),
    kind: one('csat', 'nps'),
    score: rating,
    orderId: maybe(orderId),
    caseId: maybe(one('k1', 'k2')),
  }),
  'case.opened': fc.record({ caseId: one('k1', 'k2'), orderId: maybe(orderId) }),
  'case.answered': fc.record({ caseId: one('k1', 'k2') }),
  'case.resolved': fc.record({ caseId: one('k1', 'k2'), solved: maybe(fc.boolean()), satisfaction: maybe(rating) }),
  'referral.made': fc.record({ referralId: one('f1', 'f2') }),
  'content.shared': fc.record({ contentId: one('h1', 'h2') }),
  'customer.identified': fc.record({ anonymousId: one('a1', 'a2') }),
  'customer.updated': fc.record({
    timeZone: maybe(one('Europe/Berlin', 'Asia/Tokyo')),
    locale: maybe(one('de', 'ja')),
    birthday: maybe(one('1990-01-02', '--02-29')),
    country: maybe(one('DE', 'JP')),
    email: maybe(one('ada@example.com', 'ada@example.org')),
    tags: maybe(tags),
  }),
  'consent.given': fc.record({ channel: one('email', 'sms'), purpose: one('marketing', 'reviews') }),
  'consent.withdrawn': fc.record({ channel: one('email', 'sms'), purpose: one('marketing', 'reviews') }),
  'visit.started': fc.record({
    ...onsite,
    source: maybe(one('ad', 'direct', 'referral')),
    referredBy: maybe(one('c7', 'c8')),
    intent: maybe(one('buy', 'know')),
  }),
  'page.viewed': fc.record({ ...onsite, kind: maybe(one('home', 'guide', 'product')) }),
  'products.searched': fc.record({ ...onsite, query: one('x', 'y') }),
  'products.compared': fc.record({ ...onsite, productIds: one(['p1', 'p2']) }),
  'cart.viewed': fc.record({ ...onsite, cartId, value: maybe(money) }),
  'checkout.started': fc.record({ ...onsite, cartId, value: maybe(money) }),
  'checkout.step-viewed': fc.record({ ...onsite, cartId, step: one(1, 2) }),
  'checkout.step-completed': fc.record({ ...onsite, cartId, step: one(1, 2) }),
  'decision.settled': fc.record({
    rule: one('r1', 'loyalty.reward'),
    subject: one('order/1', 'customer'),
    name: one('', 'n', 'm'),
    action: one('message.send', 'reward.give'),
    outcome: one('done', 'suppressed'),
    due: instant,
    labels: maybe(one({ topic: 'review' })),
  }),
  'points.recorded': fc.oneof(
    fc.record({ ...recorded, orderId }),
    fc.record({ ...recorded, about: maybe(one('review/1', 'review/2', 'wine/1')) }),
  ),
  'points.reserved': fc.record({ ...spending, reservationId: one('h1', 'h2'), expiresAt: instant }),
  'points.redeemed': fc.record({ ...spending, ...spentOn, reward: maybe(one('five', 'ship')) }),
  'points.returned': fc.record({ ...spending, ...spentOn }),
  'reservation.released': fc.record({ reservationId: one('h1', 'h2') }),
  'tier.changed': fc.record({
    ...standing,
    from: maybe(one('silver')),
    to: maybe(one('silver', 'gold')),
    reason: one('reached', 'returned', 'dropped', 'removed'),
  }),
  'tier.endangered': fc.record({ ...standing, tier: one('silver', 'gold'), until: instant }),
  'tier.secured': fc.record({ ...standing, tier: one('silver', 'gold') }),
  'points.adjusted': fc.record({ ...spending, adjustmentId: one('a', 'b'), reason: one('sorry') }),
}
/** What the rest of a visit's events need. */
const step = fc.record({ ...onsite, cartId, productId: one('p1', 'p2') })

const factsFor = (definitions: readonly AnyEvent[]) =>
  factsOf(...definitions.map((definition) => factOf(definition, data[definition.type] ?? step)))

const slices: readonly AnySlice[] = [profile, consents, visits, landmarks, carts, orders, cases, voices, sent]
for (const slice of slices) sliceConformance(slice, factsFor(slice.on))
for (const slice of [points, wallets]) pluginConformance({ id: slice.name, slices: [slice] }, factsFor(slice.on))
// How an action ended is about the thread that it belongs to.
const redeemed = redemptions.on.map((definition) =>
  factOf(definition, data[definition.type] ?? step).map((fact) => ({ subject: 'order/1', ...fact })),
)
sliceConformance(redemptions, factsOf(...redeemed))
const sliding = loyalty({
  wallets: {
    main: { pending: { after: { event: 'return.received' } }, expiry: { kind: 'sliding', months: 1 } },
  },
})
for (const slice of sliding.slices)
  pluginConformance({ id: `sliding ${slice.name}`, slices: [slice] }, factsFor(slice.on))

describe('the suite for slices', () => {
  const said = defineEvent('word.said', z.object({ word: z.string() }))
  const facts = factsOf(factOf(said, fc.record({ word: one('a', 'b', 'c') })))
  const of = <S>(initial: S, fold: (state: S, word: string) => S) =>
    defineSlice({
      name: 'words',
      initial,
      on: [said],
      fold: { 'word.said': (state, event) => fold(state as S, event.data.word) as never },
    })

  test('takes a count', () => {
    expect(() =>
      checkFold(
        of(0, (count) => count + 1),
        facts,
      ),
    ).not.toThrow()
  })
  test('refuses the last word', () => {
    expect(() =>
      checkFold(
        of('', (_, word) => word),
        facts,
      ),
    ).toThrow(/Property failed/)
  })
  test('refuses a list in the order of arrival', () => {
    expect(() =>
      checkFold(
        of([] as string[], (list, word) => [...list, word]),
        facts,
      ),
    ).toThrow(/Property failed/)
  })
  test('refuses a fold that changes its state', () => {
    const spoiled = of({ words: [] as string[] }, (state, word) => {
      state.words.push(word)
      state.words.sort()
      return state
    })
    expect(() => checkFold(spoiled, facts)).toThrow(/Property failed/)
  })
  test('names the type whose data are none of its own', () => {
    const wrong = factsOf(factOf(events.orderPaid, fc.constant({ orderId: '' })))
    expect(() => fc.sample(wrong, { numRuns: 20, seed: 1 })).toThrow(/^order\.paid refuses \{"orderId":""\}/)
  })
})
