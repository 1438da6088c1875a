/** Visits: by session id where there is one, else by half an hour of silence. Each is a join of the events it holds. */

import { iso, ms } from '../clock.ts'
import { type Envelope, earliest, instant, latest, type Stamp, stamp } from '../event.ts'
import {
  cartViewed,
  checkoutStarted,
  checkoutStepCompleted,
  checkoutStepViewed,
  couponEntered,
  orderPlaced,
  pageViewed,
  paymentEntered,
  paymentFailed,
  productAdded,
  productClicked,
  productListFiltered,
  productListViewed,
  productRemoved,
  productsCompared,
  productsSearched,
  productViewed,
  promotionClicked,
  promotionViewed,
  reviewsRead,
  visitStarted,
  wishlistProductAdded,
  wishlistProductRemoved,
} from '../events/index.ts'
import { addTotals, defineKeyedSlice, defineSlice, type Folds, type Totals } from '../slice.ts'

/** After this much silence a visit is over. */
export const SILENCE = 30 * 60_000
const KEPT = 24 * 3_600_000

export type Opener = 'search' | 'comparison' | 'reviews' | 'ad' | 'referral' | 'content'
export type Intent = 'know' | 'go' | 'do' | 'buy'
export interface Visit {
  readonly from: Stamp
  readonly to: Stamp
  /** What was looked at or done; `visit.started` alone is none. */
  readonly steps: number
  readonly device?: string
  /** The first sign that the customer was looking for something: a zero moment of truth. */
  readonly zero?: {
    readonly at: Stamp
    readonly by: Opener
    readonly intent: Intent
    readonly referredBy?: string
    readonly contentId?: string
  }
  readonly product?: Stamp
  readonly cart?: Stamp
  readonly order?: Stamp
}
/** One visit of a session, or all visits of events without one; `gone` and `line` stand for those compacted. */
export interface Visits {
  readonly list: readonly Visit[]
  readonly gone?: Totals
  readonly line?: string
}

const visiting = [
  visitStarted,
  pageViewed,
  productViewed,
  productClicked,
  productListViewed,
  productListFiltered,
  productsSearched,
  productsCompared,
  reviewsRead,
  promotionViewed,
  promotionClicked,
  wishlistProductAdded,
  wishlistProductRemoved,
  productAdded,
  productRemoved,
  cartViewed,
  couponEntered,
  checkoutStarted,
  checkoutStepViewed,
  checkoutStepCompleted,
  paymentEntered,
  paymentFailed,
  orderPlaced,
]
type VisitEvent = Envelope<(typeof visiting)[number]['type'], { readonly [field: string]: unknown }>
const visitSubject = (event: Envelope): string | undefined =>
  event.subject?.startsWith('visit/') ? event.subject : event.related?.find((subject) => subject.startsWith('visit/'))

const openers: { readonly [type: string]: readonly [Opener, Intent] } = {
  'products.searched': ['search', 'know'],
  'products.compared': ['comparison', 'buy'],
  'reviews.read': ['reviews', 'buy'],
}
const arrivals: { readonly [source: string]: Opener } = {
  ad: 'ad',
  referral: 'referral',
  content: 'content',
  social: 'content',
  search: 'search',
}
/** What tells what the customer is after; where the host states an intent, that counts. */
function openerOf({ type, data }: VisitEvent): readonly [Opener, Intent] | undefined {
  if (type === 'page.viewed')
    return data.kind === 'guide' ? ['content', 'do'] : data.kind === 'store-finder' ? ['content', 'go'] : undefined
  if (type !== 'visit.started') return openers[type]
  const by = data.referredBy ? 'referral' : data.contentId ? 'content' : arrivals[String(data.source)]
  return by && [by, by === 'referral' || by === 'ad' ? 'buy' : 'know']
}
const PRODUCT = new Set(['product.viewed', 'product.clicked', 'product.added'])
const CART = new Set(['product.added', 'cart.viewed', 'checkout.started'])

type Draft<T> = { -readonly [K in keyof T]: T[K] }
/** The visit that one event makes by itself. */
function visitOf(event: VisitEvent): Visit {
  const at = stamp(event)
  const { type, data } = event
  const visit: Draft<Visit> = { from: at, to: at, steps: type === 'visit.started' ? 0 : 1 }
  if (data.device) visit.device = `${at} ${data.device}`
  const opener = openerOf(event)
  if (opener) {
    const zero: Draft<NonNullable<Visit['zero']>> = {
      at,
      by: opener[0],
      intent: (data.intent as Intent | undefined) ?? opener[1],
    }
    if (data.referredBy) zero.referredBy = String(data.referredBy)
    if (data.contentId) zero.contentId = String(data.contentId)
    visit.zero = zero
  }
  if (PRODUCT.has(type) || data.kind === 'product') visit.product = at
  if (CART.has(type)) visit.cart = at
  if (type === 'order.placed') visit.order = at
  return visit
}
function join(a: Visit, b: Visit): Visit {
  const visit: Draft<Visit> = { from: earliest(a.from, b.from), to: latest(a.to, b.to), steps: a.steps + b.steps }
  for (const name of ['device', 'product', 'cart', 'order'] as const) {
    const at = b[name] === undefined ? a[name] : earliest(a[name], b[name])
    if (at !== undefined) visit[name] = at
  }
  const zero = !a.zero || (b.zero && b.zero.at < a.zero.at) ? b.zero : a.zero
  if (zero) visit.zero = zero
  return visit
}
const end = (visit: Visit): number => ms(instant(visit.to))
const near = (a: Visit, b: Visit): boolean =>
  ms(instant(a.from)) - end(b) < SILENCE && ms(instant(b.from)) - end(a) < SILENCE

function fold(state: Visits, event: VisitEvent, subject: string): Visits {
  const one = visitOf(event)
  if (subject !== 'visit/-') return { list: [state.list[0] ? join(state.list[0], one) : one] }
  const [joined, apart] = [
    state.list.filter((visit) => near(visit, one)),
    state.list.filter((visit) => !near(visit, one)),
  ]
  return { ...state, list: [...apart, joined.reduce(join, one)].sort((a, b) => (a.from < b.from ? -1 : 1)) }
}

/** A visit of at most one step that ended without a cart is a bounce. */
export const bounced = (visit: Visit): boolean => visit.steps <= 1 && !visit.cart && !visit.order
const shareOf = (visit: Visit): Totals => ({
  visits: 1,
  ...(bounced(visit) && { bounced: 1 }),
  ...(visit.cart && { withCart: 1 }),
  ...(visit.order && { withPurchase: 1 }),
  ...(visit.cart && !visit.order && { abandonedCart: 1 }),
})
/** Totals of an entry: `visits`, `bounced`, `withCart`, `withPurchase`, `abandonedCart`. */
export const visitTotals = (entry: Visits): Totals =>
  entry.list.map(shareOf).reduce((a, b) => addTotals(a, b), entry.gone ?? {})

export const visits = defineKeyedSlice({
  name: 'visits',
  per: ['visit'],
  initial: { list: [] } as Visits,
  on: visiting,
  fold: Object.fromEntries(visiting.map(({ type }) => [type, fold])) as unknown as Folds<
    Visits,
    (typeof visiting)[number]
  >,
  closes: (entry, now) =>
    entry.line === undefined && entry.list.length === 1 && end(entry.list[0] as Visit) + KEPT <= ms(now) && !entry.gone,
  share: visitTotals,
  compact(entry, now) {
    const over = entry.list.filter((visit) => end(visit) + KEPT <= ms(now))
    if (over.length === 0) return entry
    const gone = over.map(shareOf).reduce((a, b) => addTotals(a, b), entry.gone ?? {})
    return { list: entry.list.filter((visit) => !over.includes(visit)), gone, line: iso(Math.max(...over.map(end))) }
  },
  stale: (entry, event) => entry.line !== undefined && ms(event.time) - SILENCE < ms(entry.line),
})

/** The first visit and the last order, each as `instant subject`: of the whole history, the earliest and the latest. */
export interface Landmarks {
  readonly firstVisit?: string
  readonly lastOrder?: string
}
const mark = (event: Envelope, subject: string): string => `${event.time} ${subject}`
export const landmarkSubject = (landmark: string): string => landmark.slice(25)
const foldLandmarks = (state: Landmarks, event: Envelope): Landmarks => {
  const visit = visitSubject(event)
  const firstVisit = visit ? earliest(state.firstVisit, mark(event, visit)) : state.firstVisit
  const lastOrder =
    event.type === 'order.placed' ? latest(state.lastOrder, mark(event, String(event.subject))) : state.lastOrder
  return firstVisit === state.firstVisit && lastOrder === state.lastOrder
    ? state
    : { ...(firstVisit && { firstVisit }), ...(lastOrder && { lastOrder }) }
}
export const landmarks = defineSlice({
  name: 'landmarks',
  initial: {} as Landmarks,
  on: visiting,
  fold: Object.fromEntries(visiting.map(({ type }) => [type, foldLandmarks])) as unknown as Folds<
    Landmarks,
    (typeof visiting)[number]
  >,
  touches(event, state) {
    const visit = visitSubject(event)
    return [
      ...(visit && state.firstVisit && mark(event, visit) < state.firstVisit
        ? [landmarkSubject(state.firstVisit)]
        : []),
      ...(event.type === 'order.placed' && state.lastOrder ? [landmarkSubject(state.lastOrder)] : []),
    ]
  },
})
