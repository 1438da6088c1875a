// Sets of facts about customers and their orders, as fast-check arbitraries: all that can decide whom to ask, and when.
import * as fc from 'fast-check'

const MINUTE = 60_000
const HOUR = 60
const DAY = 24 * HOUR
const START = Date.parse('2026-03-02T00:00:00.000Z')
/** The instant so many minutes after a Monday of March. */
export const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString()
export const days = (count: number): number => count * DAY

export interface Fact {
  readonly type: string
  /** Minutes: when it happened, and when it is told. */
  readonly time: number
  readonly told: number
  readonly customer: 'ada' | 'bob'
  // biome-ignore lint/suspicious/noExplicitAny: the data of any event
  readonly data: Readonly<Record<string, any>>
}
type Draft = Pick<Fact, 'type' | 'time' | 'data'>

const hours = (min: number, max: number) => fc.integer({ min: min * HOUR, max: max * HOUR })
const seldom = <T>(what: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: what })
const rarely = <T>(what: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: what })
const mostly = <T>(what: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 5, arbitrary: what })
const products = ['mug', 'cup', 'pot'] as const
const some = (minLength: number) => fc.subarray([...products], { minLength })
/** Two pieces of a line are as many as there are. */
const pieces = fc.uniqueArray(
  fc.record({ productId: fc.constantFrom(...products), quantity: fc.constantFrom(undefined, 1, 2) }),
  { selector: ({ productId }) => productId, minLength: 1, maxLength: 2 },
)
const plain = (list: readonly { productId: string; quantity: number | undefined }[]) =>
  list.map(({ productId, quantity }) => (quantity === undefined ? { productId } : { productId, quantity }))

const parcel = fc.record({
  sent: hours(1, 72),
  of: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some(1) }),
  lost: seldom(fc.record({ after: hours(1, 72), taken: fc.boolean() })),
  arrived: mostly(hours(1, 96)),
})
const order = fc.record({
  placed: hours(0, 15 * 24),
  lines: fc.oneof({ weight: 5, arbitrary: some(1) }, { weight: 1, arbitrary: fc.constant<never[]>([]) }),
  quantity: fc.constantFrom(1, 1, 2),
  market: fc.constantFrom(undefined, undefined, undefined, undefined, 'domestic', 'point-of-sale'),
  tags: rarely(fc.constantFrom(['sample'], [])),
  changed: rarely(fc.record({ after: hours(1, 100), lines: some(1) })),
  paid: mostly(hours(0, 48)),
  canceled: rarely(hours(1, 120)),
  parcels: mostly(fc.array(parcel, { minLength: 1, maxLength: 2 })),
  refunds: seldom(
    fc.array(
      fc.record({
        after: hours(24, 300),
        amount: fc.constantFrom(0, 500, 1_000, 6_000),
        of: fc.oneof(fc.constant(undefined), pieces, pieces),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  ),
  back: rarely(fc.record({ after: hours(24, 300), of: fc.oneof(fc.constant(undefined), pieces, pieces) })),
  reviewed: seldom(hours(24, 400)),
})
type Order = typeof order extends fc.Arbitrary<infer T> ? T : never
function ofOrder(orderId: string, one: Order): readonly Draft[] {
  const { placed, lines, quantity } = one
  const eur = (amount: number) => ({ amount, currency: 'EUR' })
  const fact = (type: string, after: number | undefined, data: object = {}): Draft[] =>
    after === undefined ? [] : [{ type, time: placed + after, data: { orderId, ...data } }]
  const bought = (ids: readonly string[]) => ids.map((productId) => ({ productId, quantity, price: eur(1_000) }))
  return [
    ...fact('order.placed', 0, {
      total: eur(1_000 * quantity * Math.max(1, lines.length)),
      ...(lines.length > 0 && { products: bought(lines) }),
      ...(one.market && { market: one.market }),
      ...(one.tags && { tags: one.tags }),
    }),
    ...(one.changed ? fact('order.updated', one.changed.after, { products: bought(one.changed.lines) }) : []),
    ...fact('order.paid', one.paid),
    ...fact('order.canceled', one.canceled, { by: 'customer' }),
    ...(one.parcels ?? []).flatMap(({ sent, of, lost, arrived }, i) => {
      const parcel = { shipmentId: `${orderId}-${i}` }
      const gone = lost?.taken ? { ...parcel, status: 'canceled' } : parcel
      return [
        ...fact('shipment.created', sent, {
          ...parcel,
          ...(of && { products: of.map((productId) => ({ productId })) }),
        }),
        ...fact(lost?.taken ? 'shipment.updated' : 'shipment.lost', lost && sent + lost.after, gone),
        ...fact('shipment.delivered', arrived && sent + arrived, parcel),
      ]
    }),
    ...(one.refunds ?? []).flatMap(({ after, amount, of }, i) =>
      fact('order.refunded', after, { refundId: `${i}`, amount: eur(amount), ...(of && { products: plain(of) }) }),
    ),
    ...(one.back
      ? fact('return.requested', one.back.after, {
          returnId: 'r',
          ...(one.back.of && { products: plain(one.back.of) }),
        })
      : []),
    ...fact('review.submitted', one.reviewed, { reviewId: `of-${orderId}`, rating: 1 + (placed % 5) }),
  ]
}
const anyTime = hours(0, 30 * 24)
const channel = fc.constantFrom('email', 'email', 'sms')
const ofCustomer: fc.Arbitrary<readonly Draft[]> = fc.oneof(
  fc
    .record({
      time: anyTime,
      to: mostly(hours(1, 15 * 24)),
      orderId: fc.constantFrom(undefined, '1'),
      caseId: fc.uuid(),
    })
    .map(({ time, to, orderId, caseId }) => [
      { type: 'case.opened', time, data: { caseId, ...(orderId && { orderId }) } },
      ...(to === undefined
        ? []
        : [{ type: 'case.resolved', time: time + to, data: { caseId, solved: time % 2 === 0 } }]),
    ]),
  fc
    .record({
      type: fc.constantFrom('consent.given', 'consent.given', 'consent.withdrawn'),
      time: anyTime,
      channel,
      purpose: fc.constantFrom('reviews', 'reviews', 'marketing'),
    })
    .map(({ type, time, ...data }) => [{ type, time, data }]),
  fc
    .record({
      time: anyTime,
      data: fc.constantFrom<object>(
        { country: 'DE' },
        { country: 'US' },
        { country: 'GB' },
        { country: 'FR' },
        { country: 'BR' },
        { tags: ['wholesale'] },
        { tags: [] },
        { email: 'ada@blocked.example' },
        { email: 'ada@example.com' },
        { timeZone: 'America/New_York' },
      ),
    })
    .map(({ time, data }) => [{ type: 'customer.updated', time, data }]),
  fc
    .record({ time: anyTime, productId: fc.constantFrom(undefined, ...products), reviewId: fc.uuid() })
    .map(({ time, productId, reviewId }) => [
      { type: 'review.submitted', time, data: { reviewId, rating: 1 + (time % 5), ...(productId && { productId }) } },
    ]),
)

const who = fc.constantFrom('ada', 'ada', 'ada', 'bob')
/**
 * Up to four orders and what else happens, within some 45 days, in the order in which it is told: mostly at once, some of it
 * up to ten days late. No two facts are of one minute.
 */
export const history: fc.Arbitrary<readonly Fact[]> = fc
  .record({
    orders: fc.array(fc.record({ customer: who, order }), { minLength: 1, maxLength: 4 }),
    more: fc.array(fc.record({ customer: who, facts: ofCustomer }), { maxLength: 5 }),
    late: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: hours(1, 240) }), {
      minLength: 80,
      maxLength: 80,
    }),
  })
  .map(({ orders, more, late }) => {
    const facts = [
      ...orders.flatMap(({ customer, order }, i) => ofOrder(`${i + 1}`, order).map((one) => ({ ...one, customer }))),
      ...more.flatMap(({ customer, facts }) => facts.map((one) => ({ ...one, customer }))),
    ]
    // A hundred slots of a minute each: a fact keeps its hour, and gets a minute of its own.
    const own = facts.map((fact, i) => ({ ...fact, time: Math.floor(fact.time / 100) * 100 + i }))
    return own.map((fact, i) => ({ ...fact, told: fact.time + (late[i] ?? 0) })).sort((a, b) => a.told - b.told)
  })
