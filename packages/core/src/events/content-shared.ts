import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, text } from './shared.ts'

/** A product, a cart or other content was shared. Segment: Product Shared, Cart Shared. */
export const contentShared = defineEvent(
  'content.shared',
  z.object({
    contentId: id,
    kind: z.enum(['product', 'cart', 'review', 'wishlist', 'other']).optional(),
    via: text.optional(),
    productIds: z.array(id).max(1_000).optional(),
  }),
  { subject: (data) => `share/${data.contentId}` },
)
