/** All that an order says as it stands: every payload of `orders/*` but `edited` is the whole order. */
import type { Money } from '@motkit/core'
import * as z from 'zod'
import { buyerOf, defined, type Fact, holderOf, payerOf, sameAs, type Teller, tellerOf } from './fact.ts'
import { line, productsOf } from './products.ts'
import { read, within } from './reading.ts'
import { type Refund, refund, refundedBy, refundFacts } from './refunds.ts'
import { country, flag, id, list, maybe, presentment, text, time, token, words } from './schema.ts'
import { fulfillment, shipmentFacts } from './shipments.ts'
import type { FactsReader, Telling } from './telling.ts'

const order = z.object(
  {
    id,
    created_at: time,
    updated_at: time,
    /** As the Admin API knows it; webhooks do not say. */
    paid_at: maybe(time),
    cancelled_at: maybe(time),
    cancel_reason: text,
    test: maybe(flag),
    financial_status: text,
    total_price_set: presentment,
    current_total_price_set: maybe(presentment),
    total_shipping_price_set: maybe(presentment),
    total_tax_set: maybe(presentment),
    total_discounts_set: maybe(presentment),
    discount_codes: list(z.object({ code: text })),
    line_items: list(line),
    tags: words,
    source_name: text,
    cart_token: maybe(token),
    checkout_token: maybe(token),
    customer: maybe(z.object({ id }, 'a customer')),
    shipping_address: maybe(z.object({ country_code: maybe(country) }, 'an address')),
    payment_gateway_names: list(z.string('a text')),
    refunds: list(refund),
    fulfillments: list(fulfillment),
  },
  'an order',
)
type Order = z.output<typeof order>

/**
 * An order is told by every one of its payloads, since any of them may come first, late or never. `orders/create` shows it as
 * it was placed; the others show it as it stands.
 */
export const readOrder: FactsReader = (payload, telling) => {
  const now = read(order, payload, telling.ignore)
  if (now.test && !telling.testOrders) {
    telling.ignore('test', 'the order was made to try the shop')
    return []
  }
  const { shop, ignore, topic } = telling
  const tell = tellerOf(shop, buyerOf(now.id))
  return [
    ...whose(shop, now),
    ...(topic === 'orders/create'
      ? [placed(tell, now, telling)]
      : [placedOnce(tell, now), changed(tell, now, telling)]),
    ...(topic === 'orders/updated' ? [] : paid(tell, now)),
    ...canceled(tell, now),
    ...now.refunds.flatMap((one) => refundFacts(shop, one, within('refunds', ignore))),
    ...now.fulfillments.flatMap((one) => shipmentFacts(shop, one, within('fulfillments', ignore))),
  ]
}

const cartOf = ({ cart_token, checkout_token }: Order): string | undefined => cart_token ?? checkout_token
/** Who ordered, and that they held the cart and paid the checkout. */
function whose(shop: string, order: Order): Fact[] {
  const { id, created_at, customer, checkout_token } = order
  const cartId = cartOf(order)
  return [
    ...(customer ? [sameAs(shop, customer, buyerOf(id), created_at)] : []),
    ...(cartId ? [sameAs(shop, customer ?? buyerOf(id), holderOf(cartId), created_at)] : []),
    ...(checkout_token ? [sameAs(shop, customer ?? buyerOf(id), payerOf(checkout_token), created_at)] : []),
  ]
}

/** The order as it was placed: of all words on that, motkit keeps this one, for its id comes first. */
const placed = (tell: Teller, order: Order, telling: Telling): Fact =>
  tell('order.placed', order.id, order.created_at, {
    ...termsOf(order),
    ...wordsOf(order, telling),
    total: order.total_price_set,
    ...originOf(order),
  })
/** That it was placed, where `orders/create` never comes. */
const placedOnce = (tell: Teller, order: Order): Fact =>
  tell('order.placed', `${order.id}/later`, order.created_at, {
    orderId: order.id,
    total: order.total_price_set,
    ...originOf(order),
  })
const originOf = (order: Order) =>
  defined({ cartId: cartOf(order), channel: isPointOfSale(order) ? 'store' : undefined })
const changed = (tell: Teller, order: Order, telling: Telling): Fact =>
  tell('order.updated', order.id, order.updated_at, {
    ...termsOf(order),
    ...wordsOf(order, telling),
    total: charged(order),
  })

/** What was ordered, before anything was given back: refunds and returns are told by themselves. */
const termsOf = (order: Order) => ({
  orderId: order.id,
  products: productsOf(order.line_items),
  ...defined({
    shipping: order.total_shipping_price_set,
    tax: order.total_tax_set,
    discount: order.total_discounts_set,
    coupon:
      order.discount_codes
        .flatMap(({ code }) => code ?? [])
        .sort()
        .join(',') || undefined,
  }),
})
/**
 * What the customer was to pay, before money was given back. Shopify takes from the current total what was refunded, and also
 * what an edit took out, whether paid back or not; what was paid back is added again, since motkit is told of it by itself.
 */
function charged({ total_price_set, current_total_price_set: current, refunds }: Order): Money {
  if (current === undefined) return total_price_set
  const givenBack = (one: Refund) => {
    const money = refundedBy(one)
    return money?.currency === current.currency ? money.amount : 0
  }
  return { ...current, amount: refunds.reduce((sum, one) => sum + givenBack(one), current.amount) }
}

const isPointOfSale = ({ source_name }: Order): boolean => source_name === 'pos'
/** The shop's own words for it, and the market by where it goes. */
const wordsOf = (order: Order, telling: Telling) => defined({ tags: order.tags, market: marketOf(order, telling) })
function marketOf(order: Order, { country: from }: Telling) {
  if (isPointOfSale(order)) return 'point-of-sale' as const
  const to = order.shipping_address?.country_code
  if (to === undefined || from === undefined) return undefined
  return to === from.toUpperCase() ? ('domestic' as const) : ('international' as const)
}

const settled: ReadonlySet<string | undefined> = new Set(['paid', 'partially_refunded', 'refunded'])
/**
 * Paid it was by the time of any payload that says so; the earliest counts, which is that of `orders/paid`. Of the many
 * `orders/updated` none tells it again.
 */
function paid(tell: Teller, { id: orderId, financial_status, ...order }: Order): Fact[] {
  if (!settled.has(financial_status)) return []
  const { updated_at, paid_at = updated_at, payment_gateway_names: names } = order
  const data = { orderId, ...defined({ paymentMethod: names.join(',') || undefined }) }
  return [tell('order.paid', orderId, paid_at, data)]
}

const cancelers: Readonly<Record<string, 'customer' | 'shop' | 'fraud'>> = {
  customer: 'customer',
  fraud: 'fraud',
  inventory: 'shop',
  staff: 'shop',
}
function canceled(tell: Teller, { id: orderId, cancelled_at, cancel_reason: reason }: Order): Fact[] {
  if (cancelled_at === undefined) return []
  const by = reason === undefined ? undefined : cancelers[reason]
  return [tell('order.canceled', orderId, cancelled_at, { orderId, ...defined({ by, reason }) })]
}
