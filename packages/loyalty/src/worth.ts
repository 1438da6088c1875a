/** What an order is worth, and why: one function for the quote of a cart and for the ledger. Pure. */
import { exponent, type Line, type Money } from '@motkit/core'
import type { Exclusions, OrderRule } from './programme.ts'
import { type Ratio, toRatio, whole } from './ratio.ts'

/** An order or a cart, as far as points depend on it. Amounts in minor units of the currency of `total`. */
export interface Purchase {
  readonly total: Money
  readonly lines: readonly Line[]
  readonly shipping?: number
  readonly tax?: number
  /** Given back so far. */
  readonly refunded: number
  /** When it was placed: what campaigns look at. */
  readonly at: string
  readonly first: boolean
}
/** The rules by which an order is judged: those of the programme, or those it was granted by. */
export interface Terms {
  readonly rules: readonly OrderRule[]
  readonly exclude: Exclusions
  /** What points of every rule are taken so many times, as by a tier. */
  readonly multiplier?: number | string | undefined
}
export interface Grant {
  readonly rule: string
  readonly wallet: string
  /** What the points are for: minor units before refunds, or pieces. */
  readonly base: number
  readonly points: number
}
export type Without = 'shipping' | 'tax' | 'gift-card' | 'with-points' | 'discounted' | 'category' | 'product'
export interface Excluded {
  readonly reason: Without
  readonly amount: number
  readonly productId?: string
}
export interface Silent {
  readonly rule: string
  readonly reason:
    | 'no-rate-for-currency'
    | 'outside-its-time'
    | 'not-the-first-order'
    | 'nothing-matches'
    | 'too-little'
}
/** What an order earns, what was left out of it, and which rules gave nothing. */
export interface Worth {
  readonly points: number
  readonly grants: readonly Grant[]
  readonly excluded: readonly Excluded[]
  readonly silent: readonly Silent[]
}

const amountOf = ({ price, quantity = 1, discount }: Line, currency: string): number =>
  price?.currency === currency ? Math.max(0, price.amount * quantity - (discount?.amount ?? 0)) : 0

function without(line: Line, exclude: Exclusions): Without | undefined {
  if (exclude.giftCards && line.giftCard) return 'gift-card'
  if (exclude.withPoints && line.withPoints) return 'with-points'
  if (exclude.discounted && (line.discount?.amount ?? 0) > 0) return 'discounted'
  if (line.category !== undefined && exclude.categories.includes(line.category)) return 'category'
  return exclude.products.includes(line.productId) ? 'product' : undefined
}
const matches = (rule: OrderRule & { kind: 'items' }, { productId, category }: Line): boolean =>
  (rule.products?.includes(productId) ?? false) ||
  (category !== undefined && (rule.categories?.includes(category) ?? false))

/** What is kept of the order: refunds take their part of every rule's points, and are rounded once, all together. */
function keptOf({ total, refunded }: Purchase): Ratio {
  if (total.amount === 0) return { over: 1n, under: 1n }
  return { over: BigInt(Math.max(0, total.amount - refunded)), under: BigInt(total.amount) }
}

/** @example worthOf({ rules: programme.orderRules, exclude: programme.exclude }, purchase).points */
export function worthOf({ rules, exclude, multiplier = 1 }: Terms, purchase: Purchase): Worth {
  const { currency } = purchase.total
  const excluded: Excluded[] = []
  const lines: Line[] = []
  for (const reason of ['shipping', 'tax'] as const) {
    const amount = exclude[reason] ? (purchase[reason] ?? 0) : 0
    if (amount > 0) excluded.push({ reason, amount })
  }
  for (const line of purchase.lines) {
    const reason = without(line, exclude)
    if (reason === undefined) lines.push(line)
    else excluded.push({ reason, amount: amountOf(line, currency), productId: line.productId })
  }
  const eligible = Math.max(
    0,
    excluded.reduce((rest, { amount }) => rest - amount, purchase.total.amount),
  )
  const kept = keptOf(purchase)
  const times = toRatio(multiplier) ?? { over: 1n, under: 1n }
  const grants: Grant[] = []
  const silent: Silent[] = []
  for (const rule of rules) {
    const found = judge(rule, { purchase, lines, eligible, kept, times })
    if (typeof found === 'string') silent.push({ rule: rule.id, reason: found })
    else grants.push({ rule: rule.id, wallet: rule.wallet, ...found })
  }
  return { points: grants.reduce((sum, { points }) => sum + points, 0), grants, excluded, silent }
}

interface Judged {
  readonly purchase: Purchase
  readonly lines: readonly Line[]
  readonly eligible: number
  readonly kept: Ratio
  readonly times: Ratio
}
function judge(
  rule: OrderRule,
  { purchase, lines, eligible, kept, times }: Judged,
): Omit<Grant, 'rule' | 'wallet'> | Silent['reason'] {
  const { at, first } = purchase
  if ((rule.from !== undefined && at < rule.from) || (rule.until !== undefined && at >= rule.until))
    return 'outside-its-time'
  if (rule.first && !first) return 'not-the-first-order'
  let base = 1
  const ratios = [kept, times]
  if (rule.kind === 'bonus') ratios.push({ over: BigInt(rule.points), under: 1n })
  else {
    const { currency } = purchase.total
    const found = rule.kind === 'items' ? lines.filter((line) => matches(rule, line)) : undefined
    if (found?.length === 0) return 'nothing-matches'
    if (rule.kind === 'items' && rule.each !== undefined) {
      base = (found ?? []).reduce((sum, { quantity = 1 }) => sum + quantity, 0)
      ratios.push({ over: BigInt(rule.each), under: 1n })
    } else {
      const written = typeof rule.rate === 'object' ? rule.rate[currency] : rule.rate
      const rate = written === undefined ? undefined : toRatio(written)
      if (rate === undefined) return 'no-rate-for-currency'
      base = found
        ? Math.min(
            eligible,
            found.reduce((sum, line) => sum + amountOf(line, currency), 0),
          )
        : eligible
      ratios.push(rate, { over: 1n, under: 10n ** BigInt(exponent(currency)) })
    }
  }
  const points = whole(BigInt(base), ratios, rule.rounding)
  return points === 0 ? 'too-little' : { base, points }
}
