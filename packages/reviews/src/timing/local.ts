/**
 * Local time. What the clock on a wall shows is held as a date in UTC with the same fields, so that date-fns counts in it
 * without a zone. A time that the wall skips (clocks go forward) is the next minute that exists; one that it shows twice
 * (clocks go back) is the first. `TZDate` alone moves a skipped time by the length of the gap, and which of two it takes
 * differs between zones.
 */
import { TZDate, tzOffset } from '@date-fns/tz'
import { addDays } from 'date-fns/addDays'
import type { Wait } from './options.ts'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const offset = (at: number, zone: string): number => tzOffset(zone, new Date(at)) * MINUTE

/** What the wall shows at an instant, in epoch milliseconds. */
export const wallAt = (at: number, zone: string): Date => new TZDate(at + offset(at, zone), 'UTC')

/** The instant, in epoch milliseconds, at which the wall shows this. */
export function instantOf(wall: Date, zone: string): number {
  const shown = wall.getTime()
  const [before, after] = [shown - offset(shown - DAY, zone), shown - offset(shown + DAY, zone)]
  const found = [before, after].filter((at) => at + offset(at, zone) === shown)
  return found.length > 0 ? Math.min(...found) : change(after, before, zone)
}
/** The minute at which the offset changes between two instants. */
function change(from: number, until: number, zone: string): number {
  let [low, high] = [Math.floor(from / MINUTE), Math.floor(until / MINUTE)]
  const old = offset(low * MINUTE, zone)
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (offset(middle * MINUTE, zone) === old) low = middle
    else high = middle
  }
  return high * MINUTE
}

/** The instant a wait later: first the days by the calendar of the zone, then the hours and minutes. */
export function waited(instant: string, { days = 0, hours = 0, minutes = 0 }: Wait, zone: string): string {
  const start = Date.parse(instant)
  const day = days === 0 ? start : instantOf(addDays(wallAt(start, zone), days), zone)
  return new Date(day + (hours * 60 + minutes) * MINUTE).toISOString()
}
