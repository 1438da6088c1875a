import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inVisit, onsite, product, text } from './shared.ts'

/** A product was put on a wish list. Segment: Product Added to Wishlist. */
export const wishlistProductAdded = defineEvent(
  'wishlist.product-added',
  z.object({ ...onsite, ...product, wishlistId: id.optional(), wishlistName: text.optional() }),
  inVisit,
)
