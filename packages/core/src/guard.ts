/** A guard: what may hold back a decision when it comes due. Pure; asked again at every claim. */
import type { AnyAction } from './action.ts'
import type { Journey } from './journey.ts'
import type { Decision } from './rule.ts'
import type { Settings } from './settings.ts'
import type { AnySlice } from './slice.ts'
import type { Sent } from './slices/sent.ts'

export type Verdict =
  | { readonly verdict: 'allow' }
  /** Not now: judged again at `until`, an ISO instant in the future. */
  | { readonly verdict: 'defer'; readonly until: string; readonly reason: string }
  /** Never, for this decision. */
  | { readonly verdict: 'suppress'; readonly reason: string }
  /** Never, because the customer is in the control group. */
  | { readonly verdict: 'hold-out'; readonly reason: string }

export const allow: Verdict = { verdict: 'allow' }
export const defer = (until: string, reason: string): Verdict => ({ verdict: 'defer', until, reason })
export const suppress = (reason: string): Verdict => ({ verdict: 'suppress', reason })
export const holdOut = (reason: string): Verdict => ({ verdict: 'hold-out', reason })

export interface GuardInput<L extends AnySlice> {
  readonly decision: Decision
  readonly journey: Journey<L>
  readonly now: string
  readonly settings: Settings
  /** The actions that were carried out or are with the host, newest last. */
  sent(): readonly Sent[]
}
export interface GuardDef<L extends AnySlice = AnySlice> {
  readonly id: string
  /** The actions it judges. */
  readonly on: readonly AnyAction[]
  readonly reads?: readonly L[]
  judge(input: GuardInput<L>): Verdict
}
// biome-ignore lint/suspicious/noExplicitAny: existential, "a guard of some slices"
export type AnyGuard = GuardDef<any>

/**
 * Declares a guard.
 * @example const noSundays = defineGuard({ id: 'no-sundays', on: [sendMessage], judge: ({ now }) => isSunday(now) ? defer(monday(now), 'sunday') : allow })
 */
export const defineGuard = <L extends AnySlice = never>(guard: GuardDef<L>): GuardDef<L> => guard
