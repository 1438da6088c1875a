/** What can go wrong in the set-up of reviews. The map is a source of docs/errors.md. */
import { MotError } from '@motkit/core'

/** Every code that `@motkit/reviews` answers or throws, beside those of core. */
export const reviewsErrors = {
  REVIEWS_INVALID:
    'The options of reviews cannot be used: `details.path` names the place, `details.expected` what belongs there.',
} as const
export type ReviewsErrorCode = keyof typeof reviewsErrors

export const reviewsInvalid = (path: string, expected: string): MotError<'REVIEWS_INVALID'> =>
  new MotError('REVIEWS_INVALID', `${path}: ${expected}`, { details: { path, expected } })
