/** The programme as data: what earns, what is left out, and how points of each wallet wait, end and are spent. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { checkRewards, rewards } from './catalogue.ts'
import { invalid, invalidBy } from './errors.ts'
import { at, count, dateOfYear, isCurrency, isZone, name, rate } from './fields.ts'
import { checkLimits, limits } from './spend-limits.ts'
import { expandTiers, type Tiers, tiersSchema } from './tiers/terms.ts'

/** Points for each whole unit of the currency: one rate for all, or one each. */
const rates = z.union([rate, z.record(z.string(), rate)])
const some = z.array(z.string().min(1)).min(1)

/** The most points that a rule gives: of one order, `order`. */
const limit = z.strictObject({
  /** The most points that a customer gets by the rule in a period; of an order, the time when it was placed counts. */
  member: count.optional(),
  per: z.enum(['day', 'month', 'year', 'ever']).default('ever'),
  /** The most points that the rule gives to all customers together. */
  budget: count.optional(),
})
const common = {
  id: name,
  wallet: name.default('main'),
  limit: limit.optional(),
  /** From this instant on, and before that one: a campaign. Of an order, the time when it was placed counts. */
  from: at.optional(),
  until: at.optional(),
}
const rounding = z.enum(['floor', 'round', 'ceil']).default('floor')
/** Only for the customer's first order. */
const first = z.literal(true).optional()
const onOrders = {
  rounding,
  first,
  group: name.optional(),
  limit: limit.extend({ order: count.optional() }).optional(),
  /** Whether a tier's multiplier counts. */
  multiply: z.boolean().default(true),
}
/** Of the rules of a group that would give something: all give, the one that gives most, or the first in the programme. */
export const groups = z.record(name, z.enum(['all', 'best', 'first']))
export type Groups = z.output<typeof groups>

/** Points for what an order came to, without what is excluded. */
const spend = z.strictObject({ kind: z.literal('spend'), ...common, ...onOrders, rate: rates })
/** Points for the lines of an order that match: by what they cost, or so many for each piece. */
const items = z.strictObject({
  kind: z.literal('items'),
  ...common,
  ...onOrders,
  categories: some.optional(),
  products: some.optional(),
  rate: rates.optional(),
  each: count.optional(),
})
/** So many points for an order; refunds take their part. */
const bonus = z.strictObject({ kind: z.literal('bonus'), ...common, ...onOrders, points: count })
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
  /** At the end of a date, as 12-31: the first one after earning, or the nth. */
  z.strictObject({
    kind: z.literal('calendar'),
    on: dateOfYear,
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
  /** The most points of all customers together that are neither spent nor over, waiting ones included. */
  cap: count.optional(),
  /** What becomes of points that are taken back when they are already spent. */
  shortfall: z.enum(['owe', 'absorb', 'negative']).default('owe'),
  /** What can be spent at a time. */
  spend: limits.default({}),
  /** `false`: a measure, from which nothing can be spent. */
  spendable: z.boolean().optional(),
})
export type Wallet = z.output<typeof wallet>
/** The terms of a wallet that the programme has no more. */
export const plain: Wallet = { shortfall: 'owe', spend: {} }

const schema = z.strictObject({
  /** When an order counts. */
  from: z.enum(['placed', 'paid']).default('paid'),
  /** Where days, months and years end. */
  timeZone: z.string().refine(isZone, 'an IANA time zone').default('UTC'),
  earn: z
    .array(z.discriminatedUnion('kind', [spend, items, bonus, action]))
    .min(1)
    .default([{ kind: 'spend', id: 'spend', wallet: 'main', rate: 1, rounding: 'floor', multiply: true }]),
  groups: groups.default({}),
  exclude: exclusions.prefault({}),
  wallets: z.record(name, wallet).default({ main: { shortfall: 'owe', spend: {} } }),
  tiers: tiersSchema.optional(),
  /** What points can be had for, by name. */
  rewards: rewards.default({}),
})
/** A programme as it is written: everything has a default. */
export type ProgrammeOptions = z.input<typeof schema>
/** A programme as it runs. */
export interface Programme extends Omit<z.output<typeof schema>, 'tiers'> {
  /** A hash of all of it: a changed programme is another version. */
  readonly version: string
  readonly orderRules: readonly OrderRule[]
  /** Those, and what orders count for tiers. */
  readonly ledgerRules: readonly OrderRule[]
  readonly actionRules: readonly ActionRule[]
  readonly tiers?: Tiers
}

/**
 * Checks a programme and fills in what it leaves out.
 * @throws MotError PROGRAMME_INVALID with `details.path`, as `earn.2.rate.EUX`
 * @example defineProgramme({ earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1, JPY: 0.01 } }] })
 */
export function defineProgramme(options: ProgrammeOptions = {}): Programme {
  const parsed = schema.safeParse(options)
  if (!parsed.success) throw invalidBy(parsed.error)
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
    if ('group' in rule && rule.group !== undefined && !Object.hasOwn(programme.groups, rule.group))
      throw invalid(`${path}.group`, `there is no group ${rule.group}`, 'a name of `groups`')
    if (rule.kind === 'items') {
      if ((rule.rate === undefined) === (rule.each === undefined))
        throw invalid(path, 'a rule on items gives points by a rate or for each piece', 'either rate or each')
      if (!rule.categories && !rule.products)
        throw invalid(path, 'a rule on items says which', 'categories, products or both')
    }
    const perCurrency = 'rate' in rule && typeof rule.rate === 'object' ? Object.keys(rule.rate) : []
    for (const code of perCurrency)
      if (!isCurrency(code))
        throw invalid(`${path}.rate.${code}`, `${code} is no currency`, 'an ISO 4217 currency code')
  })
  checkRewards(programme.rewards, Object.keys(programme.wallets))
  for (const [key, { expiry: ends, spend: terms }] of Object.entries(programme.wallets)) {
    if (ends?.kind === 'rolling' && (ends.months === undefined) === (ends.days === undefined))
      throw invalid(`wallets.${key}.expiry`, 'points last for months or for days', 'either months or days')
    checkLimits(terms, `wallets.${key}.spend`)
  }
  const { earn, exclude, tiers: written, ...rest } = programme
  const { tiers, wallets, acts, groups } = expandTiers(written, programme)
  const orderRules = earn.filter((rule) => rule.kind !== 'action')
  const actionRules = [...earn.filter((rule) => rule.kind === 'action'), ...acts]
  const ledgerRules = [...orderRules, ...(tiers?.rules ?? [])]
  return {
    ...rest,
    earn,
    exclude,
    groups,
    wallets,
    ...(tiers && { tiers }),
    version: hash(JSON.stringify(sorted({ rules: [...ledgerRules, ...actionRules], exclude, groups }))),
    orderRules,
    ledgerRules,
    actionRules,
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
/** Tells versions apart: the first 16 hexadecimal digits of SHA-256. */
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
