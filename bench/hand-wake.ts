/** When the hand-written loop must look at a customer again: the first instant at which time alone changes a moment. */
import { arrivedAt, endOfDay, SILENCE } from './hand-detect.ts'
import type { Customer, Moment, Topic } from './hand-state.ts'

const DAY = 86_400_000

function again(topic: Topic, { type, reason }: Moment): number | undefined {
  const { visit, cart, order, case: asked } = topic
  if (visit) return reason === 'looking' || reason === 'landed' ? visit.to + SILENCE : undefined
  if (cart) return reason === 'open' || reason === 'payment-failed' ? cart.touched + DAY : undefined
  if (asked) return reason === 'open' ? (asked.opened ?? 0) + (asked.answered === undefined ? DAY : 7 * DAY) : undefined
  if (!order) return undefined
  if (reason === 'waiting' || reason === 'delayed')
    return order.promised === undefined ? undefined : endOfDay(order.promised) + 1
  if (reason === 'trying') return (arrivedAt(order) ?? 0) + 14 * DAY
  return type === 'umot' && reason === 'active' ? (order.placed ?? 0) + 180 * DAY : undefined
}

/** Notes on a topic, just looked at, when to look again. */
export function setWake(topic: Topic, now: number): void {
  let first: number | undefined
  for (const moment of topic.moments) {
    const at = again(topic, moment)
    if (at !== undefined && at > now && (first === undefined || at < first)) first = at
  }
  if (first === undefined) delete topic.wake
  else topic.wake = first
}
export function wakeOf({ topics }: Customer): number | undefined {
  let first: number | undefined
  for (const { wake } of topics.values()) if (wake !== undefined && (first === undefined || wake < first)) first = wake
  return first
}

/** Forgets the visits that ended a day ago and of which nothing more is expected: a row does not grow with its customer's age. */
export function closeVisits(customer: Customer, now: number): void {
  for (const [subject, { visit, wake, actions }] of customer.topics) {
    if (!visit || wake !== undefined || visit.to + DAY > now) continue
    let waits = false
    for (const { state } of actions.values()) if (state === 'due') waits = true
    if (!waits) customer.topics.delete(subject)
  }
}
