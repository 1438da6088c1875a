/** Where a customer stands: what counts at an instant, how far the next tier is, when the present one is lost. Pure. */
import { instant } from '@motkit/core'
import { balanceOf, lotsAt } from '../balance.ts'
import { daysAfter, endOfDate, justAfter, monthsAfter } from '../calendar.ts'
import type { Ledger } from '../ledger.ts'
import { isHeld } from '../points.ts'
import type { Programme } from '../programme.ts'
import { endangeredUntil, type TierState } from './slice.ts'
import type { Level, Tiers } from './terms.ts'

/** What tiers read of a journey. */
export interface TierLedger extends Ledger {
  readonly tiers: TierState
}
/** All amounts in what the tiers are measured by: points, orders, minor units. */
export interface Standing {
  /** The tier in force; absent below the lowest. */
  readonly tier?: string
  /** Since when. */
  readonly since?: string
  /** What counts now. */
  readonly qualifying: number
  /** The next higher tier, and what is missing for it. */
  readonly next?: { readonly tier: string; readonly away: number }
  /** When the tier is lost if nothing more comes, what is in force then, and how much that still counts then would keep it. */
  readonly drop?: { readonly at: string; readonly to?: string; readonly missing: number }
}
/** What is to be announced: another tier, or that the present one is endangered, or safe again. */
export type Due =
  | {
      readonly kind: 'change'
      readonly to: Level | undefined
      readonly reason: 'reached' | 'returned' | 'dropped' | 'removed'
    }
  | { readonly kind: 'endanger'; readonly level: Level; readonly until: string }
  | { readonly kind: 'secure'; readonly level: Level }

const instantBefore = (at: string): string => new Date(Date.parse(at) - 1).toISOString()
const rank = ({ levels }: Tiers, tier: string | undefined): number => levels.findIndex(({ id }) => id === tier)
/** The highest level ever entered: what lies up to there is returned to. */
const highest = (tiers: Tiers, { entered }: TierState): number =>
  Math.max(-1, ...Object.keys(entered).map((tier) => rank(tiers, tier)))
const threshold = (tiers: Tiers, state: TierState, level: number): number => {
  const { enter, reenter } = tiers.levels[level] as Level
  return level <= highest(tiers, state) ? reenter : enter
}

/** A tier's terms and a customer's ledger, as the questions below need them. */
export function tierAt(programme: Programme, tiers: Tiers, ledger: TierLedger) {
  const { tiers: state } = ledger
  const { timeZone } = programme
  const { levels, grace, when, downgrade, wallet } = tiers
  const held = rank(tiers, state.change?.tier)
  const level = levels[held]

  /** What counts at an instant, by all that is known now. What is set aside is not spent yet. */
  const countsAt = (at: string): number => {
    const { available, reserved } = balanceOf(programme, ledger, at, wallet)
    return available + reserved
  }
  /** When a customer drops who has too little from an instant on. */
  const deadline = (from: string): string => {
    const end = !grace
      ? from
      : 'days' in grace
        ? daysAfter(from, grace.days, timeZone)
        : monthsAfter(from, grace.months, timeZone)
    return when === 'at-once' ? end : justAfter(endOfDate(end, when.on, 1, timeZone))
  }
  /** Where a customer drops to who has that much. */
  const below = (counts: number): Level | undefined =>
    levels[downgrade === 'one-step' ? held - 1 : levels.findLastIndex(({ keep }, i) => i < held && counts >= keep)]

  /** The first instant from which on there is too little, if nothing more comes: what counts only becomes less with time. */
  const fallsAt = (now: string, { keep }: Level): string | undefined => {
    const ends = lotsAt(programme, ledger, wallet, now).full.flatMap(({ expiresAt = [] }) => expiresAt)
    const freed = Object.values(ledger.points.open).flatMap((one) =>
      isHeld(one, now) ? (one.hold?.expiresAt ?? []) : [],
    )
    const instants = [...new Set([...ends.map(justAfter), ...freed])].sort()
    let [from, to] = [0, instants.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (countsAt(instants[middle] as string) < keep) to = middle
      else from = middle + 1
    }
    return instants[from]
  }
  return {
    countsAt,
    /** What is to be announced now, if anything. */
    due(now: string): Due | undefined {
      const counts = countsAt(now)
      const target = levels.findLastIndex((_, i) => i > held && counts >= threshold(tiers, state, i))
      const to = levels[target]
      if (to) return { kind: 'change', to, reason: target <= highest(tiers, state) ? 'returned' : 'reached' }
      if (!level) return state.change?.tier === undefined ? undefined : { kind: 'change', to, reason: 'removed' }
      const risk = endangeredUntil(state)
      if (counts >= level.keep) return risk === undefined ? undefined : { kind: 'secure', level }
      const until = risk ?? deadline(now)
      if (until > now) return risk === undefined ? { kind: 'endanger', level, until } : undefined
      const counted = risk === undefined ? counts : countsAt(instantBefore(until))
      if (counted >= level.keep) return { kind: 'secure', level }
      return { kind: 'change', to: below(counted), reason: 'dropped' }
    },
    /** How it stands, and when time alone makes something due. */
    look(now: string): { readonly standing: Standing; readonly again: string | undefined } {
      const counts = countsAt(now)
      const above = levels[held + 1]
      const isLow = level !== undefined && counts < level.keep
      const risk = isLow ? endangeredUntil(state) : undefined
      const fell = isLow ? now : level && fallsAt(now, level)
      const at = fell && (risk ?? deadline(fell))
      // Time that was granted is judged by what counted up to its end.
      const left = at === undefined ? 0 : countsAt(risk !== undefined || at !== fell ? instantBefore(at) : at)
      const to = below(left)?.id
      const standing = {
        ...(level && { tier: level.id }),
        ...(level && state.change && { since: instant(state.change.at) }),
        qualifying: counts,
        ...(above && { next: { tier: above.id, away: threshold(tiers, state, held + 1) - counts } }),
        ...(level && at && { drop: { at, ...(to !== undefined && { to }), missing: level.keep - left } }),
      }
      return { standing, again: risk ?? fell }
    },
  }
}
