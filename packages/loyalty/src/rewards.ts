/** Rewards as actions: given when points are spent on them, taken back when the points are given back. */
import { defineAction, defineRule, giveReward } from '@motkit/core'
import * as z from 'zod'
import { endAfter } from './calendar.ts'
import { gift } from './catalogue.ts'
import { pointsRedeemed } from './facts.ts'
import type { Programme } from './programme.ts'
import { GIVES, isReturned, redemptions } from './redemption.ts'

const redeemed = z.object({
  redemptionId: z.string(),
  /** What the reward is: its kind and what that needs, as it was when it was redeemed. */
  gift,
  points: z.int(),
  wallet: z.string(),
  redeemedAt: z.string(),
  /** The last instant at which it can be used; absent where it has no end. */
  validUntil: z.string().optional(),
  orderId: z.string().optional(),
})
/** What the data of `reward.give` and `reward.revoke` say of a reward of the catalogue. */
export type RedeemedReward = z.output<typeof redeemed>

/** Take a given reward back: its points were given back. The host undoes what it did under the redemption's id, if it still can. */
export const revokeReward = defineAction('reward.revoke', z.object({ reward: z.string().min(1), data: redeemed }))

/**
 * Reads what a `reward.give` or `reward.revoke` is about, in a handler or as a dead letter; undefined where the reward is not of
 * the catalogue, as when another rule gives something.
 * @example 'reward.give': async (action) => { const reward = readReward(action); if (reward?.gift.kind === 'coupon') … }
 */
export function readReward({ data }: { readonly data: unknown }): RedeemedReward | undefined {
  const read = z.object({ data: redeemed }).safeParse(data)
  return read.success ? read.data.data : undefined
}

/** Gives what points were spent on, under the redemption's own name; with the points it is taken back. */
export const giveRewards = ({ timeZone }: Programme) =>
  defineRule({
    id: GIVES.rule,
    on: pointsRedeemed,
    reads: [redemptions],
    may: [giveReward, revokeReward],
    decide({ event: { data: spent, subject = '', time }, journey }) {
      const { redemptionId, reward, gift: what, points, wallet, orderId } = spent
      if (redemptionId === undefined || reward === undefined || !what) return []
      const { validDays } = what
      const data: RedeemedReward = {
        redemptionId,
        gift: what,
        points,
        wallet,
        redeemedAt: time,
        ...(validDays !== undefined && { validUntil: endAfter(time, { days: validDays, end: 'day' }, timeZone) }),
        ...(orderId !== undefined && { orderId }),
      }
      const entry = journey.slices.redemptions.open[subject] ?? {}
      if (!isReturned(entry, redemptionId)) return [giveReward({ reward, data: { ...data } }, { name: redemptionId })]
      if (entry.given?.[redemptionId] === undefined) return []
      return [revokeReward({ reward, data }, { name: `${redemptionId}/revoke` })]
    },
  })
