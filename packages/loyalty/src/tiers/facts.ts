/** The facts of tiers. What was announced is not taken back: the tier in force is the one that the latest of them says. */
import { defineEvent } from '@motkit/core'
import * as z from 'zod'

/** What the tier of a customer is about. An id that begins with `-` is the customer's own. */
export const TIER = 'tier/-'
export const changeSubject = (number: number): string => `tier-change/-${number}`

const fact = {
  /** Which of the facts about this customer's tier it is, from 1: the highest is in force. */
  number: z.int().positive(),
  /** What counted then. */
  qualifying: z.int(),
}
/** A customer rose, came back or dropped to another tier. */
export const tierChanged = defineEvent(
  'tier.changed',
  z.object({
    ...fact,
    /** Absent below the lowest. */
    from: z.string().optional(),
    to: z.string().optional(),
    /** `removed`: the programme has no such tier any more. */
    reason: z.enum(['reached', 'returned', 'dropped', 'removed']),
  }),
  { subject: ({ number }) => changeSubject(number) },
)
/** A customer has less than it takes to keep the tier, and drops at an instant ahead unless that changes. */
export const tierEndangered = defineEvent(
  'tier.endangered',
  z.object({ ...fact, tier: z.string(), until: z.string() }),
  {
    subject: () => TIER,
  },
)
/** A tier that was endangered is so no more. */
export const tierSecured = defineEvent('tier.secured', z.object({ ...fact, tier: z.string() }), { subject: () => TIER })
export const tierFacts = [tierChanged, tierEndangered, tierSecured] as const
