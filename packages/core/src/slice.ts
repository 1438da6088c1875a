/** A slice: what a part of motkit remembers about a customer. Its fold is commutative, so that the order of arrival does not matter. */
import type { AnyEvent, EventOf } from './event.ts'

/** Sums of what closed threads leave behind, by name. */
export type Totals = Readonly<Record<string, number>>
/** State per subject: what is open, and the totals of what is closed. */
export interface Keyed<E> {
  readonly open: Readonly<Record<string, E>>
  readonly closed: Totals
}
export type Folds<S, E extends AnyEvent> = {
  readonly [T in E['type']]: (state: NoInfer<S>, event: EventOf<Extract<E, { type: T }>>, subject: string) => NoInfer<S>
}

/** What the engine knows of any slice; `S` is the state that readers see. */
export interface SliceDef<N extends string, S> {
  readonly kind: 'slice'
  readonly name: N
  readonly initial: S
  readonly on: readonly AnyEvent[]
  /** By type of event, over the whole state or, in a keyed slice, over one subject's. */
  // biome-ignore lint/suspicious/noExplicitAny: existential, the types are checked where the slice is defined
  readonly fold: Readonly<Record<string, (state: any, event: any, subject: string) => any>>
  readonly keyed?: KeyedHooks
  /** Other subjects whose moments this event can change: they are opened before it is folded. */
  touches?(event: EventOf<AnyEvent>, state: S): readonly string[]
}
export interface KeyedHooks {
  /** The kinds of subject it keeps an entry for: `order` for `order/1001`. */
  readonly per: readonly string[]
  readonly initial: unknown
  closes(entry: never, now: string): boolean
  share(entry: never): Totals
  forgets?(total: string, now: string): boolean
  compact?(entry: never, now: string): unknown
  stale?(entry: never, event: EventOf<AnyEvent>): boolean
}
// biome-ignore lint/suspicious/noExplicitAny: existential, "a slice of some state"
export type AnySlice = SliceDef<string, any>
export type StateOf<L> = L extends SliceDef<string, infer S> ? S : never

/**
 * Declares a slice that is small by nature: preferences, flags, sums.
 * @example
 * const visitsSeen = defineSlice({ name: 'tastings', initial: 0, on: [tasted], fold: { 'wine.tasted': (n) => n + 1 } })
 */
export function defineSlice<const N extends string, S, E extends AnyEvent>(slice: {
  readonly name: N
  readonly initial: S
  readonly on: readonly E[]
  readonly fold: Folds<S, E>
  touches?(event: EventOf<E>, state: NoInfer<S>): readonly string[]
}): SliceDef<N, S> {
  return { kind: 'slice', ...slice } as never
}

/**
 * Declares a slice with one entry per subject. An entry that `closes` leaves only its `share` of the totals;
 * a late fact opens it again from the subject's own events.
 */
export function defineKeyedSlice<const N extends string, S, E extends AnyEvent>(slice: {
  readonly name: N
  /** Kinds of subject: `['order']` keeps an entry for each `order/…`. */
  readonly per: readonly string[]
  /** The entry before its first event. */
  readonly initial: S
  readonly on: readonly E[]
  readonly fold: Folds<S, E>
  /** True once the entry is complete and nothing more is expected; half an entry never closes. */
  closes(entry: NoInfer<S>, now: string): boolean
  /** What a closed entry adds to the totals: sums only. */
  share(entry: NoInfer<S>): Totals
  /** True of a total that no reader asks for any more: it is dropped, so that totals do not grow with the customer's age. */
  forgets?(total: string, now: string): boolean
  /** Shrinks a long entry that cannot close. */
  compact?(entry: NoInfer<S>, now: string): NoInfer<S>
  /** True where this event belongs to what `compact` took away: the entry is then folded anew from its events. */
  stale?(entry: NoInfer<S>, event: EventOf<E>): boolean
  touches?(event: EventOf<E>, state: Keyed<NoInfer<S>>): readonly string[]
}): SliceDef<N, Keyed<S>> {
  const { name, on, fold, initial, touches, ...hooks } = slice
  const keyed = { initial, ...hooks }
  return {
    kind: 'slice',
    name,
    on,
    fold,
    initial: { open: {}, closed: {} },
    keyed,
    ...(touches && { touches }),
  } as never
}

export function addTotals(a: Totals, b: Totals, sign: 1 | -1 = 1): Totals {
  const sum: Record<string, number> = { ...a }
  for (const name of Object.keys(b)) {
    const value = (sum[name] ?? 0) + sign * (b[name] ?? 0)
    if (value === 0) delete sum[name]
    else sum[name] = value
  }
  return sum
}
/** A total over the closed entries and the open ones. */
export function total<E>(keyed: Keyed<E>, name: string, share: (entry: E) => Totals): number {
  let sum = keyed.closed[name] ?? 0
  for (const subject in keyed.open) sum += share(keyed.open[subject] as E)[name] ?? 0
  return sum
}
