/** An app as a process of its own, which reconciles or brings in the past of a shop again and again, until it is killed. */
import { createMot, virtualClock } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import { createShopifyAdmin, createShopifyReconciliation, postgresCursors } from '@motkit/shopify'
import pg from 'pg'

export interface ReconcileSetup {
  /** Of the database. */
  readonly url: string
  /** Of the local Admin API. */
  readonly admin: string
  readonly shop: string
  readonly token: string
  readonly now: string
  readonly does: 'reconcile' | 'backfill'
}
/** Said at each end. */
export interface ReconcileWord {
  readonly done?: number
  readonly fault?: string
}

if (process.send) {
  const setup = JSON.parse(process.argv[2] as string) as ReconcileSetup
  const { shop, token, now, does } = setup
  const say = (word: ReconcileWord): void => void process.send?.(word)
  const pool = new pg.Pool({ connectionString: setup.url, max: 4 })
  const toLocal: typeof fetch = (input, init) => {
    const { host, pathname } = new URL(String(input))
    const headers = new Headers(init?.headers)
    headers.set('x-forwarded-host', host)
    return fetch(`${setup.admin}${pathname}`, { ...init, headers })
  }
  const reconciliation = createShopifyReconciliation({
    admin: createShopifyAdmin({ accessToken: () => token, fetch: toLocal, retry: { firstMs: 5, longestMs: 20 } }),
    mot: createMot({ store: postgresStore({ pool, listen: false }), clock: virtualClock(now), plugins: [] }),
    tenantOf: (one) => one,
    cursors: postgresCursors({ pool }),
    clock: virtualClock(now),
  })
  process.on('disconnect', () => process.exit())
  for (let done = 1; ; done++) {
    const answer = await reconciliation[does](shop, { pollMs: 20 })
    say(answer.ok ? { done } : { fault: `${answer.error.code}: ${answer.error.message}` })
    if (answer.ok) break
  }
}
