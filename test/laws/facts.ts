/** Sets of facts about one customer, as fast-check arbitraries: orders, parcels, refunds, reviews, carts and visits, some of them anonymous. */
import * as fc from 'fast-check'

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never

export const DAY = 86_400_000
const START = Date.parse('2026-01-01T00:00:00.000Z')
export const at = (days: number): string => new Date(START + Math.round(days * DAY)).toISOString()

export interface Fact {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly customer: { readonly id: string } | { readonly anonymousId: string }
  readonly data: Readonly<Record<string, unknown>>
}
export const known = { id: 'c1' }
const anonymous = { anonymousId: 'a1' }

const money = (amount: number) => ({ amount, currency: 'EUR' })
const someDay = (min: number, max: number) => fc.integer({ min: min * 24, max: max * 24 }).map((hours) => hours / 24)

const orderArbitrary = fc.record({
  id: fc.constantFrom('o1', 'o2', 'o3'),
  total: fc.integer({ min: 0, max: 9_999 }),
  placed: someDay(0, 60),
  promised: fc.option(someDay(62, 80), { nil: undefined }),
  cart: fc.boolean(),
  session: fc.boolean(),
  paid: fc.boolean(),
  created: fc.boolean(),
  delivered: fc.array(someDay(61, 90), { maxLength: 2 }),
  canceled: fc.option(fc.constantFrom('shop', 'customer'), { nil: undefined }),
  refunds: fc.array(fc.integer({ min: 1, max: 6_000 }), { maxLength: 3 }),
  rating: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  returned: fc.boolean(),
})
const visitArbitrary = fc.record({
  session: fc.option(fc.constantFrom('s1', 's2', 's3'), { nil: undefined }),
  start: someDay(0, 20),
  steps: fc.array(
    fc.record({ minutes: fc.integer({ min: 0, max: 50 }), what: fc.constantFrom('page', 'search', 'product', 'add') }),
    { minLength: 1, maxLength: 5 },
  ),
})

function orderFacts(order: Of<typeof orderArbitrary>): Omit<Fact, 'customer'>[] {
  const { id, total, placed, promised, cart, session, paid, created, delivered, canceled, refunds, rating, returned } =
    order
  const fact = (name: string, type: string, day: number, data: Record<string, unknown>, source = 'shop') => ({
    id: `${id}/${name}`,
    source,
    type,
    time: at(day),
    data: { orderId: id, ...data },
  })
  return [
    fact('placed', 'order.placed', placed, {
      total: money(total),
      ...(promised && { promisedAt: at(promised) }),
      ...(cart && { cartId: `k-${id}` }),
      ...(session && { sessionId: 's1' }),
    }),
    ...(cart
      ? [
          {
            id: `${id}/add`,
            source: 'shop',
            type: 'product.added',
            time: at(placed - 0.01),
            data: { cartId: `k-${id}`, productId: 'p', sessionId: 's2' },
          },
        ]
      : []),
    ...(paid ? [fact('paid', 'order.paid', placed + 0.1, {})] : []),
    ...(created ? [fact('created', 'shipment.created', 60.5, { shipmentId: 'x' })] : []),
    // shop and carrier both say so, the shop without a shipment
    ...delivered.map((day, i) =>
      fact(
        `delivered/${i}`,
        'shipment.delivered',
        day,
        i === 0 ? { shipmentId: 'x' } : {},
        i === 0 ? 'carrier' : 'shop',
      ),
    ),
    ...(canceled ? [fact('canceled', 'order.canceled', 95, { by: canceled })] : []),
    ...refunds.map((amount, i) =>
      fact(`refund/${i}`, 'order.refunded', 92 + i, { refundId: `${id}-${i}`, amount: money(amount) }),
    ),
    ...(rating ? [fact('review', 'review.submitted', 96, { reviewId: `r-${id}`, rating })] : []),
    ...(returned ? [fact('return', 'return.received', 97, { returnId: `b-${id}` })] : []),
  ]
}
const types = {
  page: 'page.viewed',
  search: 'products.searched',
  product: 'product.viewed',
  add: 'product.added',
} as const
function visitFacts(visit: Of<typeof visitArbitrary>, v: number): Omit<Fact, 'customer'>[] {
  let minute = 0
  return visit.steps.map(({ minutes, what }, i) => {
    minute += minutes
    const extra = what === 'search' ? { query: 'q' } : what === 'page' ? {} : { productId: 'p' }
    return {
      id: `v${v}/${i}`,
      source: 'web',
      type: types[what],
      time: at(visit.start + minute / 1440),
      data: { ...(visit.session && { sessionId: visit.session }), ...extra },
    }
  })
}

/** Facts, each by the known or the anonymous customer, and the link between the two. */
export const factSet = fc
  .record({
    orders: fc.uniqueArray(orderArbitrary, { selector: (order) => order.id, maxLength: 3 }),
    visits: fc.array(visitArbitrary, { maxLength: 4 }),
    sides: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
    cases: fc.array(
      fc.record({
        opened: someDay(0, 60),
        satisfaction: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      }),
      { maxLength: 2 },
    ),
    consent: fc.boolean(),
  })
  .map(({ orders, visits, sides, cases, consent }): Fact[] => {
    const facts = [
      ...orders.flatMap(orderFacts),
      ...visits.flatMap(visitFacts),
      ...cases.flatMap(({ opened, satisfaction }, i) => [
        { id: `case${i}/opened`, source: 'desk', type: 'case.opened', time: at(opened), data: { caseId: `case${i}` } },
        ...(satisfaction
          ? [
              {
                id: `case${i}/resolved`,
                source: 'desk',
                type: 'case.resolved',
                time: at(opened + 1),
                data: { caseId: `case${i}`, satisfaction },
              },
            ]
          : []),
      ]),
      ...(consent
        ? [
            {
              id: 'consent',
              source: 'shop',
              type: 'consent.given',
              time: at(1),
              data: { channel: 'email', purpose: 'marketing' },
            },
          ]
        : []),
    ]
    const sided = facts.map((fact, i): Fact => ({ ...fact, customer: sides[i % sides.length] ? anonymous : known }))
    return [
      ...sided,
      {
        id: 'link',
        source: 'shop',
        type: 'customer.identified',
        time: at(98),
        customer: known,
        data: { anonymousId: 'a1' },
      },
    ]
  })

/** How a set arrives: every fact once or more, in any order, at any day from 100 on. */
export const arrivals = factSet.chain((set) =>
  fc.record({
    set: fc.constant(set),
    order: fc
      .tuple(
        fc.shuffledSubarray(set, { minLength: set.length, maxLength: set.length }),
        fc.array(fc.nat(), { maxLength: 6 }),
      )
      .map(([all, again]) => [...all, ...again.flatMap((n) => all[n % all.length] ?? [])]),
    days: fc
      .array(fc.integer({ min: 100, max: 395 }), { minLength: 40, maxLength: 40 })
      .map((days) => days.sort((a, b) => a - b)),
    batch: fc.integer({ min: 1, max: 12 }),
  }),
)
export type Arrival = Of<typeof arrivals>
/** The day of the end: every run is compared here. */
export const END = 400
