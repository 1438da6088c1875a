/** Reconciliation against the local Admin API: all of it is found, once, whatever goes wrong on the way. */
import { MotError, virtualClock } from '@motkit/core'
import { memoryCursors } from '@motkit/shopify'
import type { Node } from '@motkit/shopify/testing'
import { describe, expect, test, vi } from 'vitest'
import { createChance } from '../../packages/testing/src/simulation/chance.ts'
import { noSchema, SHOP, TOKEN } from './support/local-admin.ts'
import { ago, engine, fillShop, NOW, pointsOf, reconciliationOf, reconciling } from './support/reconciling.ts'

const HOUR = 3_600_000

describe.skipIf(noSchema)('reconciliation', { timeout: 60_000 }, () => {
  test('brings in a shop whose webhooks all were lost, once', async () => {
    const { shop, reconcile, points } = await reconciling()
    fillShop(shop, 25)
    const first = await reconcile()
    expect(first).toMatchObject({ refused: [], skipped: [], finished: true })
    expect(first.news).toMatchObject({
      'customer.updated': 25,
      'order.placed': 25,
      'order.paid': 25,
      'shipment.created': 25,
      'order.refunded': 8,
    })
    for (const n of [1, 2, 3, 24, 25]) expect(await points(String(n)), `customer ${n}`).toBe(pointsOf(n))
    expect((await reconcile()).news).toEqual({})
  })

  test('goes to the end of every list', async () => {
    const { shop, reconcile, journey } = await reconciling()
    const customer = shop.addCustomer({ id: 1 }).id
    const lines = Array.from({ length: 230 }, (_, n) => ({
      id: n + 1,
      price: '1.00',
      quantity: 2,
      product: `gid://shopify/Product/${n + 1}`,
    }))
    const { id, lineItems } = shop.addOrder({ id: 1_001, customer, lines, createdAt: ago(40) })
    const pieces = lineItems.map((line) => ({ line: line.id, quantity: 1 }))
    shop.orders.pay(id, { at: ago(39) })
    const whole = shop.orders.ship(id, { lines: pieces, at: ago(38) })
    for (let n = 0; n < 130; n++) shop.orders.track(id, whole.id, 'IN_TRANSIT', { at: ago(37 - n / 100) })
    for (let n = 0; n < 14; n++) shop.orders.ship(id, { lines: pieces.slice(n, n + 1), at: ago(30) })
    for (let n = 0; n < 12; n++) shop.orders.takeBack(id, { lines: pieces.slice(n, n + 1), at: ago(20) })
    shop.orders.refund(id, { id: 77, lines: pieces, at: ago(10) })
    const { refused, news } = await reconcile()
    expect(refused).toEqual([])
    const order = (await journey('1')).slices.orders.open['order/1001']
    expect(order?.lines?.value).toHaveLength(230)
    expect(Object.keys(order?.parcels ?? {})).toHaveLength(15)
    expect(order?.parcels[whole.id.slice(26)]?.products).toHaveLength(230)
    expect(Object.keys(order?.returns ?? {})).toHaveLength(12)
    expect(Object.keys(order?.refunds['77']?.pieces ?? {})).toHaveLength(230)
    expect(news['shipment.updated']).toBe(130)
  })

  test('ends the same where calls are throttled, refused, lost and late', async () => {
    const faults = {
      throttled: 0.1,
      'too-many-requests': 0.05,
      'server-error': 0.05,
      'broken-before': 0.05,
      'broken-after': 0.05,
      'bad-gateway-after': 0.05,
      slow: 0.05,
    }
    const calm = await reconciling()
    const rough = await reconciling({ faults, seed: 7, slowMs: 5 })
    for (const { shop } of [calm, rough]) fillShop(shop, 40)
    expect((await rough.reconcile()).news).toEqual((await calm.reconcile()).news)
    expect(rough.local.seen.filter(({ fault }) => fault !== undefined).length).toBeGreaterThan(5)
    for (const n of [1, 9, 40]) expect(await rough.journey(String(n))).toEqual(await calm.journey(String(n)))
  })

  test('goes on where it was ended: what the engine did not take is told again', async () => {
    const { mot, points } = engine()
    const chance = createChance(3, 1)
    const shaky = {
      ingestMany: (...asked: Parameters<typeof mot.ingestMany>) => {
        if (!chance.happens(0.3)) return mot.ingestMany(...asked)
        throw new MotError('STORE_UNAVAILABLE', 'away', { retryable: true })
      },
    }
    const cursors = memoryCursors()
    const { shop, reconciliation, calls: asked } = await reconciling({ reconcile: { mot: shaky, cursors } })
    fillShop(shop, 30)
    let failures = 0
    for (;;) {
      const before = await cursors.read(SHOP, 'orders')
      const answer = await reconciliation.reconcile(SHOP)
      if (answer.ok) break
      expect(answer.error.code).toBe('STORE_UNAVAILABLE')
      expect((await cursors.read(SHOP, 'orders')) ?? '').toSatisfy((now: string) => now >= (before ?? ''))
      if (++failures > 100) throw new Error('never ends')
    }
    expect(failures).toBeGreaterThan(1)
    expect(asked('motOrders')).toBeGreaterThan(3)
    for (let n = 1; n <= 30; n++) expect(await points(String(n)), `customer ${n}`).toBe(pointsOf(n))
  })

  test('finds what came into the index later than it was changed', async () => {
    const found = async (overlapMs: number) => {
      const { shop, reconcile } = await reconciling({ reconcile: { overlapMs, againAfterDays: { orders: [] } } })
      const lines = [{ price: '1.00' }]
      shop.addOrder({ id: 1, lines, createdAt: ago(2 / 60) })
      await reconcile()
      shop.addOrder({ id: 2, lines, createdAt: ago(5 / 60) })
      return (await reconcile()).news['order.placed'] ?? 0
    }
    expect(await found(600_000)).toBe(1)
    expect(await found(0)).toBe(0)
  })

  test('finds at its next age what did not move its order', async () => {
    const clock = virtualClock(NOW)
    const { shop, reconcile, journey } = await reconciling({ reconcile: { clock } })
    const customer = shop.addCustomer({ id: 1 }).id
    const { id, updatedAt } = shop.addOrder({ id: 1_001, customer, lines: [{ price: '1.00' }], createdAt: ago(1) })
    const parcel = shop.orders.ship(id, { at: ago(0.9) })
    shop.addOrder({ id: 1_002, lines: [{ price: '1.00' }], createdAt: ago(0.5) })
    await reconcile()
    const [order] = shop.all<Node & { updatedAt: string }>('Order')
    const moved = order?.updatedAt
    shop.orders.track(id, parcel.id, 'DELIVERED', { at: ago(0) })
    if (order) order.updatedAt = moved ?? updatedAt
    const days: number[] = []
    for (let day = 1; day <= 9; day++) {
      clock.set(new Date(Date.parse(NOW) + day * 24 * HOUR).toISOString())
      if ((await reconcile()).news['shipment.delivered']) days.push(day)
    }
    expect(days).toEqual([2])
    const delivered = (await journey('1')).slices.orders.open['order/1001']?.parcels[parcel.id.slice(26)]?.delivered
    expect(delivered?.slice(0, 24)).toBe(ago(0))
  })

  test('a shop that could not be looked at for a week from the first time on loses nothing', async () => {
    const clock = virtualClock(ago(24 * 7))
    const { shop, reconcile, reconciliation } = await reconciling({ reconcile: { clock } })
    shop.token = 'shpat_later'
    expect(await reconciliation.reconcile(SHOP)).toMatchObject({ ok: false })
    shop.token = TOKEN
    shop.addOrder({ id: 1, lines: [{ price: '1.00' }], createdAt: ago(24 * 6) })
    clock.set(NOW)
    const { news } = await reconcile()
    expect(news['customer.updated'] ?? 0).toBe(0)
    expect(news['order.placed']).toBe(1)
  })

  test('what cannot be read is named and stops nothing', async () => {
    const { shop, reconcile } = await reconciling()
    fillShop(shop, 3)
    const strange = { amount: '-1.00', currencyCode: 'EUR' }
    const totalPriceSet = { presentmentMoney: strange, shopMoney: strange }
    shop.addOrder({ id: 9, lines: [{ price: '1.00' }], totalPriceSet, createdAt: ago(39) })
    const { refused, news } = await reconcile()
    expect(news['order.placed']).toBe(3)
    expect(refused.map(({ id, error }) => [id, error.code, error.details?.path])).toEqual([
      ['gid://shopify/Order/9', 'SHOPIFY_PAYLOAD_INVALID', 'total_price_set'],
    ])
  })

  test('a search that the app may not do is named, and the others are done', async () => {
    const named = async (scopes: readonly string[], returns: boolean) => {
      const { shop, reconcile } = await reconciling({
        shops: { [SHOP]: { token: 'shpat_tea', scopes } },
        reconcile: { returns, againAfterDays: { orders: [], disputes: [] } },
      })
      fillShop(shop, 3)
      const { skipped, news } = await reconcile()
      expect(skipped.map(({ error }) => error.code)).toEqual(skipped.map(() => 'SHOPIFY_SCOPE_MISSING'))
      return {
        placed: news['order.placed'],
        customers: news['customer.updated'],
        skipped: skipped.map((one) => one.source),
      }
    }
    const scopes = ['read_orders', 'read_customers', 'read_products']
    expect(await named(scopes, false)).toEqual({ placed: 3, customers: 3, skipped: ['disputes'] })
    expect(await named(scopes, true)).toEqual({ placed: undefined, customers: 3, skipped: ['orders', 'disputes'] })
    expect(await named([...scopes, 'read_returns'], true)).toMatchObject({ placed: 3, skipped: ['disputes'] })
  })

  test('of somebody who was erased nothing is told again', async () => {
    const { shop, reconcile, mot } = await reconciling()
    fillShop(shop, 2)
    await reconcile()
    await mot.erase({ id: '1' }, { tenant: SHOP })
    const { id } = shop.addOrder({
      id: 5,
      customer: 'gid://shopify/Customer/1',
      lines: [{ price: '9.00' }],
      createdAt: ago(1),
    })
    shop.orders.pay(id, { at: ago(0.5) })
    const { news, refused } = await reconcile()
    expect([news, refused]).toEqual([{}, []])
  })

  test('a foreign shop is refused, and one whose token is gone says so', async () => {
    const { shop, reconciliation, local, mot } = await reconciling()
    const foreign = reconciliationOf(local, { mot, tenantOf: () => undefined })
    expect(await foreign.reconcile(SHOP)).toMatchObject({ ok: false, error: { code: 'RECONCILE_SHOP_REFUSED' } })
    shop.token = 'shpat_new'
    expect(await reconciliation.reconcile(SHOP)).toMatchObject({ ok: false, error: { code: 'SHOPIFY_UNAUTHORIZED' } })
  })

  test('in rounds, every shop is done, and one whose token is gone is named and passed over', async () => {
    const names = ['a', 'b', 'c'].map((name) => `${name}.myshopify.com`)
    const shops = Object.fromEntries(names.map((name) => [name, { token: TOKEN }]))
    const { local, reconciliation, mot } = await reconciling({ shops: { [SHOP]: { token: TOKEN }, ...shops } })
    for (const name of names) fillShop(local.shop(name), 12)
    local.shop('b.myshopify.com').token = 'shpat_new'
    const turns: string[] = []
    const stop = reconciliation.start({
      shops: () => names,
      everyMs: 60_000,
      onTurn: (shop, answer) => void turns.push(`${shop.slice(0, 1)} ${answer.ok ? 'done' : answer.error.code}`),
    })
    await vi.waitFor(() => expect(turns).toHaveLength(3), { timeout: 20_000 })
    await stop()
    expect(turns.sort()).toEqual(['a done', 'b SHOPIFY_UNAUTHORIZED', 'c done'])
    for (const [tenant, count] of [
      ['a.myshopify.com', 12],
      ['b.myshopify.com', 0],
      ['c.myshopify.com', 12],
    ] as const) {
      let known = 0
      for await (const _ of mot.journeys({ tenant })) known++
      expect(known, tenant).toBe(count)
    }
  })

  test('tells a shop under its tenant', async () => {
    const { shop, reconcile, points } = await reconciling({ reconcile: { tenantOf: () => 'tea' } })
    fillShop(shop, 1)
    await reconcile()
    expect([await points('1', 'tea'), await points('1', SHOP).catch(() => 0)]).toEqual([70, 0])
  })

  test('two at once harm nobody', async () => {
    const { mot, points } = engine()
    const { shop, local } = await reconciling()
    fillShop(shop, 30)
    const cursors = memoryCursors()
    const both = [1, 2].map(() => reconciliationOf(local, { mot, cursors }))
    const answers = await Promise.all(both.map((one) => one.reconcile(SHOP)))
    expect(answers.map(({ ok }) => ok)).toEqual([true, true])
    const placed = answers.map((one) => (one.ok ? (one.value.news['order.placed'] ?? 0) : 0))
    expect(placed.reduce((sum, n) => sum + n, 0)).toBe(30)
    for (let n = 1; n <= 30; n++) expect(await points(String(n))).toBe(pointsOf(n))
  })
})
