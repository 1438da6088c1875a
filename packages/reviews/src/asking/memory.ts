/** What requests and reviews leave behind: what was sent, with what was promised, what ended unsent, and what was written. */
import {
  type AnyEvent,
  cases,
  consents,
  decisionSettled,
  defineSlice,
  type EventOf,
  type events,
  latest,
  orders,
  profile,
  type Stamp,
  stamp,
} from '@motkit/core'
import { contributionOf, type IncentiveKind, kindsOf } from '../policies/incentive.ts'
import type { Exclusion } from './exclusion.ts'
import { REMEMBERED_DAYS } from './options.ts'
import { type ReviewRequest, requestOf } from './request.ts'

/** The rule that sends requests and reminders. */
export const REQUEST_RULE = 'reviews.request'

/** A request or reminder as it was carried out. */
export interface SentRequest {
  readonly at: Stamp
  /** When it had been due: a review since then answers it. */
  readonly due: string
  readonly request: ReviewRequest
}
/** One that ended otherwise, or was given to the host again. */
export interface Unsent {
  readonly at: Stamp
  readonly outcome: 'dead' | 'suppressed' | 'held-out' | 'retried'
  /** The guard or the error behind it, and its reason. */
  readonly reason?: string
}
/** A review, without what it says. */
export interface Written {
  readonly at: Stamp
  readonly reviewId: string
  readonly orderId?: string
  /** What of it something may have been promised for. */
  readonly gives?: readonly IncentiveKind[]
}
type Of<T> = Readonly<Record<string, T>>
export interface Requests {
  /** By order and name of the decision, as `order/1001 request`. */
  readonly sent: Of<SentRequest>
  readonly unsent: Of<Unsent>
  /** By what it is about: `product/mug`, `order/1001`, or `shop`. */
  readonly written: Of<Written>
  /** Orders, and the day on which each was placed, sent or delivered last. */
  readonly near: Of<string>
  /** The latest day seen: what lies long before it is forgotten, in whatever order it comes. */
  readonly day: string
}

const DAY = 86_400_000
const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10)
/** An order is looked at again when something else happens so soon before or after that day, and of many the latest. */
const NEAR_DAYS = 120
const NEAR_ORDERS = 12

/** Of two words on one thing the later counts. */
const noted = <T extends { readonly at: string }>(all: Of<T>, name: string, one: T): Of<T> =>
  (all[name]?.at ?? '') >= one.at ? all : { ...all, [name]: one }
const kept = <T>(all: Of<T>, isKept: (one: T) => boolean): Of<T> =>
  Object.values(all).every(isKept) ? all : Object.fromEntries(Object.entries(all).filter(([, one]) => isKept(one)))
/** Forgets what lies long before the latest day. */
function remembered(state: Requests, time: string): Requests {
  const day = latest(state.day, time.slice(0, 10))
  const [line, nearLine] = [daysBefore(day, REMEMBERED_DAYS), daysBefore(day, NEAR_DAYS)]
  const isKept = ({ at }: { readonly at: string }): boolean => at >= line
  return {
    sent: kept(state.sent, isKept),
    unsent: kept(state.unsent, isKept),
    written: kept(state.written, isKept),
    near: kept(state.near, (at) => at >= nearLine),
    day,
  }
}

function settled(state: Requests, event: EventOf<typeof decisionSettled>): Requests {
  const { rule, subject, name, outcome, by, reason, due, data } = event.data
  if (rule !== REQUEST_RULE) return state
  const [at, key] = [stamp(event), `${subject} ${name}`]
  if (outcome !== 'done') {
    // What a handler says when it fails is with the dead letter.
    const why = outcome === 'dead' ? 'failed' : [by, reason].filter(Boolean).join(': ')
    return { ...state, unsent: noted(state.unsent, key, { at, outcome, ...(why && { reason: why }) }) }
  }
  const request = requestOf((data ?? {}) as { data?: unknown })
  return request ? { ...state, sent: noted(state.sent, key, { at, due, request }) } : state
}
function reviewed(state: Requests, event: EventOf<typeof events.reviewSubmitted>): Requests {
  const { reviewId, productId, orderId } = event.data
  const gives = kindsOf(contributionOf(event.data))
  const about = productId === undefined ? (orderId === undefined ? 'shop' : `order/${orderId}`) : `product/${productId}`
  const one: Written = {
    at: stamp(event),
    reviewId,
    ...(orderId !== undefined && { orderId }),
    ...(gives.length > 0 && { gives }),
  }
  return { ...state, written: noted(state.written, about, one) }
}
function ordered(state: Requests, { subject, time }: EventOf<AnyEvent>): Requests {
  const day = time.slice(0, 10)
  return subject === undefined || (state.near[subject] ?? '') >= day
    ? state
    : { ...state, near: { ...state.near, [subject]: day } }
}

type Note<E> = (state: Requests, event: E) => Requests
const noting =
  <E extends EventOf<AnyEvent>>(note: Note<E>): Note<E> =>
  (state, event) => {
    const next = note(state, event)
    return next === state ? state : remembered(next, event.time)
  }
/** What may change whether, or when, somebody is asked. */
const stirring = [decisionSettled, ...orders.on, ...cases.on, ...consents.on, ...profile.on]
/** The slice that the rules of requests read, as `reviews` brings it: what concerns an exclusion makes it look again, too. */
export const requestsBeside = (exclusions: readonly Exclusion[]): typeof requests => {
  const others = exclusions.flatMap(({ reads = [] }) => reads.flatMap(({ on }) => on))
  return { ...requests, on: distinct([...requests.on, ...others]) }
}
const distinct = (on: readonly AnyEvent[]) => [...new Map(on.map((event) => [event.type, event])).values()]

/** The slice that the rules of requests read. */
export const requests = defineSlice({
  name: 'requests',
  initial: { sent: {}, unsent: {}, written: {}, near: {}, day: '' } as Requests,
  on: distinct(stirring),
  fold: {
    'order.placed': noting(ordered),
    'shipment.created': noting(ordered),
    'shipment.delivered': noting(ordered),
    'review.submitted': noting(reviewed),
    'decision.settled': noting(settled),
  } as never,
  touches: (event, { near, sent }) => [...ordersNear(near, event.time), ...askedAbout(sent, event.data)],
})

function ordersNear(near: Of<string>, time: string): readonly string[] {
  const [from, until] = [daysBefore(time, NEAR_DAYS), daysBefore(time, -NEAR_DAYS)]
  return Object.keys(near)
    .filter((order) => (near[order] ?? '') >= from && (near[order] ?? '') <= until)
    .sort((a, b) => (`${near[b]} ${b}` < `${near[a]} ${a}` ? -1 : 1))
    .slice(0, NEAR_ORDERS)
}
/** The orders in whose name a product was asked about: a review of it may name none, and come long after. */
const askedAbout = (sent: Of<SentRequest>, { reviewId, productId }: { reviewId?: string; productId?: string }) =>
  reviewId === undefined || productId === undefined
    ? []
    : Object.values(sent).flatMap(({ request }) =>
        request.products?.includes(productId) ? [`order/${request.orderId}`] : [],
      )

/** What was sent about an order in the name of an ask, in order. */
export const sentAbout = (
  { sent }: Requests,
  { orderId, ask }: { readonly orderId: string; readonly ask: { readonly id: string } },
): readonly SentRequest[] =>
  Object.values(sent)
    .filter(({ request }) => request.orderId === orderId && request.ask === ask.id)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
