/**
 * The points that Shopify grants an app in a shop: a bucket that refills steadily, from which each call takes what it may
 * cost. Who asks gets a turn, in the order of asking; what is taken beyond the present level is a debt, which is the wait.
 * So whatever is let go in a stretch of time costs no more than a full bucket and what flows in meanwhile, and calls that
 * were throttled do not come back at once.
 */
import { type Clock, systemClock } from '@motkit/core'
import type { ThrottleStatus } from './outcome.ts'

/** Kept for all who call the Admin API as one app. */
export interface CostBudget {
  /** Takes points of a shop's bucket: the call may go when `waitMs` have passed. Where that is longer than `maxWaitMs`, takes none. */
  reserve(shop: string, points: number, maxWaitMs: number): Promise<Turn>
  /** Tells what became of a turn that was taken. */
  settle(shop: string, told: Settlement): Promise<void>
}
export interface Turn {
  readonly isTaken: boolean
  /** Points taken: what was asked for, but never more than a bucket holds. */
  readonly points: number
  readonly waitMs: number
}
export interface Settlement {
  /**
   * Points that were taken and not spent; less than none where more were spent. Given back where nobody waits: the turns of
   * those who do are set, and whoever came then would meet them.
   */
  readonly unspent: number
  /** The bucket as Shopify saw it. */
  readonly status?: ThrottleStatus | undefined
  /** Shopify wants no call before. */
  readonly pauseMs?: number | undefined
}

/** Of a shop of which nothing is known yet: the least that Shopify grants. @see https://shopify.dev/docs/api/usage/limits */
export const unknownBucket = { maximumAvailable: 1_000, restoreRate: 50 } as const
/**
 * The part of a bucket that is used. Calls arrive a little later than they were let go, some by more than others: the rest
 * is about the flow of one second.
 */
export const USED_PART = 0.95

/** A shop's bucket at one instant. */
interface Bucket {
  readonly maximum: number
  /** Points a second. */
  readonly rate: number
  /** Below zero: points that calls wait for. */
  readonly level: number
  readonly at: number
}
const capacityOf = ({ maximum }: Pick<Bucket, 'maximum'>): number => maximum * USED_PART
const flowed = (bucket: Bucket, now: number): Bucket => {
  const inflow = (Math.max(0, now - bucket.at) / 1_000) * bucket.rate
  return { ...bucket, level: Math.min(capacityOf(bucket), bucket.level + inflow), at: Math.max(bucket.at, now) }
}
const fullBucket = (now: number): Bucket => {
  const { maximumAvailable: maximum, restoreRate: rate } = unknownBucket
  return { maximum, rate, level: capacityOf({ maximum }), at: now }
}

/** Keeps buckets in this process: for an app that runs in one, and for tests. */
export function memoryBudget({ clock = systemClock }: { readonly clock?: Clock } = {}): CostBudget {
  const buckets = new Map<string, Bucket>()
  const present = (shop: string): Bucket => {
    const now = clock.now()
    return flowed(buckets.get(shop) ?? fullBucket(now), now)
  }
  return {
    async reserve(shop, asked, maxWaitMs) {
      const bucket = present(shop)
      const points = Math.min(asked, capacityOf(bucket))
      const level = bucket.level - points
      const waitMs = waitOf(level, bucket.rate)
      if (waitMs > maxWaitMs) return { isTaken: false, points: 0, waitMs }
      buckets.set(shop, { ...bucket, level })
      return { isTaken: true, points, waitMs }
    },
    async settle(shop, { unspent, status, pauseMs = 0 }) {
      const bucket = present(shop)
      const learned = status ? { ...bucket, maximum: status.maximumAvailable, rate: status.restoreRate } : bucket
      const margin = learned.maximum - capacityOf(learned)
      const level = Math.min(
        capacityOf(learned),
        bucket.level + capacityOf(learned) - capacityOf(bucket) + (bucket.level < 0 ? Math.min(0, unspent) : unspent),
        status ? status.currentlyAvailable - margin : Infinity,
        pauseMs > 0 ? (-pauseMs / 1_000) * learned.rate : Infinity,
      )
      buckets.set(shop, { ...learned, level })
    },
  }
}
/** Until a debt is paid, in whole milliseconds. */
export const waitOf = (level: number, rate: number): number => (level < 0 ? Math.ceil((-level / rate) * 1_000) : 0)
