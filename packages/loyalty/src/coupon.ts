/** Codes of coupons: nobody can guess them, people can read them, and a repeated call makes the same one. */
import { MotError } from '@motkit/core'
import { readable } from './digest.ts'

export interface CouponCodeOptions {
  /** 32 bytes or more, as of `openssl rand -base64 32`; kept secret, and kept: another secret makes other codes. */
  readonly secret: string
  /** What the code is for: the idempotency key of the action that gives it. */
  readonly key: string
  /** Stands in front, as `SPRING`. */
  readonly prefix?: string
  /** Characters behind the prefix, of 5 bits each. Default: 16, which is 80 bits. */
  readonly length?: number
}
const MIN_SECRET_BYTES = 32
/** 65 bits: a million guesses a second find one of a million codes in about ten weeks. HMAC-SHA256 has 51 characters. */
const LENGTH = { least: 13, most: 51, usual: 16 } as const

/**
 * A coupon's code, by HMAC-SHA256 (RFC 2104) of the key: the same for the same secret and key. Its characters are independent
 * and equally likely to whoever does not know the secret: 5 bits each, 80 in all.
 * @throws MotError COUPON_INVALID with `details.path`
 * @example couponCode({ secret, key: idempotencyKey, prefix: 'CLUB' }) // CLUB-7Q4M-…
 */
export function couponCode({ secret, key, prefix, length = LENGTH.usual }: CouponCodeOptions): string {
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) throw wrong('secret', `${MIN_SECRET_BYTES} bytes or more`)
  if (key === '') throw wrong('key', 'the idempotency key of the action')
  if (!Number.isInteger(length) || length < LENGTH.least || length > LENGTH.most)
    throw wrong('length', `a whole number from ${LENGTH.least} to ${LENGTH.most}`)
  if (prefix !== undefined && !/^[0-9A-Za-z]{1,20}$/.test(prefix)) throw wrong('prefix', '1 to 20 letters and digits')
  const code = readable(length, secret, `motkit/coupon/${key}`)
  return prefix === undefined ? code : `${prefix.toUpperCase()}-${code}`
}
const wrong = (path: string, expected: string): MotError<'COUPON_INVALID'> =>
  new MotError('COUPON_INVALID', `${path}: ${expected} is needed`, { details: { path, expected } })
