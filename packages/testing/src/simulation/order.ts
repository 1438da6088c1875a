/** What is remembered of an order while it is on its way, and its refund. */
import { events, type Money } from '@motkit/core'
import type { Purchase } from './visit.ts'
import { type Person, tell } from './world.ts'

/** An order on its way. */
export interface Order {
  readonly orderId: string
  readonly day: number
  readonly total: Money
  readonly products: Purchase['products']
  readonly promisedDay: number
}

export function refund(person: Person, { orderId }: Order, at: number, amount: Money, reason: string): void {
  tell(person, events.orderRefunded, at, { orderId, refundId: `refund-${orderId}`, amount, reason })
}
