/** Reconciliation: what webhooks missed is found by the Admin API, and told as they would have told it. */
import { type Clock, err, isMotError, ok, type Result, systemClock } from '@motkit/core'
import type { ShopifyAdmin } from '../admin/admin.ts'
import type { Ignored } from '../facts/reading.ts'
import type { ReadingOptions } from '../facts/telling.ts'
import type { Engine } from '../receive/tell.ts'
import { type Ask, askerOf } from './ask.ts'
import { type Backfilled, type BackfillOptions, backfill } from './backfill.ts'
import type { ReconcileCursors } from './cursors.ts'
import { reconcileError, type SkippedSearch, skippedBy } from './errors.ts'
import { historyOf } from './history.ts'
import { operationsOf } from './operations.ts'
import { type PeriodicOptions, startPeriodic } from './periodic.ts'
import type { ApiVersion } from './shapes.ts'
import { type LookAgainAges, type Source, sourcesOf } from './sources.ts'
import { checkSubscriptions, type SubscriptionFault, type SubscriptionsOptions } from './subscriptions.ts'
import { type SweepOptions, startOf, sweep } from './sweep.ts'
import { countFacts, type Findings, ingestFacts, noFindings, sumOfFindings, type Teller, tellFound } from './tell.ts'

export interface ReconciliationOptions extends ReadingOptions {
  readonly admin: ShopifyAdmin
  readonly mot: Engine
  /** The tenant of a shop, as for webhooks; nothing where the shop is not the app's. */
  tenantOf(shop: string): string | undefined | Promise<string | undefined>
  readonly cursors: ReconcileCursors
  /** That of `admin`: what only newer ones know is asked of them alone. Default: the newest. */
  readonly apiVersion?: ApiVersion
  /** Whether returns are asked for, which needs the scope `read_returns`. Default: true. */
  readonly returns?: boolean
  /** What changed comes into Shopify's index a while later: so much of the present is searched each time. Default: ten minutes. */
  readonly overlapMs?: number
  /** So far back the first search goes; what is older is for `backfill`. Default: two days. */
  readonly firstMs?: number
  /** At which ages orders and disputes are looked at again, in days. */
  readonly againAfterDays?: Partial<LookAgainAges>
  /** Told what of a customer, an order or a dispute could not be used. */
  readonly onIgnored?: (ignored: readonly Ignored[], id: string, shop: string) => unknown
  readonly clock?: Clock
  /** With what the file of a bulk query is downloaded. Default: the platform's. */
  readonly fetch?: typeof fetch
}
export interface Reconciled extends Findings {
  readonly skipped: readonly SkippedSearch[]
  /** False where it was ended by its signal: the next call goes on. */
  readonly finished: boolean
}
export interface ShopifyReconciliation {
  /** Tells what changed since the last time. May be killed at any point, and run by several processes at once. */
  reconcile(shop: string, options?: { readonly signal?: AbortSignal }): Promise<Result<Reconciled, string>>
  /** Tells the past of a shop, by bulk queries; nothing is sent for it. Called again, it goes on where it was ended. */
  backfill(shop: string, options?: BackfillOptions): Promise<Result<Backfilled, string>>
  /** Says which topics are not subscribed to as they should be; with `create`, subscribes to those that are missing. */
  checkSubscriptions(shop: string, options: SubscriptionsOptions): Promise<Result<readonly SubscriptionFault[], string>>
  /** Reconciles shops in turn, until the returned function is called, which waits for what is under way. */
  start(options: PeriodicOptions<Result<Reconciled, string>>): () => Promise<void>
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const ages: LookAgainAges = { orders: [2, 7, 14, 30, 60, 120], disputes: [7, 14, 30, 60, 90, 120] }
/**
 * @example
 * const reconciliation = createShopifyReconciliation({ admin, mot, tenantOf, cursors: postgresCursors({ pool }) })
 * const stop = reconciliation.start({ shops: compliance.shops })
 */
export function createShopifyReconciliation(options: ReconciliationOptions): ShopifyReconciliation {
  const { admin, mot, tenantOf, cursors, onIgnored, clock = systemClock, apiVersion = '2026-10' } = options
  const { overlapMs = 10 * MINUTE, firstMs = 2 * DAY, againAfterDays, country, testOrders } = options
  const asking = { version: apiVersion, returns: options.returns ?? true }
  const operations = operationsOf(asking)
  const sources = sourcesOf(operations, { ...ages, ...againAfterDays })
  const history = historyOf(operations, asking)

  /** What is done with a shop of the app. A MotError that it throws is the answer. */
  async function inShop<T>(
    shop: string,
    signal: AbortSignal | undefined,
    work: (ask: Ask, teller: Teller) => Promise<T>,
  ): Promise<Result<T, string>> {
    try {
      const tenant = await tenantOf(shop)
      if (tenant === undefined) return err(reconcileError('RECONCILE_SHOP_REFUSED', { path: 'shop', received: shop }))
      const reading = { ...(country && { country }), ...(testOrders && { testOrders }) }
      return ok(await work(askerOf(admin, shop, signal), { mot, shop, tenant, onIgnored, ...reading }))
    } catch (error) {
      if (isMotError(error)) return err(error)
      throw error
    }
  }
  async function reconcile(ask: Ask, teller: Teller, signal: AbortSignal | undefined): Promise<Reconciled> {
    const tell: SweepOptions['tell'] = (found) => tellFound(found, teller, ingestFacts(teller))
    const place: SweepOptions = { shop: teller.shop, ask, cursors, clock, overlapMs, firstMs, signal, tell }
    let all = noFindings
    const skipped: SkippedSearch[] = []
    const starts = new Map<Source, string>()
    for (const source of sources) starts.set(source, await startOf(source, place))
    for (const [source, since] of starts) {
      try {
        const [told, isFinished] = await sweep(source, since, place)
        all = sumOfFindings(all, told)
        if (!isFinished) return { ...all, skipped, finished: false }
      } catch (error) {
        if (signal?.aborted && isMotError(error) && error.code === 'SHOPIFY_ABORTED')
          return { ...all, skipped, finished: false }
        skipped.push(skippedBy(source.name, error))
      }
    }
    return { ...all, skipped, finished: true }
  }

  const reconciliation: ShopifyReconciliation = {
    reconcile: (shop, { signal } = {}) => inShop(shop, signal, (ask, teller) => reconcile(ask, teller, signal)),
    backfill: (shop, asked = {}) =>
      inShop(shop, asked.signal, (ask, teller) => {
        const say = asked.dryRun ? countFacts : ingestFacts(teller, { backfill: true })
        const get = options.fetch ?? globalThis.fetch
        const place = { shop, ask, cursors, clock, operations, history, fetch: get }
        return backfill({ ...place, tell: (found) => tellFound(found, teller, say) }, asked)
      }),
    checkSubscriptions: (shop, asked) => inShop(shop, undefined, (ask) => checkSubscriptions(ask, asked)),
    start: (asked) => startPeriodic((shop, signal) => reconciliation.reconcile(shop, { signal }), asked),
  }
  return reconciliation
}
