/** Replays a stream of events through the engine, with the clock moving as they do. */
import { type Customer, type Span, systemClock, virtualClock } from '@motkit/core'
import { playUntil } from '@motkit/testing'
import type { MappedEvent } from '../mapping/compile.ts'
import { type Item, isIgnored } from '../read/events.ts'
import { isProblem, type Problem } from '../read/rows.ts'
import type { Placed } from '../read/sort.ts'
import { type ActionLog, logActions } from './actions.ts'
import { createEngine, type Engine } from './engine.ts'
import { countJourneys } from './journeys.ts'
import { type EventCounts, increase, type Summary } from './summary.ts'

export interface ReplayOptions {
  readonly late?: 'day' | 'instant' | undefined
  readonly timeZone?: string | undefined
  /** How long the clock runs on after the last event, so that what was open can end. Default: one day. */
  readonly settle?: Span | undefined
  /** Throws at the first row that cannot be read, mapped or taken. */
  readonly strict?: boolean | undefined
  /** Customers, by key, of whom everything that was held back is kept. */
  isWatched?(customer: string): boolean
  /** Told after each batch, with the time on the virtual clock. */
  progress?(events: EventCounts, at: string): void
}
export interface Replayed {
  readonly summary: Summary
  readonly log: ActionLog
  /** The first rows that were refused. */
  readonly problems: readonly Problem[]
  readonly mot: Engine
  readonly from: string
  readonly to: string
  /** The shop's. */
  readonly timeZone: string
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
const BATCH = 500
const DAY = 86_400_000
const spanMs = ({ days = 0, hours = 0, minutes = 0 }: Span) => ((days * 24 + hours) * 60 + minutes) * 60_000
const iso = (at: number) => new Date(at).toISOString()

/**
 * Replays events in the order in which they come. Those of one instant go in together; before the next instant,
 * everything that falls due is run, each at its own time.
 */
export async function replay(items: AsyncIterable<Item>, options: ReplayOptions = {}): Promise<Replayed> {
  const { late = 'day', timeZone = 'UTC', settle = { days: 1 } } = options
  const began = performance.now()
  const clock = virtualClock()
  const mot = createEngine(clock, { late, timeZone })
  const log = logActions(mot, clock, options.isWatched ?? (() => false))
  const events: EventCounts = { accepted: 0, duplicate: 0, refused: 0, ignored: {} }
  const customers = new Map<string, Customer>()
  const problems: Problem[] = []
  const refuse = (problem: Problem) => {
    events.refused++
    if (problems.length < SAMPLES) problems.push(problem)
    if (options.strict) throw new StoppedAt(problem)
  }
  // What lies ahead of the real clock would pull the virtual one along, and nothing after it would be on time.
  const horizon = iso(systemClock.now() + DAY)
  let [first, last] = ['', '']

  async function take(batch: readonly Placed[]): Promise<void> {
    const time = batch[0]?.event.time
    if (time === undefined) return
    if (first === '') clock.set(time)
    await playUntil(mot, clock, time)
    const answers = await mot.ingestMany(batch.map(({ event }) => event))
    for (const [i, answer] of answers.entries()) {
      const { event, line, file } = batch[i] as Placed
      if (answer.ok) {
        if (answer.value.duplicate) events.duplicate++
        else events.accepted++
        remember(customers, event)
      } else if (answer.error.code === 'EVENT_TYPE_UNKNOWN') increase(events.ignored, event.type)
      else refuse({ line, code: answer.error.code, message: answer.error.message, ...(file && { file }) })
    }
    if (first === '' || time < first) first = time
    if (time > last) last = time
    options.progress?.(events, last)
  }

  let batch: Placed[] = []
  for await (const item of items) {
    if (isIgnored(item)) increase(events.ignored, item.ignored)
    else if (isProblem(item)) refuse(item)
    else if (item.event.time > horizon) {
      const { line, file, event } = item
      refuse({ line, code: 'TIME_IN_FUTURE', message: `${event.time} has not come yet`, ...(file && { file }) })
    } else {
      if (batch.length === BATCH || (batch[0] && batch[0].event.time !== item.event.time)) {
        await take(batch)
        batch = []
      }
      batch.push(item)
    }
  }
  await take(batch)
  const to = last === '' ? '' : iso(Date.parse(last) + spanMs(settle))
  if (to !== '') await playUntil(mot, clock, to)

  const counted = await countJourneys(mot, customers.values(), timeZone)
  const seconds = Math.round(performance.now() - began) / 1_000
  const summary: Summary = { events, ...counted, actions: log.counts, seconds }
  return { summary, log, problems, mot, from: first, to, timeZone }
}

function remember(customers: Map<string, Customer>, { customer }: MappedEvent): void {
  const { id, anonymousId } = customer as { id?: string; anonymousId?: string }
  if (id !== undefined) customers.set(`id:${id}`, { id })
  else if (anonymousId !== undefined) customers.set(`anonymous:${anonymousId}`, { anonymousId })
}
