/** Counts what became of decisions, as the bus tells it. */
import type { Change, Clock } from '@motkit/core'
import type { Engine } from './engine.ts'
import { type ActionCounts, increase } from './summary.ts'

/** A decision that a guard put off or stopped. */
export interface Held {
  readonly at: string
  readonly rule: string
  readonly subject: string
  /** The template of a message, else the type of the action. */
  readonly what: string
  readonly guard: string
  readonly reason: string
  /** Until when it was put off; absent where it was stopped for good. */
  readonly until?: string
}
export interface ActionLog {
  readonly counts: Record<string, ActionCounts>
  /** Why decisions were put off or stopped: `type|state|reason`. */
  readonly reasons: Record<string, number>
  /** What was held back, by the key of the customer: of the first few hundred, and of those asked for. */
  readonly held: Map<string, Held[]>
}
const KEPT = 500

/** Listens to an engine. A decision counts once as due and once as deferred, however often it is looked at. */
export function logActions(mot: Pick<Engine, 'on'>, clock: Clock, isWatched: (customer: string) => boolean): ActionLog {
  const log: ActionLog = { counts: {}, reasons: {}, held: new Map() }
  const waiting = new Map<string, 'due' | 'deferred'>()
  const hold = ({ customer, decision, judgement }: Change) => {
    const { rule, subject, type, data } = decision
    const known = log.held.get(customer)
    if (!known && log.held.size >= KEPT && !isWatched(customer)) return
    const { guard = 'unknown', reason = 'unknown', until } = judgement ?? {}
    const what = (data as { template?: string } | undefined)?.template ?? type
    const held = {
      at: new Date(clock.now()).toISOString(),
      rule,
      subject,
      what,
      guard,
      reason,
      ...(until && { until }),
    }
    if (known) known.push(held)
    else log.held.set(customer, [held])
  }
  mot.on('decision', (change: Change) => {
    const { state, customer, decision, judgement } = change
    const { type, rule, subject, name } = decision
    if (decision.kind !== 'action') return
    const key = `${customer} ${rule}/${subject}/${name}`
    const before = waiting.get(key)
    if (state === 'withdrawn') {
      waiting.delete(key)
      return
    }
    log.counts[type] ??= { due: 0, done: 0, deferred: 0, suppressed: 0, dead: 0 }
    const counts = log.counts[type]
    if (before === undefined) counts.due++
    if (state === 'suppressed' || state === 'held-out' || (state === 'deferred' && before !== 'deferred')) {
      increase(log.reasons, `${type}|${state === 'deferred' ? state : 'suppressed'}|${judgement?.reason ?? 'unknown'}`)
      hold(change)
    }
    if (state === 'due') waiting.set(key, before ?? 'due')
    else if (state === 'deferred') {
      if (before !== 'deferred') counts.deferred++
      waiting.set(key, 'deferred')
    } else {
      counts[state === 'held-out' ? 'suppressed' : state]++
      waiting.delete(key)
    }
  })
  return log
}
