/** Redemptions: what was spent by each, what was given back, and what the host has given for it. */
import {
  decisionSettled,
  defineKeyedSlice,
  earliest,
  instant,
  type Keyed,
  later,
  type Stamp,
  stamp,
  total,
} from '@motkit/core'
import { pointsRedeemed, pointsReturned } from './facts.ts'

export interface Redemption {
  readonly at: Stamp
  readonly points: number
  readonly lots: readonly { readonly lot: string; readonly points: number; readonly expiresAt?: string | undefined }[]
  /** What they were spent on, where it was not by themselves. */
  readonly on: { readonly orderId?: string; readonly reservationId?: string }
  readonly reward?: string
}
/** What was redeemed on one order, by one reservation, or by itself; all of it by the redemption's id. */
export interface Redemptions {
  readonly redeemed?: Readonly<Record<string, Redemption>>
  readonly returned?: Readonly<Record<string, Stamp>>
  /** All that was spent was given back, as by cancellation of the order. */
  readonly ended?: Stamp
  /** The host carried the giving out. */
  readonly given?: Readonly<Record<string, Stamp>>
}
/** The rule whose outcomes are kept here, and its action. */
export const GIVES = { rule: 'loyalty.reward', action: 'reward.give' } as const

export const isReturned = ({ returned = {}, ended }: Redemptions, redemptionId: string): boolean =>
  ended !== undefined || returned[redemptionId] !== undefined
const first = (all: Readonly<Record<string, Stamp>> = {}, id: string, at: Stamp) => ({
  ...all,
  [id]: earliest(all[id], at),
})
/** So long it can be given back, and its id is not taken again. */
const KEPT = { days: 120 }
const none: Redemptions = {}

export const redemptions = defineKeyedSlice({
  name: 'redemptions',
  per: ['order', 'reservation', 'redemption'],
  initial: none,
  on: [pointsRedeemed, pointsReturned, decisionSettled],
  fold: {
    'points.redeemed': (state, event, subject) => {
      const { redemptionId, points, lots, orderId, reservationId, reward } = event.data
      if (redemptionId === undefined || subject !== event.subject) return state
      const known = state.redeemed?.[redemptionId]
      const at = stamp(event)
      if (known && known.at <= at) return state
      const redemption: Redemption = {
        at,
        points,
        lots,
        on: { ...(orderId !== undefined && { orderId }), ...(reservationId !== undefined && { reservationId }) },
        ...(reward !== undefined && { reward }),
      }
      return { ...state, redeemed: { ...state.redeemed, [redemptionId]: redemption } }
    },
    'points.returned': (state, event) => {
      const { redemptionId } = event.data
      return redemptionId === undefined
        ? { ...state, ended: earliest(state.ended, stamp(event)) }
        : { ...state, returned: first(state.returned, redemptionId, stamp(event)) }
    },
    'decision.settled': (state, event) => {
      const { rule, action, outcome, name } = event.data
      return rule === GIVES.rule && action === GIVES.action && outcome === 'done'
        ? { ...state, given: first(state.given, name, stamp(event)) }
        : state
    },
  },
  closes: ({ redeemed = {} }, now) => Object.values(redeemed).every(({ at }) => later(instant(at), KEPT) <= now),
  share,
})
/** How often each reward was redeemed and not given back. */
function share(state: Redemptions): Record<string, number> {
  const times: Record<string, number> = {}
  for (const [id, { reward }] of Object.entries(state.redeemed ?? {}))
    if (reward !== undefined && !isReturned(state, id)) times[reward] = (times[reward] ?? 0) + 1
  return times
}
export const timesRedeemed = (all: Keyed<Redemptions>, reward: string): number => total(all, reward, share)

/** A redemption that is still remembered. */
export function findRedemption({ open }: Keyed<Redemptions>, redemptionId: string) {
  for (const entry of Object.values(open)) {
    const found = entry.redeemed?.[redemptionId]
    if (found) return { ...found, isReturned: isReturned(entry, redemptionId) }
  }
  return undefined
}
