import {
  definePlugin,
  defineRule,
  exponent,
  moments,
  type Order,
  orders,
  orderTotal,
  refundedAmount,
} from '@motkit/core'
import { points, pointsRecorded } from './points.ts'

export interface LoyaltyOptions {
  /** Points for each whole unit of the order's currency that was paid and not given back. Default: 1. */
  readonly pointsPerUnit?: number
  /** When an order counts. Default: 'paid'. */
  readonly from?: 'placed' | 'paid'
}

/** What an order is worth by all that is known: rounded down once, over all refunds, so that a full refund leaves nothing. */
function worth(order: Order, { pointsPerUnit = 1, from = 'paid' }: LoyaltyOptions): number {
  const total = orderTotal(order)
  if (total === undefined || order[from] === undefined || order.canceled !== undefined) return 0
  const kept = Math.max(0, total.amount - refundedAmount(order))
  return Math.floor((kept * pointsPerUnit) / 10 ** exponent(total.currency))
}

/**
 * Points on orders, taken back by cancellation and refund in whatever order the facts arrive.
 * @example createMot({ store, plugins: [loyalty({ pointsPerUnit: 2 })] })
 */
export const loyalty = (options: LoyaltyOptions = {}) => {
  const earn = defineRule({
    id: 'loyalty.earn',
    on: moments.amot,
    reads: [orders, points],
    may: [pointsRecorded],
    decide({ moment, journey }) {
      const order = journey.slices.orders.open[moment.subject]
      const due = order ? worth(order, options) : 0
      const difference = due - (journey.slices.points.open[moment.subject]?.recorded ?? 0)
      return difference === 0 ? [] : [pointsRecorded({ orderId: moment.data.orderId, points: difference, worth: due })]
    },
  })
  return definePlugin({ id: 'loyalty', events: [pointsRecorded], slices: [points], rules: [earn] })
}
