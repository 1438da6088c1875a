/** What the programme owes its customers: the points that can still be spent, by the month in which they end. */
import { balanceOf } from './balance.ts'
import { periodOf } from './calendar.ts'
import { eachMoved, type Ledger } from './ledger.ts'
import { lotEnd, readSlot, walletOf } from './lot.ts'
import { isHeld } from './points.ts'
import type { Programme, Wallet } from './programme.ts'
import { moneyFor } from './spend-limits.ts'

/** Points, and what they are worth: by currency, in minor units, by the wallet's `value`. */
interface Outstanding {
  readonly points: number
  readonly worth: Readonly<Record<string, number>>
}
export interface WalletLiability extends Outstanding {
  readonly available: number
  readonly pending: number
  readonly reserved: number
  /** What customers owe: it does not make the liability smaller. */
  readonly owed: number
  /** By the month in which they end, in the programme's zone, as `2027-03`; `never` comes last. Sums to the whole. */
  readonly months: readonly (Outstanding & { readonly month: string })[]
}
export interface Liability {
  readonly at: string
  /** Customers with points in any wallet. */
  readonly customers: number
  readonly wallets: Readonly<Record<string, WalletLiability>>
}
const NEVER = 'never'
interface Sum {
  available: number
  pending: number
  reserved: number
  owed: number
  readonly months: Map<string, number>
}

/**
 * Sums up the ledgers of all customers at an instant; one is read after the other, so that any number of them can be.
 * @param journeys as of `mot.journeys()`
 */
export async function liabilityOf(
  programme: Programme,
  journeys: AsyncIterable<{ readonly slices: Ledger }> | Iterable<{ readonly slices: Ledger }>,
  now: string,
): Promise<Liability> {
  const spendable = Object.keys(programme.wallets).filter((wallet) => programme.wallets[wallet]?.spendable !== false)
  const sums = new Map<string, Sum>(
    spendable.map((wallet) => [wallet, { available: 0, pending: 0, reserved: 0, owed: 0, months: new Map() }]),
  )
  let customers = 0
  for await (const { slices } of journeys) {
    let has = false
    for (const [wallet, sum] of sums) has = addLedger(sum, programme, slices, wallet, now) || has
    if (has) customers += 1
  }
  const wallets = [...sums].map(([wallet, sum]) => [wallet, walletLiability(programme.wallets[wallet], sum)] as const)
  return { at: now, customers, wallets: Object.fromEntries(wallets) }
}

/** Adds one customer's points of a wallet; answers whether there are any. */
function addLedger(sum: Sum, programme: Programme, ledger: Ledger, wallet: string, now: string): boolean {
  const { available, pending, reserved, owed, expiring } = balanceOf(programme, ledger, now, wallet)
  const { activity = {} } = ledger.wallets
  const endOf = (lot: string): string | undefined => lotEnd(lot, activity, programme.timeZone)
  const add = (end: string | undefined, points: number): void => {
    const month = end === undefined ? NEVER : periodOf(end, 'month', programme.timeZone)
    sum.months.set(month, (sum.months.get(month) ?? 0) + points)
  }
  const free = Math.max(0, available)
  sum.available += free
  sum.pending += pending
  sum.reserved += reserved
  sum.owed += owed + Math.max(0, -available)
  for (const { at, points } of expiring) add(at, points)
  add(undefined, free - expiring.reduce((all, { points }) => all + points, 0))
  eachMoved(ledger, (slot, points) => {
    const { lot, from } = readSlot(slot)
    const waits = from !== undefined && (from === '-' || from > now)
    if (waits && walletOf(lot) === wallet && (endOf(lot) ?? '~') >= now) add(endOf(lot), points)
  })
  for (const entry of Object.values(ledger.points.open))
    if (isHeld(entry, now) && entry.hold?.wallet === wallet)
      for (const { lot, points } of entry.hold.lots) add(endOf(lot), points)
  return free + pending + reserved > 0
}

function walletLiability(terms: Wallet | undefined, { months, ...sum }: Sum): WalletLiability {
  const currencies = Object.keys(terms?.spend.value ?? {})
  const worthOf = (points: number): Record<string, number> =>
    Object.fromEntries(currencies.map((code) => [code, moneyFor(terms?.spend ?? {}, points, code) ?? 0]))
  const points = sum.available + sum.pending + sum.reserved
  return {
    ...sum,
    points,
    worth: worthOf(points),
    months: [...months]
      .filter(([, ending]) => ending !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([month, ending]) => ({ month, points: ending, worth: worthOf(ending) })),
  }
}
