/** An incentive cannot depend on the rating, and what decides about one cannot see it. */
import { expectTypeOf, test } from 'vitest'
import { type Contribution, type contributionOf, defineIncentive, type Incentive } from './incentive.ts'

type Reviewed = Parameters<typeof contributionOf>[0]

test('an incentive that reads the rating does not compile', () => {
  defineIncentive({ for: 'photo', reward: 'points-50', data: { validDays: 30 } })
  // @ts-expect-error a condition on the review
  defineIncentive({ for: 'text', reward: 'x', when: (review: Reviewed) => review.rating > 3 })
  // @ts-expect-error a reward made of the rating
  defineIncentive({ for: 'text', reward: ({ rating }: Reviewed) => `stars-${rating}` })
  // @ts-expect-error a least rating
  defineIncentive({ for: 'text', reward: 'x', minimumRating: 4 })
  const kept = { for: 'text', reward: 'x', rating: 5 } as const
  // @ts-expect-error nor by a variable
  defineIncentive(kept)
  // @ts-expect-error nothing is given for stars
  defineIncentive({ for: 'five-stars', reward: 'x' })
  // @ts-expect-error data is JSON: no function
  defineIncentive({ for: 'text', reward: 'x', data: { when: ({ rating }: Reviewed) => rating > 3 } })
})
test('what decides about rewards sees no rating, title or words', () => {
  expectTypeOf<Extract<keyof Contribution, 'rating' | 'title' | 'body'>>().toBeNever()
  const choose = (decide: (of: Contribution) => Incentive | undefined) => decide
  choose(({ media }) => (media.length > 0 ? { for: 'photo', reward: 'x' } : undefined))
  // @ts-expect-error it is not there
  choose(({ rating }) => (rating > 3 ? { for: 'text', reward: 'x' } : undefined))
  // @ts-expect-error nor for a function that says it wants it
  choose((review: Reviewed) => (review.rating > 3 ? { for: 'text', reward: 'x' } : undefined))
})
