/** A shop to act in, and handlers that act in it: over the local Admin API, by the package's own client. */
import { isMotError, type MotError } from '@motkit/core'
import { createShopifyAdmin, memoryIntents, type ShopifyHandlersOptions, shopifyHandlers } from '@motkit/shopify'
import type { LocalAdmin, LocalShop } from '@motkit/shopify/testing'
import { expect } from 'vitest'
import { SHOP, startLocalAdmin, TOKEN } from './local-admin.ts'

export const SECRET = 'only the tests know these 32 bytes'
export const euros = (amount: number) => ({ amount, currency: 'EUR' })

/** Waits take no time: what matters is what is sent. */
export const clientOf = (local: LocalAdmin, token = TOKEN) =>
  createShopifyAdmin({
    accessToken: () => token,
    fetch: local.fetch,
    timeoutMs: 5_000,
    retry: { attempts: 3 },
    rest: async () => undefined,
    apiVersion: local.version as '2026-10',
  })

export async function startActing(
  options: Partial<ShopifyHandlersOptions> = {},
  setup: Parameters<typeof startLocalAdmin>[0] = {},
) {
  const local = await startLocalAdmin(setup)
  const admin = clientOf(local)
  const intents = options.intents ?? memoryIntents()
  const handlers = shopifyHandlers({ admin, coupons: { secret: SECRET, prefix: 'CLUB' }, ...options, intents })
  return { local, admin, intents, handlers, shop: local.shop(SHOP) }
}

export async function start(...args: Parameters<typeof startActing>) {
  const acting = await startActing(...args)
  const ada = acting.shop.addCustomer({ email: 'ada@example.com', phone: '+4930123456' })
  return { ...acting, ada, id: numberOf(ada.id) }
}
export const failure = async (task: Promise<unknown>): Promise<MotError> => {
  const error = await task.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isMotError(error)) throw error ?? new Error('it did not fail')
  return error
}
/** Twice, as an engine may that died in between. */
export async function twice(task: () => Promise<unknown>): Promise<void> {
  await task()
  await task()
}

export const only = <T>(all: readonly T[]): T => {
  expect(all).toHaveLength(1)
  return all[0] as T
}

/** What the engine hands a handler beside the action. */
export const contextOf = (key: string, tenant = SHOP) => ({
  idempotencyKey: key,
  tenant,
  attempt: 1,
  signal: AbortSignal.timeout(20_000),
})
/** A `reward.give` of something that points were spent on; as `reward.revoke` alike. */
export function redeemed<T extends object>(customerId: string, gift: T, redemptionId = 'r-1') {
  const spent = { points: 5, wallet: 'main', redeemedAt: '2026-03-02T10:00:00Z' }
  return {
    kind: 'action',
    terms: {},
    subject: `redemption/${redemptionId}`,
    rule: 'loyalty.reward',
    customer: { id: customerId },
    data: { reward: 'any', data: { redemptionId, gift: { bound: true, ...gift }, ...spent } },
  } as never
}
/** The number of a gid. */
export const numberOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)

interface Entry {
  readonly amount: { readonly amount: string }
  readonly expiresAt: string | null
}
/** What went in and out of a customer's accounts, oldest first. */
export async function movementsOf(shop: LocalShop, customer: string): Promise<readonly string[]> {
  const { customer: found } = await shop.ask<{
    customer: { storeCreditAccounts: { nodes: { transactions: { nodes: Entry[] } }[] } }
  }>(
    `query ($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 9) {
      nodes { transactions(first: 250) { nodes { amount { amount } } } } } } }`,
    { id: customer },
  )
  return found.storeCreditAccounts.nodes.flatMap(({ transactions }) =>
    transactions.nodes.map(({ amount }) => amount.amount),
  )
}
