import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inCart, onsite, text } from './shared.ts'

/** A coupon was tried. Segment: Coupon Entered. */
export const couponEntered = defineEvent(
  'coupon.entered',
  z.object({
    ...onsite,
    cartId: id.optional(),
    orderId: id.optional(),
    couponId: id.optional(),
    coupon: text.optional(),
  }),
  inCart,
)
