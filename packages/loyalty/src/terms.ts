/** Terms made ready to be asked often: windows as numbers, rates as fractions, and which rules a line is for by its names. */
import { exponent } from '@motkit/core'
import { invalid } from './errors.ts'
import type { Rate } from './fields.ts'
import type { Exclusions, Groups, OrderRule } from './programme.ts'
import { type Factor, factor, type Ratio, type Rounding, toRatio } from './ratio.ts'

/** The terms by which an order is judged: those of the programme, or those it was granted by. */
export interface Terms {
  readonly rules: readonly OrderRule[]
  readonly exclude: Exclusions
  /** Which rules of a group give, by its name. */
  readonly groups?: Groups | undefined
  /** A tier's: it multiplies the points of every rule that does not say `multiply: false`. */
  readonly multiplier?: Rate | undefined
  /** The most points that a rule may give on this order, by its id. */
  readonly caps?: Readonly<Record<string, number>> | undefined
}
const reasons = [
  'outside-its-time',
  'not-the-first-order',
  'nothing-matches',
  'no-rate-for-currency',
  'too-little',
  'limit',
] as const
type Reason = (typeof reasons)[number]
/** A rule that gives nothing, and why. */
export interface Silent {
  readonly rule: string
  readonly reason: Reason | 'another-of-its-group'
  /** Of a rule that another one of its group comes before: the group, and that rule. */
  readonly group?: string
  readonly instead?: string
}
/** A rule at its place in the programme. All have one shape, and their times are in epoch milliseconds. */
export interface Ready {
  readonly place: number
  readonly id: string
  readonly wallet: string
  readonly window: { readonly from: number; readonly until: number } | undefined
  readonly first: boolean
  /** The order as such, what it came to, or what its matching lines come to: in minor units, or in pieces. */
  readonly looksAt: 'order' | 'total' | 'lines' | 'pieces'
  readonly rounding: Rounding
  readonly multiply: boolean
  readonly limit: number
  readonly group: string | undefined
  /** What is said of it where it gives nothing: made once, since most rules say so of most orders. */
  readonly silent: Readonly<Record<Reason, Silent>>
}
export type Places = ReadonlyMap<string, readonly number[]>
export interface ReadyRules {
  readonly all: readonly Ready[]
  readonly grouped: readonly Ready[]
  /** The places of rules on items, by what they match. */
  readonly byProduct: Places
  readonly byCategory: Places
  /** By place: points for one of what the rule looks at. Undefined where it has no rate for the currency. */
  factors(currency: string, multiplier: Rate | undefined): readonly (Factor | undefined)[]
}

/** Answers what was made of the same value before, as long as somebody holds the value. */
function remembered<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>()
  return (key) => {
    let value = made.get(key)
    if (value === undefined) {
      value = make(key)
      made.set(key, value)
    }
    return value
  }
}
/** The places of the rules on items, by the names that they match. */
function placesBy(rules: readonly OrderRule[], by: 'products' | 'categories'): Places {
  const places = new Map<string, number[]>()
  for (const [place, rule] of rules.entries()) {
    for (const name of rule.kind === 'items' ? (rule[by] ?? []) : []) {
      const found = places.get(name)
      if (found) found.push(place)
      else places.set(name, [place])
    }
  }
  return places
}
function toReady(rule: OrderRule, place: number): Ready {
  const { id, wallet, rounding, multiply, group, first = false, limit } = rule
  return {
    place,
    id,
    wallet,
    window: windowOf(rule),
    first,
    looksAt: looksAt(rule),
    rounding,
    multiply,
    limit: limit?.order ?? Infinity,
    group,
    silent: Object.fromEntries(
      reasons.map((reason) => [reason, Object.freeze({ rule: id, reason })]),
    ) as Ready['silent'],
  }
}
function looksAt(rule: OrderRule): Ready['looksAt'] {
  if (rule.kind === 'bonus') return 'order'
  if (rule.kind === 'spend') return 'total'
  return rule.each === undefined ? 'lines' : 'pieces'
}
const windowOf = ({ from, until }: OrderRule): Ready['window'] =>
  from === undefined && until === undefined
    ? undefined
    : {
        from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
        until: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
      }

const one: Ratio = { over: 1n, under: 1n }
function multiplierOf(multiplier: Rate | undefined): Ratio {
  const ratio = multiplier === undefined ? one : toRatio(multiplier)
  if (!ratio) throw invalid('multiplier', `${multiplier} is no rate`, "a rate, as 2, 1.5 or '4/3'")
  return ratio
}
/** Points for each minor unit, piece or order. */
function worthOfOne(rule: OrderRule, currency: string): Ratio | undefined {
  if (rule.kind === 'bonus') return { over: BigInt(rule.points), under: 1n }
  if (rule.kind === 'items' && rule.each !== undefined) return { over: BigInt(rule.each), under: 1n }
  const rate = typeof rule.rate === 'object' ? rule.rate[currency] : rule.rate
  const ratio = rate === undefined ? undefined : toRatio(rate)
  return ratio && { over: ratio.over, under: ratio.under * 10n ** BigInt(exponent(currency)) }
}

/** The rules, ready; of one list they are made once. */
export const readyRules = remembered((rules: readonly OrderRule[]): ReadyRules => {
  const all = rules.map(toReady)
  const known = new Map<string, readonly (Factor | undefined)[]>()
  return {
    all,
    grouped: all.filter(({ group }) => group !== undefined),
    byProduct: placesBy(rules, 'products'),
    byCategory: placesBy(rules, 'categories'),
    factors(currency, multiplier) {
      const key = `${currency} ${multiplier}`
      const before = known.get(key)
      if (before) return before
      const times = multiplierOf(multiplier)
      const made = rules.map((rule) => {
        const ratio = worthOfOne(rule, currency)
        return ratio && factor(rule.multiply ? [ratio, times] : [ratio])
      })
      known.set(key, made)
      return made
    },
  }
})
/** Names to look up at once, of one object made once. */
export const excludedNames = remembered(({ categories, products }: Exclusions) => ({
  categories: new Set(categories),
  products: new Set(products),
}))
