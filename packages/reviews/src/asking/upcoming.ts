/** What is asked, will be, or is not: the plan as a host shows it, for a customer or for an order. */
import { defineQuery, instant } from '@motkit/core'
import * as z from 'zod'
import type { Entry } from './entry.ts'
import type { Left } from './items.ts'
import type { Programme } from './options.ts'
import { createPlanner } from './plan.ts'
import { readsOf } from './whether.ts'

/** One request or reminder. Instants are UTC, ISO 8601. */
export interface Upcoming {
  readonly orderId: string
  readonly ask: string
  /** Its number, from 1, where it is a reminder. */
  readonly reminder?: number
  /** Product ids; none: the order as a whole. */
  readonly products?: readonly string[]
  /** Products of the order that are not asked about, and why. */
  readonly left?: readonly Left[]
  readonly status: 'planned' | 'waiting' | 'skipped' | 'sent'
  /** When it is planned for, or was sent. */
  readonly at?: string
  /**
   * Why it waits, is skipped, or is not planned for earlier. It began at `since`, or with the order where nobody says when,
   * and ends at `until`, where that is known.
   */
  readonly reason?: string
  readonly since?: string
  readonly until?: string
  /** The policy pack that decided. */
  readonly pack?: string
  readonly channel?: string
  /** Of the ask's experiment. */
  readonly variant?: string
}
const shown = ({ orderId, order, ask, reminder, products, left, outcome, may, assigned }: Entry): Upcoming => ({
  orderId,
  ask: ask.id,
  ...(reminder !== undefined && { reminder }),
  ...(products && { products }),
  ...(left && { left }),
  ...('channel' in may && outcome.status !== 'sent' && { channel: may.channel }),
  ...(assigned && { variant: assigned.variant }),
  ...(order.placed &&
    (outcome.status === 'waiting' || outcome.status === 'skipped') && { since: instant(order.placed) }),
  ...outcome,
})

/** Of all orders of the customer that are open, or of one. */
export const upcoming = (programme: Programme) => {
  const planOf = createPlanner(programme)
  return defineQuery({
    input: z.object({}),
    reads: readsOf(programme),
    codes: [],
    answer({ journey, settings, now, order }) {
      const entries = planOf({ journey, settings, now })
      return { ok: true, value: entries.filter(({ orderId }) => order === undefined || orderId === order).map(shown) }
    },
  })
}
