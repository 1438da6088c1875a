/** Deliveries in the host's own PostgreSQL: what is committed survives the process, and any number of processes share the work. */

import { createHash } from 'node:crypto'
import { databaseOf, type ShopifyPool } from '../postgres/database.ts'
import type {
  Added,
  ClaimedDelivery,
  DeadDelivery,
  DeadDeliveryFilter,
  DeliveryHealth,
  DeliveryKey,
  DeliveryStore,
} from './store.ts'

export interface PostgresDeliveries extends DeliveryStore {
  /** Makes or updates the table `motkit.shopify_delivery`. */
  migrate(): Promise<void>
}
interface Row extends DeliveryKey {
  readonly tenant: string
  readonly topic: string
  readonly headers: Pick<ClaimedDelivery, 'apiVersion' | 'triggeredAt' | 'eventId' | 'name'>
  readonly body: Buffer
  readonly attempts: number
  readonly lost: number
}
const PAGE = 100
const isDead = 'due_at is null and body is not null'
const ENDED = 'body = null, due_at = null, error = null'

/**
 * Keeps deliveries in the table `motkit.shopify_delivery`. The pool stays the host's.
 * @example
 * const deliveries = postgresDeliveries({ pool: new pg.Pool({ connectionString }) })
 * await deliveries.migrate()
 */
export function postgresDeliveries({ pool }: { readonly pool: ShopifyPool }): PostgresDeliveries {
  const { ask, migrate } = databaseOf(pool)
  /** Changes those that are dead and wanted, and counts them. */
  const change = async (set: string, { tenant, keys }: DeadDeliveryFilter): Promise<number> => {
    const changed = await ask(
      `update motkit.shopify_delivery set ${set} where ${isDead} and ($1::text is null or tenant = $1)
        and ($2::text[] is null or (shop, id) in (select * from unnest($2::text[], $3::text[]))) returning 1`,
      [tenant ?? null, keys?.map(({ shop }) => shop) ?? null, keys?.map(({ id }) => id) ?? null],
    )
    return changed.length
  }
  return {
    migrate,
    async add({ shop, id, tenant, topic, body, apiVersion, triggeredAt, eventId, name }) {
      const hash = createHash('sha256').update(body).digest()
      const [row] = await ask<{ answer: Added }>(
        `with elsewhere as (
          select from motkit.shopify_delivery where hash = $5 and shop <> $1 limit 1
        ), added as (
          insert into motkit.shopify_delivery (shop, id, tenant, topic, hash, headers, body)
          select $1, $2, $3, $4, $5, $6, $7 where not exists (select from elsewhere)
          on conflict do nothing returning 1
        )
        select case
          when exists (select from added) then 'added'
          when exists (select from elsewhere) then 'replayed'
          when exists (select from motkit.shopify_delivery where shop = $1 and id = $2 and hash <> $5) then 'replayed'
          else 'duplicate'
        end as answer`,
        [shop, id, tenant, topic, hash, JSON.stringify({ apiVersion, triggeredAt, eventId, name }), body],
      )
      return row?.answer ?? 'duplicate'
    },
    async claim(limit, leaseMs) {
      const rows = await ask<Row>(
        `with head as (
          select shop, id, lost from motkit.shopify_delivery
          where due_at <= now() order by due_at limit 1 for update skip locked
        ), others as (
          select shop, id from motkit.shopify_delivery
          where due_at <= now() and lost = 0 and (select lost = 0 from head)
            and (shop, id) <> (select shop, id from head)
          order by due_at limit $1 - 1 for update skip locked
        ), due as (
          select shop, id from head union all select shop, id from others
        )
        update motkit.shopify_delivery as one
        set due_at = now() + $2 * interval '1 millisecond', attempts = one.attempts + 1, lost = one.lost + 1
        from due where (one.shop, one.id) = (due.shop, due.id)
        returning one.shop, one.id, one.tenant, one.topic, one.headers, one.body, one.attempts, one.lost - 1 as lost`,
        [limit, leaseMs],
      )
      return rows.map(({ headers, attempts, ...row }) => ({ ...row, ...headers, attempt: attempts }))
    },
    async done({ shop, id }) {
      await ask(`update motkit.shopify_delivery set ${ENDED} where shop = $1 and id = $2`, [shop, id])
    },
    async fail({ shop, id, attempt }, error, againMs) {
      await ask(
        `update motkit.shopify_delivery set error = $4, lost = 0, due_at = now() + $5 * interval '1 millisecond'
        where shop = $1 and id = $2 and attempts = $3 and body is not null`,
        [shop, id, attempt, error, againMs ?? null],
      )
    },
    dead: ({ tenant, after, limit }) =>
      ask<DeadDelivery>(
        `select shop, id, tenant, topic, headers->>'triggeredAt' as "triggeredAt", attempts, error
        from motkit.shopify_delivery
        where ${isDead} and ($1::text is null or tenant = $1) and ($2::text is null or (shop, id) > ($2, $3))
        order by shop, id limit $4`,
        [tenant ?? null, after?.shop ?? null, after?.id ?? null, limit],
      ),
    revive: (filter) => change('due_at = now(), attempts = 0, lost = 0', filter),
    drop: (filter) => change(ENDED, filter),
    async forget({ shop, id: except }, matches) {
      let forgotten = 0
      for (let after = ''; ; ) {
        const page = await ask<{ id: string; body: Buffer }>(
          `select id, body from motkit.shopify_delivery
          where shop = $1 and id > $2 and id <> $3 and body is not null order by id limit $4`,
          [shop, after, except, PAGE],
        )
        const ids = page.filter(({ body }) => matches(body)).map(({ id }) => id)
        forgotten += ids.length
        if (ids.length > 0)
          await ask(`update motkit.shopify_delivery set ${ENDED} where shop = $1 and id = any($2)`, [shop, ids])
        const last = page.at(-1)
        if (!last || page.length < PAGE) return forgotten
        after = last.id
      }
    },
    async prune(olderThanMs) {
      const pruned = await ask(
        `delete from motkit.shopify_delivery
        where body is null and received_at < now() - $1 * interval '1 millisecond' returning 1`,
        [olderThanMs],
      )
      return pruned.length
    },
    async health() {
      const [health] = await ask<DeliveryHealth>(
        `select count(due_at)::int as waiting, count(*) filter (where ${isDead})::int as dead,
          coalesce(greatest(0, extract(epoch from now() - min(due_at)) * 1000), 0)::float8 as "lagMs"
        from motkit.shopify_delivery where body is not null`,
        [],
      )
      return health ?? { waiting: 0, dead: 0, lagMs: 0 }
    },
  }
}
