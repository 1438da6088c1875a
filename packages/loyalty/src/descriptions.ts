/** What a customer has, and what an order earned, for what shows it without asking motkit, as metadata or metafields: told anew with each movement of points. */
import { defineAction, definePlugin, defineRule } from '@motkit/core'
import * as z from 'zod'
import {
  pointsAdjusted,
  pointsRecorded,
  pointsRedeemed,
  pointsReserved,
  pointsReturned,
  reservationReleased,
} from './facts.ts'
import { tierChanged } from './tiers/facts.ts'

/** Write down what the customer has: as it is when it is written. */
export const describeCustomer = defineAction('customer.describe', z.object({}))
/** Write down what an order earned, unless what is written is of later. */
export const describeOrder = defineAction(
  'order.describe',
  z.object({ orderId: z.string(), points: z.int(), at: z.string() }),
)

/** Has customers and orders described by the host's handlers, whenever their points or tier change. */
export const descriptions = definePlugin({
  id: 'descriptions',
  rules: [
    defineRule({
      id: 'descriptions.customer',
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
      id: 'descriptions.order',
      on: pointsRecorded,
      may: [describeOrder],
      decide({ event: { id: name, time: at, data } }) {
        const { orderId, worth: points } = data
        return orderId === undefined ? [] : [describeOrder({ orderId, points, at }, { name })]
      },
    }),
  ],
})
