import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, text } from './shared.ts'

/** A review was written; rating 1 to 5. Segment: Product Reviewed. */
export const reviewSubmitted = defineEvent(
  'review.submitted',
  z.object({
    reviewId: id,
    rating: z.int().min(1).max(5),
    orderId: id.optional(),
    productId: id.optional(),
    title: text.optional(),
    body: z.string().max(20_000).optional(),
    media: z.array(z.enum(['photo', 'video'])).optional(),
    /** Of somebody who bought it, as far as whoever took the review could tell. */
    verified: z.boolean().optional(),
  }),
  {
    subject: (data) => `review/${data.reviewId}`,
    related: (data) => (data.orderId === undefined ? [] : [`order/${data.orderId}`]),
  },
)
