/** What Shopify says of a webhook beside its body. None of it is signed. */
import { ok, type Result } from '@motkit/core'
import { type ReceiveCode, refuse } from './errors.ts'

export interface WebhookHeaders {
  /** As `orders/create`. */
  readonly topic: string
  /** As `tea.myshopify.com`. */
  readonly shop: string
  /** The same at each attempt to deliver it. */
  readonly id: string
  readonly apiVersion: string
  /** UTC, ISO 8601. */
  readonly triggeredAt?: string
  /** Shared by all that follows from one act of the merchant: not a key. */
  readonly eventId?: string
  /** Of the subscription. */
  readonly name?: string
}

export const SIGNATURE = 'x-shopify-hmac-sha256'
const TOPIC = /^[a-z][a-z0-9_]*(\/[a-z0-9_]+)+$/
export const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/
const ID = /^[\w-]{1,100}$/
const VERSION = /^[\w.-]{1,30}$/
const TEXT = /^[\x20-\x7e]{1,255}$/

/** A header that came twice is one of two values with a comma between them, which no pattern here takes. */
export function readHeaders(headers: Headers): Result<WebhookHeaders, ReceiveCode> {
  const topic = headers.get('x-shopify-topic')?.toLowerCase() ?? ''
  if (!TOPIC.test(topic)) return invalid('x-shopify-topic', 'a topic, as orders/create')
  const shop = headers.get('x-shopify-shop-domain')?.toLowerCase() ?? ''
  if (!SHOP.test(shop)) return invalid('x-shopify-shop-domain', 'a domain, as tea.myshopify.com')
  const id = headers.get('x-shopify-webhook-id') ?? ''
  if (!ID.test(id)) return invalid('x-shopify-webhook-id', 'an id')
  const apiVersion = headers.get('x-shopify-api-version') ?? ''
  if (!VERSION.test(apiVersion)) return invalid('x-shopify-api-version', 'a version, as 2026-10')
  const at = headers.get('x-shopify-triggered-at')
  const triggered = at === null ? undefined : new Date(at)
  if (triggered && Number.isNaN(triggered.getTime())) return invalid('x-shopify-triggered-at', 'a time')
  const eventId = textOf(headers.get('x-shopify-event-id'))
  const name = textOf(headers.get('x-shopify-name'))
  return ok({
    topic,
    shop,
    id,
    apiVersion,
    ...(triggered && { triggeredAt: triggered.toISOString() }),
    ...(eventId !== undefined && { eventId }),
    ...(name !== undefined && { name }),
  })
}
const invalid = (path: string, expected: string) => refuse('WEBHOOK_HEADER_INVALID', { path, expected })
const textOf = (value: string | null): string | undefined => (value !== null && TEXT.test(value) ? value : undefined)

/** A topic as its header says it, also of its name in GraphQL, as `ORDERS_CREATE`: whatever compares alike. */
export const topicKey = (topic: string): string => topic.toLowerCase().replaceAll('/', '_')
