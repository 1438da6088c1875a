import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inCart, onsite, text } from './shared.ts'

/** A step of the checkout was seen. Segment: Checkout Step Viewed. */
export const checkoutStepViewed = defineEvent(
  'checkout.step-viewed',
  z.object({
    ...onsite,
    cartId: id.optional(),
    checkoutId: id.optional(),
    step: z.int(),
    shippingMethod: text.optional(),
    paymentMethod: text.optional(),
  }),
  inCart,
)
