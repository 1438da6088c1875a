/** Why, and why not: the journey folded again from the kept events, and every rule asked with its eyes watched. */
import { type Customer, type Envelope, stamp } from './event.ts'
import { type JourneyState, needs, newJourney, type Stage, stageOf, threadOf, viewOf, withThread } from './journey.ts'
import type { Model } from './model.ts'
import type { Moment, MomentRecord } from './moment.ts'
import type { Decision } from './rule.ts'
import { refold, triggers } from './step.ts'
import type { StoredAction } from './store.ts'
import { momentsOf, openThread } from './thread.ts'

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
  const sorted = [...events].sort((a, b) => (stamp(a) < stamp(b) ? -1 : 1))
  let journey = newJourney(state.customer)
  for (const event of sorted) {
    for (const subject of needs(model, journey, event))
      if (journey.threads[subject] === undefined) journey = openThread(model, journey, subject, [], now)
    journey = refold({ model, tenant, now }, journey, event)
  }
  for (const [subject, thread] of Object.entries(state.threads)) {
    const own = threadOf(journey, subject)
    journey = withThread(journey, subject, { ...own, decisions: { ...own.decisions, ...thread.decisions } })
  }
  const view = viewOf(model, journey, now)
  const moments: Moment[] = []
  const decisions: Decision[] = []
  const rules: ExplainedRule[] = []
  for (const subject of Object.keys(journey.threads)) {
    const thread = { ...threadOf(journey, subject), moments: momentsOf(model, journey, subject, now) }
    for (const { again: _, ...moment } of Object.values(thread.moments) as MomentRecord[])
      moments.push({ ...moment, customer: view.customer, tenant })
    decisions.push(...Object.values(thread.decisions))
    for (const { rules: asked, input, about, cause } of triggers(model, thread, view.customer, tenant)) {
      for (const { rule, names, tests } of asked) {
        const conditions = names.map((condition, i): ExplainedCondition => {
          const saw: Record<string, unknown> = {}
          let holds = false
          try {
            holds = Boolean(tests[i]?.(watch({ ...input, journey: view, now }, '', saw)))
          } catch (error) {
            saw.threw = String(error)
          }
          return { condition, holds, saw }
        })
        const failed = conditions.find(({ holds }) => !holds)
        const wants = failed
          ? []
          : rule
              .decide({ ...input, journey: view, now } as never)
              .map((made) => `${made.type} ${made.terms.name ?? ''}`.trim())
        rules.push({
          rule: rule.id,
          trigger: cause,
          subject: about,
          fired: !failed && wants.length > 0,
          ...(failed && { failed }),
          conditions,
          wants,
        })
      }
    }
  }
  return {
    customer: view.customer,
    stage: stageOf(journey, now, model.settings.lapseAfter),
    moments,
    decisions,
    actions,
    rules,
    events: events.length,
  }
}
