/**
 * Lots. Points of a wallet that end together are one lot, named by wallet and end, so that a ledger is a sum by names:
 * `main/2027-03-31T21:59:59.999Z` ends at that instant, `main/never` never, `main/~12.month.2026-03` (earned in March)
 * a year after the customer was last active. A slot is a lot, or `<lot>@<from>`: points that wait, `-` for nobody knows how long.
 */
import { endAfter, endOfDate, justAfter, monthsAfter, periodOf } from './calendar.ts'
import type { Wallet } from './programme.ts'

/** The customer's first and last act of each month. */
export type Activity = Readonly<Record<string, readonly [first: string, last: string]>>
export type Sums = Readonly<Record<string, number>>

/** The lot of points that are earned at an instant. */
export function lotFor(name: string, { expiry, shortfall }: Wallet, earned: string, timeZone: string): string {
  // What is absorbed stays in its lot: by months, so that points earned later do not pay for it.
  if (!expiry) return shortfall === 'absorb' ? `${name}/never.${periodOf(earned, 'month', timeZone)}` : `${name}/never`
  if (expiry.kind === 'sliding') return `${name}/~${expiry.months}.${expiry.end}.${periodOf(earned, 'month', timeZone)}`
  if (expiry.kind === 'calendar') return `${name}/${endOfDate(earned, expiry.on, expiry.years, timeZone)}`
  const { months = 0, days = 0, end } = expiry
  return `${name}/${endAfter(earned, { months, days, end }, timeZone)}`
}
export const walletOf = (lot: string): string => lot.slice(0, lot.indexOf('/'))
export const slotOf = (lot: string, from: string | undefined): string => (from === undefined ? lot : `${lot}@${from}`)
export function readSlot(slot: string): { readonly lot: string; readonly from: string | undefined } {
  const cut = slot.indexOf('@')
  return cut < 0 ? { lot: slot, from: undefined } : { lot: slot.slice(0, cut), from: slot.slice(cut + 1) }
}

/** When a lot ends, derived from what is known; undefined for never. */
export function lotEnd(lot: string, activity: Activity, timeZone: string): string | undefined {
  const end = lot.slice(lot.indexOf('/') + 1)
  if (end.startsWith('never')) return undefined
  if (!end.startsWith('~')) return end
  const [months = '1', unit = 'day', earned = ''] = end.slice(1).split('.')
  return slidingEnd(earned, { months: Number(months), end: unit as 'day' | 'month' | 'year' }, activity, timeZone)
}
/** From act to act, as long as none comes after the end of what the one before had kept alive. */
function slidingEnd(
  earned: string,
  { months, end }: { readonly months: number; readonly end: 'day' | 'month' | 'year' },
  activity: Activity,
  timeZone: string,
): string | undefined {
  let alive: string | undefined
  let until = ''
  for (const month of Object.keys(activity).sort()) {
    const [first, last] = activity[month] as readonly [string, string]
    if (month < earned) continue
    if (alive !== undefined && first > until) break
    alive = last
    until = endAfter(monthsAfter(last, months, timeZone), { end }, timeZone)
  }
  return alive === undefined ? undefined : until
}
/** Of a lot that ended more than a year ago nothing is remembered, neither points nor a shortfall. */
export const isForgotten = (lot: string, now: string): boolean => endedBefore(lot, yearBefore(now))
export const yearBefore = (now: string): string => `${Number(now.slice(0, 4)) - 1}${now.slice(4)}`
/** Never true of lots without an end of their own. */
export const endedBefore = (lot: string, instant: string): boolean => lot.slice(lot.indexOf('/') + 1) < instant
/** From when on that is so, of a lot that ends at an instant. */
export function forgottenFrom(end: string): string {
  const [year, date] = [Number(end.slice(0, 4)) + 1, end.slice(4)]
  return date.startsWith('-02-29') ? `${year}-03-01T00:00:00.000Z` : justAfter(`${year}${date}`)
}
/** A sum that comes to nothing leaves no trace, so that what was earned and taken back is as if it never was. */
export function addTo(sums: Sums, name: string, points: number): Sums {
  const { [name]: before = 0, ...rest } = sums
  return before + points === 0 ? rest : { ...rest, [name]: before + points }
}
