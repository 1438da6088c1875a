/** What a storefront may tell, and of whom: visits, carts and who logged in. What has a value, only Shopify says. */
import { type AnyEvent, events } from '@motkit/core'
import * as z from 'zod'
import { time } from '../facts/schema.ts'
import { plainId } from '../pixel/schema.ts'

const told: readonly AnyEvent[] = [
  events.visitStarted,
  events.pageViewed,
  events.productViewed,
  events.productClicked,
  events.productListViewed,
  events.productListFiltered,
  events.productsSearched,
  events.productsCompared,
  events.reviewsRead,
  events.promotionViewed,
  events.promotionClicked,
  events.wishlistProductAdded,
  events.wishlistProductRemoved,
  events.productAdded,
  events.productRemoved,
  events.cartViewed,
  events.couponEntered,
  events.checkoutStarted,
  events.checkoutStepViewed,
  events.checkoutStepCompleted,
  events.paymentEntered,
  events.paymentFailed,
  events.customerIdentified,
]
/** The types of events that a storefront may tell. */
export const storefrontEvents: readonly string[] = told.map(({ type }) => type)

const name = z.string('a text').min(1, 'a text').max(200, 'a text of 200 characters at most')
export const storefrontEvent = z.object(
  {
    id: name,
    type: name,
    time,
    customer: z.union([z.object({ id: name.transform(plainId) }), z.object({ anonymousId: name })], 'a customer'),
    data: z.record(z.string(), z.unknown(), 'data').transform((data) => plain(data, 0) as Record<string, unknown>),
  },
  'an event',
)
export type StorefrontEvent = z.input<typeof storefrontEvent>

const DEPTH = 5
/** With Shopify's global ids as the plain ones of its webhooks. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return plainId(value)
  if (typeof value !== 'object' || value === null || depth === DEPTH) return value
  if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, depth + 1)]))
}
