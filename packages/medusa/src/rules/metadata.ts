/** What a customer has, and what an order earned, for Medusa's metadata: told anew with each movement of points. */
import { defineAction, definePlugin, defineRule } from '@motkit/core'
import {
  pointsAdjusted,
  pointsRecorded,
  pointsRedeemed,
  pointsReserved,
  pointsReturned,
  reservationReleased,
  tierChanged,
} from '@motkit/loyalty'
import * as z from 'zod'

/** Write down what the customer has: as it is when it is written. */
export const describeCustomer = defineAction('customer.describe', z.object({}))
/** Write down what an order earned, unless what is written is of later. */
export const describeOrder = defineAction(
  'order.describe',
  z.object({ orderId: z.string(), points: z.int(), at: z.string() }),
)

export const metadata = definePlugin({
  id: 'mot-metadata',
  rules: [
    defineRule({
      id: 'mot-metadata.customer',
      on: [
        pointsRecorded,
        pointsAdjusted,
        pointsRedeemed,
        pointsReturned,
        pointsReserved,
        reservationReleased,
        tierChanged,
      ],
      may: [describeCustomer],
      decide: ({ event }) => [describeCustomer({}, { name: event.id })],
    }),
    defineRule({
      id: 'mot-metadata.order',
      on: pointsRecorded,
      may: [describeOrder],
      decide({ event: { id: name, time: at, data } }) {
        const { orderId, worth: points } = data
        return orderId === undefined ? [] : [describeOrder({ orderId, points, at }, { name })]
      },
    }),
  ],
})
