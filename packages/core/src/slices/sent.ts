/** What was carried out for the customer: a short tail, for guards that count. */
import * as z from 'zod'
import { isUnique } from '../action.ts'
import { defineEvent, type Stamp, stamp } from '../event.ts'
import { defineSlice } from '../slice.ts'

/** How an action ended: motkit's own event, appended when it settles. */
export const decisionSettled = defineEvent(
  'decision.settled',
  z.object({
    rule: z.string(),
    subject: z.string(),
    name: z.string(),
    action: z.string(),
    outcome: z.enum(['done', 'dead', 'suppressed', 'held-out', 'retried']),
    due: z.string(),
    /** The guard, or the error, behind an outcome that is not `done`. */
    by: z.string().optional(),
    reason: z.string().optional(),
    /** What made the rule want it. */
    cause: z.string().optional(),
    /** What it wanted, where nothing was handed over; what was handed over, where the rule `keepsData`. */
    data: z.unknown().optional(),
    /** The guard that had put it off before. */
    held: z
      .object({
        guard: z.string(),
        verdict: z.enum(['allow', 'defer', 'suppress', 'hold-out']),
        reason: z.string().optional(),
        until: z.string().optional(),
        at: z.string().optional(),
      })
      .optional(),
    /** Of a message: `purpose`, `topic` and `channel`. */
    labels: z.record(z.string(), z.string()).optional(),
    /** How often it was dead and taken up again. */
    round: z.int().optional(),
  }),
)
export type Settled = Parameters<typeof decisionSettled>[0]
export interface Sent {
  readonly at: Stamp
  readonly action: string
  readonly rule: string
  readonly subject: string
  readonly labels: Readonly<Record<string, string>>
}
/** So many are remembered: no guard can count further. */
export const TAIL = 25

/**
 * By what an action is counted once, though it was done for two customers who are one now: the decision, with which the id of
 * its fact ends. What is unique to a customer was done twice then.
 */
function nameOf({ at, rule, subject }: Sent): string {
  const from = isUnique(subject) ? -1 : at.lastIndexOf(`/settled/${rule}/${subject}/`)
  return from < 0 ? at : at.slice(from)
}

export const sent = defineSlice({
  name: 'sent',
  initial: [] as readonly Sent[],
  on: [decisionSettled],
  fold: {
    'decision.settled': (tail, event) => {
      const { outcome, action, rule, subject, labels = {} } = event.data
      if (outcome !== 'done') return tail
      const next: Sent = { at: stamp(event), action, rule, subject, labels }
      const name = nameOf(next)
      const known = tail.find((one) => nameOf(one) === name)
      if (known && known.at > next.at) return tail
      return [...tail.filter((one) => one !== known), next].sort((a, b) => (a.at < b.at ? -1 : 1)).slice(-TAIL)
    },
  },
})
/** The labels of an action's data that guards count by. */
export function labelsOf(data: unknown): Record<string, string> {
  const labels: Record<string, string> = {}
  if (typeof data !== 'object' || data === null) return labels
  for (const name of ['purpose', 'topic', 'channel']) {
    const value = (data as Record<string, unknown>)[name]
    if (typeof value === 'string') labels[name] = value
  }
  return labels
}
