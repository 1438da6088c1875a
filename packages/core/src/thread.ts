/** Threads open and close, so that a journey does not grow with its customer's age, and a late fact still finds its place. */
import { iso, ms } from './clock.ts'
import type { Envelope } from './event.ts'
import {
  fold,
  type JourneyState,
  kindOf,
  shared,
  sliceOf,
  type Thread,
  threadOf,
  viewOf,
  withoutEntries,
  withThread,
} from './journey.ts'
import type { Model } from './model.ts'
import { detect, type MomentRecord, tallyOf } from './moment.ts'
import { type Decision, decisionKey } from './rule.ts'
import { type AnySlice, addTotals, type Keyed } from './slice.ts'
import { decisionSettled, type Settled } from './slices/sent.ts'
import type { Judgement } from './store.ts'

type Moments = Readonly<Record<string, MomentRecord>>
const momentsOf = (model: Model, journey: JourneyState, subject: string, now: string): Moments => {
  const moments = model.momentsOn.get(kindOf(subject))
  return moments
    ? detect(moments, { subject, journey: viewOf(model, journey, now), now, settings: model.settings }, {})
    : {}
}

/** Keeps an event that rules are on. About the customer as a whole, only the latest of each type is kept. */
const KEPT_ASKS = 50
export function withAsk(model: Model, thread: Thread, subject: string, event: Envelope): Thread {
  if (!model.rulesOn.event.has(event.type)) return thread
  const order = (a: Envelope, b: Envelope) => (a.time === b.time ? (a.id < b.id ? -1 : 1) : a.time < b.time ? -1 : 1)
  let asks = [...thread.asks, event].sort(order)
  if (subject === 'customer')
    asks = asks.filter((ask, i) => !asks.slice(i + 1).some((newer) => newer.type === ask.type))
  return { ...thread, asks: asks.slice(-KEPT_ASKS) }
}

/** Of facts that settle one decision, the one that stands: what was done, else the latest round, in which the end follows the retry. */
const rank = ({ state, round = 0 }: Pick<Decision, 'state' | 'round'>): number =>
  state === 'done' ? Number.POSITIVE_INFINITY : 2 * round + (state === 'taken' ? 0 : 1)

/** A settled decision as its event tells it; `held` is the guard that ended it, else the one that put it off before. */
export function withSettled(thread: Thread, event: Envelope): Thread {
  const { rule, subject, name, action, outcome, due, cause, data, by, reason, held, round } = event.data as Settled
  const ended: Judgement | undefined =
    by === undefined
      ? held
      : { guard: by, verdict: outcome === 'held-out' ? 'hold-out' : 'suppress', ...(reason && { reason }) }
  const decision: Decision = {
    rule,
    subject,
    name,
    kind: 'action',
    type: action,
    due,
    state: outcome === 'retried' ? 'taken' : outcome,
    ...(cause && { cause }),
    ...(data !== undefined && { data }),
    ...(ended && { held: ended }),
    ...(round !== undefined && { round }),
  }
  const known = thread.decisions[decisionKey(decision)]
  if (known && known.state !== 'open' && known.state !== 'fired' && rank(known) > rank(decision)) return thread
  return { ...thread, decisions: { ...thread.decisions, [decisionKey(decision)]: decision } }
}

/**
 * Opens a subject: anew, or, where it was closed or compacted, from its own events; what it had added to the totals is taken off.
 * @param past all events about or related to the subject
 */
export function openThread(
  model: Model,
  journey: JourneyState,
  subject: string,
  past: readonly Envelope[],
  now: string,
): JourneyState {
  const known = journey.threads[subject]
  if (past.length === 0) return withThread(journey, subject, threadOf(journey, subject))
  const { slices } = withoutEntries(model, journey, subject)
  let { tally: _, ...thread }: Thread = known ?? threadOf(journey, subject)
  for (const event of past) {
    fold(model, slices, event, subject)
    if (event.subject !== subject) continue
    if (event.type === decisionSettled.type) thread = withSettled(thread, event)
    else if (!known) thread = withAsk(model, thread, subject, event)
  }
  let next: JourneyState = { ...journey, slices }
  const moments = momentsOf(model, next, subject, now)
  if (!known) {
    next = {
      ...next,
      slices: shared(slices, withoutEntries(model, next, subject).removed, -1),
      tally: addTotals(next.tally, tallyOf(moments), -1),
    }
  }
  return withThread(next, subject, { ...thread, moments })
}

const waits = (thread: Thread): boolean =>
  Object.values(thread.moments).some((moment) => moment.again !== undefined) ||
  Object.values(thread.decisions).some(({ state }) => state === 'open' || state === 'taken')

const daysBefore = (now: string, days: number): string => iso(ms(now) - days * 86_400_000)
/** A thread that no slice keeps rests when rules were not asked about it for this long. */
const RESTED_DAYS = 90
const rested = (thread: Thread, now: string): boolean =>
  (thread.asks.at(-1)?.time ?? now) < daysBefore(now, RESTED_DAYS)
/** It was only opened to be looked at. */
const isEmpty = ({ moments, decisions, asks, tally }: Thread): boolean =>
  asks.length === 0 && [moments, decisions, tally ?? {}].every((all) => Object.keys(all).length === 0)
/** How long the customer's own thread remembers what was decided once for all. */
const REMEMBERED_DAYS = 800

/** Closes every thread of which nothing more is expected: its share goes to the totals. The normal form of a journey. */
export function closeThreads(model: Model, journey: JourneyState, now: string): JourneyState {
  let next = journey
  for (const subject in journey.threads) {
    const thread = journey.threads[subject] as Thread
    if (subject === 'customer') {
      next = forget(next, thread, now)
      continue
    }
    const entries: [AnySlice, unknown][] = []
    for (const slice of model.keyedBy.get(kindOf(subject)) ?? []) {
      const entry = (sliceOf(next, slice) as Keyed<unknown>).open[subject]
      if (entry !== undefined) entries.push([slice, entry])
    }
    const done =
      entries.length > 0
        ? entries.every(([slice, entry]) => slice.keyed?.closes(entry as never, now))
        : isEmpty(thread) || rested(thread, now)
    if (done && !waits(thread)) {
      const { [subject]: _, ...threads } = next.threads
      const tally = addTotals(next.tally, addTotals(thread.tally ?? {}, tallyOf(thread.moments)))
      next = { ...next, slices: shared(withoutEntries(model, next, subject).slices, entries, 1), threads, tally }
    } else if (model.compacting.has(kindOf(subject))) next = compact(model, next, subject, entries, now)
  }
  return withoutForgotten(model, next, now)
}
/** Drops the totals that no reader asks for any more. */
function withoutForgotten(model: Model, journey: JourneyState, now: string): JourneyState {
  let next = journey
  for (const slice of model.forgetting) {
    const state = sliceOf(next, slice)
    const gone = Object.keys(state.closed).filter((name) => slice.keyed?.forgets?.(name, now))
    if (gone.length === 0) continue
    const closed = { ...state.closed }
    for (const name of gone) delete closed[name]
    next = { ...next, slices: { ...next.slices, [slice.name]: { ...state, closed } } }
  }
  return next
}

function compact(
  model: Model,
  journey: JourneyState,
  subject: string,
  entries: readonly (readonly [AnySlice, unknown])[],
  now: string,
): JourneyState {
  let next = journey
  for (const [slice, entry] of entries) {
    const less = slice.keyed?.compact?.(entry as never, now) ?? entry
    if (less === entry) continue
    const state = sliceOf(next, slice) as Keyed<unknown>
    next = { ...next, slices: { ...next.slices, [slice.name]: { ...state, open: { ...state.open, [subject]: less } } } }
  }
  if (next === journey) return journey
  const thread = threadOf(journey, subject)
  const moments = momentsOf(model, next, subject, now)
  const gone = Object.fromEntries(Object.entries(thread.moments).filter(([key]) => moments[key] === undefined))
  const about = new Set(Object.values(gone).map((moment) => moment.subject))
  const kept = Object.entries(thread.decisions).filter(
    ([, { subject: of, state }]) => !about.has(of) || state === 'open' || state === 'taken',
  )
  const tally = addTotals(thread.tally ?? {}, tallyOf(gone))
  return withThread(next, subject, { ...thread, moments, decisions: Object.fromEntries(kept), tally })
}

function forget(journey: JourneyState, thread: Thread, now: string): JourneyState {
  const line = daysBefore(now, REMEMBERED_DAYS)
  const all = Object.entries(thread.decisions)
  const kept = all.filter(([, { due, state }]) => due >= line || state === 'open' || state === 'taken')
  return kept.length === all.length
    ? journey
    : withThread(journey, 'customer', { ...thread, decisions: Object.fromEntries(kept) })
}
