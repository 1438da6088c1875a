/** The journey: all that is known of one customer, folded from events. Pure: no clock, no input or output. */
import { ms, type Span, spanMs } from './clock.ts'
import { type Customer, customerOf, type Envelope } from './event.ts'
import type { Model } from './model.ts'
import type { MomentRecord, Tally } from './moment.ts'
import type { Decision } from './rule.ts'
import { type AnySlice, addTotals, type Keyed, type Totals, total } from './slice.ts'
import { carts } from './slices/carts.ts'
import { orders } from './slices/orders.ts'
import { consents, profile } from './slices/profile.ts'
import { landmarks } from './slices/visits.ts'
import { voices } from './slices/voices.ts'

export type Stage = 'visitor' | 'prospect' | 'first_time_customer' | 'repeat_customer' | 'advocate' | 'lapsed'

/** One subject's part of the journey: what opened on it, what was promised about it, what rules ask about it. */
export interface Thread {
  readonly moments: Readonly<Record<string, MomentRecord>>
  /** By `rule/subject/name`. */
  readonly decisions: Readonly<Record<string, Decision>>
  /** Events that rules are on, kept while the thread is open so that the rules can be asked again. */
  readonly asks: readonly Envelope[]
  /** Moments of this thread that were compacted away. */
  readonly tally?: Tally
}
/** The journey as a store keeps it: JSON. */
export interface JourneyState {
  readonly customer: string
  /** How often it was stepped; tells apart what was recorded at one instant. Not a part of what is known. */
  readonly revision: number
  readonly first?: string | undefined
  readonly last?: string | undefined
  readonly slices: Readonly<Record<string, unknown>>
  readonly threads: Readonly<Record<string, Thread>>
  /** Counts of the moments of closed threads. */
  readonly tally: Tally
  /** Of the totals and counts above, what came from events that are no longer kept. */
  readonly pruned?: { readonly slices: Readonly<Record<string, Totals>>; readonly tally: Tally }
}
/** The journey as rules, moments and guards read it: only the slices they list in `reads`. */
export interface Journey<L extends AnySlice = never> {
  readonly customer: Customer
  readonly stage: Stage
  /** Times of the first and the last event. */
  readonly first: string | undefined
  readonly last: string | undefined
  readonly slices: { readonly [K in L as K['name']]: K['initial'] }
}

export const newJourney = (model: Model, customer: string): JourneyState => ({
  customer,
  revision: 0,
  first: undefined,
  last: undefined,
  slices: model.initialSlices,
  threads: {},
  tally: {},
})
/** A journey as it was kept, with the slices of plugins that came since. */
export const withSlices = (model: Model, journey: JourneyState): JourneyState => ({
  ...journey,
  slices: { ...model.initialSlices, ...journey.slices },
})
export const emptyThread: Thread = { moments: {}, decisions: {}, asks: [] }
export const threadOf = (journey: JourneyState, subject: string): Thread => journey.threads[subject] ?? emptyThread
export const withThread = (journey: JourneyState, subject: string, thread: Thread): JourneyState => ({
  ...journey,
  threads: { ...journey.threads, [subject]: thread },
})
export const sliceOf = <S>(
  journey: Pick<JourneyState, 'slices'>,
  slice: { readonly name: string; readonly initial: S },
): S => (journey.slices[slice.name] as S | undefined) ?? slice.initial

export const kindOf = (subject: string): string => subject.slice(0, subject.indexOf('/'))
export const subjectsOf = (event: Envelope): readonly string[] =>
  event.subject === undefined
    ? (event.related ?? [])
    : event.related
      ? [event.subject, ...event.related]
      : [event.subject]
/** The thread of an event: what it is about, or the customer as a whole. */
export const threadSubject = (event: Envelope): string => event.subject ?? 'customer'

/** Folds an event into every slice that listens, replacing states in `slices`; only one subject's entries where `only` is given. */
export function fold(model: Model, slices: Record<string, unknown>, event: Envelope, only?: string): void {
  for (const slice of model.slicesOn.get(event.type) ?? []) {
    const step = slice.fold[event.type]
    if (!step) continue
    const { keyed, name } = slice
    if (!keyed) {
      if (only === undefined) slices[name] = step(slices[name] ?? slice.initial, event, threadSubject(event))
      continue
    }
    for (const subject of only === undefined ? subjectsOf(event) : [only]) {
      if (!keyed.per.includes(kindOf(subject))) continue
      const { open, closed } = (slices[name] ?? slice.initial) as Keyed<unknown>
      slices[name] = { open: { ...open, [subject]: step(open[subject] ?? keyed.initial, event, subject) }, closed }
    }
  }
}

/** All subjects an event may change the moments of: those it concerns, and those that slices say it touches. */
export function touched(model: Model, journey: Pick<JourneyState, 'slices'>, event: Envelope): readonly string[] {
  const subjects = [threadSubject(event)]
  if (event.related) for (const one of event.related) if (model.kinds.has(kindOf(one))) subjects.push(one)
  for (const slice of model.touching.get(event.type) ?? []) {
    for (const one of slice.touches?.(event, sliceOf(journey, slice)) ?? [])
      if (!subjects.includes(one)) subjects.push(one)
  }
  return subjects
}

/** Of the subjects an event touches, those whose past must be known before it is folded: not open, or compacted. */
export function unopened(
  model: Model,
  journey: Pick<JourneyState, 'threads' | 'slices'>,
  event: Envelope,
  subjects: readonly string[],
): readonly string[] {
  let missing: string[] | undefined
  for (const subject of subjects) {
    const thread = journey.threads[subject]
    const needed =
      thread === undefined
        ? subject !== 'customer' && (model.kinds.has(kindOf(subject)) || model.rulesOn.event.has(event.type))
        : thread.tally !== undefined && isStale(model, journey, event, subject)
    if (!needed) continue
    missing ??= []
    missing.push(subject)
  }
  return missing ?? nothing
}
const nothing: readonly string[] = []
/** True where the event belongs to what was compacted away. */
const isStale = (model: Model, journey: Pick<JourneyState, 'slices'>, event: Envelope, subject: string): boolean =>
  (model.compacting.get(kindOf(subject)) ?? []).some((slice) => {
    const entry = sliceOf(journey, slice).open[subject]
    return entry !== undefined && slice.keyed?.stale?.(entry as never, event)
  })

/** Removes a subject's entry from every keyed slice. */
export function withoutEntries(
  model: Model,
  journey: JourneyState,
  subject: string,
): { slices: Record<string, unknown>; removed: [AnySlice, unknown][] } {
  const slices: Record<string, unknown> = { ...journey.slices }
  const removed: [AnySlice, unknown][] = []
  for (const slice of model.keyedBy.get(kindOf(subject)) ?? []) {
    const state = slices[slice.name] as Keyed<unknown> | undefined
    if (state?.open[subject] === undefined) continue
    const { [subject]: entry, ...open } = state.open
    slices[slice.name] = { ...state, open }
    removed.push([slice, entry])
  }
  return { slices, removed }
}
/** Adds the shares of closed entries to the totals, or, when they open again, takes them off. */
export function shared(
  slices: Record<string, unknown>,
  entries: readonly (readonly [AnySlice, unknown])[],
  sign: 1 | -1,
): Record<string, unknown> {
  for (const [slice, entry] of entries) {
    const state = (slices[slice.name] ?? slice.initial) as Keyed<unknown>
    slices[slice.name] = { ...state, closed: addTotals(state.closed, slice.keyed?.share(entry as never) ?? {}, sign) }
  }
  return slices
}

/**
 * Where on the way a customer is: known, or with a cart, a prospect; by orders placed and not canceled a first-time or
 * repeat customer; a repeat customer who reviewed well, referred or shared is an advocate; long without an order, lapsed.
 */
function stageOf(journey: Pick<JourneyState, 'customer' | 'slices'>, now: string, lapseAfter: Span): Stage {
  const kept = total(sliceOf(journey, orders), 'kept', (order) => orders.keyed?.share(order as never) ?? {})
  if (kept === 0) {
    const known =
      journey.customer.startsWith('id:') ||
      Object.keys(sliceOf(journey, consents)).length > 0 ||
      sliceOf(journey, profile).identified
    const cart = sliceOf(journey, carts)
    return known || Object.keys(cart.open).length > 0 || (cart.closed.carts ?? 0) > 0 ? 'prospect' : 'visitor'
  }
  const last = sliceOf(journey, landmarks).lastOrder
  if (last !== undefined && ms(last.slice(0, 24)) + spanMs(lapseAfter) <= ms(now)) return 'lapsed'
  if (kept === 1) return 'first_time_customer'
  return total(sliceOf(journey, voices), 'positive', (voice) => voices.keyed?.share(voice as never) ?? {}) > 0
    ? 'advocate'
    : 'repeat_customer'
}

/** The journey as others read it, at an instant. */
export function viewOf(
  model: Model,
  state: Omit<JourneyState, 'threads' | 'tally' | 'revision' | 'pruned'>,
  now: string,
): Journey<AnySlice> {
  return {
    customer: customerOf(state.customer),
    get stage() {
      return stageOf(state, now, model.settings.lapseAfter)
    },
    first: state.first,
    last: state.last,
    slices: state.slices as Journey<AnySlice>['slices'],
  }
}
