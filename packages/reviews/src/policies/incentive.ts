/** What is promised for a review, as data; and what of a review it can see: that it was written, never what it says. */
import type { EventOf, events } from '@motkit/core'
import * as z from 'zod'
import { checked } from './pack.ts'

/** What a review is rewarded for, the least first. */
export const incentiveKinds = ['text', 'photo', 'video'] as const
export const incentive = z.strictObject({
  for: z.enum(incentiveKinds),
  /** The reward of `reward.give`. */
  reward: z.string().min(1).max(200),
  /** What else the handler needs. */
  data: z.record(z.string(), z.json()).optional(),
})
/** A reward for a text, a photo or a video, whatever the rating. Data only, so that it can be kept with the request. */
export type Incentive = Readonly<z.output<typeof incentive>>

/**
 * What of a review may decide about a reward. The rating, the title and the words are not in it: to reward a sentiment is
 * forbidden everywhere (16 CFR 465.4 as the clearest).
 */
export interface Contribution {
  readonly reviewId: string
  readonly orderId?: string
  readonly productId?: string
  /** How many characters were written. */
  readonly characters: number
  readonly media: readonly ('photo' | 'video')[]
}

/** Of an incentive and no others: what would make it depend on something else does not compile. */
type Only<I> = I & { readonly [K in Exclude<keyof I, keyof Incentive>]: never }

/**
 * @throws MotError POLICY_INVALID with `details.path`, as `incentive.for`
 * @example defineIncentive({ for: 'photo', reward: 'points-50' })
 */
export const defineIncentive = <const I extends Incentive>(input: Only<I>): Incentive =>
  checked('incentive', incentive, input)

/** A review without what it says: what functions about incentives are given. */
export const contributionOf = ({
  reviewId,
  orderId,
  productId,
  body,
  media,
}: EventOf<(typeof events)['reviewSubmitted']>['data']): Contribution => ({
  reviewId,
  ...(orderId !== undefined && { orderId }),
  ...(productId !== undefined && { productId }),
  characters: [...(body ?? '').trim()].length,
  media: media ?? [],
})

export type IncentiveKind = Incentive['for']
/** What of a review something may be promised for, the least first. */
export const kindsOf = ({ characters, media }: Contribution): readonly IncentiveKind[] =>
  incentiveKinds.filter((kind) => (kind === 'text' ? characters > 0 : media.includes(kind)))
/** Of what was promised, the reward for the best of what was given. */
export const bestOf = (promised: readonly Incentive[], given: readonly IncentiveKind[]): Incentive | undefined =>
  given.toReversed().flatMap((kind) => promised.filter((one) => one.for === kind))[0]
/** Of what was promised, what a contribution earns: one reward, for a video before a photo before a text. */
export const earnedIncentive = (promised: readonly Incentive[], contribution: Contribution): Incentive | undefined =>
  bestOf(promised, kindsOf(contribution))
