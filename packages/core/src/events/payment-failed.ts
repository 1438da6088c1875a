import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { cartOf, id, inCart, onsite, text, visitOf } from './shared.ts'

/** A payment was refused. */
export const paymentFailed = defineEvent(
  'payment.failed',
  z.object({
    ...onsite,
    cartId: id.optional(),
    orderId: id.optional(),
    checkoutId: id.optional(),
    reason: text.optional(),
    paymentMethod: text.optional(),
  }),
  {
    subject: (data) => cartOf(data) ?? (data.orderId === undefined ? visitOf(data) : `order/${data.orderId}`),
    related: inCart.related,
  },
)
