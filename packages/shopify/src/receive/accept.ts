/** The way of a request in: each check in its turn, until it is a delivery that may be stored. */
import { type Clock, ok, type Result } from '@motkit/core'
import { checkAsked } from './asked.ts'
import { readBody } from './body.ts'
import { type ReceiveCode, refuse } from './errors.ts'
import { readHeaders, SIGNATURE, topicKey } from './headers.ts'
import { isSigned } from './signature.ts'
import type { ReceivedDelivery } from './store.ts'

export interface AcceptOptions {
  readonly secrets: readonly string[]
  readonly topics: ReadonlySet<string>
  readonly maxBodyBytes: number
  readonly maxAgeMs: number
  readonly clock: Clock
  tenantOf(shop: string, topic: string): string | undefined | Promise<string | undefined>
}

/** @param signal ends the reading of the body */
export async function accept(
  request: Request,
  { secrets, topics, maxBodyBytes, maxAgeMs, clock, tenantOf }: AcceptOptions,
  signal: AbortSignal,
): Promise<Result<ReceivedDelivery, ReceiveCode>> {
  if (request.method !== 'POST')
    return refuse('WEBHOOK_METHOD_INVALID', { path: 'method', expected: 'POST', received: request.method })
  const read = await readBody(request, maxBodyBytes, signal)
  if (!read.ok) return read
  const body = read.value
  const signature = request.headers.get(SIGNATURE)
  if (!signature) return refuse('WEBHOOK_SIGNATURE_MISSING', { path: SIGNATURE })
  if (!isSigned(body, signature, secrets)) return refuse('WEBHOOK_SIGNATURE_INVALID', { path: SIGNATURE })

  const said = readHeaders(request.headers)
  if (!said.ok) return said
  const { topic, shop } = said.value
  if (!topics.has(topicKey(topic))) return refuse('WEBHOOK_TOPIC_REFUSED', { path: 'x-shopify-topic', received: topic })
  const now = clock.now()
  const triggeredAt = said.value.triggeredAt ?? new Date(now).toISOString()
  if (Date.parse(triggeredAt) < now - maxAgeMs)
    return refuse('WEBHOOK_STALE', { path: 'x-shopify-triggered-at', received: triggeredAt })
  const asked = checkAsked(said.value, body)
  if (!asked.ok) return asked
  const tenant = await tenantOf(shop, topic)
  if (tenant === undefined) return refuse('WEBHOOK_SHOP_REFUSED', { path: 'x-shopify-shop-domain', received: shop })
  return ok({ ...said.value, triggeredAt, tenant, body })
}
