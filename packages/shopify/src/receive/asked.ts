/**
 * Whose a request is, and what it asks for. Neither shop nor topic is signed, but the body is: so that what erases or stops
 * must say itself that it does. Whoever has one signed body cannot make another request of it, or one of another shop.
 */
import { ok, type Result } from '@motkit/core'
import { parseBody } from '../facts/json.ts'
import { type ReceiveCode, refuse } from './errors.ts'
import type { WebhookHeaders } from './headers.ts'

type Payload = Readonly<Record<string, unknown>>
const isRequestOfData = (payload: Payload): boolean => 'data_request' in payload || 'orders_requested' in payload

/** By topic: where the body names the shop, and what tells it from the bodies of the others. */
const asking: Readonly<Record<string, { readonly shop: string; is(payload: Payload): boolean }>> = {
  'customers/data_request': { shop: 'shop_domain', is: isRequestOfData },
  'customers/redact': { shop: 'shop_domain', is: (payload) => 'customer' in payload && !isRequestOfData(payload) },
  'shop/redact': { shop: 'shop_domain', is: (payload) => !('customer' in payload) && !isRequestOfData(payload) },
  'app/uninstalled': { shop: 'myshopify_domain', is: () => true },
}

export function checkAsked({ topic, shop }: WebhookHeaders, body: Uint8Array): Result<true, ReceiveCode> {
  const asked = Object.hasOwn(asking, topic) ? asking[topic] : undefined
  if (!asked) return ok(true)
  const payload = payloadOf(body)
  const named = payload?.[asked.shop]
  if (!payload || typeof named !== 'string' || !asked.is(payload))
    return refuse('WEBHOOK_TOPIC_MISMATCH', { path: 'body', expected: `the body of ${topic}` })
  return named.toLowerCase() === shop
    ? ok(true)
    : refuse('WEBHOOK_SHOP_MISMATCH', { path: `body.${asked.shop}`, expected: shop, received: named })
}
function payloadOf(body: Uint8Array): Payload | undefined {
  try {
    const payload = parseBody(body)
    return typeof payload === 'object' && payload !== null ? (payload as Payload) : undefined
  } catch {
    return undefined
  }
}
