/** What another programme would have granted on recorded events, beside what was granted. Nothing is written, nothing is sent. */
import { type Customer, customerKey, customerOf, type EventOf, type NewEvent, stamp } from '@motkit/core'
import { pointsRecorded } from './facts.ts'
import { type LoyaltyOptions, loyalty } from './loyalty.ts'
import { replay } from './replay.ts'

/** Points: what was earned, less what was taken back with orders. Spending, ending and adjustments do not count. */
export interface Difference {
  readonly granted: number
  readonly would: number
  /** Would, less granted. */
  readonly difference: number
}
export interface Simulation {
  readonly customers: readonly (Difference & { readonly customer: Customer })[]
  readonly total: Difference
  readonly byRule: Readonly<Record<string, Difference>>
}
/** The events of one customer, in any order; or of several who may turn out to be one, as of a whole small log. */
export type History = readonly NewEvent[]

type Recorded = EventOf<typeof pointsRecorded>
/** Points by customer's key or by rule: granted, and would. */
type Tally = Map<string, { granted: number; would: number }>
function add(tally: Tally, name: string, side: 'granted' | 'would', points: number): void {
  const known = tally.get(name) ?? { granted: 0, would: 0 }
  tally.set(name, { ...known, [side]: known[side] + points })
}
const difference = ({ granted, would }: { readonly granted: number; readonly would: number }): Difference => ({
  granted,
  would,
  difference: would - granted,
})

/**
 * Replays the host's own events of each history under a programme. One history is held at a time; of each customer a line stays.
 * @param histories as `mot.export` gives them, with the facts that motkit recorded; without these nothing was granted
 * @throws MotError PROGRAMME_INVALID, or the refusal of an event that the border does not take
 * @example
 * async function* histories() {
 *   for await (const { customer } of mot.journeys()) {
 *     const kept = await mot.export(customer)
 *     if (kept.ok) yield kept.value.events
 *   }
 * }
 * const { total, byRule } = await simulate({ earn: [{ kind: 'spend', id: 'spend', rate: 2 }] }, histories())
 */
export async function simulate(
  options: LoyaltyOptions,
  histories: Iterable<History> | AsyncIterable<History>,
): Promise<Simulation> {
  const plugin = loyalty(options)
  const customers: (Difference & { readonly customer: Customer })[] = []
  const rules: Tally = new Map()
  const total = { granted: 0, would: 0 }
  for await (const history of histories) {
    const { facts, who } = await replay(plugin, history)
    const sides = { granted: recorded(history), would: recorded(facts) }
    const own: Tally = new Map()
    const names = await namesOf(history, who)
    for (const name of names.values()) add(own, name, 'would', 0)
    for (const side of ['granted', 'would'] as const) {
      for (const { customer, data } of sides[side])
        add(own, names.get(customerKey(customer)) ?? customerKey(customer), side, data.points)
      for (const [rule, points] of byRule(sides[side])) add(rules, rule, side, points)
    }
    for (const [key, sums] of own) {
      customers.push({ customer: customerOf(key), ...difference(sums) })
      total.granted += sums.granted
      total.would += sums.would
    }
  }
  const sorted = [...rules].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    customers,
    total: difference(total),
    byRule: Object.fromEntries(sorted.map(([rule, sums]) => [rule, difference(sums)])),
  }
}

/** By each key in a history, the key of the customer that it is in the end. */
async function namesOf(history: History, who: (customer: Customer) => Promise<Customer>): Promise<Map<string, string>> {
  const keys = [...new Set(history.map(({ customer }) => customerKey(customer)))].sort()
  const names = new Map<string, string>()
  for (const key of keys) names.set(key, customerKey(await who(customerOf(key))))
  return names
}
const isRecorded = (event: NewEvent): event is Recorded =>
  event.source === 'motkit' && event.type === pointsRecorded.type
const recorded = (events: readonly NewEvent[]): readonly Recorded[] => {
  const facts = events.filter(isRecorded)
  return [...new Map(facts.map((event) => [event.id, event])).values()]
}
/** Points by rule: of each order as it was granted last, of actions by all that was recorded. */
function byRule(facts: readonly Recorded[]): readonly (readonly [rule: string, points: number])[] {
  const orders = new Map<string, Recorded[]>()
  const points: (readonly [string, number])[] = []
  for (const fact of facts) {
    const { orderId, grants, points: change } = fact.data
    if (orderId === undefined) points.push([grants[0]?.rule ?? '', change])
    else orders.set(orderId, [...(orders.get(orderId) ?? []), fact])
  }
  for (const own of orders.values()) {
    // What is due is said with each change of it: that which all changes come to is the last, also of one instant.
    const sum = own.reduce((all, { data }) => all + data.points, 0)
    const standing = own.filter(({ data }) => data.worth === sum).sort((a, b) => (stamp(a) < stamp(b) ? 1 : -1))
    for (const grant of standing[0]?.data.grants ?? []) points.push([grant.rule, grant.points])
  }
  return points
}
