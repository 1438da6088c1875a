/**
 * Holds what is there against what must be there.
 *
 * An effect is doubled when a host that does one thing per idempotency key would have done it twice, or when the record
 * says that it happened twice. Calling the host again under the same key is not: that is what the key is for. So these
 * show one: two keys for one thing in the host's own words (a rule, a template, an order or cart); two action rows for
 * it, since each row ends in a call of its own, whoever's row it is; two `done` in one customer's record, by which
 * budgets count; and a call for which the events give no cause, or of which the cause was taken back and that
 * acknowledged before it fell due. Points given twice are errors of the balance.
 */
import type { Found } from './found.ts'
import { group, pointsOf, type Told, type Wish, whoIsWho, wishes } from './oracle.ts'

const counters = ['missing', 'doubled', 'balanceErrors', 'actionsLost', 'effectsDoubled', 'timersLost'] as const
export type Counter = (typeof counters)[number]
/** What is wrong, a line each. */
export type Findings = Readonly<Record<Counter, readonly string[]>>
export const countsOf = (findings: Findings): Record<Counter, number> =>
  Object.fromEntries(counters.map((counter) => [counter, findings[counter].length])) as Record<Counter, number>

const nameOf = ({ event: { source, id } }: Told): string => `${source}#${id}`
type Thing = Pick<Wish, 'rule' | 'template' | 'about'>
const thingOf = ({ rule, template, about }: Thing): string => `${rule} ${template} ${about}`
/** One line for each beyond the first of its group. */
function repeated<T>(all: Iterable<T>, by: (one: T) => string, what: string): string[] {
  return [...group(all, by)].flatMap(([name, { length }]) => Array(length - 1).fill(`${what}: ${name}`))
}

/** @param horizon what was due by then must have happened */
export function verify(told: readonly Told[], found: Found, horizon: number): Findings {
  return {
    ...verifyEvents(told, found),
    balanceErrors: verifyPoints(told, found),
    ...verifyWishes(told, found, horizon),
  }
}

/** Each event is kept once, and was folded into its customer's journey once. */
function verifyEvents(told: readonly Told[], found: Found): Pick<Findings, 'missing' | 'doubled'> {
  const given = new Set(told.map(nameOf))
  const kept = new Set(found.events)
  const missing = told
    .filter((one) => one.acknowledged !== undefined && !kept.has(nameOf(one)))
    .map((one) => `acknowledged and not there: ${nameOf(one)}`)
  const doubled = [
    ...repeated(found.events, (name) => name, 'kept twice'),
    ...[...kept].filter((name) => !given.has(name)).map((name) => `nobody sent it: ${name}`),
  ]
  const who = whoIsWho(told)
  const customers = group(told, ({ event }) => who(event.customer))
  for (const key of new Set([...customers.keys(), ...found.journeys.keys()])) {
    const { length } = customers.get(key)?.filter(({ acknowledged }) => acknowledged !== undefined) ?? []
    const { counted } = found.journeys.get(key) ?? { counted: 0 }
    const line = `${key} was folded from ${counted} events of ${length}`
    if (counted < length) missing.push(line)
    if (counted > length) doubled.push(line)
  }
  return { missing, doubled }
}

/** The balance of the journey, and the sum of the ledger, are what the orders are worth. */
function verifyPoints(told: readonly Told[], { journeys, facts }: Found): string[] {
  const who = whoIsWho(told)
  const ledger = new Map<string, number>()
  for (const { type, data } of facts) {
    if (type !== 'points.recorded') continue
    const order = String(data.orderId)
    ledger.set(order, (ledger.get(order) ?? 0) + Number(data.points))
  }
  const errors: string[] = []
  for (const [key, own] of group(told, ({ event }) => who(event.customer))) {
    const orders = new Set(own.flatMap(({ event }) => (event.type === 'order.placed' ? [event.data.orderId] : [])))
    const expected = pointsOf(own)
    const recorded = [...orders].reduce((sum, order) => sum + (ledger.get(order) ?? 0), 0)
    const { balance } = journeys.get(key) ?? { balance: 0 }
    for (const order of orders) ledger.delete(order)
    if (balance !== expected || recorded !== expected)
      errors.push(`${key} has ${balance} points, ${recorded} in the ledger, and should have ${expected}`)
  }
  return [...errors, ...[...ledger].map(([order, points]) => `${points} points for ${order}, which nobody placed`)]
}

function verifyWishes(
  told: readonly Told[],
  { actions, calls, facts, overdue }: Found,
  horizon: number,
): Pick<Findings, 'actionsLost' | 'effectsDoubled' | 'timersLost'> {
  const wanted = new Map(wishes(told, horizon).map((wish) => [thingOf(wish), wish]))
  const rows = group(actions, thingOf)
  const called = new Set(calls.map(({ key }) => key))
  const lost = new Set<string>()
  const late = new Set(overdue.map((customer) => `a timer of ${customer} did not go off`))
  for (const [thing, { when, must }] of wanted) {
    if (must !== 'be done' && must !== 'be begun') continue
    const own = rows.get(thing)
    if (!own) (when === 'timed' ? late : lost).add(`never taken: ${thing}`)
    else if (must === 'be done' && !own.some(({ state }) => state === 'done')) lost.add(thing)
  }
  for (const action of actions) {
    const { state, key } = action
    const isEnded = state === 'withdrawn' || (state === 'done' && called.has(key))
    if (!isEnded) lost.add(thingOf(action))
  }

  const effects = [...group(calls, ({ key }) => key).values()].flatMap(([call]) => call ?? [])
  const settled = facts.filter(({ type, data }) => type === 'decision.settled' && data.outcome === 'done')
  const carriedOut = new Set([...effects, ...actions.filter(({ state }) => state === 'done')].map(thingOf))
  const causeless = [...carriedOut].filter((thing) => (wanted.get(thing)?.must ?? 'not be') === 'not be')
  return {
    actionsLost: [...lost],
    timersLost: [...late],
    effectsDoubled: [
      ...repeated(effects, thingOf, 'under two keys'),
      ...repeated(actions, thingOf, 'two actions'),
      ...repeated(
        settled,
        ({ customer, data: { rule, subject, name } }) => `${customer} ${rule} ${subject} ${name}`,
        'settled twice',
      ),
      ...causeless.map((thing) => `without a cause: ${thing}`),
    ],
  }
}
