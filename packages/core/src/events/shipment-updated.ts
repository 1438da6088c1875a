import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, text, time } from './shared.ts'

/** The carrier said where the parcel is, or the shop took it back: `canceled`, to be sent anew under another id. */
export const shipmentUpdated = defineEvent(
  'shipment.updated',
  z.object({
    orderId: id,
    shipmentId: id.optional(),
    status: z.enum([
      'label-printed',
      'in-transit',
      'customs',
      'pickup-ready',
      'attempted',
      'damaged',
      'returned-to-sender',
      'canceled',
      'exception',
    ]),
    promisedAt: time.optional(),
    note: text.optional(),
  }),
  ofOrder,
)
