/** An order from its placing to its arrival, its cancellation or its loss. */
import { events } from '@motkit/core'
import { aftermath } from './aftermath.ts'
import { type Order, refund } from './order.ts'
import type { Purchase } from './visit.ts'
import { HOUR, MINUTE, type Person, tell } from './world.ts'

/** Places an order and lives through what becomes of it. */
export function place(person: Person, day: number, { at, ...bought }: Purchase): void {
  const { chance, world } = person
  const { options } = world
  const promisedDay = day + options.promiseDays
  const orderId = `order-${person.number}-${++person.orders}`
  const { total, products } = bought
  const order: Order = { orderId, day, total, products, promisedDay }
  const promisedAt = new Date(world.midnight(promisedDay)).toISOString()
  tell(person, events.orderPlaced, at, {
    orderId,
    ...bought,
    products: [...products],
    promisedAt,
    device: person.device,
  })
  tell(person, events.orderPaid, at + chance.between(1_000, 10 * MINUTE), { orderId, amount: total })
  const outcome = chance.share()
  if (outcome < options.canceledByCustomer + options.canceledByShop) {
    const by = outcome < options.canceledByCustomer ? 'customer' : 'shop'
    const canceled = at + chance.between(1, 12) * HOUR
    tell(person, events.orderCanceled, canceled, {
      orderId,
      by,
      reason: by === 'shop' ? 'out of stock' : 'changed mind',
    })
    refund(person, order, canceled + chance.between(1, 20) * HOUR, total, 'canceled')
    return
  }
  ship(person, order)
}

function ship(person: Person, order: Order): void {
  const { chance, world } = person
  const { options } = world
  const { orderId, day, promisedDay } = order
  const parcels = chance.happens(options.splitShipment) ? ['1', '2'] : ['1']
  const shipped = world.midnight(day + 1) + chance.between(8 * HOUR, 16 * HOUR)
  const carrier = chance.pick(['dhl', 'ups', 'gls'])
  for (const [i, parcel] of parcels.entries()) {
    const shipmentId = `shipment-${orderId}-${parcel}`
    const trackingNumber = `${carrier}-${chance.between(100_000_000, 999_999_999)}`
    tell(person, events.shipmentCreated, shipped + i * MINUTE, { orderId, shipmentId, carrier, trackingNumber })
  }
  if (chance.happens(options.lost)) {
    const lost = world.midnight(promisedDay + 4) + 10 * HOUR
    tell(person, events.shipmentLost, lost, { orderId, shipmentId: `shipment-${orderId}-1` }, 'carrier')
    refund(person, order, lost + chance.between(1, 3) * 24 * HOUR, order.total, 'lost')
    return
  }
  const late = chance.happens(options.lateDelivery)
  const arrivalDay = late
    ? promisedDay + 1 + Math.round(chance.wait(options.daysLate - 1))
    : day + 2 + chance.between(0, options.promiseDays - 2)
  if (late && chance.happens(options.delayAnnounced)) {
    const expectedAt = new Date(world.midnight(arrivalDay)).toISOString()
    tell(person, events.shipmentDelayed, world.midnight(promisedDay) + 9 * HOUR, {
      orderId,
      expectedAt,
      reason: 'carrier',
    })
  }
  let arrived = 0
  for (const parcel of parcels)
    arrived = Math.max(arrived, arrive(person, orderId, `shipment-${orderId}-${parcel}`, arrivalDay))
  aftermath(person, order, arrived, arrivalDay, late)
}

/** Brings one parcel; the carrier says so, and often the shop as well, before or after. */
function arrive(person: Person, orderId: string, shipmentId: string, day: number): number {
  const { chance, world } = person
  const morning = world.midnight(day) + 7 * HOUR
  const arrived = morning + chance.between(2 * HOUR, 11 * HOUR)
  const parcel = { orderId, shipmentId }
  tell(person, events.shipmentOutForDelivery, morning + chance.between(0, HOUR), parcel, 'carrier')
  tell(person, events.shipmentDelivered, arrived, parcel, 'carrier')
  if (chance.happens(world.options.deliveredTwice))
    tell(person, events.shipmentDelivered, arrived + chance.between(-30, 50) * MINUTE, parcel)
  return arrived
}
