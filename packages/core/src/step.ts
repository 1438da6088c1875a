/** One step: an event, or the passing of time, on one journey. Slices, moments, rules and guards in a row; pure. */
import type { Made } from './definition.ts'
import { MotError } from './errors.ts'
import { type Envelope, reference, stamp } from './event.ts'
import type { JourneyState, Thread } from './journey.ts'
import { compare, fireTimers, hold, onRecord, revive, settle, stored, takeDue, verdict } from './judge.ts'
import { type Decision, decisionKey } from './rule.ts'
import { addTotals, type Keyed, type Totals } from './slice.ts'
import {
  ask,
  begin,
  type Context,
  findMoments,
  journeyOf,
  record,
  type Stepping,
  take,
  thread,
  Unopened,
} from './stepping.ts'
import type { Judgement, StoredAction } from './store.ts'

/** What a step comes to: the journey, and all that is to be committed with it. */
export type Stepped = { readonly journey: JourneyState } & Readonly<
  Pick<Stepping, 'facts' | 'moments' | 'changes' | 'actions' | 'claims'>
>
const stepped = (stepping: Stepping): Stepped => {
  const { facts, moments, changes, actions, claims } = stepping
  return { journey: journeyOf(stepping), facts, moments, changes, actions, claims }
}

const MAX_ROUNDS = 20
const looping = (stepping: Stepping, what: string, subjects: readonly string[]): MotError =>
  new MotError('RULES_LOOP', `rules kept ${what} after ${stepping.cause}`, { details: { path: subjects.join(', ') } })
/** Looks at subjects, and takes what is due; and again at what those touch that a guard ends. */
function look(stepping: Stepping, subjects: readonly string[]): Stepped {
  let open = subjects
  for (let round = 0; open.length > 0; round++) {
    if (round === MAX_ROUNDS) throw looping(stepping, 'deciding what is held back', open)
    open = takeDue(stepping, decide(stepping, open))
  }
  return stepped(stepping)
}
/** Asks until no rule records another fact and no timer goes off; says which subjects were looked at. */
function decide(stepping: Stepping, subjects: readonly string[]): readonly string[] {
  let seen = subjects
  let open = subjects
  for (let round = 0; open.length > 0; round++) {
    if (round === MAX_ROUNDS) throw looping(stepping, 'recording facts', open)
    for (const subject of open) findMoments(stepping, subject)
    const next: string[] = []
    for (const subject of open) {
      const { wanted, recorded } = ask(stepping, subject, round)
      if (recorded.length > 0) next.push(subject, ...recorded)
      else {
        compare(stepping, subject, wanted)
        if (fireTimers(stepping, subject)) next.push(subject)
      }
    }
    open = next.length > 1 ? [...new Set(next)] : next
    if (open.length > 0) seen = [...new Set([...seen, ...open])]
  }
  return seen
}
/** Two customers may have one subject, and so one key. */
const ofAction = (journey: JourneyState, { key }: StoredAction, now: string): string =>
  `${key} ${atInstant(journey, now)}`
const atInstant = ({ customer, revision }: JourneyState, now: string): string => `${customer}@${now}+${revision}`

/**
 * Steps a journey over events that came together: all are folded, then every subject they touch is looked at once.
 * @throws Unopened where a subject they need is not open
 */
export function step(context: Context, journey: JourneyState, events: readonly Envelope[]): Stepped {
  const stepping = begin(context, journey, events.length > 0 ? reference(stamp(events.at(-1) as Envelope)) : '')
  let subjects: readonly string[] = []
  for (const event of events) {
    const own = take(stepping, event)
    subjects = subjects.length === 0 ? own : [...subjects, ...own]
  }
  return look(stepping, events.length > 1 ? [...new Set(subjects)] : subjects)
}
/** Looks at subjects because time has passed. */
export const lookAt = (context: Context, journey: JourneyState, subjects: readonly string[]): Stepped =>
  look(begin(context, journey, atInstant(journey, context.now)), subjects)

/** The subjects of which time alone may have changed something. */
export const dueSubjects = ({ threads }: JourneyState, now: string): readonly string[] =>
  Object.keys(threads).filter((subject) => (threadWake(threads[subject] as Thread) ?? '~') <= now)
/** When a journey must be looked at again. */
export function wakeAt({ threads }: JourneyState): string | undefined {
  let wake: string | undefined
  for (const subject in threads) {
    const at = threadWake(threads[subject] as Thread)
    if (at !== undefined && (wake === undefined || at < wake)) wake = at
  }
  return wake
}
function threadWake({ moments, decisions }: Thread): string | undefined {
  let wake: string | undefined
  for (const key in moments) {
    const again = moments[key]?.again
    if (again !== undefined && (wake === undefined || again < wake)) wake = again
  }
  for (const key in decisions) {
    const decision = decisions[key]
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
  const stepping = begin(context, journey, `${atInstant(journey, context.now)}<${other?.customer}`)
  const subjects = new Set<string>()
  for (const event of events) for (const subject of take(stepping, event)) subjects.add(subject)
  if (other?.pruned) addPruned(stepping, other.pruned)
  for (const [subject, { moments, decisions }] of Object.entries(other?.threads ?? {})) {
    // A subject that no event of the other concerns was only opened in advance.
    if (subject !== 'customer' && !subjects.has(subject)) continue
    const own = thread(stepping, subject)
    const ended = Object.entries(own.decisions).filter(
      ([key, { state }]) => decisions[key] === undefined || (state !== 'open' && state !== 'fired'),
    )
    stepping.threads[subject] = {
      ...own,
      moments: { ...moments, ...own.moments },
      decisions: { ...decisions, ...Object.fromEntries(ended) },
    }
    subjects.add(subject)
  }
  return look(stepping, [...subjects])
}
/** What the other journey had of events that are no longer kept. */
function addPruned(stepping: Stepping, pruned: NonNullable<JourneyState['pruned']>): void {
  stepping.tally = addTotals(stepping.tally, pruned.tally)
  for (const [name, totals] of Object.entries(pruned.slices)) {
    const state = stepping.slices[name] as Keyed<unknown> | undefined
    if (state) stepping.slices[name] = { ...state, closed: addTotals(state.closed, totals) }
  }
  const own = stepping.pruned ?? { slices: {}, tally: {} }
  const slices: Record<string, Totals> = { ...own.slices }
  for (const [name, totals] of Object.entries(pruned.slices)) slices[name] = addTotals(slices[name] ?? {}, totals)
  stepping.pruned = { slices, tally: addTotals(own.tally, pruned.tally) }
}
/** Records what a command decided, and looks at what it touches. */
export function enact(
  context: Context,
  journey: JourneyState,
  cause: string,
  by: string,
  decisions: readonly Made<string, string, unknown>[],
): Stepped {
  const stepping = begin(context, journey, cause)
  return look(stepping, [...new Set(decisions.flatMap((made, i) => record(stepping, made, by, 'customer', String(i))))])
}
/** True where a claimed action is still wanted, and no guard has anything against it now. */
export function stillGoes(context: Context, journey: JourneyState, action: StoredAction): boolean {
  const stepping = begin(context, journey, action.key)
  const decision = onRecord(stepping, action.thread, decisionKey(action))
  return decision?.state === 'taken' && !verdict(stepping, decision).held
}
/** Judges a claimed action anew where it may not go on: it goes back to waiting, or ends. */
export function rejudge(context: Context, journey: JourneyState, action: StoredAction): Stepped {
  const stepping = begin(context, journey, ofAction(journey, action, context.now))
  const decision = onRecord(stepping, action.thread, decisionKey(action))
  if (decision?.state !== 'taken') {
    // Nothing on record speaks for it: it ends as the record says, or the next would claim it, for ever.
    const ended = decision?.state === 'done' || decision?.state === 'dead' ? decision.state : 'withdrawn'
    stepping.actions.push({ ...action, state: ended })
    return stepped(stepping)
  }
  const { held } = verdict(stepping, decision)
  if (!held) return stepped(stepping)
  stepping.actions.push(stored(stepping, action.thread, decision, 'withdrawn', [held]))
  return look(stepping, hold(stepping, action.thread, decision, held))
}
/** A failed attempt: the action waits for the next, unless it ended or was withdrawn meanwhile. */
export function failAction(context: Context, journey: JourneyState, action: StoredAction): Stepped {
  const stepping = begin(context, journey, ofAction(journey, action, context.now))
  if (onRecord(stepping, action.thread, decisionKey(action))?.state === 'taken') stepping.actions.push(action)
  return stepped(stepping)
}
/** Records how an action ended at the host; what was sent counts, even if it was withdrawn meanwhile. */
export function settleAction(
  context: Context,
  journey: JourneyState,
  action: StoredAction & { readonly state: 'done' | 'dead' },
  by?: Judgement,
): Stepped {
  const stepping = begin(context, journey, ofAction(journey, action, context.now))
  const { rule, subject, name, type, data, due, cause, state } = action
  const known = onRecord(stepping, action.thread, decisionKey(action))
  const round = known?.round !== undefined && { round: known.round }
  const decision: Decision = { rule, subject, name, kind: 'action', type, data, due, cause, state: 'taken', ...round }
  stepping.actions.push(action)
  const touched = known?.state === 'done' ? [] : settle(stepping, action.thread, decision, state, by)
  return look(stepping, [...new Set([action.thread, ...touched])])
}

/**
 * A step on a dead action: what the record has it be. Where that was forgotten, it just ends.
 * @throws Unopened where its subject is not open
 */
function onDead(
  context: Context,
  journey: JourneyState,
  action: StoredAction,
  work: (stepping: Stepping, dead: Decision) => Stepped,
): Stepped {
  const stepping = begin(context, journey, ofAction(journey, action, context.now))
  const { thread: subject } = action
  if (subject !== 'customer' && stepping.threads[subject] === undefined) throw new Unopened([subject])
  const decision = onRecord(stepping, subject, decisionKey(action))
  if (decision?.state === 'dead') return work(stepping, decision)
  if (!decision) stepping.actions.push(dropped(action))
  return stepped(stepping)
}
const drop: Judgement = { guard: 'host', verdict: 'suppress', reason: 'dropped' }
/** What it had taken of budgets was given back when it died. */
const dropped = ({ claims: _, ...action }: StoredAction): StoredAction => ({
  ...action,
  state: 'withdrawn',
  judgements: [...action.judgements, drop],
})
/** Takes a dead action up again, from its first attempt on; it is taken back at once if it is no longer wanted. */
export const retryAction = (context: Context, journey: JourneyState, action: StoredAction): Stepped =>
  onDead(context, journey, action, (stepping, dead) => {
    if (context.refused?.has(decisionKey(action))) return stepped(stepping)
    const { error: _, ...rest } = action
    for (const claim of action.claims ?? []) stepping.claims.push([decisionKey(action), claim])
    const again: StoredAction = { ...rest, state: 'due', due: context.now, attempts: 0 }
    stepping.actions.push(again)
    revive(stepping, action.thread, dead, again)
    return look(stepping, [action.thread])
  })
/** Gives a dead action up. */
export const dropAction = (context: Context, journey: JourneyState, action: StoredAction): Stepped =>
  onDead(context, journey, action, (stepping, dead) => {
    stepping.actions.push(dropped(action))
    const touched = settle(stepping, action.thread, { ...dead, round: (dead.round ?? 0) + 1 }, 'suppressed', drop)
    return look(stepping, touched)
  })
