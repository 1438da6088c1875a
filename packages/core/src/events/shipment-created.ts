import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, products, text, time } from './shared.ts'

/** A parcel was handed to the carrier. */
export const shipmentCreated = defineEvent(
  'shipment.created',
  z.object({
    orderId: id,
    shipmentId: id.optional(),
    promisedAt: time.optional(),
    carrier: text.optional(),
    trackingNumber: text.optional(),
    trackingUrl: text.optional(),
    products: products.optional(),
  }),
  ofOrder,
)
