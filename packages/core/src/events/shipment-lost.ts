import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, text } from './shared.ts'

/** The parcel is lost. */
export const shipmentLost = defineEvent(
  'shipment.lost',
  z.object({ orderId: id, shipmentId: id.optional(), reason: text.optional() }),
  ofOrder,
)
