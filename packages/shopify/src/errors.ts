/** What can go wrong with what Shopify sends. The map is a source of docs/errors.md. */
import { MotError } from '@motkit/core'
import { actingErrors } from './acting/errors.ts'
import { adminErrors } from './admin/errors.ts'
import { complianceErrors } from './compliance/errors.ts'
import { ingestErrors } from './pixel/errors.ts'
import { receiveErrors } from './receive/errors.ts'
import { reconcileErrors } from './reconcile/errors.ts'

const readingErrors = {
  SHOPIFY_TOPIC_UNKNOWN: 'A delivery has a topic that is not read: see `shopifyTopics` for those that are.',
  SHOPIFY_PAYLOAD_INVALID:
    'What Shopify sent cannot be read: `details.path` names the field, `details.expected` what belongs there.',
} as const
/** What reading a delivery answers. */
export type ReadingCode = keyof typeof readingErrors

/** Every code that `@motkit/shopify` answers or throws, beside those of core. */
export const shopifyErrors = {
  ...readingErrors,
  ...receiveErrors,
  ...adminErrors,
  ...actingErrors,
  ...reconcileErrors,
  ...complianceErrors,
  ...ingestErrors,
} as const
export type ShopifyErrorCode = keyof typeof shopifyErrors

export const topicUnknown = (topic: string): MotError<'SHOPIFY_TOPIC_UNKNOWN'> =>
  new MotError('SHOPIFY_TOPIC_UNKNOWN', `${JSON.stringify(topic)} is not read`, {
    details: { path: 'topic', expected: 'a topic of shopifyTopics', received: topic },
  })
/** @param path as `line_items.0.quantity`; empty for the whole payload */
export const payloadInvalid = (path: string, expected: string): MotError<'SHOPIFY_PAYLOAD_INVALID'> =>
  new MotError('SHOPIFY_PAYLOAD_INVALID', `${path || 'the payload'}: expected ${expected}`, {
    details: { path, expected },
  })
