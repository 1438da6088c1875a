/** What of an order counts: without what is excluded, and for each rule on items what its lines come to. */
import type { Line } from '@motkit/core'
import type { Exclusions } from './programme.ts'
import { excludedNames, type ReadyRules } from './terms.ts'
import type { Excluded, Purchase, Without } from './worth.ts'

/** What the lines of a rule come to: in minor units, and in pieces. */
export interface Tally {
  amount: number
  pieces: number
  /** The last line that was added, by its number: one that matches by both its names counts once. */
  last: number
}
export interface Basket {
  /** Minor units. */
  readonly eligible: number
  readonly excluded: readonly Excluded[]
  /** By place of the rule. */
  readonly tallies: readonly (Tally | undefined)[]
}

const amountOf = ({ price, quantity = 1, discount }: Line, currency: string): number =>
  price?.currency === currency ? Math.max(0, price.amount * quantity - (discount?.amount ?? 0)) : 0

type Names = ReturnType<typeof excludedNames>
function without(line: Line, exclude: Exclusions, { categories, products }: Names): Without | undefined {
  if (exclude.giftCards && line.giftCard) return 'gift-card'
  if (exclude.withPoints && line.withPoints) return 'with-points'
  if (exclude.discounted && (line.discount?.amount ?? 0) > 0) return 'discounted'
  if (line.category !== undefined && categories.has(line.category)) return 'category'
  return products.has(line.productId) ? 'product' : undefined
}

export function basketOf(purchase: Purchase, exclude: Exclusions, { all, byProduct, byCategory }: ReadyRules): Basket {
  const { amount: total, currency } = purchase.total
  const excluded: Excluded[] = []
  for (const reason of ['shipping', 'tax'] as const) {
    const amount = exclude[reason] ? (purchase[reason] ?? 0) : 0
    if (amount > 0) excluded.push({ reason, amount })
  }
  const names = excludedNames(exclude)
  const tallies = new Array<Tally | undefined>(all.length)
  const add = (places: readonly number[] | undefined, pieces: number, amount: number, number: number): void => {
    for (const place of places ?? none) {
      const tally = tallies[place]
      if (!tally) tallies[place] = { amount, pieces, last: number }
      else if (tally.last !== number) {
        tally.amount += amount
        tally.pieces += pieces
        tally.last = number
      }
    }
  }
  let number = 0
  for (const line of purchase.lines) {
    number += 1
    const reason = without(line, exclude, names)
    const amount = amountOf(line, currency)
    const { productId, category, quantity = 1 } = line
    if (reason !== undefined) excluded.push({ reason, amount, productId })
    else {
      add(byProduct.get(productId), quantity, amount, number)
      if (category !== undefined) add(byCategory.get(category), quantity, amount, number)
    }
  }
  const eligible = Math.max(
    0,
    excluded.reduce((rest, { amount }) => rest - amount, total),
  )
  return { eligible, excluded, tallies }
}
const none: readonly number[] = []
