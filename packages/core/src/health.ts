/** How an engine is: what waits, how long, what is dead, how large journeys are. */
import { iso, ms } from './clock.ts'
import type { Workplace } from './work.ts'

export interface Health {
  /** Journeys to be looked at, and how late the first of them is. */
  readonly timers: { readonly due: number; readonly lagMs: number }
  /** Due and unclaimed; with a handler; dead; and how late the first is. */
  readonly actions: { readonly due: number; readonly claimed: number; readonly dead: number; readonly lagMs: number }
  readonly journeys: { readonly count: number; readonly meanBytes: number; readonly largestBytes: number }
}
export async function healthOf({ store, clock }: Workplace): Promise<Health> {
  const now = clock.now()
  const { wakes, actions, journeys } = await store.health(iso(now))
  const lag = (oldest: string | undefined): number => (oldest === undefined ? 0 : Math.max(0, now - ms(oldest)))
  return {
    timers: { due: wakes.due, lagMs: lag(wakes.oldest) },
    actions: { due: actions.due, claimed: actions.claimed, dead: actions.dead, lagMs: lag(actions.oldest) },
    journeys,
  }
}
