/**
 * A shop as the Admin API sees it once all of these deliveries were sent: what each of them shows is what stands there, under
 * the names of the schema.
 */
import type { Delivery } from '@motkit/shopify'

// biome-ignore lint/suspicious/noExplicitAny: payloads as Shopify writes them
type Payload = any
type Fields = Readonly<Record<string, unknown>>
/** A node of the schema. */
export interface ToldNode extends Fields {
  readonly id: string
  readonly createdAt?: string
  readonly updatedAt?: string
  readonly initiatedAt?: string
  readonly refunds?: readonly ToldNode[]
  readonly fulfillments?: readonly ToldNode[]
}
export interface ToldShop {
  readonly customers: readonly ToldNode[]
  readonly orders: readonly ToldNode[]
  readonly disputes: readonly ToldNode[]
}

const gid = (type: string, id: unknown): string => `gid://shopify/${type}/${id}`
const node = (type: string, id: unknown) => (id === null || id === undefined ? null : { id: gid(type, id) })
const upper = (word: string | null | undefined): string | null => word?.toUpperCase() ?? null
const bag = (set: Payload) => {
  if (!set) return null
  const side = ({ amount, currency_code }: Payload) => ({ amount, currencyCode: currency_code })
  const presentmentMoney = side(set.presentment_money)
  return { presentmentMoney, shopMoney: set.shop_money ? side(set.shop_money) : presentmentMoney }
}
const bagOf = (amount: string, currencyCode: string) => ({
  presentmentMoney: { amount, currencyCode },
  shopMoney: { amount, currencyCode },
})

export function toldShop(deliveries: readonly Delivery[]): ToldShop {
  const customers = new Map<unknown, Payload>()
  const orders = new Map<unknown, Payload>()
  const parcels = new Map<unknown, Payload>()
  const events = new Map<unknown, Payload[]>()
  const returns = new Map<unknown, Payload>()
  const disputes = new Map<unknown, Payload>()
  const paidAt = new Map<unknown, string>()
  for (const { topic, body, triggeredAt } of deliveries) {
    const payload: Payload = JSON.parse(String(body))
    if (topic.startsWith('customers/')) customers.set(payload.id, payload)
    else if (topic === 'orders/edited') continue
    else if (topic.startsWith('orders/')) {
      orders.set(payload.id, payload)
      if (topic === 'orders/paid') paidAt.set(payload.id, payload.updated_at)
      for (const parcel of payload.fulfillments) parcels.set(parcel.id, parcel)
    } else if (topic.startsWith('fulfillments/')) parcels.set(payload.id, payload)
    else if (topic.startsWith('fulfillment_events/'))
      events.set(payload.fulfillment_id, [...(events.get(payload.fulfillment_id) ?? []), payload])
    else if (topic.startsWith('returns/')) {
      const before = returns.get(payload.id)
      const order_id = payload.order_id ?? payload.order.id
      const closedAt = payload.status === 'closed' ? triggeredAt : null
      returns.set(payload.id, { ...payload, order_id, createdAt: before?.createdAt ?? triggeredAt, closedAt })
    } else if (topic.startsWith('disputes/')) disputes.set(payload.id, payload)
  }

  const lineOf = (line: Payload): ToldNode => ({
    id: gid('LineItem', line.id),
    quantity: line.quantity,
    sku: null,
    title: line.title,
    vendor: null,
    isGiftCard: false,
    product: node('Product', line.product_id),
    variant: node('ProductVariant', line.variant_id),
    originalUnitPriceSet: bag(line.price_set),
    discountAllocations: [],
  })
  const transactionOf = ({ kind, status, amount, currency }: Payload, processedAt: string): Fields => ({
    kind: upper(kind),
    status: upper(status),
    processedAt,
    amountSet: bagOf(amount, currency),
  })
  const refundOf = (refund: Payload): ToldNode => ({
    id: gid('Refund', refund.id),
    createdAt: refund.created_at,
    processedAt: refund.created_at,
    note: '',
    totalRefundedSet: bagOf('0', 'EUR'),
    duties: [],
    refundLineItems: refund.refund_line_items.map((line: Payload) => ({
      quantity: line.quantity,
      lineItem: lineOf(line.line_item),
      subtotalSet: bag(line.subtotal_set),
    })),
    transactions: refund.transactions.map((one: Payload) => transactionOf(one, refund.created_at)),
    refundShippingLines: [],
    orderAdjustments: [],
  })
  const parcelOf = (parcel: Payload): ToldNode => ({
    id: gid('Fulfillment', parcel.id),
    status: upper(parcel.status),
    displayStatus: upper(parcel.shipment_status) ?? 'FULFILLED',
    createdAt: parcel.created_at,
    updatedAt: parcel.updated_at,
    trackingInfo: [{ company: null, number: parcel.tracking_number, url: null }],
    fulfillmentLineItems: parcel.line_items.map((line: Payload) => ({
      quantity: line.quantity,
      lineItem: lineOf(line),
    })),
    events: (events.get(parcel.id) ?? []).map((event) => ({
      id: gid('FulfillmentEvent', event.id),
      status: upper(event.status),
      message: null,
      happenedAt: event.happened_at,
      estimatedDeliveryAt: null,
    })),
  })
  const orderOf = (order: Payload): ToldNode => {
    const at = paidAt.get(order.id)
    const paid = { kind: 'sale', status: 'success', amount: '1000000.00', currency: 'EUR' }
    return {
      id: gid('Order', order.id),
      createdAt: order.created_at,
      updatedAt: order.updated_at,
      processedAt: order.created_at,
      cancelledAt: order.cancelled_at,
      cancelReason: upper(order.cancel_reason),
      test: false,
      displayFinancialStatus: upper(order.financial_status),
      tags: order.tags === '' ? [] : (order.tags ?? '').split(', ').filter(Boolean),
      sourceName: order.source_name,
      discountCodes: [],
      paymentGatewayNames: [],
      cartToken: order.cart_token ?? null,
      checkoutToken: null,
      customer: node('Customer', order.customer?.id),
      shippingAddress: null,
      totalPriceSet: bag(order.total_price_set),
      originalTotalPriceSet: bag(order.total_price_set),
      currentTotalPriceSet: bag(order.current_total_price_set),
      totalShippingPriceSet: bag(order.total_shipping_price_set),
      totalTaxSet: null,
      totalDiscountsSet: null,
      transactions: at ? [transactionOf(paid, at)] : [],
      lineItems: order.line_items.map(lineOf),
      returns: [...returns.values()]
        .filter(({ order_id }) => order_id === order.id)
        .map(({ id, status, createdAt, closedAt }) => ({
          id: gid('Return', id),
          status: upper(status),
          createdAt,
          closedAt,
        })),
      refunds: order.refunds.map(refundOf),
      fulfillments: [...parcels.values()].filter(({ order_id }) => order_id === order.id).map(parcelOf),
    }
  }
  return {
    orders: [...orders.values()].map(orderOf),
    customers: [...customers.values()].map((customer) => ({
      id: gid('Customer', customer.id),
      createdAt: customer.updated_at,
      updatedAt: customer.updated_at,
      tags: [],
      defaultAddress: { countryCodeV2: customer.default_address.country_code },
      defaultEmailAddress: {
        emailAddress: customer.email,
        marketingState: 'NOT_SUBSCRIBED',
        marketingOptInLevel: null,
        marketingUpdatedAt: null,
      },
      defaultPhoneNumber: null,
    })),
    disputes: [...disputes.values()].map((dispute) => ({
      id: gid('ShopifyPaymentsDispute', dispute.id),
      status: upper(dispute.status),
      type: upper(dispute.type),
      initiatedAt: dispute.initiated_at,
      finalizedOn: dispute.finalized_on,
      amount: { amount: dispute.amount, currencyCode: dispute.currency },
      reasonDetails: { reason: upper(dispute.reason) },
      order: node('Order', dispute.order_id),
    })),
  }
}
