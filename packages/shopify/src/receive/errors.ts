/** What can go wrong with a webhook on its way in, and what Shopify is answered then. */
import { err, isMotError, MotError, type MotErrorDetails, type Result } from '@motkit/core'
import { databaseErrors } from '../postgres/errors.ts'

/** Every code of receiving. */
export const receiveErrors = {
  WEBHOOK_METHOD_INVALID: 'A webhook is a POST.',
  WEBHOOK_BODY_PARSED:
    'The body was read or parsed before: the signature is over the raw bytes. Mount the handler before any body parser, or hand the bytes on.',
  WEBHOOK_BODY_EMPTY: 'The webhook has no body.',
  WEBHOOK_BODY_TOO_LARGE: 'The body is larger than `maxBodyBytes`.',
  WEBHOOK_BODY_BROKEN: 'The body ended before it was whole.',
  WEBHOOK_SIGNATURE_MISSING: 'The header `X-Shopify-Hmac-Sha256` is missing.',
  WEBHOOK_SIGNATURE_INVALID: 'No secret of the app signs this body so: it is forged, or was changed on its way.',
  WEBHOOK_HEADER_INVALID: 'A header that Shopify sends is missing, or is not as Shopify writes it.',
  WEBHOOK_TOPIC_REFUSED: 'The topic is none of `topics`: unsubscribe from it, or add it.',
  WEBHOOK_SHOP_REFUSED: '`tenantOf` does not know the shop.',
  WEBHOOK_TOPIC_MISMATCH: 'The signed body is not one of the topic that the header names.',
  WEBHOOK_SHOP_MISMATCH: 'The signed body names another shop than the header does.',
  WEBHOOK_STALE: 'It was triggered longer ago than `maxAgeMs`: Shopify has given up on it long since.',
  WEBHOOK_REPLAYED: 'Its id came with another body before, or its body from another shop.',
  WEBHOOK_LATE: 'It could not be committed within `answerWithinMs`; Shopify sends it again.',
  WEBHOOK_UNAVAILABLE: '`tenantOf`, or the store of deliveries, failed; Shopify sends it again.',
  WEBHOOK_TIMEOUT: 'Processing took nearly all of `leaseMs`, and was given up; it is tried again.',
  WEBHOOK_LOST: 'Whoever processed it died, or never came back, `maxLost` times: it is dead.',
  WEBHOOK_REQUEST_UNHEARD: 'Shopify asks for something, as an erasure, and there is no `onRequest` to do it.',
  ...databaseErrors,
} as const
export type ReceiveCode = keyof typeof receiveErrors

const statuses: Partial<Record<ReceiveCode, number>> = {
  WEBHOOK_METHOD_INVALID: 405,
  WEBHOOK_BODY_PARSED: 500,
  WEBHOOK_BODY_EMPTY: 400,
  WEBHOOK_BODY_TOO_LARGE: 413,
  WEBHOOK_BODY_BROKEN: 400,
  WEBHOOK_SIGNATURE_MISSING: 401,
  WEBHOOK_SIGNATURE_INVALID: 401,
  WEBHOOK_HEADER_INVALID: 400,
  WEBHOOK_TOPIC_REFUSED: 404,
  WEBHOOK_SHOP_REFUSED: 403,
  WEBHOOK_TOPIC_MISMATCH: 403,
  WEBHOOK_SHOP_MISMATCH: 403,
  WEBHOOK_STALE: 409,
  WEBHOOK_REPLAYED: 409,
}
/** The status of the answer; Shopify sends again what was answered by anything but 2xx. */
export const statusOf = (code: ReceiveCode): number => statuses[code] ?? 503

export const receiveError = (
  code: ReceiveCode,
  details: MotErrorDetails = {},
  more: { readonly cause?: unknown; readonly retryable?: boolean } = {},
): MotError<ReceiveCode> => new MotError(code, receiveErrors[code], { ...more, details })
export const refuse = (code: ReceiveCode, details?: MotErrorDetails): Result<never, ReceiveCode> =>
  err(receiveError(code, details))

/** An error of receiving as it is; any other is what `tenantOf` or the store threw. */
export const toReceiveError = (error: unknown): MotError<ReceiveCode> =>
  isMotError(error) && error.code in receiveErrors
    ? (error as MotError<ReceiveCode>)
    : receiveError('WEBHOOK_UNAVAILABLE', {}, { cause: error, retryable: true })
