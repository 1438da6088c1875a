import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inVisit, onsite, product, text } from './shared.ts'

/** A product was taken off a wish list. Segment: Product Removed from Wishlist. */
export const wishlistProductRemoved = defineEvent(
  'wishlist.product-removed',
  z.object({ ...onsite, ...product, wishlistId: id.optional(), wishlistName: text.optional() }),
  inVisit,
)
