import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inCart, onsite, text } from './shared.ts'

/** The means of payment were given. Segment: Payment Info Entered. */
export const paymentEntered = defineEvent(
  'payment.entered',
  z.object({
    ...onsite,
    cartId: id.optional(),
    checkoutId: id.optional(),
    orderId: id.optional(),
    step: z.int().optional(),
    paymentMethod: text.optional(),
  }),
  inCart,
)
