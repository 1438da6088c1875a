import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, products, text } from './shared.ts'

/** The customer wants to send something back. */
export const returnRequested = defineEvent(
  'return.requested',
  z.object({ orderId: id, returnId: id, reason: text.optional(), products: products.optional() }),
  ofOrder,
)
