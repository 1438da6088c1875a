/** Money that came and went: captures and refunds. */
import type { Money } from '@motkit/core'
import { type Decimal, toMoney } from './decimal'
import type { Order, Payment } from './entities'
import type { Fact, Teller } from './fact'

/** Paid is an order by the capture that completed its price. One that costs nothing was paid when it was placed. */
export function paymentFacts(teller: Teller, order: Order, price: Money): Fact[] {
  const payments = order.payment_collections.flatMap((collection) => collection.payments)
  return [...paid(teller, order, payments, price), ...refunds(teller, order, payments, price.currency)]
}

function paid(teller: Teller, order: Order, payments: readonly Payment[], price: Money): Fact[] {
  if (price.amount === 0)
    return [teller.say('order.paid', order.id, order.created_at, { orderId: order.id, amount: price })]
  const captures = payments
    .flatMap(({ provider_id, captures }) => captures.map((capture) => ({ ...capture, provider_id })))
    .sort((a, b) => (a.created_at === b.created_at ? (a.id < b.id ? -1 : 1) : a.created_at < b.created_at ? -1 : 1))
  let sum: Decimal = 0n
  for (const { id, amount, created_at, provider_id } of captures) {
    sum += amount
    const soFar = toMoney(sum, price.currency)
    if (soFar.amount < price.amount) continue
    const data = { orderId: order.id, amount: soFar, ...(provider_id && { paymentMethod: provider_id }) }
    return [teller.say('order.paid', `${order.id}/${id}`, created_at, data)]
  }
  return []
}

const refunds = (teller: Teller, order: Order, payments: readonly Payment[], currency: string): Fact[] =>
  payments.flatMap((payment) =>
    payment.refunds.map(({ id, amount, note, created_at }) =>
      teller.say('order.refunded', id, created_at, {
        orderId: order.id,
        refundId: id,
        amount: toMoney(amount, currency),
        ...(note && { reason: note }),
      }),
    ),
  )
