/**
 * The end of lots under a cap. A balance needs no word of it: what ended is derived. The counter of what is outstanding
 * over all customers does: a fact gives back to it what ended unspent, and is corrected where late facts change that.
 */
import { defineEvent, defineKeyedSlice, defineMoment, defineRule, type EventOf } from '@motkit/core'
import * as z from 'zod'
import { justAfter } from './calendar.ts'
import { outstandingOf } from './earn-limits.ts'
import { pointsAdjusted, pointsRecorded, pointsRedeemed, pointsReturned } from './facts.ts'
import { leftIn } from './ledger.ts'
import { lotEnd, walletOf } from './lot.ts'
import { points } from './points.ts'
import type { Programme } from './programme.ts'
import { wallets } from './wallets.ts'

/** Points of a lot ended unspent; fewer than nothing where fewer had than was written before. */
export const pointsExpired = defineEvent('points.expired', z.object({ lot: z.string(), points: z.int() }), {
  subject: ({ lot }) => `lot/${lot}`,
})
const lotOf = (subject: string): string => subject.slice('lot/'.length)

export function endings(programme: Programme) {
  const { timeZone } = programme
  const isCapped = (lot: string): boolean => programme.wallets[walletOf(lot)]?.cap !== undefined
  const lots = defineKeyedSlice({
    name: 'lots',
    per: ['lot'],
    initial: { expired: 0 },
    on: [pointsExpired, pointsRecorded, pointsRedeemed, pointsReturned, pointsAdjusted],
    fold: {
      'points.expired': ({ expired }, { data }) => ({ expired: expired + data.points }),
      'points.recorded': (state) => state,
      'points.redeemed': (state) => state,
      'points.returned': (state) => state,
      'points.adjusted': (state) => state,
    },
    closes: () => true,
    share: () => ({}),
    touches: (event) =>
      movedBy(event)
        .filter(isCapped)
        .map((lot) => `lot/${lot}`),
  })
  const end = defineMoment({
    type: 'points.end',
    schema: z.object({ lot: z.string(), points: z.int(), endsAt: z.string() }),
    per: ['lot'],
    reads: [points, wallets, lots],
    detect({ subject, journey: { slices }, now }) {
      const lot = lotOf(subject)
      const endsAt = lotEnd(lot, slices.wallets.activity ?? {}, timeZone)
      if (endsAt === undefined) return undefined
      const left = Math.max(0, leftIn(slices)(lot))
      const found = { polarity: 'neutral', data: { lot, points: left, endsAt }, evidence: [] } as const
      if (endsAt >= now) return { ...found, reason: 'ahead', again: justAfter(endsAt) }
      return left === (slices.lots.open[subject]?.expired ?? 0) ? undefined : { ...found, reason: 'over' }
    },
  })
  const expire = defineRule({
    id: 'loyalty.end',
    on: end,
    reads: [lots],
    may: [pointsExpired],
    when: { 'it is over': ({ moment }) => moment.reason === 'over' },
    decide({ moment: { subject, data }, journey }) {
      const { lot, points: left } = data
      const change = left - (journey.slices.lots.open[subject]?.expired ?? 0)
      const claims = [{ counter: outstandingOf(walletOf(lot)), amount: -change, limit: Number.MAX_SAFE_INTEGER }]
      return change === 0 ? [] : [pointsExpired({ lot, points: change }, { claims })]
    },
  })
  return { slices: [lots], moments: [end], rules: [expire] } as const
}
type Moving =
  | EventOf<typeof pointsRecorded>
  | EventOf<typeof pointsRedeemed>
  | EventOf<typeof pointsReturned>
  | EventOf<typeof pointsAdjusted>
  | EventOf<typeof pointsExpired>
const movedBy = ({ data }: Moving): readonly string[] =>
  ('movements' in data ? data.movements : 'lots' in data ? data.lots : []).map(({ lot }) => lot)
