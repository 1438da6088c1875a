/** Proofs and shops in the host's own PostgreSQL. */
import { databaseOf, type ShopifyPool } from '../postgres/database.ts'
import type { DeliveryKey } from '../receive/store.ts'
import type { ComplianceHealth, Proof, ProofStore, ShopState } from './proofs.ts'
import { count, kept, remove } from './rows.ts'

export interface PostgresProofs extends ProofStore {
  /** Makes or updates the tables of this package, `motkit.shopify_proof` and `motkit.shopify_shop` among them. */
  migrate(): Promise<void>
}
const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const PROOF = `shop, id, tenant, kind, request_id as "requestId", ${iso('asked_at')} as "askedAt", ${iso('due_at')} as "dueAt",
  ${iso('started_at')} as "startedAt", ${iso('done_at')} as "doneAt", outcome, customers, before, after`
/** Without what is null. */
const told = <T extends object>(row: T): T =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T

/**
 * Keeps proofs in the table `motkit.shopify_proof`, and shops in `motkit.shopify_shop`. The pool stays the host's: that of
 * the database in which engine and deliveries are kept, so that their rows are counted and removed.
 * @example
 * const proofs = postgresProofs({ pool: new pg.Pool({ connectionString }) })
 * await proofs.migrate()
 */
export function postgresProofs({ pool }: { readonly pool: ShopifyPool }): PostgresProofs {
  const { ask, migrate } = databaseOf(pool)
  const find = async ({ shop, id }: DeliveryKey): Promise<Proof | undefined> => {
    const text = `select ${PROOF} from motkit.shopify_proof where shop = $1 and id = $2`
    const [known] = await ask<Proof>(text, [shop, id])
    return known && told(known)
  }
  return {
    find,
    migrate,
    async open(proof) {
      const { shop, id, tenant, kind, requestId, askedAt, dueAt, startedAt, customers, before } = proof
      await ask(
        `insert into motkit.shopify_proof
          (shop, id, tenant, kind, request_id, asked_at, due_at, started_at, customers, before)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
        [shop, id, tenant, kind, requestId ?? null, askedAt, dueAt, startedAt, customers, JSON.stringify(before)],
      )
      return (await find(proof)) ?? proof
    },
    async close({ shop, id }, { doneAt, outcome, after }) {
      await ask(
        `update motkit.shopify_proof set done_at = $3, outcome = $4, after = $5
        where shop = $1 and id = $2 and done_at is null`,
        [shop, id, doneAt, outcome, JSON.stringify(after)],
      )
    },
    async list({ shop, isDone, after, limit }) {
      const rows = await ask<Proof>(
        `select ${PROOF} from motkit.shopify_proof
        where ($1::text is null or shop = $1) and ($2::boolean is null or (done_at is not null) = $2)
          and ($3::text is null or (shop, id) > ($3, $4))
        order by shop, id limit $5`,
        [shop ?? null, isDone ?? null, after?.shop ?? null, after?.id ?? null, limit],
      )
      return rows.map(told)
    },
    async health(now) {
      const [health] = await ask<ComplianceHealth>(
        `select count(*)::int as open, count(*) filter (where due_at <= $1)::int as overdue,
          ${iso('min(due_at)')} as "dueAt"
        from motkit.shopify_proof where done_at is null`,
        [now],
      )
      return health ? told(health) : { open: 0, overdue: 0 }
    },
    count: (whose) => count(ask, whose),
    kept: (whose) => kept(ask, whose),
    remove: (whose, except) => remove(ask, whose, except),
    async shop(shop) {
      const [known] = await ask<ShopState>(
        `select shop, tenant, ${iso('installed_at')} as "installedAt", ${iso('uninstalled_at')} as "uninstalledAt",
          ${iso('redacted_at')} as "redactedAt"
        from motkit.shopify_shop where shop = $1`,
        [shop],
      )
      return known && told(known)
    },
    async shops({ after = '', limit }) {
      const rows = await ask<{ shop: string }>(
        `select shop from motkit.shopify_shop where uninstalled_at is null and redacted_at is null and shop > $1
        order by shop limit $2`,
        [after, limit],
      )
      return rows.map(({ shop }) => shop)
    },
    async installed(shop, tenant, at) {
      // That it was removed before is heard no more; that it is removed again, in the same words, is to be.
      await ask(
        `with heard as (
          delete from motkit.shopify_delivery where shop = $1 and topic = 'app/uninstalled' and body is null
        )
        insert into motkit.shopify_shop (shop, tenant, installed_at) values ($1, $2, $3)
        on conflict (shop) do update
        set tenant = excluded.tenant, installed_at = excluded.installed_at, uninstalled_at = null, redacted_at = null`,
        [shop, tenant, at],
      )
    },
    async uninstalled(shop, tenant, at) {
      await ask(
        `insert into motkit.shopify_shop as one (shop, tenant, uninstalled_at) values ($1, $2, $3)
        on conflict (shop) do update set tenant = excluded.tenant, uninstalled_at = excluded.uninstalled_at
        where one.installed_at is null or one.installed_at <= excluded.uninstalled_at`,
        [shop, tenant, at],
      )
    },
    async redacted(shop, at) {
      await ask('update motkit.shopify_shop set redacted_at = $2 where shop = $1', [shop, at])
    },
  }
}
