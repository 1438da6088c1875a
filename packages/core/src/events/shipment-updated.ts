import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, text, time } from './shared.ts'

/** The carrier said where the parcel is. */
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
      'exception',
    ]),
    promisedAt: time.optional(),
    note: text.optional(),
  }),
  ofOrder,
)
