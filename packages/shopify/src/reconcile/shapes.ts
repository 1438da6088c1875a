/** What is asked of the objects of the Admin API, and how the answer is read: what the readers of payloads use, and no more. */
import * as z from 'zod'
import type { apiVersions } from '../facts/table.ts'

export type ApiVersion = (typeof apiVersions)[number]

const MONEY = '{ presentmentMoney { amount currencyCode } }'
const money = z.object({ presentmentMoney: z.object({ amount: z.string(), currencyCode: z.string() }) })
const gid = z.object({ id: z.string() })
const text = z.string().nullish()

const LINE = `id quantity sku title vendor isGiftCard product { id } variant { id } originalUnitPriceSet ${MONEY}
  discountAllocations { allocatedAmountSet ${MONEY} }`
const line = z.object({
  id: z.string(),
  quantity: z.number(),
  sku: text,
  title: text,
  vendor: text,
  isGiftCard: z.boolean().nullish(),
  product: gid.nullish(),
  variant: gid.nullish(),
  originalUnitPriceSet: money.nullish(),
  discountAllocations: z.array(z.object({ allocatedAmountSet: money })).nullish(),
})
/** A line as far as parcels and refunds say what it is of. */
const NAMED_LINE = 'id product { id } variant { id }'
const namedLine = z.object({ id: z.string(), product: gid.nullish(), variant: gid.nullish() })

const RETURN = 'id status createdAt closedAt'
const returned = z.object({ id: z.string(), status: z.string(), createdAt: z.string(), closedAt: text })

const TRANSACTION = `kind status processedAt amountSet ${MONEY}`
const transaction = z.object({ kind: z.string(), status: z.string(), processedAt: text, amountSet: money })

/** Connections within an order, a refund or a parcel: so many are asked for at once, then the rest by pages. */
export const within = {
  lineItems: { of: 'Order', first: 6, selection: LINE, node: line },
  returns: { of: 'Order', first: 2, selection: RETURN, node: returned },
  refundLineItems: {
    of: 'Refund',
    first: 8,
    selection: `quantity lineItem { ${NAMED_LINE} } subtotalSet ${MONEY}`,
    node: z.object({ quantity: z.number(), lineItem: namedLine, subtotalSet: money.nullish() }),
  },
  transactions: { of: 'Refund', first: 4, selection: TRANSACTION, node: transaction },
  fulfillmentLineItems: {
    of: 'Fulfillment',
    first: 12,
    selection: `quantity lineItem { ${NAMED_LINE} }`,
    node: z.object({ quantity: z.number().nullish(), lineItem: namedLine }),
  },
  events: {
    of: 'Fulfillment',
    first: 12,
    selection: 'id status message happenedAt estimatedDeliveryAt',
    node: z.object({
      id: z.string(),
      status: z.string(),
      message: text,
      happenedAt: z.string(),
      estimatedDeliveryAt: text,
    }),
  },
} as const
export type Within = typeof within
export type NodeOf<K extends keyof Within> = z.output<Within[K]['node']>

export const connection = <N extends z.ZodType>(node: N) =>
  z.object({ nodes: z.array(node), pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }) })
export interface Connection<N> {
  readonly nodes: readonly N[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined }
}
export const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'
/** Asks for the first of a connection. */
export const firstOf = (name: keyof Within): string =>
  `${name}(first: ${within[name].first}) { nodes { ${within[name].selection} } ${PAGE_INFO} }`

/** An order but for its connections; refunds and parcels are named, and asked for by themselves. */
export const orderSelection = (version: ApiVersion): string => `
  id createdAt updatedAt cancelledAt cancelReason test displayFinancialStatus tags sourceName discountCodes
  paymentGatewayNames ${version >= '2026-07' ? 'cartToken checkoutToken' : ''} customer { id } shippingAddress { countryCodeV2 }
  totalPriceSet ${MONEY} originalTotalPriceSet ${MONEY} currentTotalPriceSet ${MONEY}
  totalShippingPriceSet ${MONEY} totalTaxSet ${MONEY} totalDiscountsSet ${MONEY}
  transactions { ${TRANSACTION} } refunds { id } fulfillments { id }`
export const order = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: text,
  cancelReason: text,
  test: z.boolean().nullish(),
  displayFinancialStatus: text,
  tags: z.array(z.string()).nullish(),
  sourceName: text,
  discountCodes: z.array(z.string()).nullish(),
  paymentGatewayNames: z.array(z.string()).nullish(),
  cartToken: text,
  checkoutToken: text,
  customer: gid.nullish(),
  shippingAddress: z.object({ countryCodeV2: text }).nullish(),
  totalPriceSet: money,
  originalTotalPriceSet: money,
  currentTotalPriceSet: money,
  totalShippingPriceSet: money.nullish(),
  totalTaxSet: money.nullish(),
  totalDiscountsSet: money.nullish(),
  transactions: z.array(transaction).nullish(),
  refunds: z.array(gid).nullish(),
  fulfillments: z.array(gid).nullish(),
})
export type OrderNode = z.output<typeof order>

export const refundSelection = (version: ApiVersion): string => `
  id createdAt ${version >= '2026-01' ? 'processedAt' : ''} note totalRefundedSet ${MONEY} duties { amountSet ${MONEY} }
  ${firstOf('refundLineItems')} ${firstOf('transactions')}
  refundShippingLines(first: 1) { nodes { id } } orderAdjustments(first: 1) { nodes { id } }`
const some = z.object({ nodes: z.array(z.unknown()) })
export const refund = z.object({
  id: z.string(),
  createdAt: text,
  processedAt: text,
  note: text,
  totalRefundedSet: money,
  duties: z.array(z.object({ amountSet: money })).nullish(),
  refundLineItems: connection(within.refundLineItems.node),
  transactions: connection(within.transactions.node),
  refundShippingLines: some,
  orderAdjustments: some,
})
export type RefundNode = z.output<typeof refund>

export const FULFILLMENT = `
  id status displayStatus createdAt updatedAt trackingInfo(first: 1) { company number url }
  ${firstOf('fulfillmentLineItems')} ${firstOf('events')}`
export const fulfillment = z.object({
  id: z.string(),
  status: z.string(),
  displayStatus: text,
  createdAt: z.string(),
  updatedAt: z.string(),
  trackingInfo: z.array(z.object({ company: text, number: text, url: text })),
  fulfillmentLineItems: connection(within.fulfillmentLineItems.node),
  events: connection(within.events.node),
})
export type FulfillmentNode = z.output<typeof fulfillment>

/** WhatsApp has no place here in the older versions: of that, webhooks alone tell. */
export const CUSTOMER = `
  id updatedAt tags defaultAddress { countryCodeV2 }
  defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
  defaultPhoneNumber { marketingState marketingOptInLevel marketingUpdatedAt }`
const consent = z.object({ marketingState: text, marketingOptInLevel: text, marketingUpdatedAt: text })
export const customer = z.object({
  id: z.string(),
  updatedAt: z.string(),
  tags: z.array(z.string()).nullish(),
  defaultAddress: z.object({ countryCodeV2: text }).nullish(),
  defaultEmailAddress: consent.extend({ emailAddress: text }).nullish(),
  defaultPhoneNumber: consent.nullish(),
})
export type CustomerNode = z.output<typeof customer>
export type ConsentNode = z.output<typeof consent>

export const DISPUTE =
  'id status type initiatedAt finalizedOn amount { amount currencyCode } reasonDetails { reason } order { id }'
export const dispute = z.object({
  id: z.string(),
  status: z.string(),
  type: z.string(),
  initiatedAt: z.string(),
  finalizedOn: text,
  amount: z.object({ amount: z.string(), currencyCode: z.string() }),
  reasonDetails: z.object({ reason: z.string() }),
  order: gid.nullish(),
})
export type DisputeNode = z.output<typeof dispute>
