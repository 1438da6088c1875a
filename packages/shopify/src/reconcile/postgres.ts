/** Cursors in the host's own PostgreSQL, in the table `motkit.shopify_cursor`. */
import { databaseOf, type ShopifyPool } from '../postgres/database.ts'
import type { ReconcileCursors } from './cursors.ts'

export interface PostgresCursors extends ReconcileCursors {
  /** Makes or updates the tables of this package, `motkit.shopify_cursor` among them. */
  migrate(): Promise<void>
}
const ONE = 'where shop = $1 and name = $2'

/**
 * Keeps cursors in the table `motkit.shopify_cursor`. The pool stays the host's.
 * @example
 * const cursors = postgresCursors({ pool: new pg.Pool({ connectionString }) })
 * await cursors.migrate()
 */
export function postgresCursors({ pool }: { readonly pool: ShopifyPool }): PostgresCursors {
  const { ask, migrate } = databaseOf(pool)
  const read = async (shop: string, name: string): Promise<string | undefined> => {
    const [row] = await ask<{ value: string }>(`select value from motkit.shopify_cursor ${ONE}`, [shop, name])
    return row?.value
  }
  const change = async (text: string, ...values: string[]): Promise<boolean> =>
    (await ask(`${text} returning 1`, values)).length > 0
  return {
    migrate,
    read,
    async swap(shop, name, from, to) {
      if (from === to) return (await read(shop, name)) === from
      if (from === undefined) {
        const insert =
          'insert into motkit.shopify_cursor (shop, name, value) values ($1, $2, $3) on conflict do nothing'
        return change(insert, shop, name, to as string)
      }
      if (to === undefined) return change(`delete from motkit.shopify_cursor ${ONE} and value = $3`, shop, name, from)
      const update = `update motkit.shopify_cursor set value = $4, moved_at = now() ${ONE} and value = $3`
      return change(update, shop, name, from, to)
    },
    async forget(shop) {
      await ask('delete from motkit.shopify_cursor where shop = $1', [shop])
    },
  }
}
