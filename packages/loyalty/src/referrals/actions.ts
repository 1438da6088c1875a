/** What referrals ask of the host, beside `reward.give`. */
import { defineAction } from '@motkit/core'
import * as z from 'zod'

/** Somebody has to look at a referral, and answer by `approve` or `reject`. */
export const reviewReferral = defineAction(
  'referral.review',
  z.object({ referralId: z.string(), code: z.string(), signals: z.array(z.string()) }),
)
/** Take a reward back that was, or was about to be, given for this referral; one that was used may have to be let go. */
export const takeBackReward = defineAction(
  'referral.take-back',
  z.object({ referralId: z.string(), reward: z.string() }),
)
