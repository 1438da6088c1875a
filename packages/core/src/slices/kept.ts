/** What the customer kept of an order: its lines, without what was refunded or sent back. Pure. */
import { fullyRefunded, type Line, type Order, orderLines } from './orders.ts'
import { joinPieces, sumPieces } from './pieces.ts'

/**
 * The lines with the quantity that is left, without those of which nothing is left; `discount` stays that of the whole line.
 * A line without a quantity is one piece. A refund and a return of a product are two words on the same pieces: the larger
 * counts. What names a product without a quantity takes all of it. Nothing is left of an order that was fully refunded, or of
 * which something was sent back that nobody named. That an order was canceled is not looked at.
 */
export function keptLines(order: Order): readonly Line[] {
  if (fullyRefunded(order) || hasUnclearReturn(order)) return []
  const refunded = sumPieces(Object.values(order.refunds).map(({ pieces = {} }) => pieces))
  const returned = sumPieces(Object.values(order.returns ?? {}))
  const gone = new Map(Object.entries(joinPieces(refunded, returned)))
  return orderLines(order).flatMap((line) => {
    const { productId, quantity = 1 } = line
    const open = gone.get(productId) ?? 0
    if (open === 0) return [line]
    gone.set(productId, Math.max(0, open - quantity))
    return open < quantity ? [{ ...line, quantity: quantity - open }] : []
  })
}
/**
 * True where a part was refunded and nothing says what of, so that what was kept cannot be known. A refund with an empty list
 * of `products` says that it is of none, as of the shipping.
 */
export const hasUnclearRefund = (order: Order): boolean =>
  !fullyRefunded(order) && Object.values(order.refunds).some(({ amount, pieces }) => amount > 0 && pieces === undefined)

/** Something was sent back, and no word on it says what. */
const hasUnclearReturn = ({ returns = {} }: Order): boolean =>
  Object.values(returns).some((pieces) => Object.keys(pieces).length === 0)
