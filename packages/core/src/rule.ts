/** A rule: from a trigger (event, moment, timer) to what should be done. Pure, and level: it is asked again as facts come. */
import type { AnyAction, AnyTimer } from './action.ts'
import type { Made } from './definition.ts'
import type { AnyEvent, Envelope, EventOf } from './event.ts'
import type { Journey } from './journey.ts'
import type { AnyMoment, MomentOf } from './moment.ts'
import type { AnySlice } from './slice.ts'
import type { Claim, Judgement } from './store.ts'

export type AnyDecidable = AnyAction | AnyEvent | AnyTimer
export type MadeOf<T> = T extends AnyDecidable ? ReturnType<T> : never
export type AnyTrigger = AnyEvent | AnyMoment | AnyTimer

/** A timer that went off. */
export interface Timer<N extends string = string, D = unknown> {
  readonly type: N
  readonly name: string
  readonly subject: string
  readonly data: D
  readonly due: string
}
type TimerOf<T> = T extends AnyTimer ? Timer<T['type'], MadeOf<T>['data']> : never
export type TriggerInput<T> = T extends AnyMoment
  ? { readonly moment: MomentOf<T> }
  : T extends AnyTimer
    ? { readonly timer: TimerOf<T> }
    : T extends AnyEvent
      ? { readonly event: EventOf<T> }
      : never
export type RuleInput<T, L extends AnySlice> = TriggerInput<T> & { readonly journey: Journey<L>; readonly now: string }

/** A condition as data: JSON Logic (https://jsonlogic.com) over the rule's input. */
export type JsonLogic = { readonly [operator: string]: unknown }
export type Condition<I> = ((input: I) => boolean) | JsonLogic

export interface RuleDef<Id extends string, T extends AnyTrigger, L extends AnySlice, M extends AnyDecidable> {
  readonly id: Id
  readonly on: T | readonly T[]
  readonly reads?: readonly L[]
  /** What the rule may decide: actions to take, facts to record, timers to set. */
  readonly may: readonly M[]
  /** Named conditions, so that the trace can say which one failed. */
  readonly when?: { readonly [condition: string]: Condition<RuleInput<T, L>> }
  decide(input: RuleInput<T, L>): readonly MadeOf<NoInfer<M>>[]
}
// biome-ignore lint/suspicious/noExplicitAny: existential, "a rule of some types"
export type AnyRule = RuleDef<string, any, any, any>

/**
 * Declares a rule. It is asked when its trigger comes and again whenever a fact or timer concerns the same subject;
 * what it no longer wants and is not yet done is withdrawn, what is done is never repeated under the same name.
 * @example
 * const vip = defineRule({
 *   id: 'vip-thanks', on: moments.smotPurchase, may: [sendMessage],
 *   when: { 'total is 500 or more': ({ moment }) => (moment.data.total?.amount ?? 0) >= 50_000 },
 *   decide: () => [sendMessage({ template: 'vip-thanks' })],
 * })
 */
export const defineRule = <
  const Id extends string,
  T extends AnyTrigger,
  M extends AnyDecidable = never,
  L extends AnySlice = never,
>(
  rule: RuleDef<Id, T, L, M>,
): RuleDef<Id, T, NoInfer<L>, M> => rule

/** What a thread keeps of a trigger so that its rules can be asked again. */
export type Trigger = Envelope

/** Something a rule wants, from wish to end. An open one is a promise. */
export interface Decision {
  readonly rule: string
  readonly subject: string
  readonly name: string
  readonly kind: 'action' | 'timer'
  readonly type: string
  readonly data?: unknown
  readonly due: string
  /** `open` waits for its time, `taken` is with the host, `fired` is a timer that went off; the others are ends. */
  readonly state: 'open' | 'taken' | 'fired' | 'done' | 'dead' | 'suppressed' | 'held-out'
  readonly cause?: string
  /** The guard that deferred it last, or ended it. */
  readonly held?: Judgement
  readonly claims?: readonly Claim[]
  /** The idempotency key under which it was handed over. */
  readonly key?: string
}
export const decisionKey = ({ rule, subject, name }: Pick<Decision, 'rule' | 'subject' | 'name'>): string =>
  `${rule}/${subject}/${name}`

// biome-ignore lint/suspicious/noExplicitAny: existential, a compiled condition of some rule
type Test = (input: any) => boolean
export interface CompiledRule {
  readonly rule: AnyRule
  readonly names: readonly string[]
  readonly tests: readonly Test[]
}
/** Asks one rule: what it decides, or nothing when a condition fails. */
export function askRule(
  { rule, tests }: CompiledRule,
  input: unknown,
): readonly Made<AnyDecidable['kind'], string, unknown>[] | undefined {
  for (let i = 0; i < tests.length; i++) if (!(tests[i] as Test)(input)) return undefined
  return rule.decide(input as never)
}
