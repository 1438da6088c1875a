/** Parcels: Medusa's fulfilments. One that is only packed is nobody's news yet. */
import type { Order } from './entities'
import { defined, type Fact, type Teller } from './fact'
import { piecesOf } from './products'

export const shipmentFacts = (teller: Teller, { id: orderId, items, fulfillments }: Order): Fact[] =>
  fulfillments.flatMap((parcel) => {
    const { id: shipmentId, shipped_at, delivered_at, canceled_at } = parcel
    const facts: Fact[] = []
    if (shipped_at !== undefined) {
      const [label] = [...parcel.labels].sort((a, b) => (a.id < b.id ? -1 : 1))
      const pieces = parcel.items.map(({ line_item_id, quantity }) => ({ lineId: line_item_id, quantity }))
      const data = {
        orderId,
        shipmentId,
        ...defined({
          trackingNumber: label?.tracking_number || undefined,
          trackingUrl: label?.tracking_url || undefined,
        }),
        products: piecesOf(pieces, items),
      }
      facts.push(teller.reword('shipment.created', shipmentId, shipped_at, data))
    }
    if (delivered_at !== undefined)
      facts.push(teller.say('shipment.delivered', shipmentId, delivered_at, { orderId, shipmentId }))
    if (canceled_at !== undefined)
      facts.push(teller.say('shipment.updated', shipmentId, canceled_at, { orderId, shipmentId, status: 'canceled' }))
    return facts
  })
