/** Reading the ledger at an instant: what ended, waits or is set aside is derived here and never written. */
import { eachMoved, type Ledger } from './ledger.ts'
import { endedBefore, lotEnd, readSlot, yearBefore } from './lot.ts'
import { isHeld, type Points } from './points.ts'
import type { Programme } from './programme.ts'

export interface Ending {
  readonly points: number
  /** The last instant at which they can be spent. */
  readonly at: string
}
/** All in points. */
export interface Balance {
  /** What can be spent. Below zero only where the wallet says `negative`. */
  readonly available: number
  /** Earned, and waiting. */
  readonly pending: number
  readonly reserved: number
  /** When what can be spent ends, soonest first. */
  readonly expiring: readonly Ending[]
  /** Taken back after they were spent, and not earned again yet. */
  readonly owed: number
}
/** What is left in one lot. */
export interface Left {
  readonly lot: string
  readonly points: number
  readonly expiresAt: string | undefined
}
interface Lots {
  /** With points to spend, soonest ending first. */
  readonly full: readonly Left[]
  readonly short: number
  readonly pending: number
  readonly reserved: number
}

/**
 * The lots of a wallet at an instant. A lot that is short of points stays so when its time is over, until points that end
 * after it have paid for it: those that ended unspent while they stood for what was missing are not asked for again.
 */
export function lotsAt({ timeZone }: Programme, ledger: Ledger, wallet: string, now: string): Lots {
  const left = new Map<string, number>()
  const waiting = new Map<string, number>()
  const prefix = `${wallet}/`
  const line = yearBefore(now)
  eachMoved(ledger, (slot, points) => {
    if (!slot.startsWith(prefix)) return
    const { lot, from } = readSlot(slot)
    if (endedBefore(lot, line)) return
    const into = from === undefined || (from !== '-' && from <= now) ? left : waiting
    into.set(lot, (into.get(lot) ?? 0) + points)
  })
  let reserved = 0
  for (const subject in ledger.points.open) {
    const entry = ledger.points.open[subject] as Points
    if (entry.hold?.wallet !== wallet || !isHeld(entry, now)) continue
    reserved += entry.hold.points
    for (const { lot, points } of entry.hold.lots) left.set(lot, (left.get(lot) ?? 0) - points)
  }
  const { activity = {} } = ledger.wallets
  let pending = 0
  for (const [lot, points] of waiting) if ((lotEnd(lot, activity, timeZone) ?? '~') >= now) pending += points
  let isShort = false
  for (const points of left.values()) if (points < 0) isShort = true
  const full: Left[] = []
  // What ended unspent only counts where something is missing.
  const others: Left[] = []
  for (const [lot, points] of left) {
    if (!isShort && endedBefore(lot, now)) continue
    const expiresAt = lotEnd(lot, activity, timeZone)
    if (points > 0 && (expiresAt ?? '~') >= now) full.push({ lot, points, expiresAt })
    else if (isShort) others.push({ lot, points, expiresAt })
  }
  const short = others.sort(byEnd).reduce((missing, { points }) => Math.max(0, missing - points), 0)
  return { full: full.sort(byEnd), short, pending, reserved }
}
const byEnd = ({ expiresAt: a = '~', lot }: Left, { expiresAt: b = '~', lot: other }: Left): number =>
  a === b ? (lot < other ? -1 : 1) : a < b ? -1 : 1

/** What a customer has in one wallet of a programme. */
export function balanceOf(programme: Programme, ledger: Ledger, now: string, wallet = 'main'): Balance {
  const { full, short, pending, reserved } = lotsAt(programme, ledger, wallet, now)
  const policy = programme.wallets[wallet]?.shortfall ?? 'owe'
  const owing = policy === 'absorb' ? 0 : short
  const sum = full.reduce((all, { points }) => all + points, 0)
  let eaten = owing
  const endings = new Map<string, number>()
  for (const { points, expiresAt } of full) {
    const kept = Math.max(0, points - eaten)
    eaten = Math.max(0, eaten - points)
    if (expiresAt !== undefined && kept > 0) endings.set(expiresAt, (endings.get(expiresAt) ?? 0) + kept)
  }
  return {
    available: policy === 'negative' ? sum - owing : Math.max(0, sum - owing),
    pending,
    reserved,
    expiring: [...endings].map(([at, points]) => ({ points, at })),
    owed: policy === 'negative' ? 0 : Math.max(0, owing - sum),
  }
}
/** Takes points out of lots, soonest ending first. */
export function takeFrom(full: readonly Left[], points: number): { lot: string; points: number; expiresAt?: string }[] {
  const taken: { lot: string; points: number; expiresAt?: string }[] = []
  let missing = points
  for (const { lot, points: left, expiresAt } of full) {
    if (missing === 0) break
    const part = Math.min(left, missing)
    missing -= part
    taken.push({ lot, points: part, ...(expiresAt !== undefined && { expiresAt }) })
  }
  return taken
}
