/** The past of a shop, by bulk queries: all of it, once, for nobody to be written to, however often it is interrupted. */
import { memoryCursors, type ReconciliationOptions } from '@motkit/shopify'
import type { Node } from '@motkit/shopify/testing'
import { describe, expect, test } from 'vitest'
import { noSchema, SHOP } from './support/local-admin.ts'
import { ago, fillShop, pointsOf, reconciliationOf, reconciling } from './support/reconciling.ts'

const quick = { pollMs: 1 }
const YEAR = 24 * 365
async function withPast(options: Parameters<typeof reconciling>[0] = {}, orders = 60, hours = YEAR) {
  const app = await reconciling(options)
  fillShop(app.shop, orders, hours)
  return {
    ...app,
    async backfill(asked: Parameters<typeof app.reconciliation.backfill>[1] = {}) {
      const answer = await app.reconciliation.backfill(SHOP, { ...quick, ...asked })
      if (!answer.ok) throw answer.error
      return answer.value
    },
  }
}

describe.skipIf(noSchema)('a backfill', { timeout: 60_000 }, () => {
  test('brings in the past, for which nobody is written to', async () => {
    const { backfill, reconcile, points, messages, shop, calls } = await withPast({}, 60, 24 * 10)
    shop.addDispute({
      status: 'LOST',
      type: 'CHARGEBACK',
      initiatedAt: ago(200),
      finalizedOn: ago(100),
      amount: { amount: '12.00', currencyCode: 'EUR' },
      reasonDetails: { reason: 'FRAUDULENT' },
      order: { id: 'gid://shopify/Order/1001' },
    })
    const { news, ...done } = await backfill()
    expect(done).toEqual({ customers: 60, orders: 60, disputes: 1, known: 0, refused: [], skipped: [], finished: true })
    expect(news).toMatchObject({ 'order.placed': 60, 'shipment.delivered': 60, 'order.refunded': 21 })
    expect(await points('1')).toBe(pointsOf(1) - 12)
    for (const n of [2, 3, 60]) expect(await points(String(n)), `customer ${n}`).toBe(pointsOf(n))
    expect(new Set(messages)).toEqual(new Set(['backfill']))
    expect(calls('motRunBulk')).toBe(2)
    // What comes after it is for reconciliation.
    const { id } = shop.addOrder({ id: 1_900, customer: 'gid://shopify/Customer/2', lines: [{ price: '5.00' }] })
    shop.orders.pay(id)
    expect((await reconcile()).news['order.placed']).toBe(1)
    expect(await points('2')).toBe(pointsOf(2) + 5)
    expect((await backfill()).news).toEqual({})
  })

  test('says what it would tell, and tells nothing', async () => {
    const cursors = memoryCursors()
    const { backfill, mot } = await withPast({ reconcile: { cursors } })
    const would = await backfill({ dryRun: true })
    const journeys: unknown[] = []
    for await (const one of mot.journeys({ tenant: SHOP })) journeys.push(one)
    expect(journeys).toEqual([])
    expect(await cursors.read(SHOP, 'orders')).toBeUndefined()
    expect(would).toMatchObject({ customers: 60, orders: 60, known: 0 })
    const did = await backfill()
    expect(did.news).toEqual(would.news)
  })

  test('names what the app may not see, and brings in the rest', async () => {
    const scopes = ['read_orders', 'read_customers', 'read_products']
    const shops = { [SHOP]: { token: 'shpat_tea', scopes } }
    const { backfill } = await withPast({ shops, reconcile: { returns: false } }, 5)
    const skipped = [{ source: 'disputes', error: { code: 'SHOPIFY_SCOPE_MISSING' } }]
    expect(await backfill()).toMatchObject({ customers: 5, orders: 5, disputes: 0, skipped, finished: true })
  })

  test('leaves out what has not changed since', async () => {
    const { backfill, shop } = await withPast({}, 5)
    fillShop(shop, 2, 30)
    expect(await backfill({ since: ago(100) })).toMatchObject({ customers: 2, orders: 2 })
  })

  test('refuses a `since` that is no time, and begins nothing', async () => {
    const { reconciliation, calls } = await withPast({}, 1)
    expect(await reconciliation.backfill(SHOP, { since: 'yesterday' })).toMatchObject({
      ok: false,
      error: { code: 'BACKFILL_SINCE_INVALID', details: { path: 'since' } },
    })
    expect(calls('motRunBulk')).toBe(0)
  })

  test('interrupted again and again, goes on in the same file', async () => {
    const cursors = memoryCursors()
    const { local, calls, points, mot } = await withPast({}, 120)
    let turns = 0
    let told = 0
    for (;;) {
      const halt = new AbortController()
      const counting: ReconciliationOptions['mot'] = {
        ingestMany: (events, options) => {
          const all = [...events]
          told += all.length
          if (told > 150 * (turns + 1)) halt.abort()
          return mot.ingestMany(all, options)
        },
      }
      const app = reconciliationOf(local, { mot: counting, cursors })
      const answer = await app.backfill(SHOP, { ...quick, signal: halt.signal })
      if (!answer.ok) throw answer.error
      if (answer.value.finished) break
      if (++turns > 50) throw new Error('never ends')
    }
    expect(turns).toBeGreaterThan(3)
    expect(calls('motRunBulk')).toBe(2)
    for (let n = 1; n <= 120; n++) expect(await points(String(n))).toBe(pointsOf(n))
  })

  test('begun by a call whose answer was lost, is gone on with', async () => {
    const { backfill, local, calls, shop } = await withPast({}, 5)
    local.failNext('broken-after', 'motRunBulk')
    expect(await backfill()).toMatchObject({ customers: 5, orders: 5 })
    expect(calls('motRunBulk')).toBe(2)
    expect(shop.all('BulkOperation')).toHaveLength(2)
  })

  test('waits for another bulk query, and says so where it takes too long', async () => {
    const { backfill, reconciliation, shop } = await withPast({ version: '2025-10' }, 5)
    const other = () =>
      shop.ask(`mutation { bulkOperationRunQuery(query: "{ products { edges { node { id } } } }", groupObjects: false) {
        bulkOperation { id } userErrors { code message } } }`)
    await other()
    let status = 'RUNNING'
    const [busy] = shop.all('BulkOperation')
    if (busy) Object.defineProperty(busy, 'status', { get: () => status, set: () => undefined })
    expect(await reconciliation.backfill(SHOP, { ...quick, waitMs: 0 })).toMatchObject({
      ok: false,
      error: { code: 'BULK_BUSY', retryable: true, details: { operation: expect.stringContaining('BulkOperation') } },
    })
    setTimeout(() => {
      status = 'COMPLETED'
    }, 50)
    expect(await backfill()).toMatchObject({ customers: 5, orders: 5 })
  })

  test('downloads again what broke off, from where it was told', async () => {
    let downloads = 0
    const shaky: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      if (++downloads > 2) return response
      const bytes = new Uint8Array(await response.arrayBuffer())
      const half = new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, bytes.length / 2))
          controller.error(new Error('connection reset'))
        },
      })
      return new Response(half)
    }
    const { backfill } = await withPast({ reconcile: { fetch: shaky } }, 80)
    expect(await backfill()).toMatchObject({ customers: 80, orders: 80, known: 0, finished: true })
    expect(downloads).toBe(4)
  })

  test('asks anew where the file is gone', async () => {
    const cursors = memoryCursors()
    const { backfill, local, mot, calls, shop } = await withPast({ reconcile: { cursors } }, 30)
    const gone: typeof fetch = async () => new Response(null, { status: 404 })
    const first = await reconciliationOf(local, { mot, cursors, fetch: gone }).backfill(SHOP, quick)
    expect(first).toMatchObject({ ok: false, error: { code: 'BULK_UNREADABLE', retryable: true } })
    for (const operation of shop.all<Node & { status: string }>('BulkOperation')) operation.status = 'EXPIRED'
    expect(await backfill()).toMatchObject({ customers: 30, orders: 30 })
    expect(calls('motRunBulk')).toBe(3)
  })

  test('says why Shopify could not carry it out, and asks no more than thrice where it is given up', async () => {
    let [status, fail] = ['FAILED', () => {}]
    const { shop, reconciliation, backfill, calls } = await withPast({ faults: () => void fail() }, 1)
    fail = () => {
      for (const operation of shop.all<Node & { status: string; errorCode: string | null }>('BulkOperation'))
        Object.assign(operation, { status, errorCode: 'ACCESS_DENIED' })
    }
    const failed = { code: 'BULK_FAILED', details: { received: 'ACCESS_DENIED' } }
    expect(await reconciliation.backfill(SHOP, quick)).toMatchObject({ ok: false, error: failed })
    status = 'CANCELED'
    const before = calls('motRunBulk')
    expect(await reconciliation.backfill(SHOP, quick)).toMatchObject({ ok: false, error: { code: 'BULK_FAILED' } })
    expect(calls('motRunBulk') - before).toBe(3)
    fail = () => {}
    expect(await backfill()).toMatchObject({ customers: 1, orders: 1 })
  })
})
