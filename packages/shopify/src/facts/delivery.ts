/** From a delivery of a webhook to what it says: events of motkit, or something that is asked. */
import { err, isMotError, type MotError, ok, type Result } from '@motkit/core'
import { payloadInvalid, type ReadingCode, topicUnknown } from '../errors.ts'
import type { Fact } from './fact.ts'
import { parseBody } from './json.ts'
import type { Ignored } from './reading.ts'
import { rowOf } from './table.ts'
import type { ReadingOptions, ShopRequest } from './telling.ts'

/** A webhook as it was received, its signature checked. */
export interface Delivery {
  /** `X-Shopify-Topic`, as `orders/create`. */
  readonly topic: string
  /** `X-Shopify-Shop-Domain`: the tenant. */
  readonly shop: string
  /** `X-Shopify-Triggered-At`, else when it was first received: the time of what names none. */
  readonly triggeredAt: string
  /** As it came: ids may have more digits than a parsed number keeps. */
  readonly body: string | Uint8Array
}
export interface Reading {
  /**
   * In no order that matters to motkit. The first of an order with a customer says whose it is: where that is refused with
   * `CUSTOMER_ERASED`, the others are of somebody who is to be forgotten.
   */
  readonly events: readonly Fact[]
  readonly request?: ShopRequest
  /** What of it was not taken, and why. */
  readonly ignored: readonly Ignored[]
}

/**
 * Reads a delivery. The same delivery gives the same events, with the same ids, whenever and however often it comes; and
 * what several deliveries say alike is one event.
 * @example
 * const reading = readDelivery({ topic: 'orders/create', shop: 'tea.myshopify.com', triggeredAt, body })
 * if (reading.ok) await mot.ingestMany(reading.value.events)
 */
export function readDelivery(delivery: Delivery, options: ReadingOptions = {}): Result<Reading, ReadingCode> {
  const row = rowOf.get(delivery.topic)
  if (!row) return err(topicUnknown(delivery.topic))
  const ignored: Ignored[] = []
  try {
    const payload = parseBody(delivery.body)
    const { topic, shop } = delivery
    const ignore = (path: string, why: string) => void ignored.push({ path, why })
    const telling = { ...options, topic, shop, at: instantOf(delivery.triggeredAt), ignore }
    if (row.silent !== undefined) ignore('', row.silent)
    const events = row.facts?.(payload, telling) ?? []
    const request = row.request?.(payload, telling)
    return ok({ events, ...(request && { request }), ignored })
  } catch (error) {
    if (isMotError(error)) return err(error as MotError<ReadingCode>)
    throw error
  }
}
function instantOf(triggeredAt: string): string {
  const at = new Date(triggeredAt)
  if (Number.isNaN(at.getTime())) throw payloadInvalid('triggeredAt', 'a time')
  return at.toISOString()
}
