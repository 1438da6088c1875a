/** An app that reconciles shops of the local Admin API, with an engine in memory. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'
import {
  createShopifyAdmin,
  createShopifyReconciliation,
  memoryCursors,
  type ReconciliationOptions,
} from '@motkit/shopify'
import type { LocalAdmin, LocalAdminOptions, LocalShop } from '@motkit/shopify/testing'
import { SHOP, startLocalAdmin, TOKEN } from './local-admin.ts'

export const NOW = '2026-03-20T10:00:00.000Z'
const HOUR = 3_600_000
/** So many hours before now. */
export const ago = (hours: number): string => new Date(Date.parse(NOW) - hours * HOUR).toISOString()
/** So many points the app has: no test waits for them. */
export const plenty = { maximumAvailable: 1_000_000, restoreRate: 1_000_000 }

export function engine() {
  const club = loyalty({ earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }] })
  const existingCustomer = { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true }
  const mot = createMot({
    store: memoryStore(),
    clock: virtualClock(NOW),
    plugins: [club, reviews({ after: { days: 7 }, existingCustomer })],
    handlers: { 'message.send': async () => {} },
  })
  /** What becomes of messages, by the guard that held them back. */
  const messages: string[] = []
  mot.on('decision', ({ state, judgement }) => void messages.push(judgement?.guard ?? state))
  const journey = async (id: string, tenant = SHOP) => {
    const journey = await mot.journey({ id }, { tenant })
    if (!journey.ok) throw journey.error
    return journey.value
  }
  return {
    mot,
    messages,
    journey,
    points: async (id: string, tenant?: string) => club.balance(await journey(id, tenant), NOW).available,
  }
}
/** Tries again at once. */
const impatient = { retry: { firstMs: 1, longestMs: 2, attempts: 12 }, rest: async () => undefined } as const

export function reconciliationOf(
  local: LocalAdmin,
  options: Partial<ReconciliationOptions> & Pick<ReconciliationOptions, 'mot'>,
) {
  const apiVersion = local.version as NonNullable<ReconciliationOptions['apiVersion']>
  const admin = createShopifyAdmin({ accessToken: () => TOKEN, fetch: local.fetch, apiVersion, ...impatient })
  return createShopifyReconciliation({
    admin,
    apiVersion,
    tenantOf: (shop) => shop,
    cursors: memoryCursors(),
    clock: virtualClock(NOW),
    ...options,
  })
}
export async function reconciling(
  options: Partial<LocalAdminOptions> & { readonly reconcile?: Partial<ReconciliationOptions> } = {},
) {
  const { reconcile, ...more } = options
  const local = await startLocalAdmin({ clock: virtualClock(NOW), budget: plenty, ...more })
  const app = engine()
  const reconciliation = reconciliationOf(local, { mot: app.mot, ...reconcile })
  return {
    ...app,
    local,
    shop: local.shop(SHOP),
    reconciliation,
    /** Its answer, where it is one. */
    async reconcile(shop = SHOP) {
      const answer = await reconciliation.reconcile(shop)
      if (!answer.ok) throw answer.error
      return answer.value
    },
    calls: (operation: string) => local.seen.filter((one) => one.operation === operation).length,
  }
}

/** So many orders of as many customers: each of 2 × 20 and 30 euros, paid, sent, delivered, and of every third a piece given back. */
export function fillShop(shop: LocalShop, orders: number, hoursAgo = 40): void {
  for (let n = 1; n <= orders; n++) {
    const at = (hours: number) => ago(hoursAgo - hours - n / 100)
    const customer = shop.addCustomer({ id: n, email: `${n}@tea.example`, createdAt: at(0), updatedAt: at(0) }).id
    const lines = [
      { id: 2 * n, price: '20.00', quantity: 2 },
      { id: 2 * n + 1, price: '30.00' },
    ]
    const { id } = shop.addOrder({ id: 1_000 + n, customer, lines, createdAt: at(0) })
    shop.orders.pay(id, { at: at(1) })
    const parcel = shop.orders.ship(id, { at: at(2) })
    shop.orders.track(id, parcel.id, 'DELIVERED', { at: at(10) })
    const piece = { line: `gid://shopify/LineItem/${2 * n}`, quantity: 1 }
    if (n % 3 === 0) shop.orders.refund(id, { lines: [piece], at: at(12) })
  }
}
/** What the customer of such an order has, at a point a euro. */
export const pointsOf = (n: number): number => (n % 3 === 0 ? 50 : 70)
