/** Intents in the host's own PostgreSQL: noted before the call, they outlive the process; any number of processes share them. */
import { databaseOf, type ShopifyPool } from '../../postgres/database.ts'
import type { Claim, ClaimedIntent, Intent, IntentStore } from './store.ts'

export interface PostgresIntents extends IntentStore {
  /** Makes or updates the tables of this package, `motkit.shopify_intent` among them. */
  migrate(): Promise<void>
}
interface Row extends Omit<Intent, 'note' | 'notedMs'> {
  readonly note: unknown
  readonly notedMs: number | null
  readonly token: string
}
const NOTED = `note, extract(epoch from now() - noted_at)::float8 * 1000 as "notedMs"`
const MINE = `shop = $1 and key = $2 and token = $3 and state = 'open'`
/** The one that is asked for, else the open one of the same account. */
const WANTED = `select shop, key from motkit.shopify_intent
  where shop = $1 and (key = $2 or ($3 <> 'message' and customer = $4 and state = 'open' and kind <> 'message'))
  order by key <> $2 limit 1`
/** How often a claim looks again where others changed meanwhile what it found. */
const LOOKS = 10

const told = ({ note, notedMs, ...intent }: Row): ClaimedIntent => ({
  ...intent,
  ...(notedMs !== null && { note, notedMs }),
})

/**
 * Keeps intents in the table `motkit.shopify_intent`. The pool stays the host's.
 * @example
 * const intents = postgresIntents({ pool: new pg.Pool({ connectionString }) })
 * await intents.migrate()
 */
export function postgresIntents({ pool }: { readonly pool: ShopifyPool }): PostgresIntents {
  const { ask, migrate } = databaseOf(pool)
  const change = async (set: string, { shop, key, token }: ClaimedIntent, ...values: unknown[]): Promise<boolean> => {
    const changed = await ask(`update motkit.shopify_intent set ${set} where ${MINE} returning 1`, [
      shop,
      key,
      token,
      ...values,
    ])
    return changed.length > 0
  }
  return {
    migrate,
    async claim({ shop, key, kind, customer }, leaseMs): Promise<Claim> {
      const asked = [shop, key, kind, customer]
      for (let look = 1; look <= LOOKS; look++) {
        await ask(
          'insert into motkit.shopify_intent (shop, key, kind, customer) values ($1, $2, $3, $4) on conflict do nothing',
          asked,
        )
        const [claimed] = await ask<Row>(
          `with wanted as (${WANTED})
          update motkit.shopify_intent as one
          set leased_until = now() + $5 * interval '1 millisecond', token = gen_random_uuid()
          from wanted where (one.shop, one.key) = (wanted.shop, wanted.key)
            and one.state = 'open' and one.leased_until <= now()
          returning one.shop, one.key, kind, customer, token, ${NOTED}`,
          [...asked, leaseMs],
        )
        if (claimed) return { state: 'claimed', intent: told(claimed) }
        const [found] = await ask<{ state: string; result: unknown; forMs: number }>(
          `with wanted as (${WANTED})
          select state, result, extract(epoch from leased_until - now())::float8 * 1000 as "forMs"
          from motkit.shopify_intent join wanted using (shop, key)`,
          asked,
        )
        if (found?.state === 'parked') return { state: 'parked' }
        if (found?.state === 'done') return { state: 'done', result: found.result }
        if (found && found.forMs > 0) return { state: 'busy', forMs: found.forMs }
      }
      return { state: 'busy', forMs: 0 }
    },
    note: (claimed, note) => change('note = $4, noted_at = now()', claimed, JSON.stringify(note)),
    async done(claimed, result) {
      await change(`state = 'done', note = null, result = $4`, claimed, JSON.stringify(result))
    },
    async withdraw({ shop, key, token }) {
      await ask(`delete from motkit.shopify_intent where ${MINE}`, [shop, key, token])
    },
    async leave(claimed) {
      await change(`leased_until = 'epoch'`, claimed)
    },
    async park(claimed) {
      await change(`state = 'parked'`, claimed)
    },
    async find({ shop, key }) {
      const [found] = await ask<{ state: 'open' | 'parked' | 'done'; result: unknown }>(
        'select state, result from motkit.shopify_intent where shop = $1 and key = $2',
        [shop, key],
      )
      return found && { state: found.state, ...(found.state === 'done' && { result: found.result }) }
    },
    async parked({ shop, after, limit }) {
      const rows = await ask<Row>(
        `select shop, key, kind, customer, ${NOTED} from motkit.shopify_intent
        where state = 'parked' and ($1::text is null or shop = $1) and ($2::text is null or (shop, key) > ($2, $3))
        order by shop, key limit $4`,
        [shop ?? null, after?.shop ?? null, after?.key ?? null, limit],
      )
      return rows.map(told)
    },
    async settle({ shop, key }, result) {
      const changed = await ask(
        result === undefined
          ? `delete from motkit.shopify_intent where shop = $1 and key = $2 and state = 'parked' returning 1`
          : `update motkit.shopify_intent set state = 'done', note = null, result = $3
            where shop = $1 and key = $2 and state = 'parked' returning 1`,
        [shop, key, ...(result === undefined ? [] : [JSON.stringify(result)])],
      )
      return changed.length > 0
    },
    async forget({ shop, customer }) {
      const deleted = await ask(
        'delete from motkit.shopify_intent where shop = $1 and ($2::text is null or customer = $2) returning 1',
        [shop, customer ?? null],
      )
      return deleted.length
    },
    async prune(olderThanMs) {
      const deleted = await ask(
        `delete from motkit.shopify_intent
        where state = 'done' and coalesce(noted_at, 'epoch') < now() - $1 * interval '1 millisecond' returning 1`,
        [olderThanMs],
      )
      return deleted.length
    },
  }
}
