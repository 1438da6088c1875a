/** Takes a review behind the link of a request: the token says who writes, and about what. */
import { err } from '@motkit/core'
import { submitReview } from '@motkit/reviews'
import { partMissing } from '../../../errors'
import type { ReviewBody } from '../../../schemas'
import { map, serve } from '../../../serve'

export const POST = serve<ReviewBody, unknown>(async ({ mot, body, now }) => {
  const { reviewSecrets: secrets } = mot.options
  if (!mot.parts.reviews) return err(partMissing('reviews'))
  if (!secrets) return err(partMissing('reviewSecrets'))
  const { token, ...review } = body
  return map(await submitReview(mot.engine, token, review, { secrets, now }), ({ reviewId }) => ({
    review: { id: reviewId },
  }))
}, 201)
