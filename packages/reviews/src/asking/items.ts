/** Which products of an order are asked about: those kept, not answered and not asked about elsewhere, the best of them first. */
import { instant, keptLines, type Line, type Order, orderLines } from '@motkit/core'
import type { Ask } from './options.ts'
import type { Looking } from './whether.ts'

/** A product that may be asked about; nothing of how content the customer is. */
export type Item = Pick<Line, 'productId' | 'category' | 'price' | 'quantity'>
/** Sorts items, those to be asked about first; it may also leave some out. Pure: it is asked again at each look. */
export type ItemRule = (items: readonly Item[]) => readonly Item[]
/** A product that is not asked about. */
export interface Left {
  readonly productId: string
  readonly reason: 'excluded' | 'gift-card' | 'not-kept' | 'reviewed' | 'asked-recently' | 'not-chosen'
  /** UTC, ISO 8601: when it began, and when it ends, where that is known. */
  readonly since?: string
  readonly until?: string
}
export interface Items {
  readonly chosen: readonly string[]
  readonly left: readonly Left[]
}

/**
 * The products of an order that are asked about; undefined where the order names none, and is asked about as a whole.
 * @param already those that were asked about before, about this order
 * @param askedElsewhere of a product that is asked about with another order too soon: since when, and until when that counts
 */
export function itemsOf(
  { programme: { exclude }, journey }: Looking,
  { order, ask }: { readonly order: Order; readonly ask: Ask },
  already: readonly string[],
  askedElsewhere: (productId: string) => Pick<Left, 'since' | 'until'> | undefined,
): Items | undefined {
  const lines = [...new Map(orderLines(order).map((line) => [line.productId, line])).values()]
  if (lines.length === 0) return undefined
  const kept = new Set(keptLines(order).map(({ productId }) => productId))
  const { written } = journey.slices.requests
  const reasonOf = ({ productId, category, giftCard }: Line): Omit<Left, 'productId'> | undefined => {
    if (exclude.products.includes(productId) || (category !== undefined && exclude.categories.includes(category)))
      return { reason: 'excluded' }
    if (giftCard) return { reason: 'gift-card' }
    if (!kept.has(productId)) return { reason: 'not-kept' }
    const review = written[`product/${productId}`]
    if (review) return { reason: 'reviewed', since: instant(review.at) }
    const asked = askedElsewhere(productId)
    return asked && { reason: 'asked-recently', ...asked }
  }
  const judged = lines.map((line) => ({ line, why: reasonOf(line) }))
  const free = judged.filter(({ why }) => why === undefined).map(({ line }) => line)
  const isOld = ({ productId }: Item): boolean => already.includes(productId)
  const fresh = rank(free, ask.items).filter((item) => !isOld(item))
  const room = Math.max(0, ask.items.most - already.length)
  const chosen = [...free.filter(isOld), ...fresh.slice(0, room)].map(({ productId }) => productId)
  const left = judged.flatMap(({ line: { productId }, why }): Left[] => {
    if (why) return [{ productId, ...why }]
    return chosen.includes(productId) ? [] : [{ productId, reason: 'not-chosen' }]
  })
  return { chosen, left }
}

function rank(lines: readonly Item[], { by, reviewsOf = () => 0 }: Ask['items']): readonly Item[] {
  if (by === 'as-ordered') return lines
  if (by === 'most-expensive') return lines.toSorted((a, b) => (b.price?.amount ?? 0) - (a.price?.amount ?? 0))
  if (by === 'least-reviewed') return lines.toSorted((a, b) => reviewsOf(a.productId) - reviewsOf(b.productId))
  const known = new Map(lines.map((line) => [line.productId, line]))
  const said = by(lines.map(({ productId, category, price, quantity }) => ({ productId, category, price, quantity })))
  return [...new Set(said.map(({ productId }) => productId))].flatMap((id) => known.get(id) ?? [])
}
