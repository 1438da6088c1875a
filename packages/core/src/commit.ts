/** A commit: load, step, write, in one transaction, for many events of many customers at once. */

import { MotError } from './errors.ts'
import { customerKey, type Envelope, stamp } from './event.ts'
import { emptyThread, type JourneyState, newJourney, subjectsOf, touched, unopened, withSlices } from './journey.ts'
import { err, ok, type Result } from './result.ts'
import { type Decision, decisionKey } from './rule.ts'
import { same } from './same.ts'
import { absorb, type Stepped, step, wakeAt } from './step.ts'
import { type Change, type Context, type MomentChange, Unopened } from './stepping.ts'
import { type EventName, isFurther, type StoredAction, type StoreTransaction, type Write } from './store.ts'
import { closeThreads, openThread } from './thread.ts'

/** What a commit tells once it stands. */
export interface News {
  readonly events: Envelope[]
  readonly moments: MomentChange[]
  readonly changes: Change[]
}

export interface Ingested {
  /** True where the event was known already: nothing changed. */
  readonly duplicate: boolean
}
export type CommitRefusal = 'EVENT_CONFLICT' | 'CUSTOMER_ERASED'

/** One tenant's part of a transaction: the journeys it has locked, and what it will write. */
export class Unit {
  readonly news: News = { events: [], moments: [], changes: [] }
  readonly context: Context
  readonly #transaction: StoreTransaction
  readonly #hash: (key: string) => string
  readonly #journeys = new Map<string, JourneyState>()
  readonly #dirty = new Set<string>()
  readonly #canonical = new Map<string, string>()
  readonly #past = new Map<string, { readonly subjects: Set<string>; readonly events: Envelope[] }>()
  readonly #events: Envelope[] = []
  /** Of `events`, those of each customer. */
  readonly #own = new Map<string, Envelope[]>()
  readonly #waiting = new Map<string, Envelope[]>()
  /** By customer and key: two customers may have one subject, and so one key. */
  readonly #actions = new Map<string, StoredAction>()
  readonly #links: { tenant: string; from: string; to: string }[] = []
  #gone: ReadonlySet<string> = new Set()

  constructor(transaction: StoreTransaction, context: Context, hash: (key: string) => string) {
    this.#transaction = transaction
    this.context = context
    this.#hash = hash
  }

  /** Resolves and locks customers; those that were erased are known afterwards. Answers which of the events are known. */
  async open(keys: readonly string[], names: readonly EventName[] = []): Promise<readonly Envelope[]> {
    const { tenant } = this.context
    const { canonical, journeys, seen } = await this.#transaction.open(tenant, keys, names)
    for (const [key, to] of canonical) this.#canonical.set(key, to)
    for (const [key, journey] of journeys) this.#journeys.set(key, withSlices(this.context.model, journey))
    const unknown = keys.filter((key) => !this.#journeys.has(this.keyOf(key)))
    if (unknown.length > 0) this.#gone = await this.#transaction.erased(tenant, unknown.map(this.#hash))
    return seen
  }

  keyOf(key: string): string {
    return this.#canonical.get(key) ?? key
  }
  isKnown(key: string): boolean {
    return this.#journeys.has(this.keyOf(key))
  }
  isErased(key: string): boolean {
    return this.#gone.size > 0 && this.#gone.has(this.#hash(key))
  }
  journey(key: string): JourneyState {
    return this.#journeys.get(key) ?? newJourney(this.context.model, key)
  }

  /** Opens, with one read, what a batch of events will touch. */
  async prepare(events: readonly Envelope[]): Promise<void> {
    const { model } = this.context
    const wanted = new Map<string, Set<string>>()
    for (const event of events) {
      const key = this.keyOf(customerKey(event.customer))
      const journey = this.journey(key)
      for (const subject of unopened(model, journey, event, touched(model, journey, event))) {
        const subjects = wanted.get(key)
        if (subjects) subjects.add(subject)
        else wanted.set(key, new Set([subject]))
      }
    }
    const known = [...wanted].filter(([key]) => this.#journeys.has(key))
    if (known.length > 0) await this.#read(known.map(([key, subjects]) => ({ key, subjects: [...subjects] })))
    for (const [key, subjects] of wanted) await this.#openSubjects(key, [...subjects])
  }
  async #read(wanted: readonly { key: string; subjects: readonly string[] }[]): Promise<void> {
    const read = await this.#transaction.past(this.context.tenant, wanted)
    for (const { key, subjects } of wanted) {
      const known = this.#past.get(key) ?? { subjects: new Set(), events: [] }
      const names = new Set(known.events.map(stamp))
      for (const subject of subjects) known.subjects.add(subject)
      known.events.push(...(read.get(key) ?? []).filter((event) => !names.has(stamp(event))))
      this.#past.set(key, known)
    }
  }
  async #openSubjects(key: string, subjects: readonly string[]): Promise<void> {
    const unread = this.#journeys.has(key)
      ? subjects.filter((subject) => !this.#past.get(key)?.subjects.has(subject))
      : []
    if (unread.length > 0) await this.#read([{ key, subjects: unread }])
    let journey = this.journey(key)
    const past = [...(this.#past.get(key)?.events ?? []), ...(this.#own.get(key) ?? [])]
    if (past.length === 0) {
      const threads = { ...journey.threads }
      for (const subject of subjects) threads[subject] ??= emptyThread
      journey = { ...journey, threads }
    } else {
      for (const subject of subjects) {
        const own = past.filter((event) => subjectsOf(event).includes(subject))
        journey = openThread(this.context.model, journey, subject, own, this.context.now)
      }
    }
    this.#journeys.set(key, journey)
  }

  /** Steps a journey: opens what the step needs, and takes its claims; a refused claim goes back into the step. */
  async run(key: string, work: (context: Context, journey: JourneyState) => Stepped): Promise<Stepped> {
    const refused = new Set<string>()
    for (;;) {
      let stepped: Stepped
      try {
        stepped = work(refused.size > 0 ? { ...this.context, refused } : this.context, this.journey(key))
      } catch (error) {
        if (!(error instanceof Unopened)) throw error
        await this.#openSubjects(key, error.subjects)
        continue
      }
      if (!(await this.#claim(stepped, refused))) continue
      this.#journeys.set(key, stepped.journey)
      this.#dirty.add(key)
      for (const fact of stepped.facts) this.#keep(key, fact)
      for (const action of stepped.actions) this.#actions.set(nameOf(action), action)
      if (stepped.actions.length > 0) await this.#giveBack(stepped.actions.filter(hasGivenUp))
      this.news.events.push(...stepped.facts)
      this.news.moments.push(...stepped.moments)
      this.news.changes.push(...stepped.changes)
      return stepped
    }
  }
  async #claim({ claims }: Stepped, refused: Set<string>): Promise<boolean> {
    const { tenant } = this.context
    for (const [i, [by, claim]] of claims.entries()) {
      if (await this.#transaction.claim(tenant, claim)) continue
      refused.add(by)
      for (const [, taken] of claims.slice(0, i))
        await this.#transaction.claim(tenant, { ...taken, amount: -taken.amount })
      return false
    }
    return true
  }

  /** All that is kept of the events of customers. */
  past(keys: readonly string[]): Promise<ReadonlyMap<string, readonly Envelope[]>> {
    return this.#transaction.past(
      this.context.tenant,
      keys.map((key) => ({ key })),
    )
  }
  /** Puts a journey in the place of the one that stands. */
  put(key: string, journey: JourneyState): void {
    this.#journeys.set(key, journey)
    this.#dirty.add(key)
  }
  /** Forgets events, and actions that ended before an instant; answers how many actions. */
  prune(key: string, events: readonly EventName[], before: string): Promise<number> {
    return this.#transaction.prune(this.context.tenant, key, events, before)
  }
  /** Forgets a customer, who may come again. */
  forget(key: string): Promise<void> {
    return this.#transaction.erase(this.context.tenant, key, [])
  }

  append(key: string, event: Envelope): void {
    this.#keep(key, event)
    this.news.events.push(event)
  }
  #keep(key: string, event: Envelope): void {
    this.#events.push(event)
    const own = this.#own.get(key)
    if (own) own.push(event)
    else this.#own.set(key, [event])
  }

  /** Takes one event that is new: stepped with the others of its customer, once, by `flush`. */
  async take(event: Envelope): Promise<Result<Ingested, CommitRefusal>> {
    const own = customerKey(event.customer)
    if (this.isErased(own)) {
      return err(
        new MotError('CUSTOMER_ERASED', 'the data of this customer was erased', { details: { path: 'customer' } }),
      )
    }
    const other = linked(event)
    if (other !== undefined) {
      await this.flush()
      if (this.keyOf(other) === other) await this.#link(other, this.keyOf(own))
    }
    const key = this.keyOf(own)
    const waiting = this.#waiting.get(key)
    if (waiting) waiting.push(event)
    else this.#waiting.set(key, [event])
    return ok({ duplicate: false })
  }
  /** Steps each customer over their events of this batch. */
  async flush(): Promise<void> {
    for (const [key, events] of this.#waiting) {
      await this.run(key, (context, journey) => step(context, journey, events))
      for (const event of events) this.append(key, event)
    }
    this.#waiting.clear()
  }

  /** The first link pins: `from` becomes `to`, unless it is somebody already. */
  async #link(from: string, to: string): Promise<void> {
    if (from === to || this.isErased(from)) return
    const { tenant } = this.context
    const other = this.#journeys.get(from)
    const read = other ? ((await this.#transaction.past(tenant, [{ key: from }])).get(from) ?? []) : []
    const pending = this.#own.get(from) ?? []
    const fallen: StoredAction[] = []
    for (const [name, action] of [...this.#actions]) {
      if (action.customer !== from) continue
      const moved = { ...action, customer: to }
      const own = this.#actions.get(nameOf(moved))
      this.#actions.delete(name)
      const stands = !own || isFurther(moved, own)
      if (stands) this.#actions.set(nameOf(moved), moved)
      if (own) fallen.push(stands ? own : moved)
    }
    // What it ends or withdraws, knowing both sides, is the last word.
    const { journey } = await this.run(to, (context, before) => absorb(context, before, other, [...read, ...pending]))
    // What this commit wrote of one side, before it knew of the other, does not stand against the record of both.
    for (const [name, action] of [...this.#actions]) {
      const decision = journey.threads[action.thread]?.decisions[decisionKey(action)]
      if (action.customer !== to || agrees(action, decision)) continue
      this.#actions.delete(name)
      fallen.push(action)
    }
    await this.#giveBack(fallen.filter(({ state }) => state === 'due'))
    for (const [alias, target] of this.#canonical) if (target === from) this.#canonical.set(alias, to)
    this.#canonical.set(from, to)
    // What opens again later in this batch has the other's events too, which the store still keeps under the other's key.
    const past = this.#past.get(to) ?? { subjects: new Set(), events: [] }
    past.events.push(...read)
    this.#past.set(to, past)
    this.#own.set(to, [...(this.#own.get(to) ?? []), ...pending])
    this.#own.delete(from)
    this.#journeys.delete(from)
    this.#dirty.delete(from)
    this.#links.push({ tenant, from, to })
  }

  /** What was taken for an action that will not be done is free at once, for the next customer of the batch. */
  async #giveBack(actions: readonly StoredAction[]): Promise<void> {
    for (const { claims = [] } of actions) {
      for (const claim of claims)
        await this.#transaction.claim(this.context.tenant, { ...claim, amount: -claim.amount })
    }
  }

  /** Puts every journey in its normal form. */
  async close(): Promise<Write> {
    const { tenant, model, now } = this.context
    const journeys = [...this.#dirty].map((key) => {
      const state = closeThreads(model, this.journey(key), now)
      const wake = wakeAt(state)
      return { tenant, key, state, ...(wake !== undefined && { wakeAt: wake }) }
    })
    return { events: this.#events, journeys, actions: [...this.#actions.values()], links: this.#links }
  }
}

const hasGivenUp = ({ state }: StoredAction): boolean => state === 'withdrawn' || state === 'dead'
/** Whether a row is what the record of its decision says. */
const agrees = ({ state }: StoredAction, decision: Decision | undefined): boolean =>
  decision?.state === 'taken'
    ? state === 'due' || state === 'claimed'
    : decision?.state === 'done' || decision?.state === 'dead'
      ? state === decision.state
      : state === 'withdrawn'
const nameOf = ({ customer, key }: StoredAction): string => `${customer} ${key}`

/** The key of the customer that an event links to its own. */
function linked({ type, data }: Envelope): string | undefined {
  if (type === 'customer.identified') return `anonymous:${(data as { anonymousId: string }).anonymousId}`
  return type === 'customer.merged' ? `id:${(data as { mergedId: string }).mergedId}` : undefined
}

/** Commits validated events of one tenant: each gets its own answer. */
export async function commitEvents(
  unit: Unit,
  events: readonly Envelope[],
): Promise<Result<Ingested, CommitRefusal>[]> {
  const keys = new Set<string>()
  for (const event of events) {
    keys.add(customerKey(event.customer))
    const other = linked(event)
    if (other !== undefined) keys.add(other)
  }
  const seen = await unit.open([...keys], events)
  const known = new Map(seen.map((event) => [`${event.source}#${event.id}`, event]))
  await unit.prepare(events.filter((event) => !known.has(`${event.source}#${event.id}`)))
  const answers: Result<Ingested, CommitRefusal>[] = []
  for (const event of events) {
    const name = `${event.source}#${event.id}`
    const before = known.get(name)
    if (before) {
      const equal = before.type === event.type && before.time === event.time && same(before.data, event.data)
      answers.push(
        equal
          ? ok({ duplicate: true })
          : err(
              new MotError('EVENT_CONFLICT', `${name} is known with other content`, {
                details: { path: 'id', received: event.id },
              }),
            ),
      )
      continue
    }
    const answer = await unit.take(event)
    if (answer.ok) known.set(name, event)
    answers.push(answer)
  }
  await unit.flush()
  return answers
}
