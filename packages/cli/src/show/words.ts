/** Numbers, dates and names as people read them. */
import { TZDate } from '@date-fns/tz'
import type { Polarity } from '@motkit/core'
import { format } from 'date-fns/format'

export const number = (value: number): string => value.toLocaleString('en')
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(part === whole ? 0 : 1)} %`
/** To the minute, on the clock of a zone. */
export const minute = (instant: string, zone: string): string => format(new TZDate(instant, zone), 'yyyy-MM-dd HH:mm')
export const day = (instant: string): string => instant.slice(0, 10)
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`

/** Each moment of truth by its name, and the question in the customer's head. */
export const momentNames: Readonly<Record<string, readonly [name: string, question: string]>> = {
  zmot: ['Zero', 'what could I buy?'],
  fmot: ['First', 'stay or go?'],
  'smot.purchase': ['Second: purchase', 'do I buy?'],
  amot: ['Actual', 'was it right, and where is it?'],
  'smot.experience': ['Second: experience', 'does it do what I hoped?'],
  tmot: ['Third', 'do they look after me?'],
  umot: ['Ultimate', 'again? and do I tell others?'],
}
export const marks: Readonly<Record<Polarity, string>> = { positive: '+', neutral: '·', negative: '–' }

/** The largest of some counts, as `late 12 · overdue 3`. */
export function top(counts: Readonly<Record<string, number>>, most: number): string {
  const sorted = Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const rest = sorted.slice(most).reduce((sum, [, count]) => sum + count, 0)
  const shown = sorted.slice(0, most).map(([name, count]) => `${name} ${number(count)}`)
  return [...shown, ...(rest > 0 ? [`others ${number(rest)}`] : [])].join(' · ')
}
