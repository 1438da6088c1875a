/** Buckets in the host's own PostgreSQL: all processes of an app share them, by the database's clock. */
import { databaseOf, type ShopifyPool } from '../postgres/database.ts'
import { type CostBudget, USED_PART, unknownBucket, waitOf } from './budget.ts'

export interface PostgresBudget extends CostBudget {
  /** Makes or updates the tables of this package. */
  migrate(): Promise<void>
}
const capacity = `bucket.maximum * ${USED_PART}`
/** The level now: read once the row is locked, so that nobody counts with a time before that of whoever came earlier. */
const level = `least(${capacity}, bucket.level + greatest(0, extract(epoch from clock_timestamp() - bucket.at)) * bucket.rate)`
const at = 'greatest(bucket.at, clock_timestamp())'
/** As Shopify said, else as it was known. */
const maximum = 'coalesce($3::float8, bucket.maximum)'
const rate = 'coalesce($4::float8, bucket.rate)'
const points = `least($3::float8, ${capacity})`

/**
 * Keeps buckets in the table `motkit.shopify_budget`. The pool stays the host's.
 * @example
 * const budget = postgresBudget({ pool: new pg.Pool({ connectionString }) })
 * await budget.migrate()
 */
export function postgresBudget({
  pool,
  app = 'app',
}: {
  readonly pool: ShopifyPool
  /** Tells several apps on one database apart: each has points of its own. */
  readonly app?: string
}): PostgresBudget {
  const { ask, migrate } = databaseOf(pool)
  return {
    migrate,
    async reserve(shop, asked, maxWaitMs) {
      const { maximumAvailable, restoreRate } = unknownBucket
      const full = maximumAvailable * USED_PART
      const [taken] = await ask<{ points: number; level: number; rate: number }>(
        `insert into motkit.shopify_budget as bucket (app, shop, maximum, rate, level, at)
        values ($1, $2, $5, $6, $7, clock_timestamp())
        on conflict (app, shop) do update set level = ${level} - ${points}, at = ${at}
          where ${points} - ${level} <= $4::float8 / 1000 * bucket.rate
        returning ${points} as points, level, rate`,
        [app, shop, asked, maxWaitMs, maximumAvailable, restoreRate, full - Math.min(asked, full)],
      )
      if (taken) return { isTaken: true, points: taken.points, waitMs: waitOf(taken.level, taken.rate) }
      const [refused] = await ask<{ level: number; rate: number }>(
        `select ${level} - ${points} as level, rate from motkit.shopify_budget as bucket where app = $1 and shop = $2`,
        [app, shop, asked],
      )
      return { isTaken: false, points: 0, waitMs: refused ? waitOf(refused.level, refused.rate) : 0 }
    },
    async settle(shop, { unspent, status, pauseMs = 0 }) {
      await ask(
        `update motkit.shopify_budget as bucket set maximum = ${maximum}, rate = ${rate}, at = ${at},
          level = least(
            ${maximum} * ${USED_PART},
            ${level} + (${maximum} - bucket.maximum) * ${USED_PART} + case when ${level} < 0 then least(0, $5::float8) else $5::float8 end,
            $6 - ${maximum} * ${1 - USED_PART},
            -$7::float8 / 1000 * ${rate}
          )
        where app = $1 and shop = $2`,
        [
          app,
          shop,
          status?.maximumAvailable ?? null,
          status?.restoreRate ?? null,
          unspent,
          status?.currentlyAvailable ?? null,
          pauseMs > 0 ? pauseMs : null,
        ],
      )
    },
  }
}
