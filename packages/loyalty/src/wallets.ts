/** The slice `wallets`: what is about no subject of its own, and what is known of the customer as a whole. */
import { type AnyEvent, defineSlice, type EventOf, earliest, events } from '@motkit/core'
import { periodOf } from './calendar.ts'
import { pointsAdjusted, pointsRecorded, pointsRedeemed, pointsReturned } from './facts.ts'
import type { Activity } from './lot.ts'
import { hasEntry, move, type Recorded, record } from './points.ts'

export interface Wallets extends Omit<Recorded, 'bases'> {
  /** The first order: its time and subject. */
  readonly first?: string
  readonly activity?: Activity
}
const empty: Wallets = { recorded: {} }
const firstMark = (event: EventOf<AnyEvent>): string => `${event.time} ${event.subject}`
export const firstOrder = ({ first }: Wallets): string | undefined => first?.slice(25)

/** The slice of a programme; `timeZone` tells its months, where points last as long as the customer is active. */
export const walletsSlice = (timeZone?: string) => {
  const act = (state: Wallets, time: string): Wallets => {
    if (timeZone === undefined) return state
    const month = periodOf(time, 'month', timeZone)
    const [first, last] = state.activity?.[month] ?? [time, time]
    const span = [time < first ? time : first, time > last ? time : last] as const
    return { ...state, activity: { ...state.activity, [month]: span } }
  }
  return defineSlice({
    name: 'wallets',
    initial: empty,
    on: [pointsRecorded, pointsRedeemed, pointsReturned, pointsAdjusted, events.orderPlaced],
    fold: {
      'points.recorded': (state, event) => {
        const next = hasEntry(event.subject) ? state : record(state, event)
        return event.data.orderId === undefined ? act(next, event.time) : next
      },
      'points.redeemed': (state, event) =>
        act(
          event.subject === undefined ? { ...state, recorded: move(state.recorded, event.data.lots, -1) } : state,
          event.time,
        ),
      'points.returned': (state, event) =>
        event.subject === undefined ? { ...state, recorded: move(state.recorded, event.data.lots, 1) } : state,
      'points.adjusted': (state, event) => (event.data.points > 0 ? act(state, event.time) : state),
      'order.placed': (state, event) => ({ ...act(state, event.time), first: earliest(state.first, firstMark(event)) }),
    },
    touches: (event, { first }) =>
      event.type === 'order.placed' && first !== undefined && firstMark(event) < first ? [first.slice(25)] : [],
  })
}
/** For rules of others to read. */
export const wallets = walletsSlice()
