/** The hour and the days: when somebody may be asked at all. */
import { addDays } from 'date-fns/addDays'
import { formatISO } from 'date-fns/formatISO'
import { set } from 'date-fns/set'
import { instantOf, wallAt } from './local.ts'
import { type Timing, weekdayOf } from './options.ts'

type Window = Pick<Timing, 'hour' | 'notOn'>

/**
 * The first instant from this one on that is at the hour and on a day that is not excluded, by the clock and the calendar
 * of the zone. Without an hour, an excluded day moves it to the same time of the next day that is not.
 */
export function opening(instant: string, { hour, notOn }: Window, zone: string): string {
  const excluded = new Set<string>(notOn)
  const isOpen = (wall: Date): boolean => {
    const date = formatISO(wall, { representation: 'date' })
    return ![weekdayOf(wall), date, date.slice(5)].some((day) => excluded.has(day))
  }
  const from = Date.parse(instant)
  const wall = wallAt(from, zone)
  if (hour === undefined && isOpen(wall)) return instant
  for (let day = hour === undefined ? wall : atHour(wall, hour); ; day = addDays(day, 1)) {
    if (!isOpen(day)) continue
    // Where the hour does not exist, the next minute may be of the next day.
    const at = instantOf(day, zone)
    if (at >= from && isOpen(wallAt(at, zone))) return new Date(at).toISOString()
  }
}
function atHour(wall: Date, hour: string): Date {
  const [hours = 0, minutes = 0] = hour.split(':').map(Number)
  return set(wall, { hours, minutes, seconds: 0, milliseconds: 0 })
}
