/** One step: an event, or the passing of time, on one journey. Slices, moments, rules and guards in a row; pure. */
import { idempotencyKey } from './action.ts'
import { check, type Made } from './definition.ts'
import { MotError } from './errors.ts'
import { customerOf, type Envelope, latest, stamp } from './event.ts'
import type { GuardInput } from './guard.ts'
import {
  fold,
  type JourneyState,
  kindOf,
  needs,
  type Thread,
  threadOf,
  threadSubject,
  touched,
  viewOf,
  withThread,
} from './journey.ts'
import type { Model } from './model.ts'
import type { Moment, MomentRecord } from './moment.ts'
import { askRule, type Decision, decisionKey } from './rule.ts'
import { decisionSettled, labelsOf, type Sent, sent } from './slices/sent.ts'
import type { Claim, Judgement, StoredAction } from './store.ts'
import { momentsOf, withAsk, withSettled } from './thread.ts'

export interface Context {
  readonly model: Model
  readonly tenant: string
  readonly now: string
  /** The past: nothing is sent. */
  readonly backfill?: boolean
  /** Decisions whose claim on a shared counter the store refused when this step was tried before. */
  readonly refused?: ReadonlySet<string>
}
/** What became of a decision, for the bus and for counting. */
export interface Change {
  readonly state: 'due' | 'deferred' | 'withdrawn' | 'done' | 'dead' | 'suppressed' | 'held-out'
  readonly tenant: string
  readonly customer: string
  readonly thread: string
  readonly decision: Decision
  readonly judgement?: Judgement
}
export interface MomentChange {
  readonly moment: Moment
  /** As it stood before; absent at the opening. */
  readonly previous?: Moment
  /** True where facts that came late took it back. */
  readonly retracted?: boolean
}
export interface Stepped {
  readonly journey: JourneyState
  /** Facts that rules and guards recorded, to be appended with the event. */
  readonly facts: readonly Envelope[]
  readonly moments: readonly MomentChange[]
  readonly changes: readonly Change[]
  readonly actions: readonly StoredAction[]
  /** What the decisions take from shared counters, by decision: to be granted in the same transaction, or the step is tried again. */
  readonly claims: readonly (readonly [decision: string, claim: Claim])[]
}

const MAX_ROUNDS = 20

/** Thrown where a step needs the past of subjects that are not open: open them and step again. */
export class Unopened extends Error {
  readonly subjects: readonly string[]
  constructor(subjects: readonly string[]) {
    super(`not open: ${subjects.join(', ')}`)
    this.subjects = subjects
  }
}

/** A journey being stepped: what is collected on the way. */
class Stepping {
  journey: JourneyState
  readonly facts: Envelope[] = []
  readonly moments: MomentChange[] = []
  readonly changes: Change[] = []
  readonly actions: StoredAction[] = []
  readonly claims: [string, Claim][] = []
  readonly context: Context
  readonly cause: string

  constructor(context: Context, journey: JourneyState, cause: string) {
    this.context = context
    this.journey = { ...journey, revision: journey.revision + 1 }
    this.cause = cause
  }

  /** Folds an event and says which subjects to look at. */
  take(event: Envelope): readonly string[] {
    const { model } = this.context
    const unopened = needs(model, this.journey, event)
    if (unopened.length > 0) throw new Unopened(unopened)
    const subjects = touched(model, this.journey, event)
    this.journey = fold(model, this.journey, event)
    const subject = threadSubject(event)
    const old = threadOf(this.journey, subject)
    const thread = event.type === 'decision.settled' ? withSettled(old, event) : withAsk(model, old, subject, event)
    let { threads } = this.journey
    for (const other of subjects)
      if (threads[other] === undefined && model.kinds.has(kindOf(other)))
        threads = { ...threads, [other]: threadOf(this.journey, other) }
    this.journey = { ...this.journey, threads: thread === old ? threads : { ...threads, [subject]: thread } }
    return subjects
  }

  /** Looks at subjects until no rule records another fact; then takes what is due. */
  look(subjects: readonly string[]): void {
    let open = subjects
    for (let round = 0; open.length > 0; round++) {
      if (round === MAX_ROUNDS)
        throw new MotError('RULES_LOOP', `rules kept recording facts after ${this.cause}`, {
          details: { path: open.join(', ') },
        })
      for (const subject of open) this.detect(subject)
      const recorded: string[] = []
      for (const subject of open) recorded.push(...this.ask(subject, round))
      open = [...new Set(recorded)]
      if (open.length > 0) continue
      open = this.fireTimers(subjects)
    }
    this.takeDue(subjects)
  }

  private detect(subject: string): void {
    const { model, now, tenant } = this.context
    const thread = this.journey.threads[subject]
    if (!thread || subject === 'customer') return
    const moments = momentsOf(model, this.journey, subject, now)
    const customer = customerOf(this.journey.customer)
    const full = ({ again: _, ...moment }: MomentRecord): Moment => ({ ...moment, customer, tenant })
    let changed = false
    for (const key in moments) {
      const [moment, old] = [moments[key] as MomentRecord, thread.moments[key]]
      changed ||= old === undefined || old.again !== moment.again || old.evidence.length !== moment.evidence.length
      if (old && old.polarity === moment.polarity && old.reason === moment.reason && same(old.data, moment.data))
        continue
      changed = true
      this.moments.push({ moment: full(moment), ...(old && { previous: full(old) }) })
    }
    for (const key in thread.moments) {
      if (moments[key] !== undefined) continue
      changed = true
      const previous = full(thread.moments[key] as MomentRecord)
      this.moments.push({ moment: previous, previous, retracted: true })
    }
    if (changed) this.journey = withThread(this.journey, subject, { ...thread, moments })
  }

  /** Asks the rules of a thread with things as they stand, and compares the answer with what is on record. */
  private ask(subject: string, round: number): readonly string[] {
    const { model, now, tenant } = this.context
    const thread = this.journey.threads[subject]
    if (!thread) return []
    const wanted: Record<string, Decision> = {}
    const recorded: string[] = []
    let view = viewOf(model, this.journey, now)
    for (const { rules, input: trigger, about, cause } of triggers(
      model,
      thread,
      customerOf(this.journey.customer),
      tenant,
    )) {
      let input = { ...trigger, journey: view, now }
      for (const compiled of rules) {
        const { id } = compiled.rule
        let made: readonly Made<string, string, unknown>[] | undefined
        try {
          made = askRule(compiled, input)
        } catch (error) {
          throw new MotError('PLUGIN_FAILED', `rule ${id} threw`, { cause: error, details: { path: `rules.${id}` } })
        }
        if (!made) continue
        for (const one of made) {
          if (one.kind === 'event') {
            recorded.push(
              ...this.record(one, id, about, `${id}/${about}/${one.terms.name ?? ''}/${round}.${recorded.length}`),
            )
            view = viewOf(model, this.journey, now)
            input = { ...trigger, journey: view, now }
            continue
          }
          const decision = decide(one, id, about, cause, now)
          wanted[decisionKey(decision)] = decision
        }
      }
    }
    const current = threadOf(this.journey, subject)
    const decisions = this.compare(subject, current, wanted)
    if (decisions !== current.decisions) this.journey = withThread(this.journey, subject, { ...current, decisions })
    return recorded
  }

  /** Appends a fact that a rule or command decided; its id derives from its cause. */
  record(made: Made<string, string, unknown>, by: string, subject: string, name: string): readonly string[] {
    const { model, now, tenant } = this.context
    const definition = made.type === decisionSettled.type ? decisionSettled : model.events.get(made.type)
    if (!definition)
      throw new MotError('PLUGIN_FAILED', `${by} records ${made.type}, which no plugin defines`, {
        details: { path: by },
      })
    const checked = check(definition.schema, made.data)
    if ('issue' in checked) {
      throw new MotError(
        'PLUGIN_FAILED',
        `${by} recorded a ${made.type} that its schema refuses: ${checked.issue.message}`,
        { details: { path: checked.issue.path } },
      )
    }
    const about = definition.subject?.(checked.value) ?? (subject === 'customer' ? undefined : subject)
    const related = definition.related?.(checked.value)?.filter((one) => one !== undefined) ?? []
    const event: Envelope = {
      id: `${this.cause}/${name}`,
      source: 'motkit',
      type: made.type,
      ...(about !== undefined && { subject: about }),
      ...(related.length > 0 && { related }),
      time: now,
      tenant,
      customer: customerOf(this.journey.customer),
      data: checked.value,
    }
    this.facts.push(event)
    return this.take(event)
  }

  private compare(thread: string, current: Thread, wanted: Readonly<Record<string, Decision>>): Thread['decisions'] {
    const decisions: Record<string, Decision> = {}
    let changed = false
    for (const key in current.decisions) {
      const old = current.decisions[key] as Decision
      const now = wanted[key]
      const ended = old.state !== 'open' && old.state !== 'taken' && old.state !== 'fired'
      if (ended) decisions[key] = old
      else if (!now) {
        changed = true
        if (old.kind === 'action') this.withdraw(thread, old)
      } else if (old.state === 'open' && (old.due !== now.due || !same(old.data, now.data))) {
        changed = true
        const deferred = old.held?.until
        decisions[key] =
          deferred !== undefined && old.held ? { ...now, due: latest(deferred, now.due), held: old.held } : now
        if (same(decisions[key], old)) decisions[key] = old
      } else decisions[key] = old
    }
    for (const key in wanted) {
      if (decisions[key] !== undefined) continue
      changed = true
      decisions[key] = wanted[key] as Decision
    }
    return changed ? decisions : current.decisions
  }

  private withdraw(thread: string, decision: Decision): void {
    if (decision.state === 'taken') this.actions.push(this.stored(thread, decision, 'withdrawn', []))
    if (decision.state === 'taken' || decision.state === 'open') {
      this.say('withdrawn', thread, decision, { guard: 'rule', verdict: 'suppress', reason: 'no-longer-wanted' })
    }
  }

  /** Timers that are due go off: their rules are asked in the same step. */
  private fireTimers(subjects: readonly string[]): readonly string[] {
    const fired: string[] = []
    for (const subject of subjects) {
      const thread = this.journey.threads[subject]
      if (!thread) continue
      const due = Object.entries(thread.decisions).filter(
        ([, one]) => one.kind === 'timer' && one.state === 'open' && one.due <= this.context.now,
      )
      if (due.length === 0) continue
      const decisions = { ...thread.decisions }
      for (const [key, timer] of due) decisions[key] = { ...timer, state: 'fired' }
      this.journey = withThread(this.journey, subject, { ...thread, decisions })
      fired.push(subject)
    }
    return fired
  }

  /** Judges every action that is due, in the order in which they fell due. */
  private takeDue(subjects: readonly string[]): void {
    const { now } = this.context
    const due: [string, Decision][] = []
    for (const subject of new Set(subjects)) {
      for (const decision of Object.values(this.journey.threads[subject]?.decisions ?? {})) {
        if (decision.kind === 'action' && decision.state === 'open' && (decision.due <= now || this.context.backfill))
          due.push([subject, decision])
      }
    }
    due.sort(([, a], [, b]) => (a.due === b.due ? (decisionKey(a) < decisionKey(b) ? -1 : 1) : a.due < b.due ? -1 : 1))
    for (const [thread, decision] of due) this.judge(thread, decision)
  }

  private judge(thread: string, decision: Decision): void {
    const { model } = this.context
    const { judgements, held } = this.verdict(decision)
    if (held?.verdict === 'defer')
      this.update(thread, { ...decision, due: held.until ?? decision.due, held }, 'deferred', held)
    else if (held) this.settle(thread, decision, held.verdict === 'hold-out' ? 'held-out' : 'suppressed', held)
    else {
      const action = model.actions.get(decision.type)
      const checked = action
        ? check(action.schema, decision.data)
        : { issue: { path: 'type', message: 'no rule may take it' } }
      if ('issue' in checked) {
        const { path, message } = checked.issue
        throw new MotError(
          'PLUGIN_FAILED',
          `rule ${decision.rule} decided a ${decision.type} that its schema refuses: ${message}`,
          { details: { path } },
        )
      }
      for (const claim of decision.claims ?? []) this.claims.push([decisionKey(decision), claim])
      const stored = this.stored(thread, decision, 'due', judgements)
      this.actions.push(stored)
      this.update(thread, { ...decision, state: 'taken', key: stored.key }, 'due')
    }
  }

  private verdict(decision: Decision): { judgements: readonly Judgement[]; held?: Judgement } {
    const { model, backfill, refused } = this.context
    const stop = (guard: string, reason: string) => ({
      judgements: [],
      held: { guard, verdict: 'suppress', reason } as const,
    })
    if (backfill) return stop('backfill', 'past')
    if (model.muted.has(decision.type)) return stop('handler', 'no-handler')
    if (refused?.has(decisionKey(decision))) return stop('budget', 'budget')
    return judgeDecision(this.context, this.journey, decision)
  }

  private stored(
    thread: string,
    decision: Decision,
    state: StoredAction['state'],
    judgements: readonly Judgement[],
  ): StoredAction {
    const { tenant } = this.context
    const { rule, subject, name, type, data, due, cause = '', claims } = decision
    const { customer } = this.journey
    const key = decision.key ?? idempotencyKey(tenant, customer, rule, subject, name)
    return {
      tenant,
      customer,
      key,
      rule,
      thread,
      subject,
      name,
      type,
      data,
      due,
      attempts: 0,
      state,
      cause,
      judgements,
      ...(claims && { claims }),
    }
  }

  private update(thread: string, decision: Decision, state: Change['state'], judgement?: Judgement): void {
    const current = threadOf(this.journey, thread)
    this.journey = withThread(this.journey, thread, {
      ...current,
      decisions: { ...current.decisions, [decisionKey(decision)]: decision },
    })
    this.say(state, thread, decision, judgement)
  }

  /** A guard stopped what was already with the host: it waits again, or ends. */
  hold(thread: string, decision: Decision, held: Judgement): void {
    this.actions.push(this.stored(thread, decision, 'withdrawn', [held]))
    if (held.verdict === 'defer')
      this.update(thread, { ...decision, state: 'open', due: held.until ?? decision.due, held }, 'deferred', held)
    else this.settle(thread, decision, held.verdict === 'hold-out' ? 'held-out' : 'suppressed', held)
  }

  /** Ends a decision for good: a fact, so that it is known when the thread opens again. */
  settle(
    thread: string,
    decision: Decision,
    outcome: 'done' | 'dead' | 'suppressed' | 'held-out',
    by?: Judgement,
  ): void {
    const { rule, subject, name, type, due } = decision
    const labels = labelsOf(decision.data)
    this.record(
      decisionSettled({
        rule,
        subject,
        name,
        action: type,
        outcome,
        due,
        ...(by && { by: by.guard, reason: by.reason }),
        ...(Object.keys(labels).length > 0 && { labels }),
      }),
      'engine',
      thread,
      `settled/${decisionKey(decision)}`,
    )
    this.say(outcome, thread, decision, by)
  }

  private say(state: Change['state'], thread: string, decision: Decision, judgement?: Judgement): void {
    this.changes.push({
      state,
      tenant: this.context.tenant,
      customer: this.journey.customer,
      thread,
      decision,
      ...(judgement && { judgement }),
    })
  }

  done(): Stepped {
    const { journey, facts, moments, changes, actions, claims } = this
    return { journey, facts, moments, changes, actions, claims }
  }
}

function decide(
  { kind, type, data, terms }: Made<string, string, unknown>,
  rule: string,
  subject: string,
  cause: string,
  now: string,
): Decision {
  const { name = '', at, claims } = terms
  return {
    rule,
    subject,
    name,
    kind: kind as Decision['kind'],
    type,
    data,
    due: at ?? now,
    state: 'open',
    cause,
    ...(claims && { claims }),
  }
}

/** Each trigger of a thread with the rules that are on it. */
export function* triggers(model: Model, thread: Thread, customer: Moment['customer'], tenant: string) {
  for (const key in thread.moments) {
    const { again: _, ...moment } = thread.moments[key] as MomentRecord
    const rules = model.rulesOn.get(`moment:${moment.type}`)
    if (rules)
      yield { rules, input: { moment: { ...moment, customer, tenant } }, about: moment.subject, cause: `moment ${key}` }
  }
  for (const event of thread.asks) {
    const rules = model.rulesOn.get(`event:${event.type}`)
    if (rules)
      yield { rules, input: { event }, about: threadSubject(event), cause: `event ${event.source}#${event.id}` }
  }
  for (const key in thread.decisions) {
    const timer = thread.decisions[key] as Decision
    const rules = timer.state === 'fired' ? model.rulesOn.get(`timer:${timer.type}`) : undefined
    if (rules) yield { rules, input: { timer }, about: timer.subject, cause: `timer ${key}` }
  }
}

/** What the guards say of a decision, now: all that allowed it, and the first that did not. */
export function judgeDecision(
  { model, now }: Context,
  journey: JourneyState,
  decision: Decision,
): { judgements: readonly Judgement[]; held?: Judgement } {
  const judgements: Judgement[] = []
  const input: GuardInput<never> = {
    decision,
    journey: viewOf(model, journey, now),
    now,
    settings: model.settings,
    sent: () => sentOf(journey, decision),
  }
  for (const guard of model.guardsOn.get(decision.type) ?? []) {
    let verdict: ReturnType<typeof guard.judge>
    try {
      verdict = guard.judge(input)
    } catch (error) {
      throw new MotError('PLUGIN_FAILED', `guard ${guard.id} threw`, {
        cause: error,
        details: { path: `guards.${guard.id}` },
      })
    }
    if (verdict.verdict === 'defer' && !(verdict.until > now)) {
      throw new MotError('PLUGIN_FAILED', `guard ${guard.id} defers to ${verdict.until}, which is past`, {
        details: { path: `guards.${guard.id}` },
      })
    }
    const judgement = { guard: guard.id, ...verdict }
    if (verdict.verdict !== 'allow') return { judgements, held: judgement }
    judgements.push(judgement)
  }
  return { judgements }
}
/** What was carried out, and what is with the host, but for the decision itself. */
function sentOf(journey: JourneyState, decision: Decision): readonly Sent[] {
  const own = decisionKey(decision)
  const taken = Object.values(journey.threads).flatMap((thread) =>
    Object.values(thread.decisions).filter((one) => one.state === 'taken' && decisionKey(one) !== own),
  )
  const tail = (journey.slices[sent.name] as readonly Sent[] | undefined) ?? []
  return [
    ...tail,
    ...taken.map(({ due, type, rule, subject, data }) => ({
      at: due,
      action: type,
      rule,
      subject,
      labels: labelsOf(data),
    })),
  ]
}

/** Deep equality of JSON, where undefined is as good as absent. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  for (const key in left) if (!same(left[key], right[key])) return false
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false
  return true
}

/** Steps a journey over an event. Every subject it needs (`needs`) has been opened before. */
export function step(context: Context, journey: JourneyState, event: Envelope): Stepped {
  const stepping = new Stepping(context, journey, stamp(event).slice(25))
  stepping.look(stepping.take(event))
  return stepping.done()
}
/** Looks at subjects because time has passed. */
export function lookAt(context: Context, journey: JourneyState, subjects: readonly string[]): Stepped {
  const stepping = new Stepping(context, journey, `${journey.customer}@${context.now}+${journey.revision}`)
  stepping.look(subjects)
  return stepping.done()
}
/** The subjects of which time alone may have changed something. */
export const dueSubjects = (journey: JourneyState, now: string): readonly string[] =>
  Object.keys(journey.threads).filter((subject) => (threadWake(threadOf(journey, subject)) ?? '~') <= now)
/** When a journey must be looked at again. */
export function wakeAt(journey: JourneyState): string | undefined {
  let wake: string | undefined
  for (const subject in journey.threads) {
    const at = threadWake(threadOf(journey, subject))
    if (at !== undefined && (wake === undefined || at < wake)) wake = at
  }
  return wake
}
function threadWake(thread: Thread): string | undefined {
  let wake: string | undefined
  for (const key in thread.moments) {
    const again = thread.moments[key]?.again
    if (again !== undefined && (wake === undefined || again < wake)) wake = again
  }
  for (const key in thread.decisions) {
    const decision = thread.decisions[key]
    if (decision?.state === 'open' && (wake === undefined || decision.due < wake)) wake = decision.due
  }
  return wake
}

/**
 * Makes one journey of two: the other's events are folded into this one, and what was promised there goes on here.
 * A fold of all facts needs no merging of states.
 */
export function absorb(
  context: Context,
  journey: JourneyState,
  other: JourneyState | undefined,
  events: readonly Envelope[],
): Stepped {
  const stepping = new Stepping(
    context,
    journey,
    `${journey.customer}<${other?.customer}@${context.now}+${journey.revision}`,
  )
  const subjects = new Set<string>()
  for (const event of events) for (const subject of stepping.take(event)) subjects.add(subject)
  for (const [subject, thread] of Object.entries(other?.threads ?? {})) {
    const own = threadOf(stepping.journey, subject)
    const ended = Object.entries(own.decisions).filter(
      ([key, { state }]) => thread.decisions[key] === undefined || (state !== 'open' && state !== 'fired'),
    )
    stepping.journey = withThread(stepping.journey, subject, {
      ...own,
      moments: { ...thread.moments, ...own.moments },
      decisions: { ...thread.decisions, ...Object.fromEntries(ended) },
    })
    subjects.add(subject)
  }
  stepping.look([...subjects])
  return stepping.done()
}
/** Records what a command decided, and looks at what it touches. */
export function enact(
  context: Context,
  journey: JourneyState,
  cause: string,
  by: string,
  decisions: readonly Made<string, string, unknown>[],
): Stepped {
  const stepping = new Stepping(context, journey, cause)
  const subjects = new Set<string>()
  decisions.forEach((made, i) => {
    for (const subject of stepping.record(made, by, 'customer', String(i))) subjects.add(subject)
  })
  stepping.look([...subjects])
  return stepping.done()
}
/** Judges an action anew when it is claimed: it goes on, or back to waiting, or ends. */
export function rejudge(
  context: Context,
  journey: JourneyState,
  action: StoredAction,
): Stepped & { readonly go: boolean } {
  const stepping = new Stepping(context, journey, `${action.key}@${context.now}`)
  const decision = threadOf(journey, action.thread).decisions[decisionKey(action)]
  if (decision?.state !== 'taken') return { ...stepping.done(), go: false }
  const { held } = judgeDecision(context, journey, decision)
  if (!held) return { ...stepping.done(), go: true }
  stepping.hold(action.thread, decision, held)
  return { ...stepping.done(), go: false }
}
/** Records how an action ended at the host; what was sent counts, even if it was withdrawn meanwhile. */
export function settleAction(
  context: Context,
  journey: JourneyState,
  action: StoredAction,
  outcome: 'done' | 'dead',
  by?: Judgement,
): Stepped {
  const stepping = new Stepping(context, journey, `${action.key}@${context.now}`)
  const { rule, subject, name, type, data, due, cause } = action
  const decision: Decision = { rule, subject, name, kind: 'action', type, data, due, cause, state: 'taken' }
  const known = threadOf(journey, action.thread).decisions[decisionKey(decision)]
  if (known?.state !== 'done') stepping.settle(action.thread, decision, outcome, by)
  stepping.look([action.thread])
  return stepping.done()
}
/** Folds an event and no more: how a journey is made again from its events. */
export function refold(context: Context, journey: JourneyState, event: Envelope): JourneyState {
  const stepping = new Stepping(context, journey, stamp(event))
  stepping.take(event)
  return stepping.journey
}
