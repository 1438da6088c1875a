/** Where a replay goes: a store, and the clock that stands there. */
import { memoryStore, type Store, type VirtualClock, virtualClock } from '@motkit/core'
import { alone } from './alone.ts'

export interface Place {
  readonly store: Store
  readonly clock: VirtualClock
  close(): Promise<void>
}

/** A place that is gone with the process. */
export function inMemory(): Place {
  const clock = virtualClock()
  const store = alone(memoryStore(), clock)
  return { store, clock, close: () => store.close() }
}
