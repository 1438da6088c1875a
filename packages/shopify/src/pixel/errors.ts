/** What can go wrong with events that a browser or a storefront sends, and what they are answered then. */
import { err, isMotError, MotError, type MotErrorDetails, type Result } from '@motkit/core'

/** Every code of the ingests. */
export const ingestErrors = {
  INGEST_METHOD_INVALID: 'Events come by POST.',
  INGEST_BODY_PARSED:
    'The body was read or parsed before: mount the handler before any body parser, or hand the bytes on.',
  INGEST_BODY_EMPTY: 'The request has no body.',
  INGEST_BODY_TOO_LARGE: 'The body is larger than `maxBodyBytes`.',
  INGEST_BODY_BROKEN: 'The body ended before it was whole, or did not come.',
  INGEST_BODY_INVALID: 'The body is not what is sent here: `details.path` names the field.',
  INGEST_SIGNATURE_INVALID: 'No secret signs this body at this time so, or the signature is missing.',
  INGEST_STALE: 'It was signed longer ago than `maxAgeMs`, or lies in the future.',
  INGEST_SHOP_REFUSED: '`tenantOf` does not know the shop.',
  INGEST_TYPE_REFUSED: 'An event of this type is not for a storefront to tell.',
  INGEST_RATE_LIMITED: 'More events came than the rate limit allows.',
  INGEST_UNAVAILABLE: '`tenantOf`, the rate limit or the engine failed; the same may be sent again.',
} as const
export type IngestCode = keyof typeof ingestErrors

const statuses: Readonly<Record<IngestCode, number>> = {
  INGEST_METHOD_INVALID: 405,
  INGEST_BODY_PARSED: 500,
  INGEST_BODY_EMPTY: 400,
  INGEST_BODY_TOO_LARGE: 413,
  INGEST_BODY_BROKEN: 400,
  INGEST_BODY_INVALID: 400,
  INGEST_SIGNATURE_INVALID: 401,
  INGEST_STALE: 401,
  INGEST_SHOP_REFUSED: 403,
  INGEST_TYPE_REFUSED: 400,
  INGEST_RATE_LIMITED: 429,
  INGEST_UNAVAILABLE: 503,
}
export const ingestStatus = (code: IngestCode): number => statuses[code]

export const ingestError = (
  code: IngestCode,
  details: MotErrorDetails = {},
  more: { readonly cause?: unknown; readonly retryable?: boolean } = {},
): MotError<IngestCode> => new MotError(code, ingestErrors[code], { ...more, details })
export const refuseIngest = (code: IngestCode, details?: MotErrorDetails): Result<never, IngestCode> =>
  err(ingestError(code, details))

/** An error of the ingests as it is; any other is what the host's own parts threw. */
export const toIngestError = (error: unknown): MotError<IngestCode> =>
  isMotError(error) && error.code in ingestErrors
    ? (error as MotError<IngestCode>)
    : ingestError('INGEST_UNAVAILABLE', {}, { cause: error, retryable: true })
