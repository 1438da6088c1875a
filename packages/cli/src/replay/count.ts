/** What a replay comes to, read from what is kept: every customer once, however many names they had. */
import type { JourneyState, Store } from '@motkit/core'
import { type Fate, fatesOf } from './fates.ts'
import { countJourney, momentsOf } from './journeys.ts'
import { type ActionCounts, increase, type JourneyCounts, newJourneyCounts } from './summary.ts'

/** The keys of customers, by tenant. */
export type Customers = ReadonlyMap<string, ReadonlySet<string>>

export interface Counted {
  readonly journeys: JourneyCounts
  readonly actions: Record<string, ActionCounts>
  /** Why decisions were put off or stopped: `type|deferred|reason`, `type|suppressed|reason`. */
  readonly reasons: Record<string, number>
  /** The keys of those from whom something was held back, and to whom most different things happened: the best stories first. */
  readonly notable: readonly string[]
}
const PAGE = 500
const NOTABLE = 2

/** @param timeZone the shop's */
export async function countKept(store: Store, customers: Customers, timeZone: string): Promise<Counted> {
  const counted = { journeys: newJourneyCounts(), actions: {}, reasons: {} }
  let notable: { readonly key: string; readonly variety: number }[] = []
  for (const [tenant, keys] of customers) {
    for await (const key of canonicalKeys(store, tenant, [...keys])) {
      const kept = await store.export(tenant, key)
      if (!kept.journey) continue
      const fates = fatesOf(kept)
      countJourney(counted.journeys, kept.journey, kept.events, timeZone)
      countFates(counted, fates)
      const variety = varietyOf(kept.journey, fates)
      if (tenant !== 'default' || variety === undefined) continue
      notable = [...notable, { key, variety }].sort((a, b) => b.variety - a.variety).slice(0, NOTABLE)
    }
  }
  return { ...counted, notable: notable.map(({ key }) => key) }
}

/** Who customers are, each once. */
async function* canonicalKeys(store: Store, tenant: string, keys: readonly string[]): AsyncIterable<string> {
  const seen = new Set<string>()
  for (let from = 0; from < keys.length; from += PAGE) {
    const { canonical } = await store.journeys(tenant, keys.slice(from, from + PAGE))
    for (const key of canonical.values()) {
      if (seen.size < seen.add(key).size) yield key
    }
  }
}

export function countFates({ actions, reasons }: Pick<Counted, 'actions' | 'reasons'>, fates: readonly Fate[]): void {
  for (const { type, end, deferred, stopped } of fates) {
    actions[type] ??= { due: 0, done: 0, deferred: 0, suppressed: 0, dead: 0 }
    const counts = actions[type]
    counts.due++
    if (end !== 'open' && end !== 'withdrawn') counts[end]++
    if (deferred) {
      counts.deferred++
      increase(reasons, `${type}|deferred|${deferred.reason ?? 'unknown'}`)
    }
    if (stopped) increase(reasons, `${type}|suppressed|${stopped.reason ?? 'unknown'}`)
  }
}

/** How many different things happened to a customer, where something was held back. */
function varietyOf(journey: JourneyState, fates: readonly Fate[]): number | undefined {
  const held = fates.flatMap(({ deferred, stopped }) => [
    ...(deferred ? [`${deferred.guard} put off`] : []),
    ...(stopped ? [`${stopped.guard} stopped`] : []),
  ])
  if (held.length === 0) return undefined
  return new Set([...held, ...momentsOf(journey).map(({ type, polarity }) => `${type} ${polarity}`)]).size
}
