/**
 * Objects of the Admin API in the shape of the payloads of webhooks: read by the readers of these, they say the very events,
 * with the very ids.
 */
import { type Money, toMinor } from '@motkit/core'
import type { WholeFulfillment, WholeOrder, WholeRefund } from './complete.ts'
import type { ConsentNode, CustomerNode, DisputeNode, NodeOf } from './shapes.ts'

/** The digits at the end of a global id, which are the id elsewhere. */
export const digitsOf = (gid: string): string => (gid.split('?')[0] ?? gid).slice(gid.lastIndexOf('/') + 1)
const named = (node: { readonly id: string } | null | undefined): string | null => (node ? digitsOf(node.id) : null)
const lower = (value: string | null | undefined): string | null => value?.toLowerCase() ?? null

interface Bag {
  readonly presentmentMoney: { readonly amount: string; readonly currencyCode: string }
}
const set = (bag: Bag | null | undefined) =>
  bag
    ? { presentment_money: { amount: bag.presentmentMoney.amount, currency_code: bag.presentmentMoney.currencyCode } }
    : null
const minor = ({ presentmentMoney: { amount, currencyCode } }: Bag): Money => ({
  amount: toMinor(amount, currencyCode),
  currency: currencyCode,
})

const namedLine = (line: NodeOf<'refundLineItems'>['lineItem']) => ({
  id: digitsOf(line.id),
  product_id: named(line.product),
  variant_id: named(line.variant),
})

export function orderPayload(order: WholeOrder) {
  const order_id = digitsOf(order.id)
  return {
    id: order_id,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    paid_at: paidAt(order),
    cancelled_at: order.cancelledAt,
    cancel_reason: lower(order.cancelReason),
    test: order.test,
    financial_status: lower(order.displayFinancialStatus),
    total_price_set: set(order.totalPriceSet),
    current_total_price_set: set(order.currentTotalPriceSet),
    total_shipping_price_set: set(order.totalShippingPriceSet),
    total_tax_set: set(order.totalTaxSet),
    total_discounts_set: set(order.totalDiscountsSet),
    discount_codes: order.discountCodes?.map((code) => ({ code })),
    line_items: order.lineItems.map((line) => ({
      ...namedLine(line),
      sku: line.sku,
      title: line.title,
      vendor: line.vendor,
      gift_card: line.isGiftCard,
      quantity: line.quantity,
      price_set: set(line.originalUnitPriceSet),
      discount_allocations: line.discountAllocations?.map(({ allocatedAmountSet }) => ({
        amount_set: set(allocatedAmountSet),
      })),
    })),
    tags: order.tags?.join(', '),
    source_name: order.sourceName,
    cart_token: order.cartToken,
    checkout_token: order.checkoutToken,
    customer: order.customer ? { id: digitsOf(order.customer.id) } : null,
    shipping_address: order.shippingAddress ? { country_code: order.shippingAddress.countryCodeV2 } : null,
    payment_gateway_names: order.paymentGatewayNames,
    refunds: order.refunds.map((refund) => refundPayload(refund, order_id)),
    fulfillments: order.fulfillments.map((parcel) => fulfillmentPayload(parcel, order_id)),
  }
}

/**
 * When what was paid first came to what was asked for, which is when `orders/paid` was sent; one that costs nothing is paid
 * as it is processed. Undefined where the payments do not say.
 */
function paidAt({ transactions, originalTotalPriceSet, createdAt }: WholeOrder): string | undefined {
  const total = minor(originalTotalPriceSet)
  if (total.amount === 0) return createdAt
  const payments = (transactions ?? [])
    .filter(({ kind, status }) => (kind === 'SALE' || kind === 'CAPTURE') && status === 'SUCCESS')
    .flatMap(({ processedAt, amountSet }) => (processedAt ? [{ at: processedAt, ...minor(amountSet) }] : []))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  let paid = 0
  for (const { at, amount, currency } of payments) {
    if (currency === total.currency) paid += amount
    if (paid >= total.amount) return at
  }
  return payments.at(-1)?.at // an edit made it cheaper before it was paid
}

const refundPayload = (refund: WholeRefund, order_id: string) => ({
  id: digitsOf(refund.id),
  order_id,
  created_at: refund.createdAt ?? refund.processedAt,
  processed_at: refund.processedAt,
  note: refund.note,
  transactions: refund.transactions.map(({ kind, status, amountSet: { presentmentMoney } }) => ({
    kind: lower(kind),
    status: lower(status),
    amount: presentmentMoney.amount,
    currency: presentmentMoney.currencyCode,
  })),
  refund_line_items: refund.refundLineItems.map(({ quantity, lineItem, subtotalSet }) => ({
    quantity,
    line_item: namedLine(lineItem),
    subtotal_set: set(subtotalSet),
  })),
  refund_shipping_lines: refund.refundShippingLines.nodes,
  order_adjustments: refund.orderAdjustments.nodes,
  total_duties_set: dutiesOf(refund),
})
/** A payload says what they come to even where there are none. */
function dutiesOf({ duties, totalRefundedSet }: WholeRefund) {
  const { currencyCode } = totalRefundedSet.presentmentMoney
  const [first] = duties ?? []
  return set(first?.amountSet ?? { presentmentMoney: { amount: '0', currencyCode } })
}

/** What a fulfillment may say of its parcel's way; other display statuses repeat its `status`. */
const onItsWay: ReadonlySet<string> = new Set([
  'label_purchased',
  'label_printed',
  'ready_for_pickup',
  'confirmed',
  'carrier_picked_up',
  'in_transit',
  'out_for_delivery',
  'attempted_delivery',
  'delayed',
  'delivered',
  'failure',
])
function fulfillmentPayload(parcel: WholeFulfillment, order_id: string) {
  const [tracking] = parcel.trackingInfo
  const shown = lower(parcel.displayStatus)
  return {
    id: digitsOf(parcel.id),
    order_id,
    status: lower(parcel.status),
    shipment_status: shown !== null && onItsWay.has(shown) ? shown : null,
    created_at: parcel.createdAt,
    updated_at: parcel.updatedAt,
    tracking_company: tracking?.company,
    tracking_number: tracking?.number,
    tracking_url: tracking?.url,
    line_items: parcel.fulfillmentLineItems.map(({ quantity, lineItem }) => ({
      ...namedLine(lineItem),
      quantity: quantity ?? 0,
    })),
  }
}
export const fulfillmentEventPayload = (event: NodeOf<'events'>, fulfillment: string, order_id: string) => ({
  id: digitsOf(event.id),
  order_id,
  fulfillment_id: digitsOf(fulfillment),
  status: lower(event.status),
  message: event.message,
  happened_at: event.happenedAt,
  estimated_delivery_at: event.estimatedDeliveryAt,
})

export const customerPayload = ({ defaultEmailAddress, defaultPhoneNumber, ...customer }: CustomerNode) => ({
  id: digitsOf(customer.id),
  updated_at: customer.updatedAt,
  email: defaultEmailAddress?.emailAddress,
  tags: customer.tags?.join(', '),
  default_address: customer.defaultAddress ? { country_code: customer.defaultAddress.countryCodeV2 } : null,
  email_marketing_consent: consentPayload(defaultEmailAddress),
  sms_marketing_consent: consentPayload(defaultPhoneNumber),
})
const consentPayload = (consent: ConsentNode | null | undefined) =>
  consent
    ? {
        state: lower(consent.marketingState),
        opt_in_level: lower(consent.marketingOptInLevel),
        consent_updated_at: consent.marketingUpdatedAt,
      }
    : null

export const disputePayload = (dispute: DisputeNode) => ({
  id: digitsOf(dispute.id),
  order_id: named(dispute.order),
  type: lower(dispute.type),
  amount: dispute.amount.amount,
  currency: dispute.amount.currencyCode,
  reason: lower(dispute.reasonDetails.reason),
  status: lower(dispute.status),
  initiated_at: dispute.initiatedAt,
  finalized_on: dispute.finalizedOn,
})
