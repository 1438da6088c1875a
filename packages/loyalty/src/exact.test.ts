/** Any programme and any order: what they come to is what whole numbers without end say, written down the plain way. */
import type { Line } from '@motkit/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { defineProgramme } from './programme.ts'
import type { Terms } from './terms.ts'
import { type Grant, type Purchase, worthOf } from './worth.ts'

/** A rate, and the fraction that it is: nothing here is read out of a text. */
const rate = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })).map(([a, b]) => ({
    written: `${a}/${b}`,
    fraction: [BigInt(a), BigInt(b)] as const,
  })),
  fc.tuple(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 0, max: 9 })).map(([digits, places]) => {
    const text = String(digits).padStart(places + 1, '0')
    const cut = text.length - places
    return {
      written: places === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`,
      fraction: [BigInt(digits), 10n ** BigInt(places)] as const,
    }
  }),
)
const names = ['a', 'b', 'c', 'd']
const times = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z']
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const some = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
const rule = fc.record({
  kind: fc.constantFrom('spend', 'items', 'each', 'bonus'),
  rates: fc.record({ EUR: rate, JPY: maybe(rate), KWD: maybe(rate) }),
  points: fc.integer({ min: 1, max: 500 }),
  rounding: fc.constantFrom('floor', 'round', 'ceil'),
  categories: maybe(some),
  products: some,
  window: fc.constantFrom([], [], [times[0], times[2]], [times[1], undefined], [undefined, times[1]]),
  first: fc.boolean(),
  multiply: fc.boolean(),
  limit: maybe(fc.integer({ min: 1, max: 300 })),
  group: maybe(fc.constantFrom('x', 'y', 'z')),
})
type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never
const amount = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 50_000 }) },
  fc.integer({ min: 0, max: 10 ** 12 }),
)
const line = fc.record({
  productId: fc.constantFrom(...names),
  category: maybe(fc.constantFrom(...names)),
  price: amount,
  quantity: maybe(fc.integer({ min: 1, max: 900 })),
  discount: maybe(amount),
  giftCard: fc.boolean(),
  withPoints: fc.boolean(),
  foreign: fc.boolean(),
})
const exclude = fc.record({
  shipping: fc.boolean(),
  tax: fc.boolean(),
  giftCards: fc.boolean(),
  withPoints: fc.boolean(),
  discounted: fc.boolean(),
  categories: fc.subarray(names, { maxLength: 1 }),
  products: fc.subarray(names, { maxLength: 1 }),
})
const order = fc.record({
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  total: fc.oneof(amount, fc.constant(Number.MAX_SAFE_INTEGER)),
  lines: fc.array(line, { maxLength: 6 }),
  shipping: maybe(amount),
  tax: maybe(amount),
  refunded: fc.oneof(fc.constant(0), amount),
  at: fc.constantFrom(...times),
  first: fc.boolean(),
})
type Order = typeof order extends fc.Arbitrary<infer T> ? T : never
const which = fc.constantFrom('all', 'best', 'first')
const given = fc.record({
  rules: fc.array(rule, { minLength: 1, maxLength: 8 }),
  groups: fc.record({ x: which, y: which, z: which }),
  exclude,
  multiplier: maybe(rate),
  caps: maybe(fc.dictionary(fc.constantFrom('rule-0', 'rule-1', 'rule-2'), fc.integer({ min: 0, max: 50 }))),
  order,
})
type Given = typeof given extends fc.Arbitrary<infer T> ? T : never

const decimals = { EUR: 2n, JPY: 0n, KWD: 3n }
const digitsOf = (currency: string): bigint => decimals[currency as keyof typeof decimals]
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const notBelowZero = (a: bigint): bigint => (a < 0n ? 0n : a)
const amountOf = ({ price, quantity = 1, discount = 0, foreign }: Order['lines'][number]): bigint =>
  foreign ? 0n : notBelowZero(BigInt(price) * BigInt(quantity) - BigInt(discount))

function expected({ rules, groups, exclude: out, multiplier, caps = {}, order: it }: Given) {
  const isOut = (one: Order['lines'][number]): boolean =>
    (out.giftCards && one.giftCard) ||
    (out.withPoints && one.withPoints) ||
    (out.discounted && (one.discount ?? 0) > 0) ||
    out.categories.includes(one.category ?? '-') ||
    out.products.includes(one.productId)
  const lines = it.lines.filter((one) => !isOut(one))
  let eligible = BigInt(it.total)
  for (const one of it.lines) if (isOut(one)) eligible -= amountOf(one)
  if (out.shipping) eligible -= BigInt(it.shipping ?? 0)
  if (out.tax) eligible -= BigInt(it.tax ?? 0)
  eligible = notBelowZero(eligible)
  const isOutAltogether =
    eligible === 0n &&
    (it.lines.some(isOut) || (out.shipping && (it.shipping ?? 0) > 0) || (out.tax && (it.tax ?? 0) > 0))
  const part = it.total === 0 ? [1n, 1n] : [notBelowZero(BigInt(it.total) - BigInt(it.refunded)), BigInt(it.total)]

  function give(one: Rule, place: number, [kept = 1n, all = 1n]: readonly bigint[]) {
    const [from = '', until = '~'] = one.window
    if (it.at < from || it.at >= until) return 'outside-its-time'
    if (one.first && !it.first) return 'not-the-first-order'
    const own = lines.filter(
      ({ productId, category }) => one.products.includes(productId) || one.categories?.includes(category ?? '-'),
    )
    const isOnLines = one.kind === 'items' || one.kind === 'each'
    if (isOnLines && own.length === 0) return 'nothing-matches'
    if (one.kind === 'bonus' && isOutAltogether) return 'nothing-matches'
    let base = 1n
    let [over, under] = [BigInt(one.points), 1n]
    if (one.kind === 'each') base = own.reduce((sum, { quantity = 1 }) => sum + BigInt(quantity), 0n)
    if (one.kind === 'spend' || one.kind === 'items') {
      const found = one.rates[it.currency as 'EUR']
      if (!found) return 'no-rate-for-currency'
      base =
        one.kind === 'spend'
          ? eligible
          : least(
              eligible,
              own.reduce((sum, next) => sum + amountOf(next), 0n),
            )
      ;[over, under] = [found.fraction[0], found.fraction[1] * 10n ** digitsOf(it.currency)]
    }
    const times = one.multiply ? multiplier : undefined
    const dividend = base * over * kept * (times?.fraction[0] ?? 1n)
    const divisor = under * all * (times?.fraction[1] ?? 1n)
    let full = dividend / divisor
    if (one.rounding === 'round' && 2n * (dividend % divisor) >= divisor) full += 1n
    if (one.rounding === 'ceil' && dividend % divisor > 0n) full += 1n
    if (full === 0n) return 'too-little'
    const id = `rule-${place}`
    const cap = Math.min(one.limit ?? Infinity, caps[id] ?? Infinity)
    const points = Math.min(Number(full), cap)
    if (points === 0) return 'limit'
    const withheld = Number(full) - points
    return {
      rule: id,
      wallet: 'main',
      base: Number(base),
      points,
      ...(times && { multiplier: times.written }),
      ...(withheld > 0 && { withheld }),
    }
  }
  const grants: Grant[] = []
  const silent: object[] = []
  for (const [place, one] of rules.entries()) {
    const rule = `rule-${place}`
    const found = give(one, place, part)
    const candidates = rules
      .map((other, n) => (one.group !== undefined && other.group === one.group ? give(other, n, []) : 'other'))
      .filter((other) => typeof other !== 'string')
    const most = Math.max(...candidates.map(({ points }) => points))
    const policy = groups[one.group ?? 'x']
    const winner = policy === 'best' ? candidates.find(({ points }) => points === most) : candidates[0]
    if (typeof found === 'string') silent.push({ rule, reason: found })
    else if (winner && policy !== 'all' && winner.rule !== rule)
      silent.push({ rule, reason: 'another-of-its-group', group: one.group, instead: winner.rule })
    else grants.push(found)
  }
  return { grants, silent, points: grants.reduce((sum, { points }) => sum + points, 0) }
}

function programmeOf({ rules, groups, exclude: out }: Given) {
  return defineProgramme({
    groups,
    exclude: out,
    earn: rules.map((one, place) => {
      const [from, until] = one.window
      const { rounding, multiply, categories, products, limit, group, points } = one
      const common = {
        id: `rule-${place}`,
        rounding,
        multiply,
        ...(from !== undefined && { from }),
        ...(until !== undefined && { until }),
        ...(one.first && { first: true as const }),
        ...(limit !== undefined && { limit: { order: limit } }),
        ...(group !== undefined && { group }),
      }
      const written = Object.entries(one.rates).flatMap(([code, found]) => (found ? [[code, found.written]] : []))
      const rates: Record<string, string> = Object.fromEntries(written)
      if (one.kind === 'bonus') return { kind: 'bonus', ...common, points }
      if (one.kind === 'spend') return { kind: 'spend', ...common, rate: rates }
      const on = { ...common, products, ...(categories && { categories }) }
      return { kind: 'items', ...on, ...(one.kind === 'each' ? { each: points } : { rate: rates }) }
    }),
  })
}
function purchaseOf({ currency, total, lines, ...rest }: Order): Purchase {
  const money = (value: number, code: string = currency) => ({ amount: value, currency: code })
  return {
    ...rest,
    total: money(total),
    lines: lines.map(
      ({ price, discount, foreign, ...one }): Line => ({
        ...one,
        price: money(price, foreign ? 'USD' : currency),
        discount: discount === undefined ? undefined : money(discount),
      }),
    ),
  }
}

const sevenFifths = { written: '7/5', fraction: [7n, 5n] as const }

test('every rule gives what exact sums say, small and large, or says why not', () => {
  const seen = { grants: 0, large: 0, withheld: 0, group: 0, refunded: 0 }
  fc.assert(
    fc.property(given, (one) => {
      const { orderRules: rules, exclude: out, groups } = programmeOf(one)
      const { multiplier, caps } = one
      const terms: Terms = { rules, exclude: out, groups, multiplier: multiplier?.written, caps }
      const { excluded: _, ...worth } = worthOf(terms, purchaseOf(one.order))
      expect(worth).toEqual(expected(one))
      // The same rules again, of another tier and in another currency.
      const other = { ...one, multiplier: sevenFifths, order: { ...one.order, currency: 'EUR' as const } }
      const { excluded: __, ...again } = worthOf({ ...terms, multiplier: '7/5' }, purchaseOf(other.order))
      expect(again).toEqual(expected(other))
      for (const { base, points, withheld } of worth.grants) {
        seen.grants += 1
        if (base * points > Number.MAX_SAFE_INTEGER) seen.large += 1
        if (withheld !== undefined) seen.withheld += 1
        if (one.order.refunded > 0) seen.refunded += 1
      }
      for (const { reason } of worth.silent) if (reason === 'another-of-its-group') seen.group += 1
    }),
    { numRuns: 2_000 },
  )
  // A run that never gets there shows nothing.
  expect(Object.entries(seen).filter(([, n]) => n < 50)).toEqual([])
}, 60_000)
