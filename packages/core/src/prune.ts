/**
 * Retention: forgets old events of which nothing more is expected. A subject goes as a whole, once its thread is closed and
 * all of its events are old: what it came to stays in the journey's totals. What concerns the customer as a whole stays
 * (consents, profile), and so does what an open promise rests on. An anonymous customer who was long not seen goes altogether.
 */
import { iso, type Span, spanMs } from './clock.ts'
import type { Unit } from './commit.ts'
import { MotError } from './errors.ts'
import type { Envelope } from './event.ts'
import { type JourneyState, newJourney, subjectsOf } from './journey.ts'
import type { Model } from './model.ts'
import { err, ok, type Result } from './result.ts'
import { addTotals, type Keyed, type Totals } from './slice.ts'
import { openThread } from './thread.ts'
import { failure, type Workplace, work } from './work.ts'

export interface PruneOptions {
  readonly tenant?: string
  /** At least as long as anything can still be refunded: what comes later for a forgotten order stands by itself. */
  readonly olderThan: Span
}
export interface Pruned {
  readonly events: number
  readonly actions: number
  /** Anonymous customers who were forgotten altogether. */
  readonly customers: number
}
const PAGE = 100

export async function prune(
  place: Workplace,
  { tenant = 'default', olderThan }: PruneOptions,
): Promise<Result<Pruned, 'INPUT_INVALID' | 'STORE_UNAVAILABLE'>> {
  if (!(spanMs(olderThan) > 0)) {
    const details = { path: 'olderThan', expected: 'a span of time, as { days: 730 }' }
    return err(new MotError('INPUT_INVALID', 'olderThan: expected a span of time', { details }))
  }
  const line = iso(place.clock.now() - spanMs(olderThan))
  const sum = { events: 0, actions: 0, customers: 0 }
  try {
    for (let after = ''; ; ) {
      const keys = await place.store.customers(tenant, after, PAGE)
      const last = keys.at(-1)
      if (last === undefined) return ok(sum)
      after = last
      const page = await work(place, tenant, (unit) => pruneSome(unit, keys, line), { as: 'prune' })
      sum.events += page.events
      sum.actions += page.actions
      sum.customers += page.customers
    }
  } catch (error) {
    return failure<never>(error)
  }
}

async function pruneSome(unit: Unit, keys: readonly string[], line: string): Promise<Pruned> {
  await unit.open(keys)
  const known = keys.filter((key) => unit.keyOf(key) === key && unit.isKnown(key))
  const past = await unit.past(known)
  const sum = { events: 0, actions: 0, customers: 0 }
  for (const key of known) {
    const journey = unit.journey(key)
    const events = past.get(key) ?? []
    if (key.startsWith('anonymous:') && (journey.last ?? '') < line && Object.keys(journey.threads).length === 0) {
      await unit.forget(key)
      sum.customers++
      sum.events += events.length
      continue
    }
    const old = forgettable(journey, events, line)
    const gone = [...new Set([...old.values()].flat())]
    sum.actions += await unit.prune(key, gone, line)
    if (gone.length === 0) continue
    sum.events += gone.length
    unit.put(key, { ...journey, pruned: worth(unit.context.model, journey, old, line) })
  }
  return sum
}

/** Events by closed subject, of subjects whose events are all old. An event of several subjects goes with the last of them. */
function forgettable(journey: JourneyState, events: readonly Envelope[], line: string): Map<string, Envelope[]> {
  const bySubject = new Map<string, Envelope[]>()
  for (const event of events)
    for (const subject of subjectsOf(event)) {
      const own = bySubject.get(subject)
      if (own) own.push(event)
      else bySubject.set(subject, [event])
    }
  const needed = new Set(
    [...bySubject]
      .filter(([subject, own]) => journey.threads[subject] || !isOld(own, line))
      .map(([subject]) => subject),
  )
  // What shares an event with a subject that is needed is needed too: half a subject says something else than all of it.
  for (let size = -1; size !== needed.size; ) {
    size = needed.size
    for (const [subject, own] of bySubject)
      if (own.some((event) => subjectsOf(event).some((one) => needed.has(one)))) needed.add(subject)
  }
  for (const subject of needed) bySubject.delete(subject)
  return bySubject
}

/** What motkit recorded itself is as old as what it was recorded of. */
function isOld(events: readonly Envelope[], line: string): boolean {
  const told = events.filter(({ source }) => source !== 'motkit')
  return (told.length > 0 ? told : events).every(({ time }) => time < line)
}

/** What forgotten subjects came to, kept for the day on which the journey becomes part of another. */
function worth(
  model: Model,
  { customer, pruned = { slices: {}, tally: {} } }: JourneyState,
  old: ReadonlyMap<string, readonly Envelope[]>,
  now: string,
): NonNullable<JourneyState['pruned']> {
  const slices: Record<string, Totals> = { ...pruned.slices }
  let { tally } = pruned
  for (const [subject, events] of old) {
    // Opened on an empty journey, a subject takes its share off totals that never had it.
    const opened = openThread(model, newJourney(model, customer), subject, events, now)
    tally = addTotals(tally, opened.tally, -1)
    for (const [name, state] of Object.entries(opened.slices)) {
      const { closed } = (state ?? {}) as Partial<Keyed<unknown>>
      if (closed && Object.keys(closed).length > 0) slices[name] = addTotals(slices[name] ?? {}, closed, -1)
    }
  }
  return { slices, tally }
}
