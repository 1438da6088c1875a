/** The moment of a tier, and the rule that announces: the difference between the tier that is due and the one in force. */
import { defineMoment, defineRule, type Found } from '@motkit/core'
import * as z from 'zod'
import { points } from '../points.ts'
import type { Programme } from '../programme.ts'
import { wallets } from '../wallets.ts'
import { tierChanged, tierEndangered, tierSecured } from './facts.ts'
import { endangeredUntil, nextNumber, tiers } from './slice.ts'
import { type Standing, tierAt } from './standing.ts'

const reads = [points, wallets, tiers] as const
const standing = z.object({
  tier: z.string().optional(),
  since: z.string().optional(),
  qualifying: z.int(),
  next: z.object({ tier: z.string(), away: z.int() }).optional(),
  drop: z.object({ at: z.string(), to: z.string().optional(), missing: z.int() }).optional(),
})

/**
 * The customer's tier, as it stands. Positive `reached`, `returned`; negative `endangered`, `dropped`, `removed`;
 * neutral `open`, below the lowest from the start. It is looked at after each movement of points, and when time takes some away.
 */
export const tierMoment = (programme: Programme) =>
  defineMoment({
    type: 'tier',
    schema: standing,
    per: ['tier'],
    reads,
    detect({ journey: { slices }, now }): Found<Standing> | undefined {
      if (!programme.tiers) return undefined
      const { change, risk } = slices.tiers
      const { standing: data, again } = tierAt(programme, programme.tiers, slices).look(now)
      const found = (polarity: Found<Standing>['polarity'], reason: string): Found<Standing> => ({
        polarity,
        reason,
        data,
        evidence: [change?.at, reason === 'endangered' ? risk?.at : undefined],
        again,
      })
      if (endangeredUntil(slices.tiers) !== undefined) return found('negative', 'endangered')
      if (!change) return found('neutral', 'open')
      const isHigher = change.reason === 'reached' || change.reason === 'returned'
      return found(isHigher ? 'positive' : 'negative', change.reason)
    },
  })

export const announceTiers = (programme: Programme, moment: ReturnType<typeof tierMoment>) =>
  defineRule({
    id: 'loyalty.tier',
    on: moment,
    reads,
    may: [tierChanged, tierEndangered, tierSecured],
    decide({ journey: { slices }, now }) {
      if (!programme.tiers) return []
      const tier = tierAt(programme, programme.tiers, slices)
      const due = tier.due(now)
      if (!due) return []
      const fact = { number: nextNumber(slices.tiers), qualifying: tier.countsAt(now) }
      if (due.kind === 'secure') return [tierSecured({ ...fact, tier: due.level.id })]
      if (due.kind === 'endanger') return [tierEndangered({ ...fact, tier: due.level.id, until: due.until })]
      const from = slices.tiers.change?.tier
      const to = due.to?.id
      return [
        tierChanged({
          ...fact,
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
          reason: due.reason,
        }),
      ]
    },
  })
