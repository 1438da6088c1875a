/** A journey on its way through a step: the states it replaces, and what is collected for the commit. */
import { canonical } from './clock.ts'
import { check, type Made } from './definition.ts'
import { MotError } from './errors.ts'
import { type Customer, customerOf, type Envelope, earliest, latest } from './event.ts'
import {
  emptyThread,
  fold,
  type Journey,
  type JourneyState,
  kindOf,
  type Thread,
  threadSubject,
  touched,
  unopened,
  viewOf as viewOfJourney,
} from './journey.ts'
import type { Model } from './model.ts'
import { detect, type Moment, type MomentRecord, momentOf } from './moment.ts'
import { type AnyRule, askRules, type Decision, decisionKey, type RuleSet } from './rule.ts'
import { same } from './same.ts'
import type { AnySlice } from './slice.ts'
import { decisionSettled } from './slices/sent.ts'
import type { Claim, Judgement, StoredAction } from './store.ts'
import { withAsk, withSettled } from './thread.ts'

export interface Context {
  readonly model: Model
  readonly tenant: string
  readonly now: string
  /** The past: nothing is sent. */
  readonly backfill?: boolean
  /**
   * Claims on shared counters that the store refused when this step was tried before: those of an action by its
   * decision, those of a fact by `counterKey`.
   */
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
/** A step under way. `slices` and `threads` are its own; the states in them are not changed but replaced. */
export interface Stepping {
  readonly context: Context
  readonly cause: string
  readonly customer: string
  readonly revision: number
  first: string | undefined
  last: string | undefined
  readonly slices: Record<string, unknown>
  readonly threads: Record<string, Thread>
  tally: JourneyState['tally']
  pruned: JourneyState['pruned']
  readonly who: Customer
  /** Made when first asked for: see `viewOf`. */
  view?: Journey<AnySlice>
  readonly facts: Envelope[]
  readonly moments: MomentChange[]
  readonly changes: Change[]
  readonly actions: StoredAction[]
  readonly claims: [by: string, claim: Claim][]
}

/** Thrown where a step needs the past of subjects that are not open: open them and step again. */
export class Unopened extends Error {
  readonly subjects: readonly string[]
  constructor(subjects: readonly string[]) {
    super(`not open: ${subjects.join(', ')}`)
    this.subjects = subjects
  }
}

export const begin = (context: Context, journey: JourneyState, cause: string): Stepping => ({
  context,
  cause,
  customer: journey.customer,
  revision: journey.revision + 1,
  first: journey.first,
  last: journey.last,
  slices: { ...journey.slices },
  threads: { ...journey.threads },
  tally: journey.tally,
  pruned: journey.pruned,
  who: customerOf(journey.customer),
  facts: [],
  moments: [],
  changes: [],
  actions: [],
  claims: [],
})
/** The journey as it stands, for whoever asks: its slices are those of the step, so that it stays true while facts are recorded. */
export function viewOf(stepping: Stepping): Journey<AnySlice> {
  const { model, now } = stepping.context
  stepping.view ??= viewOfJourney(model, stepping, now)
  return stepping.view
}
export const journeyOf = ({
  customer,
  revision,
  first,
  last,
  slices,
  threads,
  tally,
  pruned,
}: Stepping): JourneyState => ({
  customer,
  revision,
  first,
  last,
  slices,
  threads,
  tally,
  ...(pruned && { pruned }),
})

const counterKey = (subject: string, counter: string): string => `${subject} ${counter}`
const never = (): boolean => false
/** Tells whether a counter refused what a fact about a subject was to take of it. */
export const refusedBy = ({ refused }: Context, subject: string): ((counter: string) => boolean) =>
  refused ? (counter) => refused.has(counterKey(subject, counter)) : never

export const thread = (stepping: Stepping, subject: string): Thread => stepping.threads[subject] ?? emptyThread

/** Folds an event and says which subjects to look at. @throws Unopened */
export function take(stepping: Stepping, event: Envelope): readonly string[] {
  const { context, slices, threads } = stepping
  const { model } = context
  const subjects = touched(model, stepping, event)
  const missing = unopened(model, stepping, event, subjects)
  if (missing.length > 0) throw new Unopened(missing)
  fold(model, slices, event)
  // What motkit recorded itself says nothing of when the customer was there.
  if (event.source !== 'motkit') {
    stepping.first = earliest(stepping.first, event.time)
    stepping.last = latest(stepping.last, event.time)
  }
  for (const subject of subjects)
    if (threads[subject] === undefined && model.kinds.has(kindOf(subject))) threads[subject] = emptyThread
  const subject = threadSubject(event)
  const old = thread(stepping, subject)
  const next = event.type === decisionSettled.type ? withSettled(old, event) : withAsk(model, old, subject, event)
  if (next !== old) threads[subject] = next
  return subjects
}

/** Finds the moments that stand on a subject now, and notes which opened, were revised or taken back. */
export function findMoments(stepping: Stepping, subject: string): void {
  const { context, threads, who } = stepping
  const { model, now, tenant } = context
  const own = threads[subject]
  const definitions = own && model.momentsOn.get(kindOf(subject))
  if (!definitions) return
  const moments = detect(
    definitions,
    { subject, journey: viewOf(stepping), now, settings: model.settings },
    own.moments,
  )
  if (moments === own.moments) return
  threads[subject] = { ...own, moments }
  const full = (record: MomentRecord) => momentOf(record, who, tenant)
  for (const key in moments) {
    const [record, old] = [moments[key] as MomentRecord, own.moments[key]]
    if (
      old === record ||
      (old && old.polarity === record.polarity && old.reason === record.reason && same(old.data, record.data))
    )
      continue
    stepping.moments.push({ moment: full(record), ...(old && { previous: full(old) }) })
  }
  for (const key in own.moments) {
    if (moments[key] !== undefined) continue
    const previous = full(own.moments[key] as MomentRecord)
    stepping.moments.push({ moment: previous, previous, retracted: true })
  }
}

/** Calls back with each trigger of a thread that rules are on: its rules, their input, its subject, and what it is. */
export function eachTrigger(
  stepping: Stepping,
  { moments, asks, decisions }: Thread,
  call: (rules: RuleSet, input: unknown, about: string, cause: string) => void,
): void {
  const { context, who } = stepping
  const { model, tenant, now } = context
  const view = viewOf(stepping)
  const { rulesOn, settings } = model
  for (const key in moments) {
    const record = moments[key] as MomentRecord
    const rules = rulesOn.moment.get(record.type)
    if (rules)
      call(
        rules,
        {
          moment: momentOf(record, who, tenant),
          journey: view,
          now,
          settings,
          refused: refusedBy(context, record.subject),
        },
        record.subject,
        `moment ${record.type} ${record.subject}`,
      )
  }
  for (const event of asks) {
    const rules = rulesOn.event.get(event.type)
    if (!rules) continue
    const about = threadSubject(event)
    const refused = refusedBy(context, about)
    call(rules, { event, journey: view, now, settings, refused }, about, `event ${event.source}#${event.id}`)
  }
  for (const key in decisions) {
    const timer = decisions[key] as Decision
    const rules = timer.state === 'fired' ? rulesOn.timer.get(timer.type) : undefined
    if (!rules) continue
    const refused = refusedBy(context, timer.subject)
    call(rules, { timer, journey: view, now, settings, refused }, timer.subject, `timer ${key}`)
  }
}

const failed = (rule: string, what: string, path: string): MotError =>
  new MotError('PLUGIN_FAILED', `what rule ${rule} decides ${what}`, { details: { path: `rules.${rule}.${path}` } })

/** Asks the rules of a thread with things as they stand: what they want, by key; facts are recorded at once, and what they touch is answered. */
export function ask(
  stepping: Stepping,
  subject: string,
  round: number,
): { wanted: Record<string, Decision>; recorded: string[] } {
  const wanted: Record<string, Decision> = {}
  const recorded: string[] = []
  const own = stepping.threads[subject]
  if (!own) return { wanted, recorded }
  const { now } = stepping.context
  eachTrigger(stepping, own, (rules, input, about, cause) => {
    askRules(rules, input, ({ id }: AnyRule, made) => {
      const named = made.length > 1 ? new Set<string>() : undefined
      for (const { kind, type, data, terms } of made) {
        const { name = '', at, claims } = terms
        if (kind === 'event') {
          const fact = `${id}/${about}/${name}/${round}.${recorded.length}`
          recorded.push(...record(stepping, { kind, type, data, terms }, id, about, fact))
          continue
        }
        const due = at === undefined ? now : canonical(at)
        if (due === undefined) throw failed(id, `is due at ${at}, which is no instant`, 'at')
        const decision: Decision = {
          rule: id,
          subject: about,
          name,
          kind,
          type,
          data,
          due,
          state: 'open',
          cause,
          ...(claims && { claims }),
        }
        const key = decisionKey(decision)
        if (named && named.size === named.add(key).size) {
          throw failed(id, `decides twice under the name '${name}': give each its own`, 'name')
        }
        wanted[key] = decision
      }
    })
  })
  return { wanted, recorded }
}

/** Appends a fact that a rule or command decided, and what it claims; its id derives from its cause. */
export function record(
  stepping: Stepping,
  made: Made<string, string, unknown>,
  by: string,
  subject: string,
  name: string,
): readonly string[] {
  const { context, cause, who } = stepping
  const definition = made.type === decisionSettled.type ? decisionSettled : context.model.events.get(made.type)
  const checked = definition
    ? check(definition.schema, made.data)
    : { issue: { path: 'type', message: 'no plugin defines it' } }
  if (!definition || 'issue' in checked) {
    const { path, message } = (checked as { issue: { path: string; message: string } }).issue
    throw new MotError('PLUGIN_FAILED', `${by} recorded a ${made.type} that is refused: ${message}`, {
      details: { path },
    })
  }
  const about = definition.subject?.(checked.value as never) ?? (subject === 'customer' ? undefined : subject)
  const related = definition.related?.(checked.value as never)?.filter((one) => one !== undefined) ?? []
  const event: Envelope = {
    id: `${cause}/${name}`,
    source: 'motkit',
    type: made.type,
    ...(about !== undefined && { subject: about }),
    ...(related.length > 0 && { related }),
    time: context.now,
    tenant: context.tenant,
    customer: who,
    data: checked.value,
  }
  for (const claim of made.terms.claims ?? []) {
    const key = counterKey(subject, claim.counter)
    if (context.refused?.has(key)) {
      const details = { path: `rules.${by}`, expected: 'no claim that was refused' }
      throw new MotError('PLUGIN_FAILED', `${by} claims of ${claim.counter} again, which refused it`, { details })
    }
    stepping.claims.push([key, claim])
  }
  stepping.facts.push(event)
  return take(stepping, event)
}
