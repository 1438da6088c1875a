/** From wish to end: what is wanted is compared with what is on record, judged when due, handed over, and settled. Pure. */
import { idempotencyKey } from './action.ts'
import { canonical, iso, ms, type Span, spanMs } from './clock.ts'
import { check } from './definition.ts'
import { MotError } from './errors.ts'
import { latest } from './event.ts'
import type { GuardInput } from './guard.ts'
import { type Decision, decisionKey } from './rule.ts'
import { same } from './same.ts'
import { decisionSettled, labelsOf, type Sent, sent } from './slices/sent.ts'
import { type Change, record, type Stepping, thread, viewOf } from './stepping.ts'
import type { Judgement, StoredAction } from './store.ts'

type Decisions = Readonly<Record<string, Decision>>
const LIVE: readonly Decision['state'][] = ['open', 'taken', 'fired']

/** New: decided. Gone and not yet done: withdrawn. Ended: never repeated. Open: as it is wanted now, though not before its deferral is over. */
export function compare(stepping: Stepping, subject: string, wanted: Decisions): void {
  const own = stepping.threads[subject]
  if (!own) return
  let decisions: Record<string, Decision> | undefined
  for (const key in own.decisions) {
    const old = own.decisions[key] as Decision
    const now = wanted[key]
    if (!LIVE.includes(old.state) || (now && old.state !== 'open')) continue
    if (!now) {
      if (old.kind === 'action') withdraw(stepping, subject, old)
      decisions ??= { ...own.decisions }
      delete decisions[key]
      continue
    }
    const { held } = old
    const due = held?.until === undefined ? now.due : latest(held.until, now.due)
    if (due === old.due && same(old.data, now.data)) continue
    decisions ??= { ...own.decisions }
    decisions[key] = { ...now, due, ...(held && { held }) }
  }
  for (const key in wanted) {
    if (own.decisions[key] !== undefined) continue
    decisions ??= { ...own.decisions }
    decisions[key] = wanted[key] as Decision
  }
  if (decisions) stepping.threads[subject] = { ...own, decisions }
}
function withdraw(stepping: Stepping, subject: string, decision: Decision): void {
  if (decision.state === 'taken') stepping.actions.push(stored(stepping, subject, decision, 'withdrawn', []))
  say(stepping, 'withdrawn', subject, decision, { guard: 'rule', verdict: 'suppress', reason: 'no-longer-wanted' })
}

/** Timers that are due go off, but for late ones that are skipped or put off; answers whether any did. */
export function fireTimers(stepping: Stepping, subject: string): boolean {
  const { threads, context } = stepping
  const own = threads[subject]
  let fired = false
  for (const key in own?.decisions) {
    const one = own.decisions[key] as Decision
    if (one.kind !== 'timer' || one.state !== 'open' || one.due > context.now) continue
    const late = lateness(stepping, one)
    if (late?.verdict === 'suppress')
      update(stepping, subject, { ...one, state: 'suppressed', held: late }, 'suppressed', late)
    else if (late?.verdict === 'defer') hold(stepping, subject, one, late)
    else {
      put(threads, subject, key, { ...one, state: 'fired', ...(late && { late: true }) })
      fired = true
    }
  }
  return fired
}
const LATE_AFTER: Span = { hours: 1 }
/** Whether something is done long after its time, and what its rule says to that. */
function lateness({ context: { now, model } }: Stepping, { rule, due }: Decision): Judgement | undefined {
  const { late: policy = 'fire', lateAfter = LATE_AFTER } = model.late.get(rule) ?? {}
  const lateMs = ms(now) - ms(due)
  if (lateMs <= spanMs(lateAfter)) return undefined
  const late = { guard: 'late', reason: 'late' } as const
  if (policy === 'fire') return { ...late, verdict: 'allow' }
  if (policy === 'skip') return { ...late, verdict: 'suppress' }
  const step = spanMs(policy.reschedule)
  return { ...late, verdict: 'defer', until: iso(ms(due) + step * (Math.floor(lateMs / step) + 1)) }
}
function put(threads: Stepping['threads'], subject: string, key: string, decision: Decision): void {
  const own = threads[subject]
  if (own) threads[subject] = { ...own, decisions: { ...own.decisions, [key]: decision } }
}

/** Judges every action that is due, in the order in which they fell due. Says which subjects those touch that end here. */
export function takeDue(stepping: Stepping, subjects: readonly string[]): readonly string[] {
  const { now, backfill } = stepping.context
  const due: [string, string, Decision][] = []
  for (const subject of subjects) {
    const decisions = stepping.threads[subject]?.decisions
    for (const key in decisions) {
      const one = decisions[key] as Decision
      if (one.kind === 'action' && one.state === 'open' && (one.due <= now || backfill))
        due.push([`${one.due} ${key}`, subject, one])
    }
  }
  if (due.length > 1) due.sort(([a], [b]) => (a < b ? -1 : 1))
  const touched = due.flatMap(([, subject, decision]) => judge(stepping, subject, decision))
  return touched.length > 1 ? [...new Set(touched)] : touched
}
/** Takes it, or holds it back: then it says which subjects that touches. */
function judge(stepping: Stepping, subject: string, decision: Decision): readonly string[] {
  const { judgements, held } = verdict(stepping, decision)
  if (held) return hold(stepping, subject, decision, held)
  const action = stepping.context.model.actions.get(decision.type)
  const checked = action
    ? check(action.schema, decision.data)
    : { issue: { path: 'type', message: 'no rule may take it' } }
  if ('issue' in checked) {
    const { path, message } = checked.issue
    throw new MotError(
      'PLUGIN_FAILED',
      `rule ${decision.rule} decided a ${decision.type} that is refused: ${message}`,
      { details: { path } },
    )
  }
  const key = decisionKey(decision)
  for (const claim of decision.claims ?? []) stepping.claims.push([key, claim])
  const handed = stored(stepping, subject, decision, 'due', judgements)
  stepping.actions.push(handed)
  update(stepping, subject, { ...decision, state: 'taken', key: handed.key }, 'due')
  return []
}

/** A guard stopped it: it waits, or ends, and says which subjects that touches. */
export function hold(stepping: Stepping, subject: string, decision: Decision, judgement: Judgement): readonly string[] {
  if (judgement.verdict === 'defer') {
    const held = { ...judgement, at: stepping.context.now }
    update(stepping, subject, { ...decision, state: 'open', due: held.until ?? decision.due, held }, 'deferred', held)
    return []
  }
  return settle(stepping, subject, decision, judgement.verdict === 'hold-out' ? 'held-out' : 'suppressed', judgement)
}

/** Ends a decision for good: a fact, so that it is known when the thread opens again. Says which subjects it touches. */
export function settle(
  stepping: Stepping,
  subject: string,
  decision: Decision,
  outcome: 'done' | 'dead' | 'suppressed' | 'held-out',
  by?: Judgement,
): readonly string[] {
  const { rule, name, type, due, round } = decision
  const labels = labelsOf(decision.data)
  const keepsData = stepping.context.model.keepingData.has(rule)
  const fact = decisionSettled({
    rule,
    subject: decision.subject,
    name,
    action: type,
    outcome,
    due,
    cause: decision.cause,
    ...(by && { by: by.guard, reason: by.reason }),
    ...(decision.held && { held: decision.held }),
    // What was handed over is kept with its action, and told where its rule says so.
    ...(((by && outcome !== 'dead') || keepsData) && { data: decision.data }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(round !== undefined && { round }),
  })
  const told = `settled/${decisionKey(decision)}${round === undefined ? '' : `/${round}`}`
  const touched = record(stepping, fact, 'motkit', subject, told)
  say(stepping, outcome, subject, decision, by)
  return touched
}

/**
 * Takes up again what was dead: a fact too, so that it is with the host once more, whatever comes first when its thread
 * opens. It is due as `action` is, and not late for its first time.
 */
export function revive(stepping: Stepping, subject: string, dead: Decision, action: StoredAction): void {
  const { rule, name, type, due, cause, data } = action
  const round = (dead.round ?? 0) + 1
  const fact = decisionSettled({
    rule,
    subject: action.subject,
    name,
    action: type,
    outcome: 'retried',
    due,
    cause,
    data,
    round,
  })
  record(stepping, fact, 'motkit', subject, `retried/${decisionKey(dead)}/${round}`)
  const key = decisionKey(dead)
  const taken = onRecord(stepping, subject, key)
  // As it was handed over first: the customer may have become known since, and the budget was taken again.
  if (taken)
    put(stepping.threads, subject, key, { ...taken, key: action.key, ...(action.claims && { claims: action.claims }) })
  say(stepping, 'due', subject, { ...dead, state: 'taken', due, round })
}

/** What the guards say of a decision, now: all that allowed it, and the first that did not. */
export function verdict(
  stepping: Stepping,
  decision: Decision,
): { judgements: readonly Judgement[]; held?: Judgement } {
  const { model, backfill, refused, now } = stepping.context
  const stop = (guard: string, reason: string) => ({
    judgements: [],
    held: { guard, verdict: 'suppress', reason } as const,
  })
  if (backfill) return stop('backfill', 'past')
  if (model.muted.has(decision.type)) return stop('handler', 'no-handler')
  if (refused?.has(decisionKey(decision))) return stop('budget', 'budget')
  const late = lateness(stepping, decision)
  if (late && late.verdict !== 'allow') return { judgements: [], held: late }
  const judgements: Judgement[] = late ? [late] : []
  const input: GuardInput<never> = {
    decision,
    journey: viewOf(stepping),
    now,
    settings: model.settings,
    sent: () => sentBy(stepping, decision),
  }
  for (const { id, judge: asks } of model.guardsOn.get(decision.type) ?? []) {
    const details = { path: `guards.${id}` }
    let judgement: Judgement
    try {
      judgement = { guard: id, ...asks(input) }
    } catch (error) {
      throw new MotError('PLUGIN_FAILED', `guard ${id} threw`, { cause: error, details })
    }
    if (judgement.verdict === 'defer') {
      const until = canonical(String(judgement.until))
      if (until === undefined || until <= now) {
        throw new MotError('PLUGIN_FAILED', `guard ${id} defers to ${judgement.until}, which is not ahead`, { details })
      }
      judgement = { ...judgement, until }
    }
    if (judgement.verdict !== 'allow') return { judgements, held: judgement }
    judgements.push(judgement)
  }
  return { judgements }
}
/** What was carried out, and what is with the host, but for the decision itself. */
function sentBy({ threads, slices }: Stepping, decision: Decision): readonly Sent[] {
  const own = decisionKey(decision)
  const taken = Object.values(threads).flatMap(({ decisions }) =>
    Object.values(decisions).filter((one) => one.state === 'taken' && decisionKey(one) !== own),
  )
  const withHost = taken.map(({ due, type, rule, subject, data }) => ({
    at: due,
    action: type,
    rule,
    subject,
    labels: labelsOf(data),
  }))
  return [...(slices[sent.name] as readonly Sent[]), ...withHost]
}

/** A decision as the store keeps it once it is allowed. */
export function stored(
  { context: { tenant }, customer }: Stepping,
  subject: string,
  decision: Decision,
  state: StoredAction['state'],
  judgements: readonly Judgement[],
): StoredAction {
  const { rule, subject: about, name, type, data, due, cause = '', claims } = decision
  const key = decision.key ?? idempotencyKey(tenant, customer, rule, about, name)
  return {
    tenant,
    customer,
    key,
    rule,
    thread: subject,
    subject: about,
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
function update(
  stepping: Stepping,
  subject: string,
  decision: Decision,
  state: Change['state'],
  judgement?: Judgement,
): void {
  put(stepping.threads, subject, decisionKey(decision), decision)
  say(stepping, state, subject, decision, judgement)
}
function say(
  { context, customer, changes }: Stepping,
  state: Change['state'],
  subject: string,
  decision: Decision,
  judgement?: Judgement,
): void {
  changes.push({ state, tenant: context.tenant, customer, thread: subject, decision, ...(judgement && { judgement }) })
}
/** A decision that a thread has on record. */
export const onRecord = (stepping: Stepping, subject: string, key: string): Decision | undefined =>
  thread(stepping, subject).decisions[key]
