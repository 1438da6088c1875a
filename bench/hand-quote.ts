/** The sums of the club's programme, written by hand for it: euros only, in cents, each rule's fraction as two integers. */
import type { Cart } from '../packages/loyalty/src/index.ts'
import { type ClubRule, excluded } from './club.ts'

export interface HandQuote {
  readonly points: number
  readonly grants: readonly { readonly rule: string; readonly points: number }[]
}
interface Sum {
  readonly id: string
  readonly over: number
  readonly under: number
  readonly round: (value: number) => number
  readonly from: number
  readonly until: number
  readonly first: boolean
  readonly isByPiece: boolean
}

export function createHandQuote(rules: readonly ClubRule[]) {
  const always: { readonly sum: Sum; readonly isBonus: boolean }[] = []
  const byCategory = new Map<string, Sum[]>()
  const byProduct = new Map<string, Sum[]>()
  const put = (index: Map<string, Sum[]>, name: string, sum: Sum): void => {
    const list = index.get(name)
    if (list) list.push(sum)
    else index.set(name, [sum])
  }
  for (const { id, kind, rate, points, rounding, categories, products, window, first } of rules) {
    const isByPiece = kind === 'each' || kind === 'bonus'
    const sum: Sum = {
      id,
      over: isByPiece ? points : rate.over,
      under: isByPiece ? 1 : rate.under,
      round: Math[rounding],
      from: window ? Date.parse(window.from) : 0,
      until: window ? Date.parse(window.until) : Number.MAX_SAFE_INTEGER,
      first,
      isByPiece,
    }
    if (kind === 'spend' || kind === 'bonus') always.push({ sum, isBonus: kind === 'bonus' })
    for (const name of categories) put(byCategory, name, sum)
    for (const name of products) put(byProduct, name, sum)
  }
  const noCategories = new Set(excluded.categories)
  const noProducts = new Set(excluded.products)
  const none: readonly Sum[] = []

  return ({ total, shipping, tax, products = [] }: Cart, now: string, isFirst: boolean): HandQuote => {
    const at = Date.parse(now)
    const runs = (sum: Sum): boolean => at >= sum.from && at < sum.until && (isFirst || !sum.first)
    let eligible = total.amount - (shipping?.amount ?? 0) - (tax?.amount ?? 0)
    const counted = new Map<Sum, number>()
    for (const { productId, category = '', price, quantity = 1, discount, giftCard, withPoints } of products) {
      const amount = Math.max(0, (price?.amount ?? 0) * quantity - (discount?.amount ?? 0))
      if (giftCard || withPoints || noCategories.has(category) || noProducts.has(productId)) {
        eligible -= amount
        continue
      }
      for (const sum of byCategory.get(category) ?? none)
        counted.set(sum, (counted.get(sum) ?? 0) + (sum.isByPiece ? quantity : amount))
      for (const sum of byProduct.get(productId) ?? none)
        counted.set(sum, (counted.get(sum) ?? 0) + (sum.isByPiece ? quantity : amount))
    }
    eligible = Math.max(0, eligible)
    const grants: { rule: string; points: number }[] = []
    let points = 0
    const grant = ({ id, over, under, round }: Sum, base: number): void => {
      const worth = round((base * over) / under)
      if (worth === 0) return
      grants.push({ rule: id, points: worth })
      points += worth
    }
    for (const { sum, isBonus } of always) if (runs(sum)) grant(sum, isBonus ? 1 : eligible)
    for (const [sum, base] of counted) if (runs(sum)) grant(sum, sum.isByPiece ? base : Math.min(base, eligible))
    return { points, grants }
  }
}
