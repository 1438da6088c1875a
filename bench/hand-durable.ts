/** The hand-written loop with its state in PostgreSQL: lock, fold, write, in one transaction of four round trips. */
import { isDeepStrictEqual } from 'node:util'
import { iso } from '../packages/core/src/clock.ts'
import { createLooks } from './hand-look.ts'
import type { Answer } from './hand-loop.ts'
import { fromText, recall, toText } from './hand-row.ts'
import { type Action, type Customer, type Happened, newCustomer, read, type Topic } from './hand-state.ts'
import { lock, make, type Row, type Statement, write } from './hand-tables.ts'
import { closeVisits, setWake, wakeOf } from './hand-wake.ts'
import type { HandRule } from './shop-rule.ts'

/** Runs a statement within a transaction. */
export type Run = (statement: Statement, values: unknown[]) => Promise<readonly Row[]>
export type Transact = <T>(work: (run: Run) => Promise<T>) => Promise<T>
export type Take = (transact: Transact, raws: readonly unknown[], now: number) => Promise<readonly Answer[]>

const EMPTY = toText(newCustomer())

/** Locks customers and reads their rows, which it makes where they are missing, and finds the events that came before. */
async function open(run: Run, keys: readonly string[], events: readonly Happened[]) {
  const ask = () => run(lock, [keys, events.map(({ source }) => source), events.map(({ id }) => id)])
  const customers = new Map<string, Customer>()
  const known = new Map<string, Happened>()
  const put = ({ kind, key, text }: Row): void => {
    if (kind === 'journey') customers.set(key, fromText(text))
    else known.set(key, JSON.parse(text) as Happened)
  }
  for (const row of await ask()) put(row)
  if (customers.size < keys.length) {
    await run(make, [keys, EMPTY])
    for (const row of await ask()) put(row)
  }
  return { customers, known }
}

export function createTake(rules: readonly HandRule[]): Take {
  const owners = new Map<Customer, string>()
  const changed = new Map<Action, string>()
  const { take, look } = createLooks(rules, (customer, action) => changed.set(action, owners.get(customer) as string))

  /** Folds events into their customers, looks once at what they touched, and says what is to be written. */
  function fold(customers: ReadonlyMap<string, Customer>, happened: readonly Happened[], now: number): unknown[] {
    changed.clear()
    owners.clear()
    const touched = new Map<Topic, Customer>()
    const wokenAt = new Map<string, number | undefined>()
    const events: [Happened, string][] = []
    for (const event of happened) {
      const { customer: id } = event
      const customer = customers.get(id) as Customer
      if (!wokenAt.has(id)) {
        wokenAt.set(id, wakeOf(customer))
        owners.set(customer, id)
      }
      const topics = take(customer, event)
      const { subject } = topics[0] as Topic
      recall(customer, event, subject)
      events.push([event, subject])
      for (const topic of topics) touched.set(topic, customer)
    }
    for (const [topic, customer] of touched) {
      look(customer, topic, now)
      setWake(topic, now)
    }
    for (const customer of owners.keys()) closeVisits(customer, now)
    return rowsOf({ customers, wokenAt, events, changed: [...changed], now: iso(now) })
  }

  return (transact, raws, now) =>
    transact(async (run) => {
      const given = raws.map((raw) => read(raw, now))
      const events = given.filter((event) => event !== undefined)
      const { customers, known } = await open(run, [...new Set(events.map(({ customer }) => customer))], events)
      const fresh: Happened[] = []
      const answers = given.map((event): Answer => {
        if (!event) return 'refused'
        const name = `${event.source}#${event.id}`
        const before = known.get(name)
        if (before) return isDeepStrictEqual(before.data, event.data) ? 'known' : 'refused'
        known.set(name, event)
        fresh.push(event)
        return 'taken'
      })
      if (fresh.length > 0) await run(write, fold(customers, fresh, now))
      return answers
    })
}

/** The values of `write`: the journeys, timers and actions of whoever had an event, and the events. */
export function rowsOf({
  customers,
  wokenAt,
  events,
  changed,
  now,
}: {
  readonly customers: ReadonlyMap<string, Customer>
  /** When each was to be looked at, before. */
  readonly wokenAt: ReadonlyMap<string, number | undefined>
  readonly events: readonly (readonly [Happened, subject: string])[]
  readonly changed: readonly (readonly [Action, customer: string])[]
  readonly now: string
}): unknown[] {
  const own = [...new Set(events.map(([{ customer }]) => customer))]
  const of = (id: string): Customer => customers.get(id) as Customer
  const wakes = own.map((id) => [id, wakeOf(of(id))] as const).filter(([id, at]) => at !== wokenAt.get(id))
  const set = wakes.filter((wake): wake is [string, number] => wake[1] !== undefined)
  return [
    own,
    own.map((id) => toText(of(id))),
    events.map(([{ source }]) => source),
    events.map(([{ id }]) => id),
    events.map(([{ customer }]) => customer),
    events.map(([, subject]) => subject),
    events.map(([{ at }]) => iso(at)),
    events.map(([{ type, at, data }]) => JSON.stringify({ type, time: iso(at), data })),
    set.map(([id]) => id),
    set.map(([, at]) => iso(at)),
    wakes.filter(([, at]) => at === undefined).map(([id]) => id),
    changed.map(([, id]) => id),
    changed.map(([{ key }]) => key),
    changed.map(() => 'message.send'),
    changed.map(([{ state }]) => state),
    changed.map(([{ state }]) => (state === 'due' ? now : null)),
    changed.map(([{ rule, subject, template }]) => JSON.stringify({ rule, subject, template })),
  ]
}
