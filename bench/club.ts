/** A programme of 200 earn rules, and carts of 20 lines, of one shop: as motkit takes them, and as the integers that a developer would write down. */
import type { Cart, ProgrammeOptions } from '../packages/loyalty/src/index.ts'
import { type Random, seeded } from './random.ts'

export const NOW = '2026-06-15T10:00:00.000Z'
const RULES = 200
const CATEGORIES = 60
const PRODUCTS = 600
const LINES = 20

/** Points for each EUR, and the same as points for each cent. */
const rates = [
  { written: 1, over: 1, under: 100 },
  { written: 2, over: 1, under: 50 },
  { written: 0.5, over: 1, under: 200 },
  { written: 1.5, over: 3, under: 200 },
  { written: '1/3', over: 1, under: 300 },
  { written: 0.29, over: 29, under: 10_000 },
] as const
const past = { from: '2026-03-01T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z' }
const running = { from: '2026-06-01T00:00:00.000Z', until: '2026-07-01T00:00:00.000Z' }
const ahead = { from: '2026-11-20T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' }
const category = (n: number): string => `category-${n % CATEGORIES}`
const product = (n: number): string => `product-${n % PRODUCTS}`

/** A rule as it is written down once: `kind` and what it matches, and its fraction of a cent, piece or order. */
export interface ClubRule {
  readonly id: string
  readonly kind: 'spend' | 'items' | 'each' | 'bonus'
  readonly rate: (typeof rates)[number]
  readonly points: number
  readonly rounding: 'floor' | 'round' | 'ceil'
  readonly categories: readonly string[]
  readonly products: readonly string[]
  readonly window?: { readonly from: string; readonly until: string }
  readonly first: boolean
}
/** Of 200: 6 on what was spent, 12 bonuses, 22 on pieces, 160 on lines, most of them by category; 50 campaigns, of which 10 run. */
function ruleAt(n: number, random: Random): ClubRule {
  const kind = n < 6 ? 'spend' : n < 18 ? 'bonus' : n < 40 ? 'each' : 'items'
  const isByProduct = kind === 'each' || (kind === 'items' && n % 5 < 2)
  const some = (of: (n: number) => string, most: number) => [
    ...new Set(Array.from({ length: random.int(1, most) }, () => of(random.int(0, PRODUCTS - 1)))),
  ]
  const window = n % 4 === 1 ? [past, ahead, running, past, ahead][(n >> 2) % 5] : undefined
  return {
    id: `rule-${n}`,
    kind,
    rate: random.pick(rates),
    points: random.int(1, 50),
    rounding: random.pick(['floor', 'floor', 'round', 'ceil']),
    categories: isByProduct || kind === 'spend' || kind === 'bonus' ? [] : some(category, 3),
    products: isByProduct ? some(product, 6) : [],
    ...(window && { window }),
    first: n % 20 === 8,
  }
}
export const excluded = { categories: [category(7), category(31)], products: [0, 99, 333].map(product) }

export function clubRules(): readonly ClubRule[] {
  const random = seeded(11)
  return Array.from({ length: RULES }, (_, n) => ruleAt(n, random))
}
export const programmeOf = (rules: readonly ClubRule[]): ProgrammeOptions => ({
  earn: rules.map(({ id, kind, rate, points, rounding, categories, products, window, first }) => {
    const common = { id, rounding, ...window, ...(first && { first }) }
    if (kind === 'bonus') return { kind, ...common, points }
    if (kind === 'spend') return { kind, ...common, rate: { EUR: rate.written, JPY: 0.01 } }
    return {
      kind: 'items',
      ...common,
      ...(kind === 'each' ? { each: points } : { rate: rate.written }),
      ...(categories.length > 0 && { categories: [...categories] }),
      ...(products.length > 0 && { products: [...products] }),
    }
  }),
  exclude: { shipping: true, tax: true, ...excluded },
})

export function clubCarts(count: number): readonly Cart[] {
  const random = seeded(12)
  const eur = (amount: number) => ({ amount, currency: 'EUR' })
  return Array.from({ length: count }, () => {
    const products = Array.from({ length: LINES }, () => {
      const n = random.int(0, PRODUCTS - 1)
      const price = random.int(99, 9_999)
      return {
        productId: product(n),
        category: category(n),
        price: eur(price),
        quantity: random.int(1, 3),
        ...(random.chance(0.2) && { discount: eur(random.int(1, price)) }),
        ...(random.chance(0.02) && { giftCard: true }),
        ...(random.chance(0.02) && { withPoints: true }),
      }
    })
    const sum = products.reduce(
      (all, line) => all + line.price.amount * line.quantity - (line.discount?.amount ?? 0),
      0,
    )
    return { total: eur(sum + 490), shipping: eur(490), tax: eur(Math.round(sum / 6)), products }
  })
}
