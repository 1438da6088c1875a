/** Times as files write them, made into instants: ISO 8601, Unix time, or the mapping's own formats in its zone. */
import { TZDate } from '@date-fns/tz'
import { isValid } from 'date-fns/isValid'
import { parse } from 'date-fns/parse'

const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/
const UNIX = /^\d{9,14}$/
const OFFSET = /[xXtT]/

/**
 * Makes a reader of times: the instant as UTC ISO 8601, or nothing where the text is no time.
 * @param zone of times that name none
 * @param formats as date-fns has them: https://date-fns.org/docs/parse
 */
export function createTimeReader(zone: string, formats: readonly string[]): (value: unknown) => string | undefined {
  const readers = formats.map((format) => {
    const named = OFFSET.test(format.replace(/'[^']*'/g, ''))
    return (text: string): number => {
      const local = parse(text, format, new Date(0))
      if (named || !isValid(local)) return local.getTime()
      return changesClocks(local) ? parse(text, format, new TZDate(0, zone)).getTime() : inZone(local, zone)
    }
  })
  return (value) => {
    const text = String(value).trim()
    if (INSTANT.test(text)) return iso(Date.parse(text))
    if (UNIX.test(text)) return iso(Number(text) * (text.length > 11 ? 1 : 1_000))
    for (const read of readers) {
      const at = iso(read(text))
      if (at !== undefined) return at
    }
    return undefined
  }
}

const iso = (at: number): string | undefined =>
  Number.isNaN(at) || Math.abs(at) > 8.64e15 ? undefined : new Date(at).toISOString()

/** The same figures on the clock of a zone. Parsing there at once would be right too, and fifteen times slower. */
const inZone = (local: Date, zone: string): number =>
  new TZDate(
    local.getFullYear(),
    local.getMonth(),
    local.getDate(),
    local.getHours(),
    local.getMinutes(),
    local.getSeconds(),
    local.getMilliseconds(),
    zone,
  ).getTime()

/** Around such a day this machine's own clock lacks an hour, or a midnight, that the file's may have. */
function changesClocks(local: Date): boolean {
  const offset = (days: number) =>
    new Date(local.getFullYear(), local.getMonth(), local.getDate() + days).getTimezoneOffset()
  return offset(-1) !== offset(1)
}
