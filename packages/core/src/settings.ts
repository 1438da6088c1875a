/** The thresholds of the built-in moments and stages, with their defaults. */
import type { Span } from './clock.ts'

export interface Settings {
  /** The shop's zone: calendar days are counted there. Default: 'UTC'. */
  readonly timeZone: string
  /** Late by the shop's calendar day, or by the instant. Default: 'day'. */
  readonly late: 'day' | 'instant'
  /** A cart or checkout without an order counts as abandoned after this silence. Default: 24 hours. */
  readonly abandonedAfter: Span
  /** A delivered order counts as kept after this, when nothing came back. Default: 14 days. */
  readonly returnWindow: Span
  /** Long without an order: a lapsed customer. Default: 180 days. */
  readonly lapseAfter: Span
  /** A case without an answer, or without an end, is slow after these. Defaults: 24 hours, 7 days. */
  readonly answerWithin: Span
  readonly resolveWithin: Span
}
export const defaultSettings: Settings = {
  timeZone: 'UTC',
  late: 'day',
  abandonedAfter: { hours: 24 },
  returnWindow: { days: 14 },
  lapseAfter: { days: 180 },
  answerWithin: { hours: 24 },
  resolveWithin: { days: 7 },
}
