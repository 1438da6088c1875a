import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, text } from './shared.ts'

/** An order was canceled. Segment: Order Cancelled. */
export const orderCanceled = defineEvent(
  'order.canceled',
  z.object({ orderId: id, by: z.enum(['customer', 'shop', 'fraud']).optional(), reason: text.optional() }),
  ofOrder,
)
