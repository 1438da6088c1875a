/** Medusa's `no_notification`: of such an order nobody is told anything, nor asked. */
import { allow, defineGuard, orders, sendMessage, suppress } from '@motkit/core'

/** The tag by which the facts of an order say so. */
const TAG = 'no-notification'

export const quietOrders = defineGuard({
  id: TAG,
  on: [sendMessage],
  reads: [orders],
  judge: ({ decision, journey }) =>
    journey.slices.orders.open[decision.subject]?.tags?.value.includes(TAG) ? suppress(TAG) : allow,
})
