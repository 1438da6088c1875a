/** The ledger: points as facts in the event log, folded per order. */
import { defineEvent, defineKeyedSlice, type Keyed, total } from '@motkit/core'
import * as z from 'zod'

/** Points were written for an order: the difference between what it is worth by all that is known and what was written before. */
export const pointsRecorded = defineEvent(
  'points.recorded',
  z.object({ orderId: z.string(), points: z.int(), worth: z.int().nonnegative() }),
  { subject: ({ orderId }) => `order/${orderId}` },
)

/** What is written for one order. */
export interface Points {
  readonly recorded: number
}
const share = ({ recorded }: Points) => ({ points: recorded })
export const points = defineKeyedSlice({
  name: 'points',
  per: ['order'],
  initial: { recorded: 0 } as Points,
  on: [pointsRecorded],
  fold: { 'points.recorded': ({ recorded }, { data }) => ({ recorded: recorded + data.points }) },
  closes: () => true,
  share,
})
/** The balance: what is written for all orders, open and closed. */
export const pointsBalance = (ledger: Keyed<Points>): number => total(ledger, 'points', share)
