import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { money } from '../money.ts'
import { id, ofOrder, text } from './shared.ts'

/** An order was paid in full. */
export const orderPaid = defineEvent(
  'order.paid',
  z.object({ orderId: id, amount: money.optional(), paymentMethod: text.optional() }),
  ofOrder,
)
