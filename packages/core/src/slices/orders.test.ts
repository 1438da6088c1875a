/** Orders are joins of facts: two words on one refund end the same in either order. */
import { expect, test } from 'vitest'
import type { Envelope } from '../event.ts'
import { type Order, orders } from './orders.ts'

const refunded = (id: string, currency: string): Envelope => ({
  id,
  source: 'shop',
  type: 'order.refunded',
  subject: 'order/1',
  time: '2026-01-01T10:00:00.000Z',
  tenant: 'default',
  customer: { id: 'c1' },
  data: { orderId: '1', refundId: 'r1', amount: { amount: 500, currency } },
})
const fold = (events: readonly Envelope[]): Order =>
  events.reduce(
    (order, event) => orders.fold['order.refunded']?.(order, event, 'order/1'),
    orders.keyed?.initial as Order,
  )

test('one refund told in two currencies is the same whichever comes first', () => {
  const [euros, dollars] = [refunded('e1', 'EUR'), refunded('e2', 'USD')]
  expect(fold([dollars, euros])).toEqual(fold([euros, dollars]))
})
