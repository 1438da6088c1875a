import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, text } from './shared.ts'

/** The parcel has arrived. Shop and carrier may both say so: the first word counts. */
export const shipmentDelivered = defineEvent(
  'shipment.delivered',
  z.object({ orderId: id, shipmentId: id.optional(), signedBy: text.optional() }),
  ofOrder,
)
