/** Counts customers, orders, visits, reviews and moments: of the journeys as they stand when the replay is over. */
import {
  type Envelope,
  type JourneyState,
  type Keyed,
  orders,
  type Polarity,
  type Totals,
  visits,
  voices,
} from '@motkit/core'
import { countLate } from './late.ts'
import { increase, type JourneyCounts } from './summary.ts'

type Countable = { readonly name: string; readonly keyed?: { share(entry: never): Totals } }
/** What a keyed slice comes to: the shares of what is open, and the totals of what is closed. */
function totalsOf(journey: JourneyState, slice: Countable): Totals {
  const state = journey.slices[slice.name] as Keyed<unknown> | undefined
  const totals: Record<string, number> = { ...state?.closed }
  for (const entry of Object.values(state?.open ?? {})) {
    for (const [name, count] of Object.entries(slice.keyed?.share(entry as never) ?? {})) increase(totals, name, count)
  }
  return totals
}

export function countJourney(
  counts: JourneyCounts,
  journey: JourneyState,
  events: readonly Envelope[],
  timeZone: string,
): void {
  const placed = totalsOf(journey, orders)
  counts.customers.total++
  if ((placed.placed ?? 0) >= 2) counts.customers.repeat++
  for (const name of ['placed', 'delivered', 'canceled'] as const) counts.orders[name] += placed[name] ?? 0
  if (placed.delivered) countLate(counts.orders, events, timeZone)

  const { visits: total = 0, ...kinds } = totalsOf(journey, visits)
  counts.visits.total += total
  for (const name of ['bounced', 'withCart', 'withPurchase', 'abandonedCart'] as const)
    counts.visits[name] += kinds[name] ?? 0

  const said = totalsOf(journey, voices)
  for (const polarity of ['positive', 'neutral', 'negative'] as const)
    counts.reviews[polarity] += said[`${polarity}Reviews`] ?? 0

  for (const { type, polarity, reason, count } of momentsOf(journey)) {
    counts.moments[type] ??= { positive: 0, neutral: 0, negative: 0, reasons: {} }
    counts.moments[type][polarity] += count
    increase(counts.moments[type].reasons, reason, count)
  }
}

interface MomentCount {
  readonly type: string
  readonly polarity: Polarity
  readonly reason: string
  readonly count: number
}
/** The moments of a journey: those of its open threads, and those that closed ones have left in tallies. */
export function momentsOf({ tally, threads }: JourneyState): MomentCount[] {
  const all = Object.values(threads)
  return [tally, ...all.map((thread) => thread.tally ?? {})]
    .flatMap(talliedMoments)
    .concat(all.flatMap(({ moments }) => Object.values(moments).map((moment) => ({ ...moment, count: 1 }))))
}
const talliedMoments = (tally: Totals): MomentCount[] =>
  Object.entries(tally)
    .filter(([, count]) => count !== 0)
    .map(([key, count]) => {
      const [type = '', polarity = '', reason = ''] = key.split('|')
      return { type, polarity: polarity as Polarity, reason, count }
    })
