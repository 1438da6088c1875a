/** The points of one app in one shop: they come back by the second, and what costs more than there are is throttled. */
import type { Clock } from '@motkit/core'

export interface BucketSetup {
  /** By default 2,000. */
  readonly maximumAvailable?: number
  /** Points a second; by default 100, as of Shopify's basic plans. */
  readonly restoreRate?: number
}
export interface ThrottleStatus {
  readonly maximumAvailable: number
  readonly currentlyAvailable: number
  readonly restoreRate: number
}
export interface Bucket {
  /** Takes the points; false, and takes none, where there are too few. */
  take(points: number): boolean
  giveBack(points: number): void
  status(): ThrottleStatus
}

export function createBucket({ maximumAvailable = 2_000, restoreRate = 100 }: BucketSetup, clock: Clock): Bucket {
  let available = maximumAvailable
  let at = clock.now()
  const restore = () => {
    const now = clock.now()
    available = Math.min(maximumAvailable, available + ((now - at) / 1_000) * restoreRate)
    at = now
  }
  return {
    take(points) {
      restore()
      if (points > available) return false
      available -= points
      return true
    },
    giveBack(points) {
      available = Math.min(maximumAvailable, available + points)
    },
    status() {
      restore()
      return { maximumAvailable, currentlyAvailable: Math.floor(available), restoreRate }
    },
  }
}
