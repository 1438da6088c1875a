import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inCart, onsite, product } from './shared.ts'

/** A product was put in the cart. Segment: Product Added, and Wishlist Product Added to Cart. */
export const productAdded = defineEvent(
  'product.added',
  z.object({ ...onsite, ...product, cartId: id.optional(), wishlistId: id.optional() }),
  inCart,
)
