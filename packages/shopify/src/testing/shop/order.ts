/** An order: what was bought, paid, sent and given back. */

import { metafieldsFields } from './metafields.ts'
import { bagOf, type MoneyBag, minorOf, type Rate } from './money.ts'
import { gid, type Node, numberOf } from './node.ts'
import { financialStatus, fulfillmentStatus, receivedOf, refundedOf, returnedGoods } from './order-state.ts'
import type { Shop } from './shop.ts'

export interface Line extends Node {
  readonly quantity: number
  /** Of one piece and of all discounts, in minor units of what the customer pays in. */
  readonly price: number
  readonly discount: number
}
export interface Transaction extends Node {
  readonly kind: 'SALE' | 'REFUND'
  readonly status: 'SUCCESS' | 'PENDING' | 'FAILURE'
  readonly minor: number
}
export interface Refund extends Node {
  readonly goods: readonly { readonly lineItem: Line; readonly quantity: number; readonly minor: number }[]
}
export interface Fulfillment extends Node {
  status: string
  updatedAt: string
  readonly events: Node[]
  readonly fulfillmentLineItems: readonly (Node & { readonly lineItem: Line; readonly quantity: number })[]
}
export interface Order extends Node {
  readonly createdAt: string
  updatedAt: string
  cancelledAt: string | null
  cancelReason: string | null
  tags: readonly string[]
  readonly name: string
  readonly email: string | null
  readonly customer: Node | null
  readonly rate: Rate
  readonly total: number
  readonly totalPriceSet: MoneyBag
  readonly lineItems: readonly Line[]
  readonly transactions: Transaction[]
  readonly refunds: Refund[]
  readonly fulfillments: Fulfillment[]
  readonly returns: Node[]
}

export interface LineInput {
  /** The number of the id. */
  readonly id?: number | string
  readonly title?: string
  readonly sku?: string | null
  /** Global ids. */
  readonly product?: string
  readonly variant?: string
  /** By default 1. */
  readonly quantity?: number
  /** Of one, as a decimal. */
  readonly price: string
  /** Of all of them, as a decimal. */
  readonly discount?: string
}
/** Of what an order is made. More fields may be given, as the schema names them. */
export interface OrderInput {
  /** The number of the id. */
  readonly id?: number | string
  /** The id of a customer of the shop. */
  readonly customer?: string | null
  readonly lines: readonly LineInput[]
  /** As decimals, as everything is in what the customer pays in. */
  readonly shipping?: string
  readonly tax?: string
  /** In what the customer pays; by default the shop's. */
  readonly currency?: string
  /** So much of the shop's currency is one of the customer's; by default 1. */
  readonly rate?: number
  readonly createdAt?: string
  readonly updatedAt?: string
  readonly tags?: readonly string[]
  /** Where it goes, as `'DE'`. */
  readonly country?: string
  readonly [field: string]: unknown
}

export function addOrder(shop: Shop, input: OrderInput): Order {
  const { id: number, customer, lines, shipping = '0', tax = '0', currency, rate: times = 1, country, ...more } = input
  const id = number === undefined ? shop.nextId('Order') : gid('Order', number)
  const rate: Rate = { presentment: currency ?? shop.currency, shop: shop.currency, times }
  const bag = (minor: number) => bagOf(minor, rate)
  const lineItems = lines.map((line) => lineOf(shop, line, rate))
  const discounts = lineItems.reduce((sum, { discount }) => sum + discount, 0)
  const subtotal = lineItems.reduce((sum, { price, quantity }) => sum + price * quantity, 0) - discounts
  const [shippingMinor, taxMinor] = [minorIn(rate, shipping), minorIn(rate, tax)]
  const total = subtotal + shippingMinor + taxMinor
  const now = input.createdAt ?? shop.now()
  const address = country === undefined ? null : { countryCodeV2: country, countryCode: country }
  const order: Order = {
    id,
    rate,
    total,
    lineItems,
    customer: customer ? (shop.node(customer) ?? null) : null,
    name: `#${numberOf(id) % 1_000_000}`,
    email: null,
    createdAt: now,
    updatedAt: now,
    cancelledAt: null,
    cancelReason: null,
    tags: [],
    transactions: [],
    refunds: [],
    fulfillments: [],
    returns: [],
    totalPriceSet: bag(total),
    ...{
      legacyResourceId: String(numberOf(id)),
      processedAt: now,
      closedAt: null,
      closed: false,
      confirmed: true,
      test: false,
      phone: null,
      note: null,
      sourceName: 'web',
      cartToken: null,
      checkoutToken: null,
      customAttributes: [],
      discountCodes: [],
      discountCode: null,
      paymentGatewayNames: ['shopify_payments'],
      billingAddress: address,
      shippingAddress: address,
      disputes: [],
      currencyCode: rate.shop,
      presentmentCurrencyCode: rate.presentment,
      subtotalPriceSet: bag(subtotal),
      originalTotalPriceSet: bag(total),
      totalDiscountsSet: bag(discounts),
      totalShippingPriceSet: bag(shippingMinor),
      totalTaxSet: bag(taxMinor),
      currentTotalPriceSet: () => bag(total - returnedGoods(order)),
      totalReceivedSet: () => bag(receivedOf(order)),
      totalRefundedSet: () => bag(refundedOf(order)),
      netPaymentSet: () => bag(receivedOf(order) - refundedOf(order)),
      totalOutstandingSet: () => bag(Math.max(0, total - receivedOf(order))),
      fullyPaid: () => receivedOf(order) >= total,
      displayFinancialStatus: () => financialStatus(order),
      displayFulfillmentStatus: () => fulfillmentStatus(order),
      returnStatus: () => (order.returns.length > 0 ? 'IN_PROGRESS' : 'NO_RETURN'),
    },
    ...metafieldsFields(shop, id),
    ...more,
  }
  return shop.add(order)
}
/** @throws GraphQLError where it is no amount */
export const minorIn = ({ presentment }: Rate, amount: string): number => minorOf({ amount, currencyCode: presentment })

function lineOf(shop: Shop, input: LineInput, rate: Rate): Line {
  const { id: number, title = 'Tea', sku = null, product, variant, quantity = 1 } = input
  const price = minorIn(rate, input.price)
  const discount = minorIn(rate, input.discount ?? '0')
  const bag = (minor: number) => bagOf(minor, rate)
  const line = {
    id: number === undefined ? shop.nextId('LineItem') : gid('LineItem', number),
    price,
    discount,
    quantity,
    title,
    name: title,
    sku,
    vendor: null,
    variantTitle: null,
    isGiftCard: false,
    requiresShipping: true,
    taxable: true,
    customAttributes: [],
    currentQuantity: quantity,
    product: product === undefined ? null : (shop.node(product) ?? { id: product }),
    variant: variant === undefined ? null : (shop.node(variant) ?? { id: variant }),
    originalUnitPriceSet: bag(price),
    originalTotalSet: bag(price * quantity),
    discountedUnitPriceSet: bag(Math.round(price - discount / quantity)),
    discountedTotalSet: bag(price * quantity - discount),
    totalDiscountSet: bag(discount),
    discountAllocations: discount === 0 ? [] : [{ allocatedAmountSet: bag(discount) }],
  }
  return shop.add(line)
}
