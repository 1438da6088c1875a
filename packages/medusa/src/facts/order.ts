/** All that the present state of an order implies. */
import { type Decimal, toMoney } from './decimal'
import {
  claim,
  type Order,
  type OrderChange,
  type OrderVersion,
  order,
  orderChange,
  orderReturn,
  orderVersion,
} from './entities'
import { defined, type Fact, later, type Teller, tellerOf } from './fact'
import { paymentFacts } from './payments'
import { couponOf, productsOf } from './products'
import { claimFacts, returnFacts } from './returns'
import { list, read } from './schema'
import { shipmentFacts } from './shipments'

/** An order with all that hangs on it, as Query answered it: see `readOrder`. */
export interface OrderEntity {
  readonly order: unknown
  /** The order as it was placed: version 1. */
  readonly original: unknown
  /** As the last change of its lines left it, where there was one. */
  readonly edited?: unknown
  readonly changes?: unknown
  readonly returns?: unknown
  readonly claims?: unknown
}
export interface OrderOptions {
  /** Ids of the sales channels that are shops with a door. */
  readonly pointOfSale?: readonly string[]
}

const ofLines = new Set(['ITEM_ADD', 'ITEM_UPDATE', 'ITEM_REMOVE', 'SHIPPING_ADD', 'SHIPPING_REMOVE'])
/** The last confirmed change of what was ordered. The way back of a return is none. */
export function lastEdit(changes: readonly OrderChange[]): OrderChange | undefined {
  const edits = changes.filter(
    ({ status, change_type, actions }) =>
      status === 'confirmed' && !change_type?.startsWith('return') && actions.some(({ action }) => ofLines.has(action)),
  )
  return edits.reduce<OrderChange | undefined>(
    (last, edit) => (last && last.version > edit.version ? last : edit),
    undefined,
  )
}

/**
 * All events of an order, in no order that matters. A draft has none, nor has an order of nobody.
 * @throws MotError MEDUSA_ENTITY_INVALID
 */
export function eventsOfOrder(entity: OrderEntity, options: OrderOptions = {}): readonly Fact[] {
  const now = read('order', order, entity.order)
  if (now.customer_id === undefined || now.is_draft_order || now.status === 'draft') return []
  const original = read('original', orderVersion, entity.original)
  const changes = read('changes', list(orderChange), entity.changes)
  const edit = lastEdit(changes)
  const edited = edit && read('edited', orderVersion, entity.edited)
  const teller = tellerOf(now.customer_id)
  const prices = [original, edited ?? original].map((version) => toMoney(charged(version), version.currency_code))
  return [
    teller.say('order.placed', now.id, now.created_at, {
      ...termsOf(original),
      ...partsOf(original),
      ...(now.cart && { cartId: now.cart.id }),
    }),
    ...(edit?.confirmed_at && edited
      ? [teller.say('order.updated', `${now.id}/${edit.version}`, edit.confirmed_at, termsOf(edited))]
      : []),
    ...words(teller, now, options),
    ...cancellation(teller, now),
    ...paymentFacts(
      teller,
      now,
      prices.reduce((least, price) => (price.amount < least.amount ? price : least)),
    ),
    ...shipmentFacts(teller, now),
    ...returnFacts(teller, now, read('returns', list(orderReturn), entity.returns)),
    ...claimFacts(teller, now, read('claims', list(claim), entity.claims), changes),
  ]
}

/**
 * What the customer was to pay for what was ordered. Medusa takes from `total` what was sent back and what was refunded, and
 * adds the way back; motkit is told of refunds and returns by themselves.
 */
function charged({
  total,
  return_received_total = 0n,
  return_dismissed_total = 0n,
  credit_lines,
  shipping_methods,
}: OrderVersion): Decimal {
  const refunded = credit_lines.filter(({ reference }) => reference === REFUND).map(({ amount }) => amount)
  const wayBack = shipping_methods.filter(({ detail }) => detail?.return_id).map((method) => -(method.total ?? 0n))
  return [total, return_received_total, return_dismissed_total, ...refunded, ...wayBack].reduce(
    (sum, part) => sum + part,
    0n,
  )
}
/** What `refundPaymentWorkflow` and `cancelOrderWorkflow` write on the credit lines that they add. */
const REFUND = 'payment_collection'

/** What was ordered, and for how much. */
const termsOf = (version: OrderVersion) => ({
  orderId: version.id,
  total: toMoney(charged(version), version.currency_code),
  products: productsOf(version.items, version.currency_code),
})
/** Of what the total is made. Told once: in later versions, what was sent back is taken off these. */
function partsOf({ currency_code, shipping_total, tax_total, discount_total, items }: OrderVersion) {
  const money = (value: Decimal | undefined) => (value === undefined ? undefined : toMoney(value, currency_code))
  return defined({
    shipping: money(shipping_total),
    tax: money(tax_total),
    discount: money(discount_total),
    coupon: couponOf(items),
  })
}

/** What may change without a version of the order: the market, by where it goes, and what the shop says of it. */
function words(teller: Teller, order: Order, { pointOfSale = [] }: OrderOptions): Fact[] {
  const { id: orderId, sales_channel, shipping_address, no_notification, metadata } = order
  const said = defined({
    market: sales_channel && pointOfSale.includes(sales_channel.id) ? ('point-of-sale' as const) : acrossBorder(order),
    promisedAt: instantOf(metadata?.mot_promised_at),
    tags: no_notification ? ['no-notification'] : undefined,
  })
  if (Object.keys(said).length === 0) return []
  const at = later(order.created_at, shipping_address?.updated_at)
  return [teller.reword('order.updated', orderId, at, { orderId, ...said })]
}
/** By the countries of the stock locations of its sales channel, where both ends are known. */
function acrossBorder({ sales_channel, shipping_address }: Order): 'domestic' | 'international' | undefined {
  const to = shipping_address?.country_code?.toLowerCase()
  const from = sales_channel?.stock_locations.flatMap(({ address }) => address?.country_code?.toLowerCase() ?? []) ?? []
  if (to === undefined || from.length === 0) return undefined
  return from.includes(to) ? 'domestic' : 'international'
}
const instantOf = (value: unknown): string | undefined =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined

const cancelers = ['customer', 'shop', 'fraud'] as const
/** Medusa does not keep who canceled an order; a shop that knows writes it into the metadata. */
function cancellation(teller: Teller, { id: orderId, canceled_at, metadata }: Order): Fact[] {
  if (canceled_at === undefined) return []
  const by = cancelers.find((one) => one === metadata?.mot_canceled_by)
  return [teller.reword('order.canceled', orderId, canceled_at, { orderId, ...(by && { by }) })]
}
