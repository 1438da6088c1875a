/** A rule: from a trigger (event, moment, timer) to what should be done. Pure, and level: it is asked again as facts come. */
import type { AnyAction, AnyTimer } from './action.ts'
import type { Span } from './clock.ts'
import type { Made } from './definition.ts'
import { MotError } from './errors.ts'
import type { AnyEvent, EventOf } from './event.ts'
import type { Journey } from './journey.ts'
import type { AnyMoment, MomentOf } from './moment.ts'
import type { Settings } from './settings.ts'
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
  /** It went off later than its rule's `lateAfter`, as after downtime. */
  readonly late?: true
}
type TimerOf<T> = T extends AnyTimer ? Timer<T['type'], MadeOf<T>['data']> : never
export type TriggerInput<T> = T extends AnyMoment
  ? { readonly moment: MomentOf<T> }
  : T extends AnyTimer
    ? { readonly timer: TimerOf<T> }
    : T extends AnyEvent
      ? { readonly event: EventOf<T> }
      : never
export type RuleInput<T, L extends AnySlice> = TriggerInput<T> & {
  readonly journey: Journey<L>
  readonly now: string
  readonly settings: Settings
  /** True where a counter refused what a fact of this rule was to claim of it: decide without it. */
  refused(counter: string): boolean
}

/** A condition as data: JSON Logic (https://jsonlogic.com) over the rule's input. */
export type JsonLogic = { readonly [operator: string]: unknown }
export type Condition<I> = ((input: I) => boolean) | JsonLogic

/**
 * What becomes of an action or a timer whose time was missed, as when no process ran: it is carried out all the same and
 * marked late, or skipped, or put off by whole spans until it is ahead. A timer goes off once, however often it was missed.
 */
export type LatePolicy = 'fire' | 'skip' | { readonly reschedule: Span }
export interface RuleDef<Id extends string, T extends AnyTrigger, L extends AnySlice, M extends AnyDecidable> {
  readonly id: Id
  readonly on: T | readonly T[]
  readonly reads?: readonly L[]
  /** What the rule may decide: actions to take, facts to record, timers to set. */
  readonly may: readonly M[]
  /** What becomes of what it decided where that comes late. Default: it fires. */
  readonly late?: LatePolicy
  /** Later than this is late. Default: an hour. */
  readonly lateAfter?: Span
  /**
   * What it has carried out stays with the fact of its end: `decision.settled` carries the `data` that was handed over, for
   * slices that remember what was sent.
   */
  readonly keepsData?: true
  /** Named conditions, so that the trace can say which one failed. */
  readonly when?: { readonly [condition: string]: Condition<RuleInput<T, L>> }
  decide(input: RuleInput<T, L>): readonly MadeOf<NoInfer<M>>[]
  /** For `explain`: what stands in the way of what it does not decide, where conditions cannot say it. */
  whyNot?(input: RuleInput<T, L>): readonly string[]
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
  /** Of a timer: see `Timer`. */
  readonly late?: true
  /** How often it was dead and taken up again. */
  readonly round?: number
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
/** The rules on one trigger, and their conditions in columns: the first of each rule, the second of each, and so on. */
export interface RuleSet {
  readonly rules: CompiledRule[]
  readonly columns: Test[][]
}
const always: Test = () => true
export function addRule({ rules, columns }: RuleSet, rule: CompiledRule): void {
  while (columns.length < rule.tests.length) columns.push(rules.map(() => always))
  rules.push(rule)
  for (const [i, column] of columns.entries()) column.push(rule.tests[i] ?? always)
}
type AnyMade = Made<AnyDecidable['kind'], string, unknown>
/** Asks every rule on a trigger, and tells what those decide whose conditions all hold. @throws MotError PLUGIN_FAILED */
export function askRules(
  { rules, columns }: RuleSet,
  input: unknown,
  tell: (rule: AnyRule, made: readonly AnyMade[]) => void,
): void {
  const { length } = columns
  const first = columns[0] // most rules fail here
  let at = 0
  let telling = false
  try {
    for (; at < rules.length; at++) {
      if (first !== undefined && !(first[at] as Test)(input)) continue
      let i = 1
      while (i < length && ((columns[i] as Test[])[at] as Test)(input)) i++
      if (i < length) continue
      const { rule } = rules[at] as CompiledRule
      const made = rule.decide(input as never)
      telling = true
      tell(rule, made)
      telling = false
    }
  } catch (cause) {
    if (telling) throw cause
    const { id } = (rules[at] as CompiledRule).rule
    throw new MotError('PLUGIN_FAILED', `rule ${id} threw`, { cause, details: { path: `rules.${id}` } })
  }
}
