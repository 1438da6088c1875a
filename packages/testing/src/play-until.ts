/** Moves a virtual clock through everything that falls due, so that timers go off at their own instants. */
import type { VirtualClock } from '@motkit/core'

/** The part of an engine that playing needs. */
export interface Playable {
  catchUp(): Promise<{ readonly next?: string }>
}

/**
 * Plays until an instant: whatever falls due on the way is run with the clock at its own time, in order, and the clock
 * stands at the instant afterwards.
 * @param instant ISO 8601, with its zone
 * @example await playUntil(mot, clock, '2026-02-01T00:00:00Z')
 */
export async function playUntil(mot: Playable, clock: VirtualClock, instant: string): Promise<void> {
  const end = new Date(instant).toISOString()
  for (;;) {
    const { next } = await mot.catchUp()
    if (next === undefined || next > end) break
    clock.set(next)
  }
  clock.set(end)
  await mot.catchUp()
}
