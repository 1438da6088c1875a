/**
 * The work of the engine, written by hand for this one shop: validate, drop what came before, fold, find the moments, ask
 * the rules. As the engine does, it takes a batch of events in and then looks once at what they touched. Everything is mutable and held in maps; nothing is told to anybody, undone, explained or kept small.
 */
import { isDeepStrictEqual } from 'node:util'
import { detect } from './hand-detect.ts'
import { fold } from './hand-fold.ts'
import { type Customer, type Happened, type Moment, read, type Topic } from './hand-state.ts'
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
const none: readonly HandRule[] = []

export function createLoop(rules: readonly HandRule[]): (batches: readonly Batch[]) => Shop {
  const group = (some: readonly HandRule[]) => {
    const byType = new Map<string, HandRule[]>()
    for (const rule of some) {
      const list = byType.get(rule.on)
      if (list) list.push(rule)
      else byType.set(rule.on, [rule])
    }
    return byType
  }
  const once = group(rules.filter((rule) => !rule.again))
  const again = group(rules.filter((rule) => rule.again))

  function want(topic: Topic, rule: string, subject: string, wanted: boolean): void {
    if (!wanted && topic.actions.size === 0) return
    const key = `default/${rule}/${subject}/`
    const action = topic.actions.get(key)
    if (wanted && action) action.state = 'due'
    else if (wanted) topic.actions.set(key, { key, rule, subject, template: rule, state: 'due' })
    else if (action) action.state = 'withdrawn'
  }
  /** Finds the moments of a topic and asks their rules, and those of its events that look further. */
  function look(customer: Customer, topic: Topic, now: number): void {
    const moments = detect(customer, topic, now)
    for (const old of topic.moments) {
      if (moments.some(({ type, subject }) => type === old.type && subject === old.subject)) continue
      for (const { rule, subject } of topic.actions.values())
        if (subject === old.subject) want(topic, rule, subject, false)
    }
    topic.moments = moments
    for (const moment of moments) {
      for (const rule of once.get(moment.type) ?? none)
        want(topic, rule.id, moment.subject, rule.wants(moment as Happened & Moment, customer))
      for (const rule of again.get(moment.type) ?? none)
        want(topic, rule.id, moment.subject, rule.wants(moment as Happened & Moment, customer))
    }
    if (topic.asks.length === 0) return
    for (const rule of again.get('product.viewed') ?? none) {
      const wanted = topic.asks.some((event) => rule.wants(event as Happened & Moment, customer))
      want(topic, rule.id, topic.subject, wanted)
    }
  }
  /** Takes an event in, and asks the rules that look at nothing else; answers what is to be looked at. */
  function take(customer: Customer, event: Happened): readonly Topic[] {
    const touched = fold(customer, event)
    const [topic] = touched as readonly [Topic]
    for (const rule of once.get(event.type) ?? none)
      if (rule.wants(event as Happened & Moment, customer)) want(topic, rule.id, topic.subject, true)
    if (again.has(event.type)) topic.asks.push(event)
    return touched
  }

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
          customer = { topics: new Map(), events: [], kept: 0 }
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
