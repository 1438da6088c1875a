/** The programme as data: what earns, what is left out, and how points of each wallet wait, end and are spent. */
import { exponent, isMotError } from '@motkit/core'
import * as z from 'zod'
import { invalid } from './errors.ts'
import { toRatio } from './ratio.ts'

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name of a-z, 0-9 and -, at most 40 long')
const at = z.iso.datetime({ offset: true }).transform((t) => new Date(t).toISOString())
const rate = z
  .union([z.number(), z.string()])
  .refine((value) => (toRatio(value)?.over ?? 0n) > 0n, "a rate above zero, as 2, 0.05 or '1/3'")
const isCurrency = (code: string): boolean => {
  try {
    return exponent(code) >= 0
  } catch (error) {
    if (isMotError(error)) return false
    throw error
  }
}
export const currency = z.string().refine(isCurrency, 'an ISO 4217 currency code')
/** Points for each whole unit of the currency: one rate for all, or one each. */
const rates = z.union([rate, z.record(z.string(), rate)])
const count = z.int().positive()
const some = z.array(z.string().min(1)).min(1)

const common = {
  id: name,
  wallet: name.default('main'),
  /** From this instant on, and before that one: a campaign. Of an order, the time when it was placed counts. */
  from: at.optional(),
  until: at.optional(),
}
const rounding = z.enum(['floor', 'round', 'ceil']).default('floor')
/** Only for the customer's first order. */
const first = z.literal(true).optional()

/** Points for what an order came to, without what is excluded. */
const spend = z.strictObject({ kind: z.literal('spend'), ...common, rate: rates, rounding, first })
/** Points for the lines of an order that match: by what they cost, or so many for each piece. */
const items = z.strictObject({
  kind: z.literal('items'),
  ...common,
  categories: some.optional(),
  products: some.optional(),
  rate: rates.optional(),
  each: count.optional(),
  rounding,
  first,
})
/** So many points for an order; refunds take their part. */
const bonus = z.strictObject({ kind: z.literal('bonus'), ...common, points: count, rounding, first })
/** So many points for an event, once for each subject; for an event about nothing but the customer, once for all. */
const action = z.strictObject({
  kind: z.literal('action'),
  ...common,
  event: z.string().min(1),
  points: count,
  /** The event about the same subject that takes the points back: as `referral.revoked`. */
  unless: z.string().min(1).optional(),
})

export const orderRule = z.discriminatedUnion('kind', [spend, items, bonus])
export type OrderRule = z.output<typeof orderRule>
export type ActionRule = z.output<typeof action>

export const exclusions = z.strictObject({
  /** What shipping, or tax, came to. */
  shipping: z.boolean().default(false),
  tax: z.boolean().default(false),
  /** Lines that say so of themselves. */
  giftCards: z.boolean().default(true),
  withPoints: z.boolean().default(true),
  discounted: z.boolean().default(false),
  categories: z.array(z.string()).default([]),
  products: z.array(z.string()).default([]),
})
export type Exclusions = z.output<typeof exclusions>

const end = z.enum(['day', 'month', 'year']).default('day')
const expiry = z.discriminatedUnion('kind', [
  /** So long after earning; up to the end of that day, month or year. */
  z.strictObject({ kind: z.literal('rolling'), months: count.optional(), days: count.optional(), end }),
  /** At the end of a date, as 12-31: the first one after earning, or the so-manieth. */
  z.strictObject({
    kind: z.literal('calendar'),
    on: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date of the year, as 12-31'),
    years: count.default(1),
  }),
  /** So long after the customer last ordered, earned or redeemed. */
  z.strictObject({ kind: z.literal('sliding'), months: count, end }),
])
export type Expiry = z.output<typeof expiry>

const pending = z.strictObject({
  /** Points of an order wait until it was placed, paid or delivered, or until an event about it. */
  after: z.union([z.enum(['placed', 'paid', 'delivered']), z.strictObject({ event: z.string().min(1) })]),
  /** And so many days more. */
  days: z.int().nonnegative().default(0),
})
const wallet = z.strictObject({
  pending: pending.optional(),
  expiry: expiry.optional(),
  /** What becomes of points that are taken back when they are already spent. */
  shortfall: z.enum(['owe', 'absorb', 'negative']).default('owe'),
  /** What can be spent at a time. */
  spend: z
    .strictObject({ minimum: count.optional(), maximum: count.optional(), multiple: count.optional() })
    .default({}),
})
export type Wallet = z.output<typeof wallet>

export const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
const schema = z.strictObject({
  /** When an order counts. */
  from: z.enum(['placed', 'paid']).default('paid'),
  /** Where days, months and years end. */
  timeZone: z.string().refine(isZone, 'an IANA time zone').default('UTC'),
  earn: z
    .array(z.discriminatedUnion('kind', [spend, items, bonus, action]))
    .min(1)
    .default([{ kind: 'spend', id: 'spend', wallet: 'main', rate: 1, rounding: 'floor' }]),
  exclude: exclusions.prefault({}),
  wallets: z.record(name, wallet).default({ main: { shortfall: 'owe', spend: {} } }),
})
/** A programme as it is written: everything has a default. */
export type ProgrammeOptions = z.input<typeof schema>
/** A programme as it runs. */
export interface Programme extends z.output<typeof schema> {
  /** A hash of all of it: a changed programme is another version. */
  readonly version: string
  readonly orderRules: readonly OrderRule[]
  readonly actionRules: readonly ActionRule[]
}

/**
 * Checks a programme and fills in what it leaves out.
 * @throws MotError PROGRAMME_INVALID with `details.path`, as `earn.2.rate.EUX`
 * @example defineProgramme({ earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1, JPY: 0.01 } }] })
 */
export function defineProgramme(options: ProgrammeOptions = {}): Programme {
  const parsed = schema.safeParse(options)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw invalid(issue?.path.join('.') ?? '', issue?.message ?? 'invalid', issue?.message ?? '')
  }
  const programme = parsed.data
  const ids = new Set<string>()
  programme.earn.forEach((rule, i) => {
    const path = `earn.${i}`
    if (ids.has(rule.id)) throw invalid(`${path}.id`, `two rules are called ${rule.id}`, 'an id of its own')
    ids.add(rule.id)
    if (!programme.wallets[rule.wallet]) {
      const known = Object.keys(programme.wallets).join(', ')
      throw invalid(`${path}.wallet`, `there is no wallet ${rule.wallet}`, `one of ${known}`)
    }
    if (rule.from !== undefined && rule.until !== undefined && rule.until <= rule.from)
      throw invalid(`${path}.until`, 'the window ends before it begins', `an instant after ${rule.from}`)
    if (rule.kind === 'items') {
      if ((rule.rate === undefined) === (rule.each === undefined))
        throw invalid(path, 'a rule on items gives points by a rate or for each piece', 'either rate or each')
      if (!rule.categories && !rule.products)
        throw invalid(path, 'a rule on items says which', 'categories, products or both')
    }
    const perCurrency = 'rate' in rule && typeof rule.rate === 'object' ? Object.keys(rule.rate) : []
    for (const code of perCurrency)
      if (!currency.safeParse(code).success)
        throw invalid(`${path}.rate.${code}`, `${code} is no currency`, 'an ISO 4217 currency code')
  })
  for (const [key, { expiry: ends, spend: limits }] of Object.entries(programme.wallets)) {
    if (ends?.kind === 'rolling' && (ends.months === undefined) === (ends.days === undefined))
      throw invalid(`wallets.${key}.expiry`, 'points last for months or for days', 'either months or days')
    if (limits.minimum !== undefined && limits.maximum !== undefined && limits.maximum < limits.minimum)
      throw invalid(`wallets.${key}.spend.maximum`, 'lies below the minimum', `${limits.minimum} or more`)
  }
  const { earn, exclude } = programme
  return {
    ...programme,
    version: hash(JSON.stringify(sorted({ earn, exclude }))),
    orderRules: earn.filter((rule) => rule.kind !== 'action'),
    actionRules: earn.filter((rule) => rule.kind === 'action'),
  }
}

/** The same value with its keys in order, so that how it was written does not count. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value
/** FNV-1a of 64 bits (http://www.isthe.com/chongo/tech/comp/fnv): it tells versions apart and guards nothing. */
function hash(text: string): string {
  let sum = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text)) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n)
  return sum.toString(16).padStart(16, '0')
}
