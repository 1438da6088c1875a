/** How many events may come: of a visitor, of a network address, and of a shop as a whole. */
import { type Clock, systemClock } from '@motkit/core'

/** Whose events they are. What a browser says of itself it can also make up: the shop's own limit is the last one. */
export interface RateLimited {
  readonly shop: string
  readonly visitor: string
  /** As the host's `addressOf` says it. */
  readonly address?: string
}
/** Where processes share a limit, it is the host's: by its database, or by a library. */
export interface RateLimit {
  /** Whether so many events more are allowed, and counted. */
  take(of: RateLimited, events: number): boolean | Promise<boolean>
}
export interface RateLimitOptions {
  /** Events a minute, and at once. Defaults: 120 of a visitor, 600 of an address, 6,000 of a shop. */
  readonly perMinute?: Partial<Record<keyof RateLimited, number>>
  /** So many visitors and addresses are remembered. Default: 50,000. */
  readonly remembered?: number
  readonly clock?: Clock
}
interface Bucket {
  readonly left: number
  readonly at: number
}
const MINUTE = 60_000

/** Counts in this process, by buckets that fill again evenly. */
export function memoryRateLimit({
  perMinute,
  remembered = 50_000,
  clock = systemClock,
}: RateLimitOptions = {}): RateLimit {
  const limits = { visitor: 120, address: 600, shop: 6_000, ...perMinute }
  const kinds = ['visitor', 'address', 'shop'] as const
  const shops = new Map<string, Bucket>()
  const others = new Map<string, Bucket>()
  return {
    take(of, events) {
      const now = clock.now()
      const taken = kinds.flatMap((kind) => {
        if (of[kind] === undefined) return []
        const [buckets, key] = kind === 'shop' ? [shops, of.shop] : [others, `${kind} ${of.shop} ${of[kind]}`]
        const { left, at } = buckets.get(key) ?? { left: limits[kind], at: now }
        const filled = Math.min(limits[kind], left + ((now - at) * limits[kind]) / MINUTE)
        return [{ buckets, key, left: filled - events }]
      })
      if (taken.some(({ left }) => left < 0)) return false
      for (const { buckets, key, left } of taken) {
        buckets.delete(key) // what was used last stands last
        buckets.set(key, { left, at: now })
      }
      for (const key of others.keys()) {
        if (others.size <= remembered) break
        others.delete(key)
      }
      return true
    },
  }
}
