import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, products } from './shared.ts'

/** What was sent back has arrived. */
export const returnReceived = defineEvent(
  'return.received',
  z.object({ orderId: id, returnId: id, products: products.optional() }),
  ofOrder,
)
