/** What must have come of the events, counted from the events alone: without folds, threads, timers or ledgers. */
import { type Customer, customerKey } from '@motkit/core'
import type { SimulatedEvent } from '@motkit/testing'
import type { Fact } from '../laws/facts.ts'
import { expectedPoints } from '../laws/oracle.ts'

/** An event, and when, on the shop's clock, it was first handed to a worker and first known to be committed. */
export interface Told {
  readonly event: SimulatedEvent
  sent: number | undefined
  acknowledged: number | undefined
}
export interface Wish {
  readonly rule: string
  readonly template: string
  readonly about: string
  /** At once, in the commit of its cause; or when its time comes, which a timer must see to. */
  readonly when: 'at once' | 'timed'
  /** `done`: nothing could take it back. `begun`: it was handed over before anything could. `not`: taken back before its time. */
  readonly must: 'be done' | 'be begun' | 'maybe' | 'not be'
}

const DAY = 86_400_000
const time = ({ event }: Told): number => Date.parse(event.time)
const fieldOf = ({ event }: Told, field: string): string | undefined =>
  (event.data as Readonly<Record<string, string | undefined>>)[field]
const sent = ({ sent = Number.POSITIVE_INFINITY }: Told): number => sent
const known = ({ acknowledged = Number.POSITIVE_INFINITY }: Told): number => acknowledged
const first = (of: (one: Told) => number, all: readonly Told[]): number => Math.min(...all.map(of))
const last = (of: (one: Told) => number, all: readonly Told[]): number => Math.max(...all.map(of))

/** Groups by what a function answers; what it answers nothing for is left out. */
export function group<T>(all: Iterable<T>, by: (one: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const key = by(one)
    if (key === undefined) continue
    const known = groups.get(key)
    if (known) known.push(one)
    else groups.set(key, [one])
  }
  return groups
}

/** Who is who in the end: every anonymous id belongs to the customer who was linked to it. */
export function whoIsWho(told: readonly Told[]): (customer: Customer) => string {
  const links = new Map<string, string>()
  for (const { event } of told)
    if (event.type === 'customer.identified') links.set(customerKey(event.data), customerKey(event.customer))
  return (customer) => {
    const key = customerKey(customer)
    return links.get(key) ?? key
  }
}
export const pointsOf = (told: readonly Told[]): number =>
  expectedPoints(told.map(({ event }) => event as unknown as Fact))

/** Everything that any rule of the shop may have wanted until the horizon. */
export function wishes(told: readonly Told[], horizon: number): Wish[] {
  const carts = group(told, (one) => fieldOf(one, 'cartId'))
  const orders = group(told, (one) => fieldOf(one, 'orderId'))
  const links = group(told, ({ event }) => (event.type === 'customer.identified' ? customerKey(event.data) : undefined))
  /** Only then what was said under several ids is known to be said by one. */
  const joined = (all: readonly Told[]): number =>
    last((one) => last(known, links.get(customerKey(one.event.customer)) ?? []), all)
  const who = whoIsWho(told)
  const customerOf = ({ event }: Told): string => who(event.customer)
  const troubled = new Set(
    told.filter(({ event }) => event.type === 'case.opened' || event.type === 'consent.withdrawn').map(customerOf),
  )
  /** Of customers with a case, and of those who objected, requests wait, or are not sent. */
  const isTroubled = (all: readonly Told[]): boolean => all.some((one) => troubled.has(customerOf(one)))
  return [
    ...[...carts].flatMap(([cartId, all]) => reminder(cartId, all, joined(all), horizon)),
    ...[...orders].flatMap(([orderId, all]) => ofOrder(orderId, all, horizon, isTroubled(all))),
  ]
}

/** A cart is left when nothing was heard of it for a day; what was heard late may have come too late. */
function reminder(about: string, all: readonly Told[], joined: number, horizon: number): Wish[] {
  const orders = all.filter(({ event }) => event.type === 'order.placed')
  const touches = all.filter((one) => !orders.includes(one))
  if (touches.length === 0) return []
  const must =
    orders.length === 0
      ? last(time, touches) + DAY <= horizon
        ? 'be done'
        : 'maybe'
      : Math.max(first(known, orders), joined) < first(time, touches) + DAY
        ? 'not be'
        : 'maybe'
  return [{ rule: 'shop.remind', template: 'cart-reminder', about, when: 'timed', must }]
}

function ofOrder(about: string, all: readonly Told[], horizon: number, isTroubled: boolean): Wish[] {
  const of = (...types: readonly SimulatedEvent['type'][]) => all.filter(({ event }) => types.includes(event.type))
  const placed = of('order.placed')
  if (placed.length === 0) return []
  return [
    { rule: 'shop.confirm', template: 'order-confirmed', about, when: 'at once', must: 'be done' },
    {
      rule: 'shop.care',
      template: 'care',
      about,
      when: 'timed',
      must: first(time, placed) + 2 * DAY <= horizon ? 'be done' : 'maybe',
    },
    ...request(about, of, horizon, isTroubled),
    ...wordsOnTheWay(about, placed, of),
  ]
}
type Of = (...types: readonly SimulatedEvent['type'][]) => Told[]

/** A week after all parcels have arrived, unless a return or a refund came before. */
function request(about: string, of: Of, horizon: number, isTroubled: boolean): Wish[] {
  const arrivals = of('shipment.delivered')
  if (arrivals.length === 0) return []
  const stops = of('return.requested', 'return.received', 'order.refunded', 'order.canceled')
  const parcels = group(
    of('shipment.created', 'shipment.out-for-delivery', 'shipment.lost', 'shipment.delivered'),
    (one) => fieldOf(one, 'shipmentId'),
  )
  const arrived = [...parcels.values()].map((parcel) =>
    first(
      time,
      parcel.filter((one) => arrivals.includes(one)),
    ),
  )
  const due = Math.max(...arrived) + 7 * DAY
  const must =
    due > horizon
      ? 'maybe'
      : stops.length === 0
        ? isTroubled
          ? 'maybe'
          : 'be done'
        : first(known, stops) < first(time, arrivals) + 7 * DAY
          ? 'not be'
          : 'maybe'
  return [{ rule: 'reviews.request', template: 'review-request', about, when: 'timed', must }]
}

/**
 * While the customer waits: begun at once when the word comes, unless the end of the wait was on its way by then. Where
 * the order is committed after the word, that may be at an earlier hour, and the word waits for its time: the clocks of
 * processes, on which days pass in seconds, are hours apart.
 */
function wordsOnTheWay(about: string, placed: readonly Told[], of: Of): Wish[] {
  const ends = of('shipment.delivered', 'shipment.lost', 'order.canceled')
  const inTime = (cause: Told) => first(known, placed) < sent(cause) && known(cause) < first(sent, ends)
  const word = (template: string, causes: readonly Told[]): Wish[] => {
    if (causes.length === 0) return []
    const must = ends.length === 0 ? 'be done' : causes.some(inTime) ? 'be begun' : 'maybe'
    return [{ rule: 'delivery.tell', template, about, when: 'at once', must }]
  }
  return [
    ...word('order-dispatched', of('shipment.created')),
    ...word('order-out-for-delivery', of('shipment.out-for-delivery')),
  ]
}
