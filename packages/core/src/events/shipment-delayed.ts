import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, text, time } from './shared.ts'

/** The parcel will come later than promised. */
export const shipmentDelayed = defineEvent(
  'shipment.delayed',
  z.object({ orderId: id, shipmentId: id.optional(), expectedAt: time.optional(), reason: text.optional() }),
  ofOrder,
)
