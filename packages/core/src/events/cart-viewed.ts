import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { money } from '../money.ts'
import { id, inCart, onsite, products } from './shared.ts'

/** The cart was seen, with what it is worth. Segment: Cart Viewed. */
export const cartViewed = defineEvent(
  'cart.viewed',
  z.object({ ...onsite, cartId: id.optional(), value: money.optional(), products: products.optional() }),
  inCart,
)
