import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { money } from '../money.ts'
import { id, ofOrder, products, text } from './shared.ts'

/** Money was given back, in part or whole; one refund id counts once. Segment: Order Refunded. */
export const orderRefunded = defineEvent(
  'order.refunded',
  z.object({ orderId: id, refundId: id, amount: money, reason: text.optional(), products: products.optional() }),
  ofOrder,
)
