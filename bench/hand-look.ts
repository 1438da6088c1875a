/** The hand-written look: the moments that stand on a topic, and what the shop's rules want done about them. */
import { detect } from './hand-detect.ts'
import { fold } from './hand-fold.ts'
import type { Action, Customer, Happened, Moment, Topic } from './hand-state.ts'
import type { HandRule } from './shop-rule.ts'

const none: readonly HandRule[] = []

/** @param changed is told of each action that is due now or no longer wanted */
export function createLooks(
  rules: readonly HandRule[],
  changed: (customer: Customer, action: Action) => void = () => undefined,
) {
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

  function want(customer: Customer, topic: Topic, rule: string, subject: string, wanted: boolean): void {
    if (!wanted && topic.actions.size === 0) return
    const key = `default/${rule}/${subject}/`
    const action = topic.actions.get(key)
    if (action) {
      const state = wanted ? 'due' : 'withdrawn'
      if (action.state === state || action.state === 'done') return
      action.state = state
      changed(customer, action)
    } else if (wanted) {
      const made: Action = { key, rule, subject, template: rule, state: 'due' }
      topic.actions.set(key, made)
      changed(customer, made)
    }
  }
  return {
    /** Finds the moments of a topic and asks their rules, and those of its events that look further. */
    look(customer: Customer, topic: Topic, now: number): void {
      const moments = detect(customer, topic, now)
      for (const old of topic.moments) {
        if (moments.some(({ type, subject }) => type === old.type && subject === old.subject)) continue
        for (const { rule, subject } of topic.actions.values())
          if (subject === old.subject) want(customer, topic, rule, subject, false)
      }
      topic.moments = moments
      for (const moment of moments) {
        for (const rule of once.get(moment.type) ?? none)
          want(customer, topic, rule.id, moment.subject, rule.wants(moment as Happened & Moment, customer))
        for (const rule of again.get(moment.type) ?? none)
          want(customer, topic, rule.id, moment.subject, rule.wants(moment as Happened & Moment, customer))
      }
      if (topic.asks.length === 0) return
      for (const rule of again.get('product.viewed') ?? none) {
        const wanted = topic.asks.some((event) => rule.wants(event as Happened & Moment, customer))
        want(customer, topic, rule.id, topic.subject, wanted)
      }
    },
    /** Takes an event in, and asks the rules that look at nothing else; answers what is to be looked at. */
    take(customer: Customer, event: Happened): readonly Topic[] {
      const touched = fold(customer, event)
      const [topic] = touched as readonly [Topic]
      for (const rule of once.get(event.type) ?? none)
        if (rule.wants(event as Happened & Moment, customer)) want(customer, topic, rule.id, topic.subject, true)
      if (again.has(event.type)) topic.asks.push(event)
      return touched
    },
  }
}
