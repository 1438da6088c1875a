/** Lines of an order, a cart or a parcel, as the products of motkit's events. */
import { type Decimal, toMoney, toPieces } from './decimal'
import type { Line, OrderLine } from './entities'
import { defined } from './fact'

interface Named {
  readonly id: string
  readonly product_id?: string | undefined
  readonly variant_id?: string | undefined
}
/** A line that was typed in by hand has no product: it goes by its own id. */
const nameOf = ({ id, product_id, variant_id }: Named) =>
  defined({ productId: product_id ?? variant_id ?? id, variantId: variant_id })

/** A line, without how many. */
export const productOf = (line: Line, currency: string) => ({
  ...nameOf(line),
  ...defined({
    sku: line.variant_sku,
    name: line.product_title ?? line.title,
    category: line.product_type,
    giftCard: line.is_giftcard || undefined,
  }),
  price: toMoney(line.unit_price, currency),
})

/** Medusa answers lines in no order: the same ones are told in the same. */
const byId = <T extends { readonly id: string }>(lines: readonly T[]): readonly T[] =>
  lines.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/** All lines of which there is something, with what was taken off each. */
export const productsOf = (lines: readonly (Line & Partial<OrderLine>)[], currency: string) =>
  byId(lines).flatMap((line) => {
    const quantity = toPieces(line.quantity)
    const discount = toMoney(discountOf(line), currency)
    return quantity === 0 ? [] : [{ ...productOf(line, currency), quantity, ...(discount.amount > 0 && { discount }) }]
  })

/** What was taken off the whole line: Medusa counts the discount of the pieces that were not sent back. */
function discountOf({ quantity, discount_total = 0n, detail }: Partial<OrderLine>): Decimal {
  const { return_received_quantity = 0n, return_dismissed_quantity = 0n } = detail ?? {}
  const left = (quantity ?? 0n) - return_received_quantity - return_dismissed_quantity
  return left > 0n ? (discount_total * (quantity ?? 0n)) / left : 0n
}

/** Pieces of lines of an order, as a parcel or a return names them. Lines that the order does not have are left out. */
export function piecesOf(
  pieces: readonly { readonly lineId: string | undefined; readonly quantity: Decimal }[],
  lines: readonly Named[],
) {
  return byId(lines).flatMap((line) =>
    pieces.flatMap(({ lineId, quantity }) => {
      const count = toPieces(quantity)
      return lineId !== line.id || count === 0 ? [] : [{ ...nameOf(line), quantity: count }]
    }),
  )
}

/** The codes that were applied to lines, in one text. */
export const couponOf = (lines: readonly OrderLine[]): string | undefined =>
  [...new Set(lines.flatMap(({ adjustments }) => adjustments.flatMap(({ code }) => code ?? [])))].sort().join(',') ||
  undefined
