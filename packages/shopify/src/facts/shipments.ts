/** Parcels: Shopify's fulfillments, and what their carriers say of them. */
import * as z from 'zod'
import { buyerOf, defined, type Fact, type Teller, tellerOf } from './fact.ts'
import { namedLine, piecesOf } from './products.ts'
import { type Ignore, read } from './reading.ts'
import { count, id, list, maybe, text, time } from './schema.ts'
import type { FactsReader } from './telling.ts'

export const fulfillment = z.object(
  {
    id,
    order_id: id,
    status: text,
    shipment_status: text,
    created_at: time,
    updated_at: maybe(time),
    tracking_company: text,
    tracking_number: text,
    tracking_url: text,
    line_items: list(namedLine.extend({ quantity: count })),
  },
  'a fulfillment',
)
const fulfillmentEvent = z.object(
  {
    id,
    order_id: id,
    fulfillment_id: id,
    status: z.string('a status'),
    message: text,
    happened_at: time,
    estimated_delivery_at: maybe(time),
  },
  'a fulfillment event',
)

/** A word on where a parcel is. */
interface Word {
  readonly orderId: string
  readonly shipmentId: string
  readonly status: string
  readonly time: string
  readonly message?: string | undefined
  readonly expectedAt?: string | undefined
}
const updates: Readonly<Record<string, 'label-printed' | 'in-transit' | 'pickup-ready' | 'attempted' | 'exception'>> = {
  label_purchased: 'label-printed',
  label_printed: 'label-printed',
  carrier_picked_up: 'in-transit',
  in_transit: 'in-transit',
  ready_for_pickup: 'pickup-ready',
  attempted_delivery: 'attempted',
  failure: 'exception',
}
/** The same word comes by the fulfillment and by its event, at different times: of each, the first counts. */
function wordFacts(tell: Teller, { status, time, message, expectedAt, ...parcel }: Word, ignore: Ignore): Fact[] {
  const { shipmentId } = parcel
  const update = updates[status]
  if (update) {
    const data = { ...parcel, status: update, ...(message && { note: message }) }
    return [tell('shipment.updated', `${shipmentId}/${update}`, time, data)]
  }
  if (status === 'out_for_delivery') return [tell('shipment.out-for-delivery', shipmentId, time, parcel)]
  if (status === 'delivered') return [tell('shipment.delivered', shipmentId, time, parcel)]
  if (status === 'delayed')
    return [tell('shipment.delayed', shipmentId, time, { ...parcel, ...defined({ expectedAt, reason: message }) })]
  ignore('', `a parcel that is ${JSON.stringify(status)} is no news to its customer`)
  return []
}

/** What a fulfillment says as it stands. On its way it is once Shopify calls it a success: before, it is only asked for. */
export function shipmentFacts(shop: string, parcel: z.output<typeof fulfillment>, ignore: Ignore): Fact[] {
  const { id: shipmentId, order_id: orderId, status, shipment_status, created_at, updated_at = created_at } = parcel
  const tell = tellerOf(shop, buyerOf(orderId))
  if (status === 'cancelled')
    return [tell('shipment.updated', `${shipmentId}/canceled`, updated_at, { orderId, shipmentId, status: 'canceled' })]
  const facts: Fact[] = []
  if (status === 'success') {
    const { tracking_company, tracking_number, tracking_url, line_items } = parcel
    const tracking = {
      carrier: tracking_company,
      trackingNumber: tracking_number,
      trackingUrl: tracking_url,
    }
    const data = { orderId, shipmentId, ...defined(tracking), products: piecesOf(line_items) }
    facts.push(tell('shipment.created', shipmentId, created_at, data))
  } else ignore('', `a fulfillment that is ${JSON.stringify(status)} is not on its way`)
  if (shipment_status)
    facts.push(...wordFacts(tell, { orderId, shipmentId, status: shipment_status, time: updated_at }, ignore))
  return facts
}

export const readFulfillment: FactsReader = (payload, { shop, ignore }) =>
  shipmentFacts(shop, read(fulfillment, payload, ignore), ignore)

export const readFulfillmentEvent: FactsReader = (payload, { shop, ignore }) => {
  const said = read(fulfillmentEvent, payload, ignore)
  const { order_id: orderId, fulfillment_id: shipmentId, status, happened_at, message, estimated_delivery_at } = said
  const word = { orderId, shipmentId, status, time: happened_at, message, expectedAt: estimated_delivery_at }
  return wordFacts(tellerOf(shop, buyerOf(orderId)), word, ignore)
}
