/** The friend's side: the order by a code is reported to the advocate's journey once it stands, and again where it falls. */
import {
  defineRule,
  delivered,
  fullyRefunded,
  giveReward,
  instant,
  latest,
  moments,
  type Order,
  orders,
  orderTotal,
  refundedAmount,
} from '@motkit/core'
import { daysAfter } from '../calendar.ts'
import { readable } from '../digest.ts'
import { takeBackReward } from './actions.ts'
import { codeAlias, friendAlias } from './codes.ts'
import { referralConfirmed } from './facts.ts'
import { fingerprints, seal } from './fingerprints.ts'
import type { Terms } from './options.ts'
import { referrals } from './referral.ts'
import { isFirstOrder, referred, referredOrder } from './referred.ts'
import { relay } from './relay.ts'

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
      const isNew = isFirstOrder(slices.referred, subject)
      const referralId = readable(16, terms.secret, 'referral', tenant, subject)
      const report = { referralId, code, isNew, fingerprints: seal(slices.fingerprints, code) }
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
    may: [giveReward, takeBackReward],
    when: { 'there is a reward': () => friend !== undefined },
    decide({ event, journey }) {
      const { referralId } = event.data
      if (!friend) return []
      if (journey.slices.referrals.open[event.subject ?? '']?.retracted !== undefined)
        return [takeBackReward({ referralId, reward: friend.reward }, { name: 'take-back' })]
      return [giveReward({ reward: friend.reward, data: { ...friend.data, referralId } })]
    },
  })
