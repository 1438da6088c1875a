/** Journeys that this process has read or written lately, so that they need not be read again while they stand. */
import type { JourneyState } from '@motkit/core'

export interface Kept {
  readonly version: number
  /** As the row has it, outside; nothing where all of it is in the patch. */
  readonly base: JourneyState | undefined
  readonly baseBytes: number
  readonly state: JourneyState
  /** As the timer's row has it, or had it before somebody took it. */
  readonly wakeAt: string | undefined
  /** Of the JSON, about: what the cache is bounded by. */
  readonly bytes: number
}
export interface Cache {
  get(key: string): Kept | undefined
  set(key: string, kept: Kept): void
  delete(key: string): void
}

/** @param limit in bytes of JSON; the least lately used go first */
export function createCache(limit: number): Cache {
  const entries = new Map<string, Kept>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }
  return {
    get(key) {
      const kept = entries.get(key)
      if (kept) {
        entries.delete(key)
        entries.set(key, kept)
      }
      return kept
    },
    set(key, kept) {
      drop(key)
      entries.set(key, kept)
      bytes += kept.bytes
      for (const oldest of entries.keys()) {
        if (bytes <= limit) break
        drop(oldest)
      }
    },
    delete: drop,
  }
}
