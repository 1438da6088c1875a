/**
 * The work of the engine, written by hand for this one shop: validate, drop what came before, fold, find the moments, ask
 * the rules. As the engine does, it takes a batch of events in and then looks once at what they touched. Everything is mutable and held in maps; nothing is told to anybody, undone, explained or kept small.
 */
import { isDeepStrictEqual } from 'node:util'
import { createLooks } from './hand-look.ts'
import { type Customer, type Happened, newCustomer, read, type Topic } from './hand-state.ts'
import type { HandRule } from './shop-rule.ts'

export type Answer = 'taken' | 'known' | 'refused'
export interface Shop {
  readonly customers: ReadonlyMap<string, Customer>
  readonly answers: readonly Answer[]
}
export interface Batch {
  readonly events: readonly unknown[]
  readonly now: number
}

export function createLoop(rules: readonly HandRule[]): (batches: readonly Batch[]) => Shop {
  const { take, look } = createLooks(rules)
  return (batches) => {
    const customers = new Map<string, Customer>()
    const seen = new Map<string, Happened>()
    const answers: Answer[] = []
    for (const { events, now } of batches) {
      const touched = new Map<Topic, Customer>()
      for (const raw of events) {
        const event = read(raw, now)
        if (!event) {
          answers.push('refused')
          continue
        }
        const name = `${event.source}#${event.id}`
        const before = seen.get(name)
        if (before) {
          answers.push(isDeepStrictEqual(before.data, event.data) ? 'known' : 'refused')
          continue
        }
        seen.set(name, event)
        answers.push('taken')
        let customer = customers.get(event.customer)
        if (!customer) {
          customer = newCustomer()
          customers.set(event.customer, customer)
        }
        customer.events.push(event)
        for (const topic of take(customer, event)) touched.set(topic, customer)
      }
      for (const [topic, customer] of touched) look(customer, topic, now)
    }
    return { customers, answers }
  }
}
