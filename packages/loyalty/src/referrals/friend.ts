/** The friend's side: the code that brought them, the order that counts, and telling the advocate's journey of it. */
import {
  defineRule,
  defineSlice,
  delivered,
  earliest,
  events,
  fullyRefunded,
  giveReward,
  instant,
  latest,
  moments,
  type Order,
  orders,
  orderTotal,
  refundedAmount,
  type Stamp,
  stamp,
} from '@motkit/core'
import { daysAfter } from '../calendar.ts'
import { takeBack } from './actions.ts'
import { codeAlias, friendAlias, readCode } from './codes.ts'
import { readable } from './digest.ts'
import { referralClaimed, referralConfirmed } from './facts.ts'
import { fingerprints, seal } from './fingerprints.ts'
import type { Terms } from './options.ts'
import { referrals } from './referral.ts'
import { relay } from './relay.ts'

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
function referredOrder({ arrival, recent }: Referred): string | undefined {
  const mark = arrival && recent.find((one) => instant(one) >= instant(arrival.at))
  return mark && subjectOf(mark)
}
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

/** Neither canceled nor sent back, and enough of it is left. */
function counts(order: Order | undefined, { minimum }: Terms): boolean {
  const total = order && orderTotal(order)
  if (!total || order.canceled !== undefined || order.returned !== undefined || fullyRefunded(order)) return false
  const least = minimum ? minimum[total.currency] : 0
  return least !== undefined && total.amount - refundedAmount(order) >= least
}
/** When the order can no longer be sent back; undefined as long as that is not known. */
function settledAt(order: Order | undefined, { pending: { after, days }, timeZone }: Terms): string | undefined {
  const at = order && (after === 'delivered' ? delivered(order) : order[after])
  return at && daysAfter(instant(at), days, timeZone)
}

/** Reports the friend's order once it can no longer be sent back; until then it is withdrawn by falling. */
export const reportReferral = (terms: Terms) =>
  defineRule({
    id: 'referrals.report',
    on: moments.amot,
    reads: [orders, referred, fingerprints],
    may: [relay],
    when: {
      'a code brought the customer': ({ journey }) => journey.slices.referred.arrival !== undefined,
      'it is the first order since': ({ moment, journey }) => referredOrder(journey.slices.referred) === moment.subject,
      'no other order was reported': ({ moment, journey }) =>
        (journey.slices.referred.claimed?.orderId ?? moment.data.orderId) === moment.data.orderId,
      'the order counts': ({ moment, journey }) => counts(journey.slices.orders.open[moment.subject], terms),
      'the end of its return window is known': ({ moment, journey }) =>
        settledAt(journey.slices.orders.open[moment.subject], terms) !== undefined,
    },
    decide({ moment: { subject, tenant, data }, journey: { slices } }) {
      const time = settledAt(slices.orders.open[subject], terms) ?? ''
      const code = slices.referred.arrival?.code ?? ''
      const isNew = slices.referred.first !== undefined && subjectOf(slices.referred.first) === subject
      const referralId = readable(16, terms.secret, 'referral', tenant, subject)
      const report = { referralId, code, isNew, fingerprints: seal(slices.fingerprints, referralId) }
      return [
        relay(
          {
            referralId,
            time,
            events: [
              { type: 'customer.identified', data: { anonymousId: friendAlias(referralId) } },
              { type: 'referral.claimed', data: { referralId, orderId: data.orderId, code } },
              { to: codeAlias(code), type: 'referral.reported', data: report },
            ],
          },
          { at: time },
        ),
      ]
    },
  })

/** Tells of an order that falls after it was reported. */
export const undoReferral = (terms: Terms) =>
  defineRule({
    id: 'referrals.undo',
    on: moments.amot,
    reads: [orders, referred],
    may: [relay],
    when: {
      'the order was reported': ({ moment, journey }) =>
        journey.slices.referred.claimed?.orderId === moment.data.orderId,
      'it counts no more': ({ moment, journey }) => !counts(journey.slices.orders.open[moment.subject], terms),
    },
    decide({ moment: { subject }, journey: { slices } }) {
      const { claimed } = slices.referred
      const { canceled, returned, refunded, total } = slices.orders.open[subject] ?? {}
      if (!claimed) return []
      const { referralId, code } = claimed
      const time = [canceled, returned, refunded, total?.at].filter((at) => at !== undefined).reduce(latest, claimed.at)
      const undone = { to: codeAlias(code), type: 'referral.undone', data: { referralId } }
      return [relay({ referralId, time: instant(time), events: [undone] })]
    },
  })

/** Gives the friend what is theirs, and asks for it back where it was retracted. */
export const rewardFriend = ({ rewards: { friend } }: Terms) =>
  defineRule({
    id: 'referrals.reward-friend',
    on: referralConfirmed,
    reads: [referrals],
    may: [giveReward, takeBack],
    when: { 'there is a reward': () => friend !== undefined },
    decide({ event, journey }) {
      const { referralId } = event.data
      if (!friend) return []
      if (journey.slices.referrals.open[event.subject ?? '']?.retracted !== undefined)
        return [takeBack({ referralId, reward: friend.reward }, { name: 'take-back' })]
      return [giveReward({ reward: friend.reward, data: { ...friend.data, referralId } })]
    },
  })
