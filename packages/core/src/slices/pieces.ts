/** What a refund or a return is of: how many pieces of which product. Two words on one of them are joined, whichever comes first. */

/** By product id, how many pieces; the largest safe integer where all of a product is meant. */
export type Pieces = Readonly<Record<string, number>>
const ALL = Number.MAX_SAFE_INTEGER

function sumOf(counts: readonly (readonly [productId: string, count: number])[]): Pieces {
  const sum = new Map<string, number>()
  for (const [productId, count] of counts) sum.set(productId, Math.min(ALL, (sum.get(productId) ?? 0) + count))
  return Object.fromEntries(sum)
}
/** The pieces that one word names; a product may be named in several lines. */
export const piecesOf = (
  products: readonly { readonly productId: string; readonly quantity?: number | undefined }[] = [],
): Pieces => sumOf(products.map(({ productId, quantity = ALL }) => [productId, quantity]))
/** The pieces of several refunds, or of several returns, together. */
export const sumPieces = (all: readonly Pieces[]): Pieces => sumOf(all.flatMap(Object.entries<number>))
/** Of two words on the same pieces, the larger number of each product. */
export function joinPieces(one: Pieces, other: Pieces): Pieces {
  const most = new Map(Object.entries(one))
  for (const [productId, count] of Object.entries(other)) most.set(productId, Math.max(most.get(productId) ?? 0, count))
  return Object.fromEntries(most)
}
