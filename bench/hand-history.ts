/** The past of the hand-written loop's customers: lived through in memory, as a process that runs would, then written at once. */
import { iso } from '../packages/core/src/clock.ts'
import { rowsOf, type Transact } from './hand-durable.ts'
import { createLooks } from './hand-look.ts'
import type { Batch } from './hand-loop.ts'
import { recall } from './hand-row.ts'
import { type Action, type Customer, type Happened, newCustomer, read, type Topic } from './hand-state.ts'
import { make, write } from './hand-tables.ts'
import { closeVisits, setWake, wakeOf } from './hand-wake.ts'
import type { HandRule } from './shop-rule.ts'

interface Past {
  readonly customers: ReadonlyMap<string, Customer>
  readonly events: readonly (readonly [Happened, subject: string])[]
  readonly actions: ReadonlyMap<Action, string>
  readonly now: number
}

/** Takes the events in batches; after each, looks at whom time has changed, and carries out what is due. */
function live(rules: readonly HandRule[], batches: readonly Batch[]): Past {
  const customers = new Map<string, Customer>()
  const names = new Map<Customer, string>()
  const events: [Happened, string][] = []
  const actions = new Map<Action, string>()
  let due: Action[] = []
  const { take, look } = createLooks(rules, (customer, action) => {
    actions.set(action, names.get(customer) as string)
    due.push(action)
  })
  let now = 0
  for (const batch of batches) {
    now = batch.now
    const touched = new Map<Topic, Customer>()
    const dirty = new Set<Customer>()
    for (const raw of batch.events) {
      const event = read(raw, now) as Happened
      let customer = customers.get(event.customer)
      if (!customer) {
        customer = newCustomer()
        customers.set(event.customer, customer)
        names.set(customer, event.customer)
      }
      const topics = take(customer, event)
      const { subject } = topics[0] as Topic
      recall(customer, event, subject)
      events.push([event, subject])
      for (const topic of topics) touched.set(topic, customer)
    }
    for (const customer of customers.values()) {
      if ((wakeOf(customer) ?? now + 1) > now) continue
      for (const topic of customer.topics.values()) if ((topic.wake ?? now + 1) <= now) touched.set(topic, customer)
    }
    for (const [topic, customer] of touched) {
      look(customer, topic, now)
      setWake(topic, now)
      dirty.add(customer)
    }
    for (const action of due) if (action.state === 'due') action.state = 'done'
    due = []
    for (const customer of dirty) closeVisits(customer, now)
  }
  return { customers, events, actions, now }
}

const CUSTOMERS = 500
/** Fills the tables, some customers at a time. */
export async function loadByHand(
  transact: Transact,
  rules: readonly HandRule[],
  batches: readonly Batch[],
): Promise<void> {
  const { customers, events, actions, now } = live(rules, batches)
  const all = [...customers.keys()]
  for (let from = 0; from < all.length; from += CUSTOMERS) {
    const own = new Map(all.slice(from, from + CUSTOMERS).map((id) => [id, customers.get(id) as Customer]))
    const rows = rowsOf({
      customers: own,
      wokenAt: new Map(),
      events: events.filter(([{ customer }]) => own.has(customer)),
      changed: [...actions].filter(([, id]) => own.has(id)),
      now: iso(now),
    })
    await transact(async (run) => {
      await run(make, [[...own.keys()], ''])
      await run(write, rows)
    })
  }
}
