/** Replays a stream of events through the engine, with the clock moving as they do. */
import { setImmediate } from 'node:timers/promises'
import type { Settings, Span } from '@motkit/core'
import { type Playable, playUntil } from '@motkit/testing'
import type { Place } from '../keep/place.ts'
import type { MappedEvent } from '../mapping/compile.ts'
import { type Ignored, type Item, isIgnored } from '../read/events.ts'
import type { Problem } from '../read/rows.ts'
import type { Placed } from '../read/sort.ts'
import { batches } from './batches.ts'
import { createEngine, type Engine, takeBack } from './engine.ts'
import { type EventCounts, increase } from './summary.ts'

export interface ReplayOptions {
  readonly settings?: Partial<Settings> | undefined
  /** How long the clock runs on after the last event, so that what was open can end. Default: one day. */
  readonly settle?: Span | undefined
  /** Throws at the first row that cannot be read, mapped or taken. */
  readonly strict?: boolean | undefined
  /** Told after each batch, with the time on the virtual clock. */
  progress?(events: EventCounts, at: string): void
}
export interface Replayed {
  readonly mot: Engine
  readonly events: EventCounts
  /** The keys of the customers whom the events name, by tenant. */
  readonly customers: ReadonlyMap<string, ReadonlySet<string>>
  /** The first rows that were refused. */
  readonly problems: readonly Problem[]
  readonly from: string
  readonly to: string
}
/** Thrown by `strict`: the row that it stopped at. */
export class StoppedAt extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

const SAMPLES = 5
const BREATH_MS = 100
const spanMs = ({ days = 0, hours = 0, minutes = 0 }: Span) => ((days * 24 + hours) * 60 + minutes) * 60_000
const iso = (at: number) => new Date(at).toISOString()

/**
 * Replays events in the order in which they come; before each instant, everything that falls due is run at its own time.
 * In a place that has seen some of them, the clock stands where it stood then: those lie behind it, are known, and change
 * nothing.
 */
export async function replay(
  items: AsyncIterable<Item>,
  { store, clock }: Place,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const mot = createEngine(clock, options.settings ?? {}, store)
  const playable = careful(mot)
  const events: EventCounts = { accepted: 0, duplicate: 0, refused: 0, ignored: {} }
  const customers = new Map<string, Set<string>>()
  const problems: Problem[] = []
  const refuse = (problem: Problem) => {
    events.refused++
    if (problems.length < SAMPLES) problems.push(problem)
    if (options.strict) throw new StoppedAt(problem)
  }
  const aside = (item: Problem | Ignored) => {
    if (isIgnored(item)) increase(events.ignored, item.ignored)
    else refuse(item)
  }
  let [first, last] = ['', '']
  let breath = performance.now()
  if (store.capabilities.durable) await takeBack(store, clock)
  for await (const { at, batch } of batches(items, iso(clock.now()), aside)) {
    await playUntil(playable, clock, at)
    const answers = await mot.ingestMany(batch.map(({ event }) => event))
    for (const [i, answer] of answers.entries()) {
      const { event, line, file } = batch[i] as Placed
      if (first === '' || event.time < first) first = event.time
      if (event.time > last) last = event.time
      if (answer.ok || answer.error.code === 'EVENT_CONFLICT') remember(customers, event)
      if (answer.ok) events[answer.value.duplicate ? 'duplicate' : 'accepted']++
      else if (answer.error.code === 'EVENT_TYPE_UNKNOWN') increase(events.ignored, event.type)
      else if (answer.error.retryable) throw answer.error
      else refuse({ line, code: answer.error.code, message: answer.error.message, ...(file && { file }) })
    }
    options.progress?.(events, at)
    if (performance.now() - breath < BREATH_MS) continue
    await setImmediate() // a database in this process waits for nothing, and signals would not be heard
    breath = performance.now()
  }
  const to = last === '' ? '' : iso(Date.parse(last) + spanMs(options.settle ?? { days: 1 }))
  if (to !== '') await playUntil(playable, clock, to)
  return { mot, events, customers, problems, from: first, to }
}

/** Where something fails, the clock goes no further. */
function careful(mot: Engine): Playable {
  const failures: unknown[] = []
  mot.on('error', ({ error }) => failures.push(error))
  return {
    async catchUp() {
      const answer = await mot.catchUp()
      if (failures.length > 0) throw failures[0]
      return answer
    },
  }
}

function remember(customers: Map<string, Set<string>>, event: MappedEvent): void {
  const { tenant = 'default', customer } = event as { tenant?: string; customer: { id?: string; anonymousId?: string } }
  const key = customer.id === undefined ? `anonymous:${customer.anonymousId}` : `id:${customer.id}`
  const keys = customers.get(tenant)
  if (keys) keys.add(key)
  else customers.set(tenant, new Set([key]))
}
