/** The advocate's side: a report is approved, or held for somebody to look at; what is approved is rewarded, on both sides. */
import { defineRule, events, giveReward, instant } from '@motkit/core'
import { reviewReferral, takeBackReward } from './actions.ts'
import { friendAlias } from './codes.ts'
import { referralApproved, referralHeld, referralRejected, referralReported, referralRevoked } from './facts.ts'
import { fingerprints } from './fingerprints.ts'
import type { Terms } from './options.ts'
import { referrals } from './referral.ts'
import { relay } from './relay.ts'
import { signalsOf } from './signals.ts'

/** The two facts of an approval: that it counts, and that the customer told others, which is an ultimate moment of truth. */
export const approval = ({
  referralId,
  code,
  ...by
}: {
  referralId: string
  code: string
  actor?: string | undefined
  reason?: string | undefined
}) => [referralApproved({ referralId, ...by }), events.referralMade({ referralId, code })] as const

/** Decides on a report where nothing speaks against it. One under a code that nobody has waits for its owner. */
export const judgeReferral = (terms: Terms) =>
  defineRule({
    id: 'referrals.judge',
    on: referralReported,
    reads: [referrals, fingerprints],
    may: [referralApproved, referralHeld, referralRejected, referralRevoked, events.referralMade],
    when: { 'somebody has the code': ({ journey }) => 'id' in journey.customer },
    decide({ event, journey: { slices } }) {
      const { subject = '' } = event
      const { referralId, code } = event.data
      const { undone, held, decided, revoked, claimed } = slices.referrals.open[subject] ?? {}
      const known: readonly string[] = held?.signals ?? []
      if (decided?.verdict === 'rejected' || revoked !== undefined) return []
      if (decided) {
        // Whoever approved it knowing that the two are one meant it.
        const isFound = claimed !== undefined && !known.includes('self')
        if (terms.takeBack && (undone || isFound))
          return [referralRevoked({ referralId, reason: undone ? 'order-undone' : 'self' })]
        return isFound ? [referralHeld({ referralId, signals: ['self'] })] : []
      }
      if (undone) return [referralRejected({ referralId, reason: 'order-undone' })]
      const signals = signalsOf(subject, slices, terms).filter((signal) => !known.includes(signal))
      if (signals.length > 0) return [referralHeld({ referralId, signals })]
      return held ? [] : [...approval({ referralId, code })]
    },
  })

/** Asks somebody to look at what is held, until it is decided; and at what was held only after its approval, until it is revoked. */
export const askForReview = () =>
  defineRule({
    id: 'referrals.review',
    on: referralHeld,
    reads: [referrals],
    may: [reviewReferral],
    decide({ event, journey }) {
      const { held, decided, revoked, reported } = journey.slices.referrals.open[event.subject ?? ''] ?? {}
      const isLate =
        decided?.verdict === 'approved' && revoked === undefined && held !== undefined && held.at > decided.at
      if (!held || (decided && !isLate)) return []
      const { referralId } = event.data
      return [reviewReferral({ referralId, code: reported?.code ?? '', signals: [...held.signals] })]
    },
  })

/** Gives the advocate what is theirs and tells the friend's journey; both are taken back where the referral was revoked. */
export const rewardAdvocate = ({ rewards: { advocate } }: Terms) =>
  defineRule({
    id: 'referrals.reward',
    on: referralApproved,
    reads: [referrals],
    may: [giveReward, takeBackReward, relay],
    decide({ event, journey }) {
      const { referralId } = event.data
      const { decided, revoked } = journey.slices.referrals.open[event.subject ?? ''] ?? {}
      if (decided?.verdict !== 'approved') return []
      const tell = (type: string, at: string) =>
        relay(
          { referralId, time: instant(at), events: [{ to: friendAlias(referralId), type, data: { referralId } }] },
          { name: type },
        )
      const told = tell('referral.confirmed', decided.at)
      if (revoked === undefined)
        return [
          ...(advocate
            ? [giveReward({ reward: advocate.reward, data: { ...advocate.data, referralId } }, { name: 'advocate' })]
            : []),
          told,
        ]
      return [
        ...(advocate ? [takeBackReward({ referralId, reward: advocate.reward }, { name: 'take-back' })] : []),
        told,
        tell('referral.retracted', revoked),
      ]
    },
  })
