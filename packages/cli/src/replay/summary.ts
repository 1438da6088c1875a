/** The summary of a replay: what `--json` prints. */
import type { Counted } from './count.ts'

export interface EventCounts {
  accepted: number
  duplicate: number
  refused: number
  /** By type: rows that the mapping does not name, and events that no plugin knows. */
  readonly ignored: Record<string, number>
}
export interface MomentCounts {
  positive: number
  neutral: number
  negative: number
  readonly reasons: Record<string, number>
}
/** Of the decisions whose time came: how they ended, and how many were put off before that, or are now. */
export interface ActionCounts {
  due: number
  done: number
  deferred: number
  /** Stopped for good by a guard; a control group counts here too. */
  suppressed: number
  dead: number
}
export interface JourneyCounts {
  readonly customers: { total: number; repeat: number }
  readonly orders: { placed: number; delivered: number; lateByInstant: number; lateByDay: number; canceled: number }
  readonly visits: { total: number; bounced: number; withCart: number; withPurchase: number; abandonedCart: number }
  readonly reviews: { positive: number; neutral: number; negative: number }
  readonly moments: Record<string, MomentCounts>
}
export interface Summary extends JourneyCounts {
  readonly events: EventCounts
  readonly actions: Readonly<Record<string, ActionCounts>>
  readonly seconds: number
}

/** @param began when, as `performance.now()` tells it */
export const summaryOf = (
  { events, began }: { readonly events: EventCounts; readonly began: number },
  { journeys, actions }: Counted,
): Summary => ({ events, ...journeys, actions, seconds: Math.round(performance.now() - began) / 1_000 })

const momentKinds = ['zmot', 'fmot', 'smot.purchase', 'amot', 'smot.experience', 'tmot', 'umot'] as const

export const newJourneyCounts = (): JourneyCounts => ({
  customers: { total: 0, repeat: 0 },
  orders: { placed: 0, delivered: 0, lateByInstant: 0, lateByDay: 0, canceled: 0 },
  visits: { total: 0, bounced: 0, withCart: 0, withPurchase: 0, abandonedCart: 0 },
  reviews: { positive: 0, neutral: 0, negative: 0 },
  moments: Object.fromEntries(momentKinds.map((kind) => [kind, { positive: 0, neutral: 0, negative: 0, reasons: {} }])),
})

export const increase = (counts: Record<string, number>, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by
}
