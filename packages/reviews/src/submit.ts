/** A review written behind a token: single use holds here, where the fact is committed, and not where the token is looked at. */
import { type Envelope, type EventOf, err, type events, MotError, ok, type Result } from '@motkit/core'
import { type ReviewGrant, type VerifyOptions, verifyReviewToken } from './token.ts'

type ReviewData = EventOf<typeof events.reviewSubmitted>['data']
/** What the customer wrote. Who wrote it, and of which order, the token says. */
export type WrittenReview = Omit<ReviewData, 'reviewId' | 'orderId' | 'verified'>
export type ReviewEvent = Omit<Envelope<'review.submitted', ReviewData>, 'subject' | 'related'>
/** What is needed of an engine. */
export interface ReviewEngine {
  ingestMany(events: Iterable<unknown>): Promise<readonly Result<{ readonly duplicate: boolean }, string>[]>
}

/**
 * The review that a grant allows, as an event: `verified`, and named by the grant. An event's name is unique in its tenant, so
 * there is one review for each grant and product, from however many tokens, forms and processes it is sent.
 */
export function reviewOf(grant: ReviewGrant, review: WrittenReview, time: string): Result<ReviewEvent, 'TOKEN_SCOPE'> {
  const { tenant, customer, orderId, productIds, grantId } = grant
  const { productId } = review
  const allowed = productId === undefined ? productIds.length === 0 : productIds.includes(productId)
  if (!allowed) {
    const expected = productIds.length === 0 ? 'a review of the order, without a product' : `one of ${productIds}`
    const details = { path: 'productId', expected, received: productId ?? 'nothing' }
    return err(new MotError('TOKEN_SCOPE', `the token allows ${expected}`, { details }))
  }
  const reviewId = productId === undefined ? grantId : `${grantId}/${productId}`
  return ok({
    id: reviewId,
    source: 'motkit/reviews',
    type: 'review.submitted',
    time,
    tenant,
    customer,
    data: { ...review, reviewId, orderId, verified: true },
  })
}

/**
 * Verifies the token and commits the review. The second one of the same grant and product is `TOKEN_USED`; other refusals are
 * those of `ingest`, as `EVENT_INVALID` for a rating of 6.
 * @example const answer = await submitReview(mot, token, { rating: 5, body }, { secrets, now })
 */
export async function submitReview(
  mot: ReviewEngine,
  token: string,
  review: WrittenReview,
  options: VerifyOptions,
): Promise<Result<{ readonly reviewId: string }, string>> {
  const verified = await verifyReviewToken(token, options)
  if (!verified.ok) return verified
  const event = reviewOf(verified.value, review, options.now)
  if (!event.ok) return event
  const [answer] = await mot.ingestMany([event.value])
  if (!answer) throw new MotError('STORE_UNAVAILABLE', 'the engine did not answer', { retryable: true })
  if (answer.ok) return ok({ reviewId: event.value.id })
  return answer.error.code === 'EVENT_CONFLICT'
    ? err(new MotError('TOKEN_USED', 'the review is written already'))
    : answer
}
