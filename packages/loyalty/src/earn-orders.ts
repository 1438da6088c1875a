/** The rule that writes the ledger of orders: the difference between what is due by all that is known and what is written. */
import {
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
import { limitsOf, outstandingBy } from './earn-limits.ts'
import { pointsRecorded, pointsReturned } from './facts.ts'
import { type Ledger, leftIn } from './ledger.ts'
import { addTo, lotEnd, lotFor, readSlot, type Sums, slotOf } from './lot.ts'
import { type Basis, move, type Points, points, ruleOf } from './points.ts'
import { type Groups, type Programme, plain, type Wallet } from './programme.ts'
import { earnedIn, earningTier, sumOfPoints } from './tiers/earning.ts'
import { type TierState, tiers } from './tiers/slice.ts'
import { firstOrder, wallets } from './wallets.ts'
import { type Purchase, worthOf } from './worth.ts'

/** The terms that points of an order were first granted by. */
function pinned({ bases = {} }: Points): readonly [version: string, basis: Basis] | undefined {
  const all = Object.entries(bases).sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))
  return all[0]
}
/** By id, so that the order in which they were recorded does not count. */
const rulesOf = ({ rules }: Basis) => Object.values(rules).sort((a, b) => (a.id < b.id ? -1 : 1))
/** The terms that an order is judged by: those it was first granted by, else the programme's and the customer's tier. */
function termsOf(programme: Programme, entry: Points, state: TierState) {
  const { version, ledgerRules: rules, exclude, groups } = programme
  const [first = version, basis] = pinned(entry) ?? []
  const earning = basis ? earnedIn(basis) : earningTier(programme, state)
  return basis && first !== version
    ? { version: first, basis, earning, rules: rulesOf(basis), exclude: basis.exclude ?? exclude, groups: basis.groups }
    : { version, basis, earning, rules, exclude, groups }
}
/** An order as far as points depend on it; none where it does not count. */
function purchaseOf({ from }: Programme, order: Order, entry: Points, first: boolean): Purchase | undefined {
  const total = orderTotal(order)
  if (!total || order.placed === undefined || order[from] === undefined || order.canceled !== undefined)
    return undefined
  const { shipping = entry.placed?.shipping, tax = entry.placed?.tax } = entry.updated ?? {}
  return {
    total,
    lines: orderLines(order),
    shipping,
    tax,
    refunded: refundedAmount(order),
    at: instant(order.placed),
    first,
  }
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
/** What an entry holds of the order itself: an action about it, as an answered survey, keeps its own. */
function ofOrder({ recorded, taken = {}, actions = {}, ...entry }: Points): Points {
  const isOwn = ([key]: readonly [string, number]): boolean => !(ruleOf(key) in actions)
  return {
    ...entry,
    recorded: Object.values(actions).reduce((sums, { lot, recorded: earned }) => addTo(sums, lot, -earned), recorded),
    taken: Object.fromEntries(Object.entries(taken).filter(isOwn)),
  }
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
    reads: [orders, points, wallets, tiers],
    may: [pointsRecorded, pointsReturned],
    decide({ moment, journey: { slices }, refused }) {
      const { subject } = moment
      const { timeZone } = programme
      const order = slices.orders.open[subject]
      const entry = ofOrder(slices.points.open[subject] ?? nothing)
      const { orderId } = moment.data
      if (!order?.placed) return []
      const at = instant(order.placed)
      const { version, basis, earning, rules, exclude, groups } = termsOf(programme, entry, slices.tiers)
      const terms = { rules, exclude, groups, multiplier: earning.multiplier }
      const limits = limitsOf(programme, rules, { at, own: entry, ledger: slices, refused })
      const purchase = purchaseOf(programme, order, entry, firstOrder(slices.wallets) === subject)
      const grants = purchase ? worthOf({ ...terms, caps: limits.caps }, purchase).grants : []
      const denied = purchase ? limits.deniedOf(() => worthOf(terms, purchase).grants) : []
      const wanted: Record<string, number> = {}
      const lots: Record<string, string> = {}
      for (const { wallet, points: earned } of grants) {
        const terms = programme.wallets[wallet] ?? plain
        const lot = basis?.lots[wallet]?.lot ?? lotFor(wallet, terms, at, timeZone)
        const slot = slotOf(lot, spendableFrom(terms, order, entry, timeZone))
        lots[wallet] = lot
        wanted[slot] = (wanted[slot] ?? 0) + earned
      }
      const movements = difference(wanted, entry.recorded)
      const taken = limits.takenFor(grants)
      const given = order.canceled === undefined ? [] : spentOf(entry, slices, timeZone)
      const [left, moved] = [leftIn(slices), move(undefined, movements, 1)]
      const leftAfter = (lot: string): number => left(lot) + (moved[lot] ?? 0)
      const granting = rules.filter(({ id }) => grants.some(({ rule }) => rule === id))
      return [
        ...(movements.length + denied.length === 0
          ? []
          : [
              pointsRecorded(
                {
                  orderId,
                  points: sumOfPoints(movements),
                  worth: sumOfPoints(grants),
                  movements,
                  grants: [...grants],
                  terms: {
                    version,
                    lots,
                    rules: { ...basis?.rules, ...byId(granting) },
                    exclude,
                    ...(hasAny(groups) && { groups }),
                    ...earning,
                  },
                  ...(taken.length > 0 && { taken }),
                  ...(denied.length > 0 && { denied: [...denied] }),
                },
                { claims: limits.claimsFor(taken, movements) },
              ),
            ]),
        ...(given.length === 0
          ? []
          : [
              pointsReturned(
                { points: sum(given), lots: given, orderId },
                { claims: outstandingBy(programme, leftAfter, given, 'owed') },
              ),
            ]),
      ]
    },
  })
/** What was spent on an order and not given back. */
const spentOf = ({ spent = {} }: Points, { wallets: { activity = {} } }: Ledger, timeZone: string) =>
  Object.entries(spent).flatMap(([lot, points]) => {
    const expiresAt = lotEnd(lot, activity, timeZone)
    return points > 0 ? [{ lot, points, ...(expiresAt !== undefined && { expiresAt }) }] : []
  })
const nothing: Points = { recorded: {} }
const hasAny = (groups: Groups | undefined): boolean => Object.keys(groups ?? {}).length > 0
const byId = <R extends { readonly id: string }>(rules: readonly R[]): Record<string, R> =>
  Object.fromEntries(rules.map((rule) => [rule.id, rule]))
