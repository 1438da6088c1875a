/** What an order is worth, and why: one function for the quote of a cart and for the ledger. Pure. */
import type { Line, Money } from '@motkit/core'
import { type Basket, basketOf, type Tally } from './basket.ts'
import type { Rate } from './fields.ts'

import { type Factor, type Part, scaled } from './ratio.ts'
import { type Ready, readyRules, type Silent, type Terms } from './terms.ts'

/** An order or a cart, as far as points depend on it. Amounts in minor units of the currency of `total`. */
export interface Purchase {
  readonly total: Money
  readonly lines: readonly Line[]
  readonly shipping?: number | undefined
  readonly tax?: number | undefined
  /** Given back so far. */
  readonly refunded: number
  /** When it was placed: what campaigns look at. */
  readonly at: string
  readonly first: boolean
}
export interface Grant {
  readonly rule: string
  readonly wallet: string
  /** What the points are for: minor units before refunds, or pieces. */
  readonly base: number
  readonly points: number
  /** A tier's, where it counted. */
  readonly multiplier?: Rate
  /** Points above a limit, which are not given. */
  readonly withheld?: number
}
export type Without = 'shipping' | 'tax' | 'gift-card' | 'with-points' | 'discounted' | 'category' | 'product'
export interface Excluded {
  readonly reason: Without
  readonly amount: number
  readonly productId?: string
}
/** What an order earns, what was left out of it, and which rules gave nothing. */
export interface Worth {
  readonly points: number
  readonly grants: readonly Grant[]
  readonly excluded: readonly Excluded[]
  readonly silent: readonly Silent[]
}

const entire: Part = { over: 1, under: 1 }
/** What is kept of the order: refunds take their part of every rule's points, and are rounded once, all together. */
const keptOf = ({ total, refunded }: Purchase): Part =>
  total.amount === 0 || refunded <= 0 ? entire : { over: Math.max(0, total.amount - refunded), under: total.amount }

/** @example worthOf({ rules: programme.orderRules, exclude: programme.exclude }, purchase).points */
export function worthOf(terms: Terms, purchase: Purchase): Worth {
  const ready = readyRules(terms.rules)
  const asked: Asked = {
    terms,
    first: purchase.first,
    at: Date.parse(purchase.at),
    basket: basketOf(purchase, terms.exclude, ready),
    factors: ready.factors(purchase.total.currency, terms.multiplier),
  }
  const kept = keptOf(purchase)
  const chosen = chosenOf(ready.grouped, asked)
  const grants: Grant[] = []
  const silent: Silent[] = []
  let points = 0
  for (const one of ready.all) {
    const { id, group } = one
    const found = judge(one, asked, kept)
    const instead = group === undefined ? undefined : chosen.get(group)?.rule
    if ('reason' in found) silent.push(found)
    else if (group !== undefined && instead !== undefined && instead !== id)
      silent.push({ rule: id, reason: 'another-of-its-group', group, instead })
    else {
      grants.push(found)
      points += found.points
    }
  }
  return { points, grants, excluded: asked.basket.excluded, silent }
}

interface Asked {
  readonly terms: Terms
  readonly first: boolean
  /** Epoch milliseconds. */
  readonly at: number
  readonly basket: Basket
  readonly factors: readonly (Factor | undefined)[]
}
/** By group, the rule that gives where not all do: by the order before refunds, so that a refund never brings another one in. */
function chosenOf(grouped: readonly Ready[], asked: Asked): ReadonlyMap<string, Grant> {
  const chosen = new Map<string, Grant>()
  for (const one of grouped) {
    const { group = '' } = one
    const which = asked.terms.groups?.[group] ?? 'all'
    const before = chosen.get(group)
    if (which === 'all' || (which === 'first' && before)) continue
    const found = judge(one, asked, entire)
    if ('points' in found && found.points > (before?.points ?? 0)) chosen.set(group, found)
  }
  return chosen
}
/** What a rule by itself gives for a part of the order, or why nothing. */
function judge(rule: Ready, { terms, first, at, basket, factors }: Asked, part: Part): Grant | Silent {
  const { id, place, window, looksAt, silent } = rule
  if (window && !(window.from <= at && at < window.until)) return silent['outside-its-time']
  if (rule.first && !first) return silent['not-the-first-order']
  const tally = basket.tallies[place]
  const isEmpty = looksAt === 'order' && basket.eligible === 0 && basket.excluded.length > 0
  if (isEmpty || (!tally && (looksAt === 'lines' || looksAt === 'pieces'))) return silent['nothing-matches']
  const factor = factors[place]
  if (!factor) return silent['no-rate-for-currency']
  const base = baseOf(looksAt, basket.eligible, tally)
  const full = scaled(base, factor, part, rule.rounding)
  if (full === 0) return silent['too-little']
  const points = Math.min(full, rule.limit, capOf(id, terms))
  if (points <= 0) return silent.limit
  const grant = { rule: id, wallet: rule.wallet, base, points }
  const multiplier = rule.multiply ? terms.multiplier : undefined
  if (multiplier === undefined && points === full) return grant
  return {
    ...grant,
    ...(multiplier !== undefined && { multiplier }),
    ...(points < full && { withheld: full - points }),
  }
}
const capOf = (id: string, { caps }: Terms): number =>
  caps && Object.hasOwn(caps, id) ? (caps[id] ?? Infinity) : Infinity
function baseOf(looksAt: Ready['looksAt'], eligible: number, tally: Tally | undefined): number {
  if (looksAt === 'order') return 1
  if (!tally) return eligible
  return looksAt === 'pieces' ? tally.pieces : Math.min(eligible, tally.amount)
}
