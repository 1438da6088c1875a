/** What calls of the API bring along. Every schema is strict: an unknown field is refused, as another customer's id is. */
import { z } from '@medusajs/framework/zod'

const text = z.string().max(2_000)
const name = z.string().min(1).max(200)
/** Kept under the customer's id in a name of 300 characters at most. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,100}$/, '1 to 100 visible characters of ASCII')

export const nothing = z.strictObject({})

export const statementQuery = z.strictObject({
  wallet: name.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
})
export type StatementQuery = z.infer<typeof statementQuery>

/** What a cart comes to is not for the caller to say: only what they want. */
export const redemptionBody = z.strictObject({
  /** Instead of the header `Idempotency-Key`. */
  id: idempotencyKey.optional(),
  reward: name.optional(),
  points: z.number().int().positive().optional(),
  wallet: name.optional(),
  /** Set aside for this cart, and taken off it at once. */
  cartId: name.optional(),
})
export type RedemptionBody = z.infer<typeof redemptionBody>

export const consentBody = z.strictObject({
  channel: z.enum(['email', 'sms', 'push', 'whatsapp', 'onsite']),
  purpose: z.enum(['marketing', 'reviews', 'analytics']),
  given: z.boolean(),
  /** As the words that were shown beside the box. */
  proof: text.optional(),
})
export type ConsentBody = z.infer<typeof consentBody>

const isCode = (code: string): boolean => /^.{4,40}$/.test(code.replaceAll(/[^0-9A-Za-z]/g, ''))
/** As on the friend's link, or typed in. */
export const referralBody = z.strictObject({ code: z.string().max(60).refine(isCode, '4 to 40 letters and digits') })
export type ReferralBody = z.infer<typeof referralBody>

/** Nobody is erased by a call that only went astray. */
export const erasureBody = z.strictObject({ confirm: z.literal(true) })

export const reviewBody = z.strictObject({
  token: z.string().min(1).max(30_000),
  rating: z.number().int().min(1).max(5),
  productId: name.optional(),
  title: text.optional(),
  body: z.string().max(20_000).optional(),
  media: z
    .array(z.enum(['photo', 'video']))
    .max(100)
    .optional(),
})
export type ReviewBody = z.infer<typeof reviewBody>
