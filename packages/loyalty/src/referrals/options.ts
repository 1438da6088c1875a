/** The terms of a referral programme, as data. */
import * as z from 'zod'
import { invalidBy } from '../errors.ts'
import { currency, isZone } from '../fields.ts'

const reward = z.strictObject({ reward: z.string().min(1), data: z.record(z.string(), z.unknown()).optional() })
const schema = z.strictObject({
  /** Makes codes, ids and fingerprints: at least 16 characters, known to the host alone, and never changed. */
  secret: z.string().min(16),
  /** What the friend's order must come to after refunds, in minor units by currency; others do not count. Default: anything. */
  minimum: z.record(currency, z.int().nonnegative()).optional(),
  /** When a referral is reported: so many days after the order was placed, paid or delivered, as the return window is long. */
  pending: z
    .strictObject({
      after: z.enum(['placed', 'paid', 'delivered']).default('delivered'),
      days: z.int().nonnegative().default(14),
    })
    .prefault({}),
  /** Where those days are counted. */
  timeZone: z.string().refine(isZone, 'an IANA time zone').default('UTC'),
  /** More than so many referrals of one advocate in so many days are looked at. */
  velocity: z
    .strictObject({ most: z.int().positive().default(10), days: z.int().positive().max(30).default(7) })
    .prefault({}),
  /** What the two are given; points are given by an earn rule on `referral.approved` and `referral.confirmed`. */
  rewards: z.strictObject({ advocate: reward.optional(), friend: reward.optional() }).default({}),
  /** Whether an order that falls after its referral was approved takes the rewards back. */
  takeBack: z.boolean().default(false),
})
export type ReferralOptions = z.input<typeof schema>
export type Terms = z.output<typeof schema>

/** @throws MotError PROGRAMME_INVALID with `details.path`, as `minimum.EUX` */
export function readTerms(options: ReferralOptions): Terms {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  throw invalidBy(parsed.error)
}
