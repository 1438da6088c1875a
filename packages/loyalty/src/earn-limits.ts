/**
 * What limits leave of what rules would give. A member's limit is read from the journey. A campaign's budget and a
 * wallet's cap are counters that all customers share: the fact claims its part of them, and where one refuses, the rules
 * that take of it give nothing here for good. What is taken back is given back to them.
 */
import type { Claim } from '@motkit/core'
import { periodOf } from './calendar.ts'
import { type Ledger, leftIn, takenBy } from './ledger.ts'
import { addTo, type Sums, walletOf } from './lot.ts'
import { limitKey, move, ruleOf } from './points.ts'
import type { OrderRule, Programme } from './programme.ts'

type Limited = Pick<OrderRule, 'id' | 'wallet' | 'limit'>
/** What an order, or an action, took so far, and from what it is shut out. */
interface Own {
  readonly taken?: Sums
  readonly denied?: Readonly<Record<string, true>>
}
interface Asked {
  /** When the order was placed: its period counts. */
  readonly at: string
  readonly own: Own
  /** Without one, nothing was taken yet. */
  readonly ledger?: Ledger | undefined
  refused(counter: string): boolean
}
const nothing = (): number => 0
const budgetOf = (rule: string): string => `loyalty/budget/${rule}`
/** The counter of all points of a wallet that are neither spent nor over. */
export const outstandingOf = (wallet: string): string => `loyalty/outstanding/${wallet}`

/** By the list of rules: that of a programme is asked again and again. */
const known = new WeakMap<readonly Limited[], readonly Limited[]>()
function limitedOf(rules: readonly Limited[], wallets: Programme['wallets']): readonly Limited[] {
  const before = known.get(rules)
  if (before) return before
  const limited = rules.filter(
    ({ wallet, limit }) =>
      limit?.member !== undefined || limit?.budget !== undefined || wallets[wallet]?.cap !== undefined,
  )
  known.set(rules, limited)
  return limited
}

export function limitsOf({ wallets, timeZone }: Programme, rules: readonly Limited[], asked: Asked) {
  const { at, own, ledger, refused } = asked
  const limited = limitedOf(rules, wallets)
  const keyOf = ({ id, limit }: Limited): string => limitKey(id, periodOf(at, limit?.per ?? 'ever', timeZone))
  const isRefused = ({ id, wallet }: Limited): boolean => refused(budgetOf(id)) || refused(outstandingOf(wallet))
  const hadBy = (id: string): number =>
    Object.entries(own.taken ?? {}).reduce((sum, [key, points]) => (ruleOf(key) === id ? sum + points : sum), 0)
  const taken = ledger ? takenBy(ledger) : nothing
  const caps: Record<string, number> = {}
  for (const rule of limited) {
    const { id, limit } = rule
    const key = keyOf(rule)
    const left = limit?.member === undefined ? Infinity : limit.member - taken(key) + (own.taken?.[key] ?? 0)
    const most = own.denied?.[id] || isRefused(rule) ? Math.min(left, hadBy(id)) : left
    if (most < Infinity) caps[id] = Math.max(0, most)
  }
  return {
    /** By rule: the most points it may give. */
    caps,
    /** Rules that would give more, but for a counter that refused just now. */
    deniedOf(would: () => readonly { readonly rule: string }[]): readonly string[] {
      const shut = limited.filter((rule) => isRefused(rule) && !own.denied?.[rule.id])
      return shut.length === 0 ? [] : shut.map(({ id }) => id).filter((id) => would().some(({ rule }) => rule === id))
    },
    /** What is taken of limits by these grants, less what was taken before. */
    takenFor(grants: readonly { readonly rule: string; readonly points: number }[]) {
      let change: Sums = Object.fromEntries(Object.entries(own.taken ?? {}).map(([key, points]) => [key, -points]))
      for (const rule of limited)
        for (const { points } of grants.filter((one) => one.rule === rule.id))
          change = addTo(change, keyOf(rule), points)
      return Object.entries(change).map(([key, points]) => ({ key, points }))
    },
    /** What a fact takes of the counters. */
    claimsFor(taken: readonly { readonly key: string; readonly points: number }[], movements: Moved): readonly Claim[] {
      const budgets = limited.flatMap(({ id, limit }) => {
        const amount = taken.reduce((sum, { key, points }) => (ruleOf(key) === id ? sum + points : sum), 0)
        return limit?.budget === undefined || amount === 0
          ? []
          : [{ counter: budgetOf(id), amount, limit: limit.budget }]
      })
      return [...budgets, ...outstandingBy({ wallets }, ledger ? leftIn(ledger) : nothing, movements)]
    },
  }
}
type Moved = readonly { readonly lot: string; readonly points: number }[]
/**
 * What movements add to what is outstanding of wallets that have a cap. A lot that is short of points counts for nothing:
 * what one customer owes makes no room for others.
 * @param left what was moved in a lot before
 * @param may `owed`: what is given back to a customer is theirs, whatever the cap says
 */
export function outstandingBy(
  { wallets }: Pick<Programme, 'wallets'>,
  left: (lot: string) => number,
  moved: Moved,
  may: 'refuse' | 'owed' = 'refuse',
): readonly Claim[] {
  let sums: Sums = {}
  for (const [lot, points] of Object.entries(move(undefined, moved, 1))) {
    const wallet = walletOf(lot)
    if (wallets[wallet]?.cap === undefined) continue
    const before = left(lot)
    sums = addTo(sums, wallet, Math.max(0, before + points) - Math.max(0, before))
  }
  return Object.entries(sums).map(([wallet, amount]) => {
    const { cap = 0 } = wallets[wallet] ?? {}
    return { counter: outstandingOf(wallet), amount, limit: may === 'owed' ? Number.MAX_SAFE_INTEGER : cap }
  })
}
