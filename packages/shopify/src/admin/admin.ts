/** The Admin API of every shop of an app. */
import { setTimeout as timer } from 'node:timers/promises'
import { type Clock, err, type Result, systemClock, type Telemetry } from '@motkit/core'
import type { apiVersions } from '../facts/table.ts'
import { type CostBudget, memoryBudget } from './budget.ts'
import { carryOut } from './call.ts'
import { type AdminCode, adminError } from './errors.ts'
import type { Operation } from './operation.ts'
import { type AdminRetry, defaultRetry } from './retry.ts'
import { createSpending } from './spending.ts'
import { type AccessToken, createTokens } from './tokens.ts'

export interface AdminOptions {
  /** The offline access token of a shop; nothing where there is none. Asked again with `refresh` after a 401, once. */
  readonly accessToken: AccessToken
  /** Default: the newest that is supported. */
  readonly apiVersion?: (typeof apiVersions)[number]
  /** The points of each shop. Default: `memoryBudget()`; for an app of several processes, `postgresBudget`. */
  readonly budget?: CostBudget
  /** One attempt that takes longer has lost its answer. Default: 15,000. */
  readonly timeoutMs?: number
  readonly retry?: Partial<AdminRetry>
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
  readonly clock?: Clock
  /** Lets time pass, until the signal says otherwise. Default: a timer. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<unknown>
  readonly telemetry?: Telemetry
}
export interface ShopifyAdmin {
  /**
   * Sends an operation, and again where that is safe: what had no effect always, what may have had one only where the
   * operation is `repeatable`.
   * @param shop as `tea.myshopify.com`
   */
  run<V extends object, R>(
    shop: string,
    operation: Operation<V, R>,
    variables: V,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Result<R, AdminCode>>
}
const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/

/**
 * @example
 * const admin = createShopifyAdmin({ accessToken: async (shop) => (await sessions.offline(shop))?.accessToken })
 * const tagged = await admin.run('tea.myshopify.com', addTags, { id, tags: ['gold'] })
 */
export function createShopifyAdmin(options: AdminOptions): ShopifyAdmin {
  const { apiVersion = '2026-10', clock = systemClock, timeoutMs = 15_000, telemetry } = options
  const place = {
    fetch: options.fetch ?? globalThis.fetch,
    apiVersion,
    clock,
    timeoutMs,
    telemetry,
    retry: { ...defaultRetry, ...options.retry },
    tokens: createTokens(options.accessToken),
    spending: createSpending(options.budget ?? memoryBudget({ clock })),
    rest: options.rest ?? ((ms: number, signal: AbortSignal) => timer(ms, undefined, { signal })),
  }
  return {
    async run(shop, operation, variables, { signal = new AbortController().signal } = {}) {
      if (!SHOP.test(shop))
        return err(
          adminError('SHOPIFY_SHOP_INVALID', { path: 'shop', expected: 'as tea.myshopify.com', received: shop }),
        )
      const work = () => carryOut(place, { shop, operation, variables, signal })
      const about = { 'motkit.operation': operation.name, 'motkit.shop': shop }
      return telemetry ? telemetry.span('motkit.shopify.call', about, work) : work()
    },
  }
}
