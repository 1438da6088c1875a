import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inCart, onsite, product } from './shared.ts'

/** A product was taken out of the cart. Segment: Product Removed. */
export const productRemoved = defineEvent(
  'product.removed',
  z.object({ ...onsite, ...product, cartId: id.optional() }),
  inCart,
)
