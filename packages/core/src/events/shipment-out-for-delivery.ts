import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofOrder, time } from './shared.ts'

/** The parcel is on its last stretch. */
export const shipmentOutForDelivery = defineEvent(
  'shipment.out-for-delivery',
  z.object({ orderId: id, shipmentId: id.optional(), promisedAt: time.optional() }),
  ofOrder,
)
