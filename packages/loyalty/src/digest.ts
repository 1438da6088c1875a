/** Keyed digests: without the host's secret nobody finds out what they were made of, or makes one up. */
import { createHmac } from 'node:crypto'

const hmac = (secret: string, parts: readonly string[]): Buffer =>
  createHmac('sha256', secret).update(parts.join('\u0000')).digest()

/** 128 bits in base64url: 22 characters. */
export const digest = (secret: string, ...parts: readonly string[]): string =>
  hmac(secret, parts).subarray(0, 16).toString('base64url')

/** Crockford's base32 (https://www.crockford.com/base32.html): no I, L, O or U, so that it can be read aloud. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** So many characters of five bits each, at most 51, in groups of four. */
export function readable(length: number, secret: string, ...parts: readonly string[]): string {
  let bits = BigInt(`0x${hmac(secret, parts).toString('hex')}`)
  let code = ''
  for (let i = 0; i < length; i++, bits >>= 5n) code += DIGITS[Number(bits & 31n)]
  return code.match(/.{1,4}/g)?.join('-') ?? ''
}
