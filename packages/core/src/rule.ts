/** A rule: from a trigger (event, moment, timer) to what should be done. Pure, and level: it is asked again as facts come. */
import type { AnyAction, AnyTimer } from './action.ts'
import type { Made } from './definition.ts'
import { MotError } from './errors.ts'
import type { AnyEvent, EventOf } from './event.ts'
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
export type Test = (input: any) => boolean
export interface CompiledRule {
  readonly rule: AnyRule
  readonly names: readonly string[]
  readonly tests: readonly Test[]
}
/** The rules on one trigger. Most fail their first condition: those stand in a row of their own. */
export interface RuleSet {
  readonly rules: CompiledRule[]
  readonly firsts: Test[]
}
const always: Test = () => true
export function addRule(set: RuleSet, rule: CompiledRule): void {
  set.rules.push(rule)
  set.firsts.push(rule.tests[0] ?? always)
}
type AnyMade = Made<AnyDecidable['kind'], string, unknown>
/** Asks every rule on a trigger, and tells what those decide whose conditions all hold. @throws MotError PLUGIN_FAILED */
export function askRules(
  { rules, firsts }: RuleSet,
  input: unknown,
  tell: (rule: AnyRule, made: readonly AnyMade[]) => void,
): void {
  for (let i = 0; i < firsts.length; i++) {
    const made = askRule(firsts[i] as Test, rules[i] as CompiledRule, input)
    if (made) tell((rules[i] as CompiledRule).rule, made)
  }
}
function askRule(first: Test, { rule, tests }: CompiledRule, input: unknown): readonly AnyMade[] | undefined {
  try {
    if (!first(input)) return undefined
    for (let i = 1; i < tests.length; i++) if (!(tests[i] as Test)(input)) return undefined
    return rule.decide(input as never)
  } catch (cause) {
    throw new MotError('PLUGIN_FAILED', `rule ${rule.id} threw`, { cause, details: { path: `rules.${rule.id}` } })
  }
}
