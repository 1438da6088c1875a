/** What can go wrong in reviews. The map is a source of docs/errors.md. */
import { MotError, type MotErrorDetails } from '@motkit/core'
import type * as z from 'zod'

/** Every code that `@motkit/reviews` answers or throws, beside those of core. */
export const reviewsErrors = {
  REVIEWS_INVALID:
    'The options of reviews cannot be used: `details.path` names the place, `details.expected` what belongs there.',
  POLICY_INVALID:
    'A policy pack or an incentive cannot be used: `details.path` names the place, `details.expected` what belongs there.',
  POLICY_UNKNOWN: 'No policy pack was given for this destination, or none for any country.',
  POLICY_FORBIDS:
    'A policy pack forbids what was set up: `details.policy`, `details.date` and `details.source` say which, as of when, and where it stands.',
  TOKEN_SETUP_INVALID:
    'A review token cannot be made or checked with these options: `details.path` names the place, `details.expected` what belongs there.',
  TOKEN_INVALID:
    'The review token is none of ours: forged, altered, not yet valid, or made for another tenant or purpose. It does not say which.',
  TOKEN_EXPIRED: 'The review token was ours, and its time is over.',
  TOKEN_USED: 'The review for which the token was made is written already.',
  TOKEN_SCOPE: 'The review token is not for a review of this product.',
  EXPERIMENT_INVALID:
    'An experiment cannot be run: `details.path` names the place, `details.expected` what belongs there.',
  REVIEW_ROW_INVALID:
    'A row of an export is no review: `details.path` names the column, `details.expected` what belongs there.',
} as const
export type ReviewsErrorCode = keyof typeof reviewsErrors

export const reviewsError = <C extends ReviewsErrorCode>(
  code: C,
  message: string,
  details: MotErrorDetails,
): MotError<C> => new MotError(code, message, { details })
/**
 * Reads data by a schema.
 * @param at where it stands, as `['timing']`; an error's path begins with it
 */
export function readBy<S extends z.ZodType>(
  schema: S,
  input: unknown,
  at: readonly string[],
  wrong: (path: string, expected: string) => MotError,
): z.output<S> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  throw wrong([...at, ...(issue?.path ?? []), ...unknown].join('.'), issue?.message ?? 'something else')
}
export const reviewsInvalid = (path: string, expected: string): MotError<'REVIEWS_INVALID'> =>
  reviewsError('REVIEWS_INVALID', `${path}: ${expected}`, { path, expected })
