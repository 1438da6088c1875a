/** The body of a delivery, as JSON whose whole numbers keep all their digits. */
import { payloadInvalid } from '../errors.ts'

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
/** With the text that a value was read from, as ECMAScript 2026 and Node since 21 hand it to the reviver. */
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown

const WHOLE = /^-?\d+$/
/**
 * Reads JSON. A whole number beyond 2^53, as an id may be, becomes a text of its digits.
 * @throws MotError SHOPIFY_PAYLOAD_INVALID
 */
export function parseBody(body: string | Uint8Array): unknown {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  try {
    return parse(text, (_key, value, { source = '' }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && WHOLE.test(source) ? source : value,
    )
  } catch {
    throw payloadInvalid('', 'JSON')
  }
}
