/** Why, and why not: the journey folded again from the kept events, and every rule asked with its eyes watched. */
import { type Customer, type Envelope, stamp } from './event.ts'
import { emptyThread, type JourneyState, newJourney, type Stage, touched, unopened } from './journey.ts'
import type { Model } from './model.ts'
import { type Moment, momentOf } from './moment.ts'
import type { CompiledRule, Decision } from './rule.ts'
import { begin, eachTrigger, findMoments, take, thread, viewOf } from './stepping.ts'
import type { StoredAction } from './store.ts'

export interface ExplainedCondition {
  readonly condition: string
  readonly holds: boolean
  /** What it read, by path: `{ 'moment.data.total.amount': 1200 }`. */
  readonly saw: Readonly<Record<string, unknown>>
}
export interface ExplainedRule {
  readonly rule: string
  /** The event, moment or timer it was asked about, and its subject. */
  readonly trigger: string
  readonly subject: string
  readonly fired: boolean
  /** The first condition that failed. */
  readonly failed?: ExplainedCondition
  readonly conditions: readonly ExplainedCondition[]
  /** What it wants now, by action or timer and name. */
  readonly wants: readonly string[]
  /** What stands in the way of what it does not want, in the rule's own words. */
  readonly whyNot?: readonly string[]
}
export interface Explained {
  readonly customer: Customer
  readonly stage: Stage
  readonly moments: readonly Moment[]
  /** What was decided: open, with the host, or how it ended, with the guard that held it, and until when. */
  readonly decisions: readonly Decision[]
  /** The actions handed to the host, with what every guard said. */
  readonly actions: readonly StoredAction[]
  readonly rules: readonly ExplainedRule[]
  readonly events: number
}

/** Watches what is read of a value, as paths to the plain values at their ends. */
function watch(value: unknown, path: string, saw: Record<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  return new Proxy(value, {
    get(target, key, self) {
      const inner: unknown = Reflect.get(target, key, self)
      if (typeof key === 'symbol' || typeof inner === 'function') return inner
      const at = path === '' ? key : `${path}.${key}`
      const frozen = Object.getOwnPropertyDescriptor(target, key)
      if (frozen && !frozen.configurable && 'value' in frozen && !frozen.writable) return inner
      if (typeof inner !== 'object' || inner === null) saw[at] = inner ?? null
      return watch(inner, at, saw)
    },
  })
}

/** Explains a journey at an instant. `events` are all that is kept of the customer. */
export function explainJourney(
  model: Model,
  tenant: string,
  state: JourneyState,
  events: readonly Envelope[],
  actions: readonly StoredAction[],
  now: string,
): Explained {
  const stepping = begin({ model, tenant, now }, newJourney(model, state.customer), 'explain')
  const { threads, who } = stepping
  for (const event of [...events].sort((a, b) => (stamp(a) < stamp(b) ? -1 : 1))) {
    for (const subject of unopened(model, stepping, event, touched(model, stepping, event)))
      threads[subject] = emptyThread
    take(stepping, event)
  }
  for (const [subject, { decisions }] of Object.entries(state.threads)) {
    const own = thread(stepping, subject)
    threads[subject] = { ...own, decisions: { ...own.decisions, ...decisions } }
  }
  const moments: Moment[] = []
  const decisions: Decision[] = []
  const rules: ExplainedRule[] = []
  for (const subject of Object.keys(threads)) {
    findMoments(stepping, subject)
    const own = thread(stepping, subject)
    moments.push(...Object.values(own.moments).map((record) => momentOf(record, who, tenant)))
    decisions.push(...Object.values(own.decisions))
    eachTrigger(stepping, own, (asked, input, about, cause) => {
      for (const rule of asked.rules) rules.push(explainRule(rule, input, about, cause))
    })
  }
  return { customer: who, stage: viewOf(stepping).stage, moments, decisions, actions, rules, events: events.length }
}

function explainRule(
  { rule, names, tests }: CompiledRule,
  input: unknown,
  subject: string,
  trigger: string,
): ExplainedRule {
  const conditions = names.map((condition, i): ExplainedCondition => {
    const saw: Record<string, unknown> = {}
    let holds = false
    try {
      holds = Boolean(tests[i]?.(watch(input, '', saw)))
    } catch (error) {
      saw.threw = String(error)
    }
    return { condition, holds, saw }
  })
  const failed = conditions.find(({ holds }) => !holds)
  const wants = failed ? [] : rule.decide(input as never).map((made) => `${made.type} ${made.terms.name ?? ''}`.trim())
  return {
    rule: rule.id,
    trigger,
    subject,
    fired: !failed && wants.length > 0,
    ...(failed && { failed }),
    conditions,
    wants,
    ...(!failed && rule.whyNot && { whyNot: rule.whyNot(input as never) }),
  }
}
