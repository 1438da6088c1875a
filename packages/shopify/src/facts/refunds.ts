/** Money that was given back, as `refunds/create` tells it and every payload of the order repeats it. */
import type { Money } from '@motkit/core'
import * as z from 'zod'
import { payloadInvalid } from '../errors.ts'
import { buyerOf, defined, type Fact, tellerOf } from './fact.ts'
import { namedLine, piecesOf, sumOf } from './products.ts'
import { type Ignore, read } from './reading.ts'
import { count, decimal, id, list, maybe, moneyOf, presentment, text, time } from './schema.ts'
import type { FactsReader } from './telling.ts'

export const refund = z.object(
  {
    id,
    order_id: id,
    created_at: time,
    processed_at: maybe(time),
    note: text,
    transactions: list(
      z.object({ kind: z.string('a kind'), status: z.string('a status'), amount: decimal, currency: text }),
    ),
    refund_line_items: list(
      z.object({ quantity: count, line_item: maybe(namedLine), subtotal_set: maybe(presentment) }),
    ),
    refund_shipping_lines: list(z.unknown()),
    order_adjustments: list(z.unknown()),
    total_duties_set: maybe(presentment),
  },
  'a refund',
)
export type Refund = z.output<typeof refund>

/**
 * What was given back: the sum of its successful transactions, in the customer's currency, and not what its lines come to.
 * Nothing where it moved no money, as when an edit took out what was not paid yet.
 */
export function refundedBy(refund: Refund): Money | undefined {
  const currency = currencyOf(refund)
  const given = refund.transactions.filter(({ kind, status }) => kind === 'refund' && status === 'success')
  const sums = given.map((transaction) => {
    const own = transaction.currency ?? currency
    if (own === undefined) throw payloadInvalid('transactions.currency', 'a currency')
    return moneyOf(transaction.amount, own, 'transactions.amount')
  })
  return sumOf(sums) ?? (currency === undefined ? undefined : { amount: 0, currency })
}
/** As the first says it that does. */
const currencyOf = ({ transactions, refund_line_items, total_duties_set }: Refund): string | undefined =>
  transactions.find(({ currency }) => currency)?.currency ??
  refund_line_items.find(({ subtotal_set }) => subtotal_set)?.subtotal_set?.currency ??
  total_duties_set?.currency

/** What it was given back for. An amount beside lines and shipping may be for anything: then nothing is said of it. */
function productsOf({ refund_line_items, refund_shipping_lines, order_adjustments }: Refund) {
  const lines = refund_line_items.flatMap(({ quantity, line_item }) => (line_item ? [{ ...line_item, quantity }] : []))
  if (lines.length < refund_line_items.length) return undefined
  if (lines.length > 0) return piecesOf(lines)
  return refund_shipping_lines.length > 0 && order_adjustments.length === 0 ? [] : undefined
}

export function refundFacts(shop: string, refund: Refund, ignore: Ignore): Fact[] {
  const { id: refundId, order_id: orderId, created_at, processed_at = created_at, note } = refund
  const amount = refundedBy(refund)
  if (amount === undefined) {
    ignore('', 'a refund of neither money nor products')
    return []
  }
  const data = { orderId, refundId, amount, ...defined({ reason: note, products: productsOf(refund) }) }
  return [tellerOf(shop, buyerOf(orderId))('order.refunded', refundId, processed_at, data)]
}

export const readRefund: FactsReader = (payload, { shop, ignore }) =>
  refundFacts(shop, read(refund, payload, ignore), ignore)
