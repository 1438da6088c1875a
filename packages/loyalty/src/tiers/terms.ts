/** Tiers as data. What they are measured by is a wallet: one of the programme, or `status`, with rules of its own made here. */
import { exponent } from '@motkit/core'
import * as z from 'zod'
import { invalid } from '../errors.ts'
import { count, dateOfYear, isCurrency, name, rate } from '../fields.ts'
import type { ActionRule, Expiry, Groups, OrderRule, Wallet } from '../programme.ts'
import { toRatio } from '../ratio.ts'

/** The wallet that counts what a tier is measured by, where that is none of the programme's own. */
export const STATUS = 'status'

const level = z.strictObject({
  id: name,
  /** What it takes to rise to it; to stay; and to come back to it once it was lost. Both default to `enter`. */
  enter: count,
  keep: count.optional(),
  reenter: count.optional(),
  /** What orders earn is taken so many times. */
  multiplier: rate.optional(),
})
const measures = "'points', 'orders', { spend: 'EUR' }, { event: 'review.submitted' } or { wallet: 'stars' }"
export const tiersSchema = z.strictObject({
  /**
   * What counts: points earned in `main`, orders, what was spent (in minor units of that currency; others by `rates`),
   * events of a type, or what is in a wallet.
   */
  by: z.union(
    [
      z.enum(['points', 'orders']),
      z.strictObject({ spend: z.string(), rates: z.record(z.string(), rate).optional() }),
      z.strictObject({ event: z.string().min(1) }),
      z.strictObject({ wallet: name }),
    ],
    { error: measures },
  ),
  /** How long it counts: so many months, or up to a date of the year. Without, for good. */
  window: z
    .union([z.strictObject({ months: count }), z.strictObject({ until: dateOfYear, years: count.default(1) })], {
      error: "{ months: 12 } or { until: '12-31' }",
    })
    .optional(),
  /** From the lowest to the highest. */
  levels: z.array(level).min(1, 'one level or more'),
  /** How long a customer may be below `keep` before they drop. */
  grace: z
    .union([z.strictObject({ days: count }), z.strictObject({ months: count })], { error: '{ days } or { months }' })
    .optional(),
  /** To the level that what counts still keeps, or to the next lower one. */
  downgrade: z.enum(['by-balance', 'one-step']).default('by-balance'),
  /** Drops happen as soon as they are due, or after a date of the year. */
  when: z.union([z.literal('at-once'), z.strictObject({ on: dateOfYear })]).default('at-once'),
})
type Written = z.output<typeof tiersSchema>
export interface Level extends Readonly<Written['levels'][number]> {
  readonly keep: number
  readonly reenter: number
}
/** Tiers as they run. */
export interface Tiers extends Readonly<Pick<Written, 'grace' | 'downgrade' | 'when'>> {
  readonly wallet: string
  readonly levels: readonly Level[]
  /** What fills the wallet `status` from orders. No multiplier is put on it. */
  readonly rules: readonly OrderRule[]
}
interface Rest {
  readonly groups: Groups
  readonly earn: readonly (OrderRule | ActionRule)[]
  readonly wallets: Readonly<Record<string, Wallet>>
}
interface Expanded {
  readonly tiers?: Tiers
  readonly groups: Groups
  readonly wallets: Record<string, Wallet>
  /** What fills the wallet `status` from events. */
  readonly acts: readonly ActionRule[]
}

/**
 * Checks tiers against the rest of the programme, and makes the wallet and the rules that measure them.
 * @throws MotError PROGRAMME_INVALID with `details.path`, as `tiers.levels.1.keep`
 */
export function expandTiers(written: Written | undefined, { earn, wallets, groups }: Rest): Expanded {
  if (wallets[STATUS]) throw invalid(`wallets.${STATUS}`, 'this name is for what tiers count', 'another name')
  if (!written) return { groups, wallets: { ...wallets }, acts: [] }
  const { by, window, grace, downgrade, when } = written
  if (downgrade === 'one-step' && !grace && when === 'at-once')
    throw invalid('tiers.downgrade', 'one step at once would be all steps at once', 'grace, or when: { on }')
  const levels = readLevels(written.levels)
  const terms = { levels, downgrade, when, ...(grace && { grace }) }
  if (typeof by === 'object' && 'wallet' in by) {
    checkWallet(by.wallet, wallets)
    if (window) throw invalid('tiers.window', "a wallet's points end by its own expiry", 'no window')
    return { tiers: { ...terms, wallet: by.wallet, rules: [] }, groups, wallets: { ...wallets }, acts: [] }
  }
  const rules = rulesOf(by, earn)
  for (const [i, { id }] of earn.entries())
    if (rules.some((rule) => rule.id === id)) throw invalid(`earn.${i}.id`, `${id} is a rule of tiers`, 'another id')
  const twinGroups = Object.fromEntries(Object.entries(groups).map(([group, which]) => [`${STATUS}-${group}`, which]))
  return {
    tiers: { ...terms, wallet: STATUS, rules: rules.filter((rule) => rule.kind !== 'action') },
    wallets: { ...wallets, [STATUS]: { shortfall: 'owe', spend: {}, spendable: false, ...expiryOf(window) } },
    groups: { ...groups, ...twinGroups },
    acts: rules.filter((rule) => rule.kind === 'action'),
  }
}
/** Each threshold rises from level to level, and who comes in can stay: so no two levels claim one balance. */
function readLevels(written: Written['levels']): readonly Level[] {
  const levels = written.map((one) => ({ ...one, keep: one.keep ?? one.enter, reenter: one.reenter ?? one.enter }))
  for (const [i, one] of levels.entries()) {
    const path = `tiers.levels.${i}`
    const below = levels[i - 1]
    if (levels.findIndex(({ id }) => id === one.id) !== i)
      throw invalid(`${path}.id`, `two levels are called ${one.id}`, 'an id of its own')
    for (const threshold of ['enter', 'keep', 'reenter'] as const)
      if (below && one[threshold] <= below[threshold])
        throw invalid(`${path}.${threshold}`, `does not lie above ${below.id}`, `more than ${below[threshold]}`)
    if (one.keep > one.enter) throw invalid(`${path}.keep`, 'lies above enter', `${one.enter} or less`)
    if (one.reenter < one.keep) throw invalid(`${path}.reenter`, 'who comes back would not stay', `${one.keep} or more`)
  }
  return levels
}
function checkWallet(wallet: string, wallets: Rest['wallets']): void {
  const path = 'tiers.by.wallet'
  const known = wallets[wallet]
  if (!known) throw invalid(path, `there is no wallet ${wallet}`, `one of ${Object.keys(wallets).join(', ')}`)
  if (known.pending) throw invalid(path, `points of ${wallet} wait`, "a wallet without pending, or 'points'")
}
function expiryOf(window: Written['window']): { readonly expiry?: Expiry } {
  if (!window) return {}
  return 'months' in window
    ? { expiry: { kind: 'rolling', months: window.months, end: 'day' } }
    : { expiry: { kind: 'calendar', on: window.until, years: window.years } }
}
const MAX_ID = 40
function rulesOf(
  by: Exclude<Written['by'], { wallet: string }>,
  earn: Rest['earn'],
): readonly (OrderRule | ActionRule)[] {
  // An order counts until all of it is given back.
  if (by === 'orders')
    return [{ kind: 'bonus', id: STATUS, wallet: STATUS, points: 1, rounding: 'ceil', multiply: false }]
  if (by !== 'points') {
    if ('event' in by) return [{ kind: 'action', id: STATUS, wallet: STATUS, event: by.event, points: 1 }]
    return [
      {
        kind: 'spend',
        id: STATUS,
        wallet: STATUS,
        rate: minorUnits(by.spend, by.rates),
        rounding: 'round',
        multiply: false,
      },
    ]
  }
  const twinOf = (own: string, path: string): string => {
    const twin = `${STATUS}-${own}`
    if (twin.length <= MAX_ID) return twin
    throw invalid(path, 'tiers by points need a twin of it', `at most ${MAX_ID - STATUS.length - 1} long`)
  }
  return earn.flatMap((rule, i): (OrderRule | ActionRule)[] => {
    if (rule.wallet !== 'main') return []
    const id = twinOf(rule.id, `earn.${i}.id`)
    // What is limited is what is given; what counts is not. Twins give way to twins only.
    const twin = { ...rule, id, wallet: STATUS, limit: undefined }
    if (twin.kind === 'action') return [twin]
    return [{ ...twin, multiply: false, group: twin.group && twinOf(twin.group, `earn.${i}.group`) }]
  })
}
/** Rates by which amounts of any of these currencies become minor units of the first. */
function minorUnits(spend: string, rates: Readonly<Record<string, number | string>> = {}): Record<string, string> {
  const all = { ...rates, [spend]: 1 }
  for (const code of [spend, ...Object.keys(rates)])
    if (!isCurrency(code)) {
      const path = code === spend ? 'tiers.by.spend' : `tiers.by.rates.${code}`
      throw invalid(path, `${code} is no currency`, 'an ISO 4217 currency code')
    }
  return Object.fromEntries(
    Object.entries(all).map(([code, one]) => {
      const { over, under } = toRatio(one) ?? { over: 1n, under: 1n }
      const rated = `${over * 10n ** BigInt(exponent(spend))}/${under}`
      if (!toRatio(rated)) throw invalid(`tiers.by.rates.${code}`, 'has too many digits', 'a shorter rate')
      return [code, rated]
    }),
  )
}
