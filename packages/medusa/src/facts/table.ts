/** Which event of Medusa's bus makes which entity be read. The subscribers are made of it. */

/** What is read and told; of a deletion, whether the customer is gone. */
export type EntityName = 'order' | 'cart' | 'customer' | 'deletion'
/** What is known of an entity before it is read: its own id, or that of something which hangs on it. */
export interface EntityRef {
  readonly entity: EntityName
  /** By what it is found: the order of a payment or of a fulfilment, and the cart of a payment session, are looked up. */
  readonly by: 'id' | 'payment' | 'fulfillment' | 'payment_session'
  readonly id: string
}
export interface BusEvent {
  /** As Medusa emits it. */
  readonly event: string
  readonly entity: EntityName
  readonly by: EntityRef['by']
  /** The id in the event's payload; undefined where it has none, and then there is nothing to read. */
  id(data: Readonly<Record<string, unknown>>): string | undefined
  /** What the entity's reading usually says then, of motkit's events. */
  readonly tells: readonly string[]
  /** What follows from it, of motkit's moments. */
  readonly moment: string
}

const field = (name: string) => (data: Readonly<Record<string, unknown>>) =>
  typeof data[name] === 'string' ? data[name] : undefined
const of =
  (entity: EntityName, by: EntityRef['by'], name: string) =>
  (event: string, tells: readonly string[], moment = ''): BusEvent => ({
    event,
    entity,
    by,
    id: field(name),
    tells,
    moment,
  })

const cart = of('cart', 'id', 'id')
const customer = of('customer', 'id', 'id')
const deletion = of('deletion', 'id', 'id')
const order = of('order', 'id', 'id')
const ofOrder = of('order', 'id', 'order_id')
const ofPayment = of('order', 'payment', 'id')
const ofParcel = of('order', 'fulfillment', 'id')
const ofSession = of('cart', 'payment_session', 'id')

/** Every event of the bus that is listened to; of those on `auth` none, which carry tokens and codes. An entity is read and told as it stands, whichever of its events came. */
export const busEvents: readonly BusEvent[] = [
  cart('cart.created', ['product.added', 'cart.viewed'], 'smot.purchase'),
  cart('cart.updated', ['product.added', 'cart.viewed', 'checkout.started', 'payment.entered'], 'smot.purchase'),
  cart('cart.customer_updated', ['product.added', 'cart.viewed'], 'smot.purchase'),
  cart('cart.region_updated', ['cart.viewed'], 'smot.purchase'),
  cart('cart.customer_transferred', ['product.added', 'cart.viewed'], 'smot.purchase'),
  // Of a payment that is begun or refused, no workflow says a word: only the module of payments does.
  ofSession('payment.payment-session.created', ['payment.entered'], 'smot.purchase'),
  ofSession('payment.payment-session.updated', ['payment.failed'], 'smot.purchase'),
  order('order.placed', ['order.placed', 'order.updated', 'order.paid'], 'smot.purchase'),
  order('order.updated', ['order.updated'], 'amot'),
  order('order.completed', [], ''),
  order('order.canceled', ['order.canceled', 'order.refunded'], 'amot'),
  order('order.transfer_requested', [], ''),
  ofOrder('order-edit.confirmed', ['order.updated'], ''),
  ofOrder('order.fulfillment_created', [], ''),
  ofOrder('order.fulfillment_canceled', ['shipment.updated'], 'amot'),
  ofOrder('order.return_requested', ['return.requested'], 'smot.experience'),
  ofOrder('order.return_received', ['return.received'], 'smot.experience'),
  ofOrder('order.claim_created', ['case.opened'], 'tmot'),
  ofOrder('order.exchange_created', ['order.updated', 'return.requested'], 'smot.experience'),
  ofPayment('payment.captured', ['order.paid'], ''),
  ofPayment('payment.refunded', ['order.refunded', 'case.resolved'], 'smot.experience'),
  ofParcel('shipment.created', ['shipment.created'], 'amot'),
  ofParcel('delivery.created', ['shipment.delivered', 'case.resolved'], 'amot'),
  customer('customer.created', ['customer.updated', 'consent.given', 'consent.withdrawn'], ''),
  // Of a guest that a cart has made, no workflow says a word: only the module of customers does.
  customer('customer.customer.created', ['customer.updated'], ''),
  customer('customer.updated', ['customer.updated', 'consent.given', 'consent.withdrawn'], ''),
  deletion('customer.deleted', [], ''),
]
