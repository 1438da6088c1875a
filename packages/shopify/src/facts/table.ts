/** Which topic tells which of motkit's events, and what follows: subscriptions, readers and the page are made of it. */
import { readCart, readCheckout } from './carts.ts'
import { readConsent, readCustomer, readMerge } from './customers.ts'
import { readDispute } from './disputes.ts'
import type { FactType } from './fact.ts'
import { readOrder } from './order.ts'
import { readRefund } from './refunds.ts'
import { type RequestReader, readCustomerRedact, readDataRequest, readShopRedact, readUninstalled } from './requests.ts'
import { readReturn } from './returns.ts'
import { readFulfillment, readFulfillmentEvent } from './shipments.ts'
import type { FactsReader, ShopRequest } from './telling.ts'

/** The versions of the API whose payloads are read. */
export const apiVersions = ['2025-10', '2026-01', '2026-04', '2026-07', '2026-10'] as const

/** The kinds of motkit's moments. */
export type MomentKind = 'zmot' | 'fmot' | 'smot.purchase' | 'amot' | 'smot.experience' | 'tmot' | 'umot'
export interface ShopifyTopic {
  /** As the header `X-Shopify-Topic` says it. */
  readonly topic: string
  /** The events that it may tell. */
  readonly tells: readonly FactType[]
  /** The moments that these may open or revise. */
  readonly moments: readonly MomentKind[]
  /** What it asks of the app, beside telling. */
  readonly asks?: ShopRequest['kind']
  /** Why it tells nothing. */
  readonly silent?: string
  /** Where an app subscribes to it: by the Admin API, or in its configuration file only. */
  readonly subscribedBy: 'api' | 'configuration'
}
interface Row extends ShopifyTopic {
  readonly facts?: FactsReader
  readonly request?: RequestReader
}

const telling = (topic: string, facts: FactsReader, tells: readonly FactType[], moments: Row['moments'] = []): Row => ({
  topic,
  tells,
  moments,
  subscribedBy: 'api',
  facts,
})
const asking = (topic: string, request: RequestReader, asks: ShopRequest['kind'], by: Row['subscribedBy']): Row => ({
  topic,
  tells: [],
  moments: [],
  asks,
  subscribedBy: by,
  request,
})
const silent = (topic: string, why: string): Row => ({
  topic,
  tells: [],
  moments: [],
  silent: why,
  subscribedBy: 'api',
})

const consent = ['consent.given', 'consent.withdrawn'] as const
const back = ['order.refunded'] as const
const way = [
  'shipment.created',
  'shipment.updated',
  'shipment.out-for-delivery',
  'shipment.delayed',
  'shipment.delivered',
] as const
/** An order repeats its refunds and parcels. */
const placed = ['customer.identified', 'order.placed', 'order.paid', 'order.canceled', ...back, ...way] as const
const order = ['order.updated', ...placed] as const
const updated = order.filter((type) => type !== 'order.paid')
const afterwards = ['amot', 'smot.experience', 'umot'] as const

/** Every topic that is read, as subscriptions are made of it; of some a delivery tells nothing, and they say why. */
const rows: readonly Row[] = [
  telling('orders/create', readOrder, placed, ['smot.purchase', ...afterwards]),
  telling('orders/paid', readOrder, order, ['smot.purchase', ...afterwards]),
  telling('orders/updated', readOrder, updated, ['smot.purchase', ...afterwards]),
  telling('orders/partially_fulfilled', readOrder, order, ['smot.purchase', ...afterwards]),
  telling('orders/fulfilled', readOrder, order, ['smot.purchase', ...afterwards]),
  telling('orders/cancelled', readOrder, order, ['smot.purchase', ...afterwards]),
  silent(
    'orders/edited',
    'it names lines and no prices; the orders/updated that comes with it has the order as it became',
  ),
  telling('refunds/create', readRefund, back, ['smot.experience']),
  telling('fulfillments/create', readFulfillment, way, ['amot', 'smot.experience']),
  telling('fulfillments/update', readFulfillment, way, ['amot', 'smot.experience']),
  telling(
    'fulfillment_events/create',
    readFulfillmentEvent,
    way.filter((type) => type !== 'shipment.created'),
    ['amot', 'smot.experience'],
  ),
  telling('returns/request', readReturn, ['return.requested'], ['smot.experience']),
  telling('returns/approve', readReturn, ['return.requested'], ['smot.experience']),
  telling('returns/reopen', readReturn, ['return.requested'], ['smot.experience']),
  telling('returns/close', readReturn, ['return.received'], ['smot.experience']),
  silent('returns/decline', 'what was asked for stays asked for'),
  silent('returns/cancel', 'what was asked for stays asked for'),
  silent('returns/update', 'it names neither the order nor its products'),
  silent('returns/process', 'it names neither the order nor its products'),
  telling('carts/create', readCart, ['cart.viewed'], ['smot.purchase']),
  telling('carts/update', readCart, ['cart.viewed'], ['smot.purchase']),
  telling(
    'checkouts/create',
    readCheckout,
    ['customer.identified', 'checkout.started', 'cart.viewed'],
    ['smot.purchase'],
  ),
  telling(
    'checkouts/update',
    readCheckout,
    ['customer.identified', 'checkout.started', 'cart.viewed'],
    ['smot.purchase'],
  ),
  silent('checkouts/delete', 'that it was tidied away is no word of its customer'),
  telling('customers/create', readCustomer, ['customer.updated', ...consent]),
  telling('customers/update', readCustomer, ['customer.updated', ...consent]),
  telling('customers_email_marketing_consent/update', readConsent, consent),
  telling('customers_marketing_consent/update', readConsent, consent),
  telling('customers_whats_app_marketing_consent/update', readConsent, consent),
  telling('customers/merge', readMerge, ['customer.merged']),
  silent('customers/delete', 'a merge deletes an account too; that somebody is to be forgotten says customers/redact'),
  telling('disputes/create', readDispute, ['case.opened', 'case.resolved', ...back], ['tmot', 'smot.experience']),
  telling('disputes/update', readDispute, ['case.opened', 'case.resolved', ...back], ['tmot', 'smot.experience']),
  asking('app/uninstalled', readUninstalled, 'stop', 'api'),
  asking('customers/data_request', readDataRequest, 'export', 'configuration'),
  asking('customers/redact', readCustomerRedact, 'erase', 'configuration'),
  asking('shop/redact', readShopRedact, 'erase-shop', 'configuration'),
]
export const shopifyTopics: readonly ShopifyTopic[] = rows.map(({ facts: _, request: __, ...topic }) => topic)
export const rowOf: ReadonlyMap<string, Row> = new Map(rows.map((row) => [row.topic, row]))
