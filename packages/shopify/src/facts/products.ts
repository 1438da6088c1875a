/** Lines of orders, parcels, refunds and carts, as the products of motkit's events. */
import type { Money } from '@motkit/core'
import * as z from 'zod'
import { defined } from './fact.ts'
import { count, flag, id, list, maybe, presentment, text } from './schema.ts'

const named = { id, product_id: maybe(id), variant_id: maybe(id) }
/** A line as far as it says what it is of. */
export const namedLine = z.object(named, 'a line')
/** A line of an order. */
export const line = z.object(
  {
    ...named,
    sku: text,
    title: text,
    vendor: text,
    gift_card: maybe(flag),
    quantity: count,
    price_set: maybe(presentment),
    discount_allocations: list(z.object({ amount_set: maybe(presentment) })),
  },
  'a line',
)
type Line = z.output<typeof line>

/** A line that was typed in by hand has no product: it goes by its own id. */
export const nameOf = ({ id, product_id, variant_id }: z.output<typeof namedLine>) => ({
  productId: product_id ?? variant_id ?? id,
  ...defined({ variantId: variant_id }),
})
/** How many pieces of which product, where there are any. */
export const piecesOf = (lines: readonly (z.output<typeof namedLine> & { readonly quantity: number })[]) =>
  lines.flatMap((line) => (line.quantity === 0 ? [] : [{ ...nameOf(line), quantity: line.quantity }]))
/** Lines with all that is known of them. */
export const productsOf = (lines: readonly Line[]) =>
  lines.flatMap((line) => {
    const { sku, title, vendor, gift_card, price_set, quantity } = line
    if (quantity === 0) return []
    const discount = sumOf(line.discount_allocations.flatMap(({ amount_set }) => amount_set ?? []))
    return [
      {
        ...nameOf(line),
        ...defined({ sku, name: title, brand: vendor, giftCard: gift_card || undefined, price: price_set }),
        quantity,
        ...(discount && discount.amount > 0 && { discount }),
      },
    ]
  })

/** The sum of amounts in the currency of the first; none of none. */
export function sumOf([first, ...others]: readonly Money[]): Money | undefined {
  if (first === undefined) return undefined
  const amounts = others.filter(({ currency }) => currency === first.currency).map(({ amount }) => amount)
  return { amount: amounts.reduce((sum, amount) => sum + amount, first.amount), currency: first.currency }
}
