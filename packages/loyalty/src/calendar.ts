/** Calendar work in the programme's time zone: months are clamped (31 January and a month is the end of February), days are of the zone. */
import { TZDate } from '@date-fns/tz'
import { addDays } from 'date-fns/addDays'
import { addMonths } from 'date-fns/addMonths'
import { addYears } from 'date-fns/addYears'
import { endOfDay } from 'date-fns/endOfDay'
import { endOfMonth } from 'date-fns/endOfMonth'
import { endOfYear } from 'date-fns/endOfYear'
import { formatISO } from 'date-fns/formatISO'
import { isValid } from 'date-fns/isValid'

type End = 'day' | 'month' | 'year'
const ends = { day: endOfDay, month: endOfMonth, year: endOfYear }
const at = (instant: string, timeZone: string): TZDate => new TZDate(Date.parse(instant), timeZone)
const iso = (date: Date): string => new Date(date.getTime()).toISOString()

/** The last millisecond of the day, month or year that lies so far ahead. */
export const endAfter = (
  instant: string,
  { months = 0, days = 0, end }: { readonly months?: number; readonly days?: number; readonly end: End },
  timeZone: string,
): string => iso(ends[end](addDays(addMonths(at(instant, timeZone), months), days)))

/** The first millisecond after an instant. */
export const justAfter = (instant: string): string => new Date(Date.parse(instant) + 1).toISOString()
/** So many months later, to the same time of the day. */
export const monthsAfter = (instant: string, months: number, timeZone: string): string =>
  iso(addMonths(at(instant, timeZone), months))
/** So many days later, to the same time of the day. */
export const daysAfter = (instant: string, days: number, timeZone: string): string =>
  iso(addDays(at(instant, timeZone), days))

/** The nth end of a date of the year, as 12-31, that comes after an instant. 02-29 is the 28th where there is none. */
export function endOfDate(instant: string, on: string, years: number, timeZone: string): string {
  const [month = 1, day = 1] = on.split('-').map(Number)
  const from = at(instant, timeZone)
  const inYear = (year: number): Date => {
    const date = new TZDate(year, month - 1, day, timeZone)
    return endOfDay(isValid(date) && date.getMonth() === month - 1 ? date : new TZDate(year, month, 0, timeZone))
  }
  const year = from.getFullYear()
  const offset = inYear(year).getTime() >= from.getTime() ? 0 : 1
  return iso(inYear(addYears(from, offset + years - 1).getFullYear()))
}
/** The period that an instant lies in: `2026`, `2026-03`, `2026-03-14`, or empty for ever. */
export const periodOf = (instant: string, per: 'day' | 'month' | 'year' | 'ever', timeZone: string): string =>
  per === 'ever' ? '' : formatISO(at(instant, timeZone), { representation: 'date' }).slice(0, lengths[per])
const lengths = { year: 4, month: 7, day: 10 }
