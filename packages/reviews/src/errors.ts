/** What can go wrong with reviews. The map is a source of docs/errors.md. */

/** Every code that `@motkit/reviews` answers or throws, beside those of core. */
export const reviewsErrors = {
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
