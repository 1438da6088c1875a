/** Medusa's entities as far as facts are told of them. The fields asked of Query are made from these schemas. */
import * as z from 'zod'
import { amount, flag, id, list, maybe, metadata, text, time } from './schema'

const line = z.object({
  id,
  product_id: maybe(id),
  variant_id: maybe(id),
  variant_sku: maybe(text),
  title: maybe(text),
  product_title: maybe(text),
  product_type: maybe(text),
  is_giftcard: maybe(flag),
  unit_price: amount,
  quantity: amount,
})
export type Line = z.output<typeof line>
const orderLine = line.extend({
  /** Of the pieces that were not sent back. */
  discount_total: maybe(amount),
  detail: maybe(z.object({ return_received_quantity: maybe(amount), return_dismissed_quantity: maybe(amount) })),
  adjustments: list(z.object({ code: maybe(text) })),
})
export type OrderLine = z.output<typeof orderLine>

/** What was ordered, at one version of the order: `filters: { id, version }`. It does not change any more. */
export const orderVersion = z.object({
  id,
  currency_code: text,
  total: amount,
  tax_total: maybe(amount),
  discount_total: maybe(amount),
  shipping_total: maybe(amount),
  return_received_total: maybe(amount),
  /** What came back damaged. */
  return_dismissed_total: maybe(amount),
  items: list(orderLine),
  shipping_methods: list(z.object({ total: maybe(amount), detail: maybe(z.object({ return_id: maybe(id) })) })),
  credit_lines: list(z.object({ amount, reference: maybe(text) })),
})
export type OrderVersion = z.output<typeof orderVersion>

const payment = z.object({
  id,
  provider_id: maybe(text),
  captures: list(z.object({ id, amount, created_at: time })),
  refunds: list(z.object({ id, amount, note: maybe(text), created_at: time })),
})
export type Payment = z.output<typeof payment>

const fulfillment = z.object({
  id,
  shipped_at: maybe(time),
  delivered_at: maybe(time),
  canceled_at: maybe(time),
  items: list(z.object({ line_item_id: maybe(id), quantity: amount })),
  labels: list(z.object({ id, tracking_number: maybe(text), tracking_url: maybe(text) })),
})

/** The order as it stands. */
export const order = z.object({
  id,
  status: maybe(text),
  is_draft_order: maybe(flag),
  customer_id: maybe(id),
  no_notification: maybe(flag),
  metadata,
  created_at: time,
  canceled_at: maybe(time),
  cart: maybe(z.object({ id })),
  sales_channel: maybe(
    z.object({
      id,
      name: maybe(text),
      stock_locations: list(z.object({ address: maybe(z.object({ country_code: maybe(text) })) })),
    }),
  ),
  shipping_address: maybe(z.object({ country_code: maybe(text), updated_at: maybe(time) })),
  items: list(z.object({ id, product_id: maybe(id), variant_id: maybe(id) })),
  payment_collections: list(z.object({ payments: list(payment) })),
  fulfillments: list(fulfillment),
})
export type Order = z.output<typeof order>

/** A change of an order, of any kind: `filters: { order_id }`. */
export const orderChange = z.object({
  id,
  version: z.int('a whole number'),
  change_type: maybe(text),
  status: text,
  confirmed_at: maybe(time),
  claim_id: maybe(id),
  actions: list(z.object({ action: text })),
})
export type OrderChange = z.output<typeof orderChange>

export const orderReturn = z.object({
  id,
  requested_at: maybe(time),
  received_at: maybe(time),
  items: list(
    z.object({
      item_id: id,
      quantity: amount,
      /** With what came back damaged. */
      received_quantity: maybe(amount),
      note: maybe(text),
    }),
  ),
})
export type Return = z.output<typeof orderReturn>

const claimItem = z.object({ item_id: maybe(id), reason: maybe(text), is_additional_item: maybe(flag) })
export const claim = z.object({
  id,
  type: maybe(text),
  canceled_at: maybe(time),
  /** What is wrong. Medusa keeps it in one table with what is sent anew, and may answer both in either list. */
  claim_items: list(claimItem),
  additional_items: list(claimItem),
})
export type Claim = z.output<typeof claim>

/** A line that was taken out of a cart: `filters: { cart_id, deleted_at: { $ne: null } }`. */
export const removedLine = line.extend({ created_at: time, deleted_at: time })
export const cart = z.object({
  id,
  customer_id: maybe(id),
  currency_code: text,
  items: list(line.extend({ created_at: time, updated_at: time })),
  shipping_methods: list(z.object({ id, name: maybe(text), created_at: time })),
  payment_collection: maybe(
    z.object({
      payment_sessions: list(
        z.object({ id, provider_id: maybe(text), status: maybe(text), created_at: time, updated_at: time }),
      ),
    }),
  ),
})

export const customer = z.object({
  id,
  email: maybe(text),
  metadata,
  updated_at: time,
  deleted_at: maybe(time),
  groups: list(z.object({ name: text })),
  addresses: list(
    z.object({
      is_default_shipping: maybe(flag),
      is_default_billing: maybe(flag),
      country_code: maybe(text),
      updated_at: maybe(time),
    }),
  ),
})

/** That a customer came into a group, which moves no time of either: `filters: { customer_id }`. */
export const membership = z.object({ created_at: time })
