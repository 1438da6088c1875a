/** A policy pack: what a law or a platform asks of review requests, as dated data with its sources. */
import * as z from 'zod'
import { readBy, reviewsError } from '../errors.ts'

/** The channels by which a customer can be asked: those of `consent.given`. */
export const channels = ['email', 'sms', 'push', 'whatsapp', 'onsite'] as const
export type Channel = (typeof channels)[number]

/** What a pack can rule on, each from the mildest answer to the strictest. Of several packs the strictest counts. */
export const strictness = {
  /** Who may be asked: all who did not object, customers whose address came with a sale, those who consented. */
  asking: ['unless-objected', 'existing-customer', 'consent'],
  /** Rewards for a review, never by its rating: told to nobody, told to who reads it, none at all. */
  incentives: ['allowed', 'disclosed', 'forbidden'],
  /** Choosing whom to ask by how satisfied they are. */
  gating: ['allowed', 'forbidden'],
  /** Whether the request may lean towards an answer. */
  wording: ['free', 'neutral'],
} as const

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name of a-z, 0-9 and -, at most 40 long')
const text = z.string().min(1).max(300)
const country = z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166-1 code, as DE')

const notice = z.strictObject({
  /** What it says; the text is the host's. */
  id: name,
  /** Where: in the request, where the address is taken, or where the reviews are shown. */
  in: z.enum(['request', 'sign-up', 'reviews']),
  /** Only where a reward is promised. */
  when: z.literal('incentive').optional(),
})
export const pack = z.strictObject({
  id: name,
  name: text,
  /** As of which day it was held against its sources. */
  date: z.iso.date('a day, as 2026-01-31'),
  /** Where it stands; errors name the first. */
  sources: z.array(z.strictObject({ title: text, url: z.url({ protocol: /^https$/ }) })).min(1),
  /** The law of where the customer is, or the rules of where the review will stand. */
  applies: z.union(
    [z.strictObject({ countries: z.array(country).min(1) }), z.strictObject({ destination: name })],
    '{ countries } or { destination }',
  ),
  /** By channel. Of what no pack speaks, here and below, the strictest answer counts. */
  asking: z.partialRecord(z.enum(channels), z.enum(strictness.asking)).optional(),
  incentives: z.enum(strictness.incentives).optional(),
  gating: z.enum(strictness.gating).optional(),
  wording: z.enum(strictness.wording).optional(),
  says: z.array(notice).default([]),
})

/** A pack as it is written. */
export type PolicyPackInput = z.input<typeof pack>
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T
export type PolicyPack = Frozen<z.output<typeof pack>>

/** Reads data by a schema. @throws MotError POLICY_INVALID with `details.path`, as `de-uwg.sources.0.url` */
export const checked = <S extends z.ZodType>(at: string, schema: S, input: unknown): z.output<S> =>
  readBy(schema, input, [at], (path, expected) =>
    reviewsError('POLICY_INVALID', `${path}: ${expected}`, { path, expected }),
  )

/**
 * A pack of your own, or one that takes the place of another: from a file, from a table, as data.
 * @throws MotError POLICY_INVALID with `details.path`, as `policy.sources.0.url`
 * @example
 * definePolicy({
 *   id: 'ch-uwg',
 *   name: 'CH, UWG art. 3',
 *   date: '2026-11-23',
 *   sources: [{ title: 'UWG', url: 'https://www.fedlex.admin.ch/eli/cc/1988/223_223_223/de' }],
 *   applies: { countries: ['CH'] },
 *   asking: { email: 'existing-customer' },
 *   says: [{ id: 'right-to-object', in: 'request' }],
 * })
 */
export const definePolicy = (input: PolicyPackInput): PolicyPack => checked('policy', pack, input)
