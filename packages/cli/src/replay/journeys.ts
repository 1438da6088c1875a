/** Counts customers, orders, visits, reviews and moments: of the journeys as they stand when the replay is over. */
import {
  type Customer,
  type Envelope,
  type JourneyState,
  type Keyed,
  orders,
  type Polarity,
  type Totals,
  visits,
  voices,
} from '@motkit/core'
import type { Engine } from './engine.ts'
import { countLate } from './late.ts'
import { increase, type JourneyCounts, newJourneyCounts } from './summary.ts'

/** Adds up the journeys of customers; those who turned out to be one person count once. */
export async function countJourneys(
  mot: Engine,
  customers: Iterable<Customer>,
  timeZone: string,
): Promise<JourneyCounts> {
  const counts = newJourneyCounts()
  const seen = new Set<string>()
  for (const customer of customers) {
    const found = await mot.export(customer)
    if (!found.ok) continue
    const { journey, events } = found.value
    if (!journey || seen.has(journey.customer)) continue
    seen.add(journey.customer)
    countJourney(counts, journey, events, timeZone)
  }
  return counts
}

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

function countJourney(
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

  countTally(counts, journey.tally)
  for (const thread of Object.values(journey.threads)) {
    countTally(counts, thread.tally ?? {})
    for (const { type, polarity, reason } of Object.values(thread.moments))
      countMoment(counts, type, polarity, reason, 1)
  }
}

function countTally(counts: JourneyCounts, tally: Totals): void {
  for (const [key, count] of Object.entries(tally)) {
    const [type = '', polarity = '', reason = ''] = key.split('|')
    countMoment(counts, type, polarity as Polarity, reason, count)
  }
}
function countMoment(
  { moments }: JourneyCounts,
  type: string,
  polarity: Polarity,
  reason: string,
  count: number,
): void {
  if (count === 0) return
  moments[type] ??= { positive: 0, neutral: 0, negative: 0, reasons: {} }
  moments[type][polarity] += count
  increase(moments[type].reasons, reason, count)
}
