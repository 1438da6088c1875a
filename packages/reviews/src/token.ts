/**
 * Verified-purchase tokens: the link in a review request says by itself who may review what, so that the form behind it can
 * trust the writer. A JWT (RFC 7519) signed by HMAC-SHA256, as `jose` has it.
 *
 * The signature is compared in constant time: `jose` leaves it to WebCrypto (dist/webapi/lib/jws_verify.js, `crypto.subtle
 * .verify`), and Node compares there by `CRYPTO_memcmp` (src/crypto/crypto_hmac.cc, `HmacTraits::EncodeOutput`).
 */
import { createHash } from 'node:crypto'
import { type Customer, customerKey, customerOf, err, later, MotError, ok, type Result, type Span } from '@motkit/core'
import { errors, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod'
import type { ReviewsErrorCode } from './errors.ts'

export interface TokenKeys {
  /**
   * Each 32 bytes or more, as of `openssl rand -base64 32` (RFC 7518, 3.2). The first signs, all verify: put a new one in
   * front, and take the old one away when the tokens it signed have expired.
   */
  readonly secrets: readonly string[]
  /** Default: 'default'. */
  readonly tenant?: string
  /** An ISO instant. */
  readonly now: string
}
/** What a token grants: one review of an order or, where products are named, one of each of them. */
export interface ReviewGrant {
  readonly tenant: string
  readonly customer: Customer
  readonly orderId: string
  /** None: the order as a whole. */
  readonly productIds: readonly string[]
  /** The request that it came with. */
  readonly requestId: string
  /** Names the grant: a token made again for the same request has the same, whichever products are left. */
  readonly grantId: string
  readonly expiresAt: string
}
export interface ReviewTokenOptions extends TokenKeys {
  /** By an id that is no e-mail address: whoever has the link can read what is in it. */
  readonly customer: Customer
  readonly orderId: string
  /** None: the order as a whole. */
  readonly productIds?: readonly string[] | undefined
  /** Names the request about this order; the link of a reminder has the same, and is of the same grant. */
  readonly requestId: string
  /** Default: 180 days, as Judge.me's. */
  readonly expiresIn?: Span
  /** An ISO instant, instead of `expiresIn`. */
  readonly expiresAt?: string
}
export interface VerifyOptions extends TokenKeys {
  /** Asks the host whether the grant was used, to say so before the form is filled in. `submitReview` needs no such help. */
  isUsed?(grant: ReviewGrant): boolean | Promise<boolean>
}
type TokenCode = Extract<ReviewsErrorCode, 'TOKEN_INVALID' | 'TOKEN_EXPIRED' | 'TOKEN_USED'>

const ALGORITHM = 'HS256'
const MIN_SECRET_BYTES = 32
/** Its own type (RFC 8725, 3.11) and audience: another JWT that the host signs with the same secret is refused. */
const TYPE = 'motkit-review+jwt'
const audienceOf = (tenant: string): string => `motkit/review/${tenant}`
/** JWS Compact Serialization (RFC 7515, 7.1), with room for an order of a hundred products: anything else is not even decoded. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
const MAX_LENGTH = 30_000

const id = z.string().min(1).max(200)
const claims = z.object({
  jti: id,
  sub: z.templateLiteral([z.enum(['id', 'anonymous']), ':', z.string().min(1)]),
  order: id,
  products: z.array(id).min(1).max(100).optional(),
  request: id,
  exp: z.int(),
})

const wrong = (path: string, expected: string): MotError<'TOKEN_SETUP_INVALID'> =>
  new MotError('TOKEN_SETUP_INVALID', `${path}: ${expected}`, { details: { path, expected } })
function readKeys({ secrets, now }: TokenKeys): { keys: readonly Uint8Array[]; at: Date } {
  if (secrets.length === 0) throw wrong('secrets', 'at least one')
  const keys = secrets.map((secret, i) => {
    const key = new TextEncoder().encode(secret)
    if (key.length < MIN_SECRET_BYTES) throw wrong(`secrets.${i}`, `${MIN_SECRET_BYTES} bytes or more`)
    return key
  })
  return { keys, at: readInstant(now, 'now') }
}
function readInstant(instant: string, path: string): Date {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) throw wrong(path, 'an ISO 8601 instant')
  return at
}
const isEmail = (customer: Customer): boolean => customerKey(customer).includes('@')

/**
 * A token for the link in a review request. The same grant has the same `grantId` each time, so a handler that is tried again
 * gives no second review away. It holds ids only, and is signed, not encrypted.
 * @throws MotError TOKEN_SETUP_INVALID with `details.path`
 * @example await createReviewToken({ secrets, now, customer, orderId, productIds: request.products, requestId: request.ask })
 */
export async function createReviewToken(options: ReviewTokenOptions): Promise<string> {
  const { customer, orderId, productIds, requestId, tenant = 'default', now, expiresIn = { days: 180 } } = options
  const { keys, at } = readKeys(options)
  if (isEmail(customer)) throw wrong('customer', 'an id that is no e-mail address: a link can be read by others')
  const end = readInstant(options.expiresAt ?? later(now, expiresIn), 'expiresAt')
  if (end <= at) throw wrong('expiresAt', 'an instant after now')
  const products = productIds && [...new Set(productIds)].sort()
  const grant = { sub: customerKey(customer), order: orderId, ...(products && { products }), request: requestId }
  const checked = claims.omit({ jti: true, exp: true }).safeParse(grant)
  if (!checked.success) throw wrong(fieldOf(checked.error), checked.error.issues[0]?.message ?? 'another value')
  const jti = createHash('sha256')
    .update(JSON.stringify([tenant, grant.sub, orderId, requestId]))
    .digest('base64url')
  return new SignJWT({ ...grant, jti })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .setAudience(audienceOf(tenant))
    .setNotBefore(at)
    .setExpirationTime(end)
    .sign(keys[0] as Uint8Array)
}
const FIELDS: Readonly<Record<string, string>> = {
  sub: 'customer',
  order: 'orderId',
  products: 'productIds',
  request: 'requestId',
}
const fieldOf = ({ issues }: z.ZodError): string => {
  const [claim = '', ...rest] = issues[0]?.path ?? []
  return [FIELDS[String(claim)] ?? claim, ...rest].join('.')
}

const refuse = (code: TokenCode, message: string): Result<never, TokenCode> => err(new MotError(code, message))
/** One answer for all that is wrong with a token, so that nobody learns from it how far they came. */
const invalid = () => refuse('TOKEN_INVALID', 'the review token is not valid')

/**
 * What a token grants; refused unless it was signed with one of the secrets, for this purpose and tenant, and is in its time.
 * @throws MotError TOKEN_SETUP_INVALID for secrets or a time that cannot be used
 */
export async function verifyReviewToken(
  token: string,
  options: VerifyOptions,
): Promise<Result<ReviewGrant, TokenCode>> {
  const { keys, at } = readKeys(options)
  const { tenant = 'default' } = options
  if (typeof token !== 'string' || token.length > MAX_LENGTH || !COMPACT.test(token)) return invalid()
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        audience: audienceOf(tenant),
        requiredClaims: ['exp', 'nbf'],
        currentDate: at,
      })
      const grant = grantOf(payload, tenant)
      if (!grant) return invalid()
      const used = (await options.isUsed?.(grant)) ?? false
      return used ? refuse('TOKEN_USED', 'the review is written already') : ok(grant)
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue // perhaps by an older secret
      if (error instanceof errors.JWTExpired) return refuse('TOKEN_EXPIRED', 'the review token has expired')
      if (error instanceof errors.JOSEError) return invalid()
      throw error
    }
  }
  return invalid()
}

function grantOf(payload: unknown, tenant: string): ReviewGrant | undefined {
  const read = claims.safeParse(payload)
  if (!read.success) return undefined
  const { jti, sub, order, products = [], request, exp } = read.data
  return {
    tenant,
    customer: customerOf(sub),
    orderId: order,
    productIds: products,
    requestId: request,
    grantId: jti,
    expiresAt: new Date(exp * 1_000).toISOString(),
  }
}
