/** What follows from all that happened to an order: what came in, what went back, and the states by which people call it. */
import type { Order, Transaction } from './order.ts'

const moved = ({ transactions }: Order, kind: Transaction['kind']): number =>
  transactions.filter((one) => one.kind === kind && one.status === 'SUCCESS').reduce((sum, { minor }) => sum + minor, 0)
export const receivedOf = (order: Order): number => moved(order, 'SALE')
export const refundedOf = (order: Order): number => moved(order, 'REFUND')
/** The price of what came back, whether or not money did. */
export const returnedGoods = ({ refunds }: Order): number =>
  refunds.flatMap(({ goods }) => goods).reduce((sum, { minor }) => sum + minor, 0)

export function financialStatus(order: Order): string {
  const [received, refunded] = [receivedOf(order), refundedOf(order)]
  if (received === 0) return order.cancelledAt === null ? 'PENDING' : 'VOIDED'
  if (refunded > 0) return refunded >= received ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  return received < order.total ? 'PARTIALLY_PAID' : 'PAID'
}
export function fulfillmentStatus({ lineItems, fulfillments }: Order): string {
  const sent = fulfillments
    .filter(({ status }) => status === 'SUCCESS')
    .flatMap(({ fulfillmentLineItems }) => fulfillmentLineItems)
    .reduce((sum, { quantity }) => sum + quantity, 0)
  const all = lineItems.reduce((sum, { quantity }) => sum + quantity, 0)
  if (sent === 0) return 'UNFULFILLED'
  return sent < all ? 'PARTIALLY_FULFILLED' : 'FULFILLED'
}
