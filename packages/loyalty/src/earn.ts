/** The rules that write the ledger: the difference between what is due by all that is known and what is written. */
import {
  type AnyEvent,
  defineRule,
  delivered,
  instant,
  moments,
  type Order,
  orderLines,
  orders,
  orderTotal,
  refundedAmount,
} from '@motkit/core'
import { daysAfter } from './calendar.ts'
import { pointsRecorded, pointsReturned } from './facts.ts'
import { actionKey, type Basis, firstOrder, hasEntry, type Points, points, wallets } from './ledger.ts'
import { lotEnd, lotFor, readSlot, type Sums, slotOf } from './lot.ts'
import type { Programme, Wallet } from './programme.ts'
import { type Grant, worthOf } from './worth.ts'

const plain: Wallet = { shortfall: 'owe', spend: {} }
/** The terms that points of an order were first granted by. */
function pinned({ bases = {} }: Points): readonly [version: string, basis: Basis] | undefined {
  const all = Object.entries(bases).sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))
  return all[0]
}
/** Every grant of an order that counts, under the terms it was first granted by; none where it does not count. */
function grantsOf(programme: Programme, order: Order, entry: Points, first: boolean): readonly Grant[] {
  const total = orderTotal(order)
  if (!total || order.placed === undefined || order[programme.from] === undefined || order.canceled !== undefined)
    return []
  const [version, basis] = pinned(entry) ?? []
  const { orderRules, exclude } = programme
  const terms =
    basis && version !== programme.version
      ? { rules: Object.values(basis.rules), exclude: basis.exclude ?? exclude }
      : { rules: orderRules, exclude }
  const { shipping = entry.placed?.shipping, tax = entry.placed?.tax } = entry.updated ?? {}
  return worthOf(terms, {
    total,
    lines: orderLines(order),
    ...(shipping !== undefined && { shipping }),
    ...(tax !== undefined && { tax }),
    refunded: refundedAmount(order),
    at: instant(order.placed),
    first,
  }).grants
}
/** From when on points of an order can be spent: at once, from an instant, or `-` as long as nobody knows. */
function spendableFrom(
  { pending }: Wallet,
  order: Order,
  { marks = {} }: Points,
  timeZone: string,
): string | undefined {
  if (!pending) return undefined
  const { after, days } = pending
  const at = typeof after === 'object' ? marks[after.event] : after === 'delivered' ? delivered(order) : order[after]
  return at === undefined ? '-' : daysAfter(instant(at), days, timeZone)
}
function difference(wanted: Sums, recorded: Sums) {
  return [...new Set([...Object.keys(wanted), ...Object.keys(recorded)])].sort().flatMap((slot) => {
    const change = (wanted[slot] ?? 0) - (recorded[slot] ?? 0)
    if (change === 0) return []
    const { lot, from } = readSlot(slot)
    return [{ lot, points: change, ...(from !== undefined && { from }) }]
  })
}
const sum = (list: readonly { readonly points: number }[]): number => list.reduce((all, { points: n }) => all + n, 0)

/** Points on orders: earned, moved and taken back in whatever order the facts arrive. */
export const earnOnOrders = (programme: Programme) =>
  defineRule({
    id: 'loyalty.earn',
    on: moments.amot,
    reads: [orders, points, wallets],
    may: [pointsRecorded, pointsReturned],
    decide({ moment, journey }) {
      const { subject } = moment
      const { timeZone } = programme
      const order = journey.slices.orders.open[subject]
      const entry = journey.slices.points.open[subject] ?? nothing
      const { orderId } = moment.data
      if (!order?.placed) return []
      const grants = grantsOf(programme, order, entry, firstOrder(journey.slices.wallets) === subject)
      const [version = programme.version, basis] = pinned(entry) ?? []
      const wanted: Record<string, number> = {}
      const lots: Record<string, string> = {}
      for (const { wallet, points: earned } of grants) {
        const terms = programme.wallets[wallet] ?? plain
        const lot = basis?.lots[wallet]?.lot ?? lotFor(wallet, terms, instant(order.placed), timeZone)
        const slot = slotOf(lot, spendableFrom(terms, order, entry, timeZone))
        lots[wallet] = lot
        wanted[slot] = (wanted[slot] ?? 0) + earned
      }
      const movements = difference(wanted, entry.recorded)
      const back =
        order.canceled === undefined ? [] : Object.entries(entry.spent ?? {}).filter(([, spent]) => spent > 0)
      const { activity = {} } = journey.slices.wallets
      const given = back.map(([lot, spent]) => {
        const expiresAt = lotEnd(lot, activity, timeZone)
        return { lot, points: spent, ...(expiresAt !== undefined && { expiresAt }) }
      })
      const all = programme.orderRules.filter(({ id }) => grants.some(({ rule }) => rule === id))
      const rules = { ...basis?.rules, ...(version === programme.version && byId(all)) }
      const exclude = basis?.exclude ?? programme.exclude
      return [
        ...(movements.length === 0
          ? []
          : [
              pointsRecorded({
                orderId,
                points: sum(movements),
                worth: sum(grants),
                movements,
                grants: [...grants],
                terms: { version, lots, rules, exclude },
              }),
            ]),
        ...(given.length === 0 ? [] : [pointsReturned({ points: sum(given), lots: given, orderId })]),
      ]
    },
  })
const nothing: Points = { recorded: {} }
const byId = <R extends { readonly id: string }>(rules: readonly R[]): Record<string, R> =>
  Object.fromEntries(rules.map((rule) => [rule.id, rule]))

/** Points for what customers do: by each rule once for each subject, or once for all where the event has none. */
export const earnOnActions = (programme: Programme, on: readonly AnyEvent[]) =>
  defineRule({
    id: 'loyalty.act',
    on,
    reads: [points, wallets],
    may: [pointsRecorded],
    decide({ event, journey }) {
      const { subject, time, type } = event
      const { points: ledger, wallets: own } = journey.slices
      const entry = hasEntry(subject) ? ledger.open[subject] : undefined
      const known = hasEntry(subject) ? entry?.actions : own.actions
      return programme.actionRules.flatMap((rule) => {
        const before = known?.[actionKey(rule.id, subject)]
        const inTime = (rule.from === undefined || rule.from <= time) && (rule.until === undefined || time < rule.until)
        if (rule.event !== type || (!before && !inTime)) return []
        const isUndone = rule.unless !== undefined && entry?.marks?.[rule.unless] !== undefined
        const worth = isUndone ? 0 : (before?.worth ?? rule.points)
        const { wallet } = rule
        const lot = before?.lot ?? lotFor(wallet, programme.wallets[wallet] ?? plain, time, programme.timeZone)
        const change = worth - (before?.recorded ?? 0)
        if (change === 0) return []
        return [
          pointsRecorded({
            ...(subject !== undefined && { about: subject }),
            points: change,
            worth,
            movements: [{ lot, points: change }],
            grants: [{ rule: rule.id, wallet, base: 1, points: worth }],
            terms: { version: programme.version, lots: { [wallet]: lot } },
          }),
        ]
      })
    },
  })
