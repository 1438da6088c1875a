/** What every store of this package on PostgreSQL does with the host's pool. */
import { databaseError } from './errors.ts'
import { migrate } from './migrations.ts'

/** Of a client of `pg`, what is used. */
export interface ShopifyClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}
/** Of `pg`'s pool, what is used. */
export interface ShopifyPool extends ShopifyClient {
  connect(): Promise<ShopifyClient & { release(): void }>
  on(event: 'error', listener: (error: unknown) => void): unknown
}
export type Ask = <T>(text: string, values?: unknown[]) => Promise<readonly T[]>

const UNDEFINED_TABLE = '42P01'
const INVALID_SCHEMA = '3F000'

/** Pools that are listened to: once, however many stores share one. */
const heard = new WeakSet<ShopifyPool>()

/** The pool stays the host's. */
export function databaseOf(pool: ShopifyPool) {
  // A connection that breaks while idle is told to whoever uses it next; unheard, it would end the process.
  if (!heard.has(pool)) pool.on('error', () => undefined)
  heard.add(pool)
  /** @throws MotError SHOPIFY_SCHEMA_MISSING before the first `migrate()` */
  const ask: Ask = async <T>(text: string, values: unknown[] = []) => {
    try {
      return (await pool.query(text, values)).rows as readonly T[]
    } catch (cause) {
      const { code } = (cause ?? {}) as { code?: unknown }
      if (code !== UNDEFINED_TABLE && code !== INVALID_SCHEMA) throw cause
      throw databaseError('SHOPIFY_SCHEMA_MISSING', { cause })
    }
  }
  return {
    ask,
    /** Makes or updates the tables of this package. */
    async migrate(): Promise<void> {
      const client = await pool.connect()
      try {
        await migrate(client)
      } finally {
        client.release()
      }
    },
  }
}
