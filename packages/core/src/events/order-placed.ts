import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { money } from '../money.ts'
import { orderFields } from './order.ts'
import { cartOf, id, ofOrder, onsite, visitOf } from './shared.ts'

/** An order was placed. Segment: Order Completed. The first word on an order counts; later totals come by order.updated. */
export const orderPlaced = defineEvent(
  'order.placed',
  z.object({ ...onsite, ...orderFields, total: money, cartId: id.optional() }),
  {
    subject: ofOrder.subject,
    related: (data) => [
      cartOf(data),
      data.sessionId === undefined && data.channel !== 'web' ? undefined : visitOf(data),
    ],
  },
)
