/** How a customer came to the shop: the first code that brought them, and the first order since. */
import { defineSlice, earliest, events, instant, type Stamp, stamp } from '@motkit/core'
import { readCode } from './codes.ts'
import { referralClaimed } from './facts.ts'

/** Marks of orders are `instant subject`, so that they sort by time. */
export interface Referred {
  /** The first arrival by a code. */
  readonly arrival?: { readonly at: Stamp; readonly code: string }
  readonly first?: string
  /** The latest 20 orders. */
  readonly recent: readonly string[]
  /** The order that was reported: no other will be. */
  readonly claimed?: {
    readonly at: Stamp
    readonly referralId: string
    readonly orderId: string
    readonly code: string
  }
}
const KEPT = 20
const none: Referred = { recent: [] }
const subjectOf = (mark: string): string => mark.slice(25)
/** The first order since the arrival. */
export function referredOrder({ arrival, recent }: Referred): string | undefined {
  const mark = arrival && recent.find((one) => instant(one) >= instant(arrival.at))
  return mark && subjectOf(mark)
}
/** Whether this order is the first of all. */
export const isFirstOrder = ({ first }: Referred, subject: string): boolean =>
  first !== undefined && subjectOf(first) === subject
export const referred = defineSlice({
  name: 'referred',
  initial: none,
  on: [events.visitStarted, events.orderPlaced, referralClaimed],
  fold: {
    'visit.started': (state, event) => {
      const code = readCode(event.data.referredBy ?? '')
      const at = stamp(event)
      return code === '' || (state.arrival && state.arrival.at <= at) ? state : { ...state, arrival: { at, code } }
    },
    'order.placed': (state, event) => {
      const mark = `${event.time} ${event.subject}`
      const recent = [...new Set([...state.recent, mark])].sort().slice(-KEPT)
      return { ...state, first: earliest(state.first, mark), recent }
    },
    'referral.claimed': (state, event) => {
      const at = stamp(event)
      return state.claimed && state.claimed.at <= at ? state : { ...state, claimed: { at, ...event.data } }
    },
  },
  // A late visit, or a late order, may change which order is the one.
  touches: (event, { arrival, recent }) =>
    (event.type === 'visit.started' && event.data.referredBy !== undefined) ||
    (event.type === 'order.placed' && arrival !== undefined)
      ? recent.filter((mark) => instant(mark) >= event.time).map(subjectOf)
      : [],
})
