/** The plugin of review requests. */
import { definePlugin } from '@motkit/core'
import { requestsBeside } from './asking/memory.ts'
import { type ReviewsOptions, readOptions } from './asking/options.ts'
import { requestReviews, rewardReviews } from './asking/rules.ts'
import { upcoming } from './asking/upcoming.ts'
import { experimentViewed, exposures } from './exposure.ts'

const makeReviews = (options: ReviewsOptions = {}) => {
  const programme = readOptions(options)
  return definePlugin({
    id: 'reviews',
    events: [experimentViewed],
    slices: [requestsBeside(programme.exclude.if), exposures],
    rules: [requestReviews(programme), ...((hasIncentives(options) ? [rewardReviews] : []) as never[])],
    queries: { upcoming: upcoming(programme) },
  })
}
/** Where incentives are spoken of, even to say that there are none any more: those promised before are still given. */
const hasIncentives = (options: object): boolean =>
  Object.entries(options).some(
    ([name, value]) =>
      name === 'incentives' ||
      (['asks', 'variants'].includes(name) && Object.values(value).some((one) => hasIncentives(one as object))),
  )

type Plain = ReturnType<typeof makeReviews>
type Rewarding = Omit<Plain, 'rules'> & { readonly rules: readonly (Plain['rules'][number] | typeof rewardReviews)[] }
type Promises<O> = O extends { readonly incentives: unknown } ? true : never
type In<O, K extends 'asks' | 'variants'> = O extends { readonly [X in K]: infer V } ? V[keyof V] : never
/** True where an ask or one of its variants speaks of incentives: they are given by the host's handler of `reward.give`. */
type PromisesAny<O> = Promises<O | In<O, 'asks'> | In<O, 'variants'> | In<In<O, 'asks'>, 'variants'>>

/**
 * Asks for reviews at the right moment, once, and lawfully: by the policy packs of where the customer is and of where the
 * review will stand.
 * @throws MotError REVIEWS_INVALID with `details.path`, as `asks.service.hour`; POLICY_FORBIDS with the pack's name, date and
 * source where incentives are forbidden at the destination; POLICY_UNKNOWN, EXPERIMENT_INVALID
 * @example
 * createMot({ store, plugins: [reviews({ after: { days: 10 }, reminders: [{ days: 5 }] })], handlers: { 'message.send': send } })
 */
export const reviews = makeReviews as <O extends ReviewsOptions = ReviewsOptions>(
  options?: O,
) => [PromisesAny<O>] extends [never] ? Plain : Rewarding
