/** The signature of a webhook: HMAC-SHA256 of the raw bytes with the app's client secret, in base64. */
import { createHmac, timingSafeEqual } from 'node:crypto'

const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/

/**
 * Whether one of the secrets signs the body so. Every secret is tried, and compared in constant time: how long it takes
 * says nothing. Several, since Shopify goes on signing with the old one for a while after a secret was rotated.
 */
export function isSigned(body: Uint8Array, signature: string, secrets: readonly string[]): boolean {
  if (!BASE64_OF_32_BYTES.test(signature)) return false
  const given = Buffer.from(signature, 'base64')
  let found = false
  for (const secret of secrets)
    found = timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given) || found
  return found
}
