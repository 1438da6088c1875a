/** The signature of what a storefront's server sends: HMAC-SHA256 of the time, a dot and the raw body, in base64. */
import { ok, type Result } from '@motkit/core'
import { type IngestCode, refuseIngest } from '../pixel/errors.ts'
import { isSigned } from '../receive/signature.ts'

const SIGNATURE = 'x-motkit-signature'
/** Seconds since 1970. */
const TIMESTAMP = 'x-motkit-timestamp'

export interface SignedOptions {
  readonly secrets: readonly string[]
  readonly maxAgeMs: number
  /** In milliseconds. */
  readonly now: number
}
/** The time is signed too: what was captured can be sent again for a short while only, and counts once. */
export function checkSigned(
  headers: Headers,
  body: Uint8Array,
  { secrets, maxAgeMs, now }: SignedOptions,
): Result<true, IngestCode> {
  const time = headers.get(TIMESTAMP) ?? ''
  const signature = headers.get(SIGNATURE) ?? ''
  if (!isSigned(Buffer.concat([Buffer.from(`${time}.`), body]), signature, secrets))
    return refuseIngest('INGEST_SIGNATURE_INVALID', { path: SIGNATURE })
  if (/^\d{1,12}$/.test(time) && Math.abs(now - Number(time) * 1_000) <= maxAgeMs) return ok(true)
  return refuseIngest('INGEST_STALE', { path: TIMESTAMP, expected: 'seconds since 1970, of now', received: time })
}
