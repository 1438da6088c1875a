import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { money } from '../money.ts'
import { id, inCart, onsite, products, text } from './shared.ts'

/** The checkout was opened. Segment: Checkout Started. */
export const checkoutStarted = defineEvent(
  'checkout.started',
  z.object({
    ...onsite,
    cartId: id.optional(),
    checkoutId: id.optional(),
    orderId: id.optional(),
    value: money.optional(),
    coupon: text.optional(),
    products: products.optional(),
  }),
  inCart,
)
