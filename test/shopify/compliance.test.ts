/** What Shopify asks is done on a real PostgreSQL, once, and proved; and nothing is left of whom it asked to forget. */
import { postgresIntents } from '@motkit/shopify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { whereIs } from './support/search.ts'
import {
  ADA,
  asks,
  BEN,
  type Buyer,
  COFFEE,
  club,
  customerOf,
  DAY,
  NOW,
  openShops,
  orderOf,
  refundOf,
  type ShopsOptions,
  TEA,
} from './support/shops.ts'

const ORDERS = [5001112223331, 5001112223332, 5001112223333]
const [FIRST, SECOND, THIRD] = ORDERS as [number, number, number]
const PERSONAL = [String(ADA.id), ADA.email, ADA.phone, ADA.name, ...ORDERS.map(String)]
async function open(options: Omit<ShopsOptions, 'url'> = {}) {
  const shops = await openShops({ url: await freshDatabase(), ...options })
  onTestFinished(shops.close)
  return shops
}
type Opened = Awaited<ReturnType<typeof open>>

/** An order that is processed, one whose refund is dead, one that waits; and somebody else. */
async function fill({ send, webhooks, pool }: Opened, shop = TEA) {
  for (const [topic, payload] of [
    ['customers/create', customerOf(shop, ADA)],
    ['orders/create', orderOf(shop, FIRST, ADA)],
    ['refunds/create', refundOf(shop, 31, FIRST)],
    ['refunds/create', refundOf(shop, 33, THIRD)], // of an order that never came
    ['customers/create', customerOf(shop, BEN)],
    ['orders/create', orderOf(shop, 6001, BEN)],
  ] as const)
    expect(await send(shop, topic, payload)).toBe(200)
  await webhooks.drain()
  expect(await send(shop, 'orders/create', { ...orderOf(shop, SECOND, ADA), total_price_set: 'broken' })).toBe(200)
  expect(await webhooks.drain()).toEqual({ processed: 0, failed: 1 })
  expect(await send(shop, 'orders/updated', orderOf(shop, SECOND, ADA))).toBe(200)
  await pool.query("update motkit.shopify_delivery set due_at = now() + '1 hour' where due_at is not null")
  expect(await webhooks.dead.list({ tenant: shop })).toHaveLength(1)
}

/** As a handler notes what it is about to send. */
async function intend({ pool }: Opened, shop: string, key: string, { id }: Buyer) {
  const intents = postgresIntents({ pool })
  const customer = `gid://shopify/Customer/${id}`
  const claimed = await intents.claim({ shop, key, kind: 'message', customer }, 1_000)
  if (claimed.state !== 'claimed') return expect.fail(claimed.state)
  await intents.note(claimed.intent, { code: key })
}

test.skipIf(noPostgres())('every table of the package names its shop, so that it is counted and removed', async () => {
  const { pool } = await open()
  const { rows } = await pool.query(
    `select c.relname as table from pg_class c where c.relnamespace = 'motkit'::regnamespace and c.relkind in ('r', 'p')
      and c.relname like 'shopify%' and not exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'shop' and not a.attisdropped)`,
  )
  expect(rows).toEqual([{ table: 'shopify_migration' }])
})

describe.skipIf(noPostgres())('a data request', () => {
  test('hands over all that is kept under any name of the customer, and nothing of others', async () => {
    const shops = await open()
    await fill(shops)
    await fill(shops, COFFEE)
    await intend(shops, TEA, 'k1', ADA)
    await intend(shops, COFFEE, 'k2', ADA)
    await intend(shops, TEA, 'k3', BEN)
    await shops.send(TEA, 'customers/data_request', asks.data(TEA, ADA, ORDERS), 'asks')
    expect(await shops.webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    const [data] = shops.exported
    expect(shops.exported).toHaveLength(1)
    // The first order is hers, and linked; the third is only known by its refund.
    expect(data?.customers.map(({ journey }) => journey?.customer).sort()).toEqual([
      `anonymous:order/${THIRD}`,
      `id:${ADA.id}`,
    ])
    const subjects = data?.customers.flatMap(({ events }) =>
      (events as { subject?: string }[]).map((one) => one.subject),
    )
    expect(new Set(subjects)).toEqual(new Set([undefined, `order/${FIRST}`, `order/${THIRD}`]))
    expect(data?.kept.shopify_intent).toMatchObject([
      { shop: TEA, key: 'k1', note: { code: 'k1' }, customer: `gid://shopify/Customer/${ADA.id}` },
    ])
    const text = JSON.stringify(data)
    for (const word of [COFFEE, String(BEN.id), BEN.email]) expect(text).not.toContain(word)
  })
  test('is proved without a word of whose it was', async () => {
    const shops = await open()
    await fill(shops)
    await shops.send(TEA, 'customers/data_request', asks.data(TEA, ADA, [FIRST]), 'asks')
    await shops.webhooks.drain()
    const [proof] = await shops.compliance.proofs.list()
    expect(proof).toEqual({
      shop: TEA,
      id: 'asks',
      tenant: TEA,
      kind: 'export',
      requestId: '9999',
      askedAt: NOW,
      dueAt: '2026-12-01T10:00:00.000Z',
      startedAt: NOW,
      doneAt: NOW,
      outcome: 'done',
      customers: [expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)],
      before: expect.objectContaining({ event: 7, journey: 2, timer: 1 }),
      after: proof?.before,
    })
    for (const word of PERSONAL) expect(JSON.stringify(proof)).not.toContain(word)
  })
  test('of which the host takes nothing stays open, with its due date, and is tried again', async () => {
    let [isAway, calls] = [true, 0]
    const shops = await open({
      deliver: () => {
        calls++
        if (isAway) throw new Error('no mail today')
      },
    })
    await shops.send(TEA, 'customers/data_request', asks.data(TEA, ADA, []), 'asks')
    expect(await shops.webhooks.drain()).toEqual({ processed: 0, failed: 1 })
    const dueAt = '2026-12-01T10:00:00.000Z'
    expect(await shops.compliance.health()).toEqual({ open: 1, overdue: 0, dueAt })
    shops.clock.set(Date.parse(NOW) + 31 * DAY)
    expect(await shops.compliance.health()).toEqual({ open: 1, overdue: 1, dueAt })
    expect(await shops.compliance.proofs.list({ isDone: false })).toHaveLength(1)
    isAway = false
    await shops.overdue()
    expect(await shops.webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    expect(await shops.compliance.health()).toEqual({ open: 0, overdue: 0 })
    expect(await shops.compliance.proofs.list({ isDone: true, shop: TEA })).toHaveLength(1)
    expect(await shops.compliance.proofs.list({ isDone: true, shop: COFFEE })).toEqual([])
    expect(calls).toBe(2)
  })
})

describe.skipIf(noPostgres())('a redaction of a customer', () => {
  test('leaves nothing of them anywhere in the database, and others as they were', async () => {
    const shops = await open()
    await fill(shops)
    await intend(shops, TEA, 'k1', ADA)
    await intend(shops, TEA, 'k2', BEN)
    shops.clock.set(Date.parse(NOW) + 2 * DAY)
    await shops.mot.catchUp()
    const before = await whereIs(shops.pool, PERSONAL)
    for (const place of [
      'event.body',
      'journey.customer',
      'action.customer',
      'shopify_delivery.body',
      'shopify_intent.customer',
    ])
      expect(before).toContain(`motkit.${place}`)
    const ben = await shops.mot.export({ id: String(BEN.id) }, { tenant: TEA })

    await shops.send(TEA, 'customers/redact', asks.redact(TEA, ADA, ORDERS), 'asks')
    expect(await whereIs(shops.pool, [ADA.email])).toContain('motkit.shopify_delivery.body')
    expect(await shops.webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    expect(await whereIs(shops.pool, PERSONAL)).toEqual([])
    expect(await shops.mot.export({ id: String(BEN.id) }, { tenant: TEA })).toEqual(ben)
    expect(await shops.webhooks.health()).toMatchObject({ waiting: 0, dead: 0 })
    const [proof] = await shops.compliance.proofs.list()
    expect(proof?.before).toMatchObject({ action: 1, shopify_intent: 1 })
    expect(proof?.before.event).toBeGreaterThan(3)
    expect(Object.values(proof?.after ?? {})).toEqual(Object.values(proof?.before ?? {}).map(() => 0))

    // What comes late, is told again by nobody.
    await shops.send(TEA, 'refunds/create', refundOf(TEA, 34, SECOND))
    await shops.send(TEA, 'orders/updated', { ...orderOf(TEA, SECOND, ADA), note: 'late' })
    await shops.send(TEA, 'orders/create', { ...orderOf(TEA, 5001112223339, ADA), note: 'later' })
    expect(await shops.webhooks.drain()).toEqual({ processed: 3, failed: 0 })
    expect(await whereIs(shops.pool, PERSONAL)).toEqual([])
  })
  test('whose proof is there is not done again', async () => {
    const shops = await open()
    await fill(shops)
    await shops.send(TEA, 'customers/redact', asks.redact(TEA, ADA, ORDERS), 'asks')
    await shops.webhooks.drain()
    const proved = await shops.compliance.proofs.list()
    shops.clock.set(Date.parse(NOW) + DAY)
    await shops.compliance.onRequest(
      { kind: 'erase', shop: TEA, customers: [{ id: String(BEN.id) }] },
      {
        shop: TEA,
        id: 'asks',
        tenant: TEA,
        topic: 'customers/redact',
        apiVersion: '2026-10',
        triggeredAt: NOW,
        body: Buffer.from(''),
        attempt: 2,
        lost: 1,
      },
    )
    expect(await shops.compliance.proofs.list()).toEqual(proved)
    expect((await shops.mot.export({ id: String(BEN.id) }, { tenant: TEA })).ok).toBe(true)
  })
})

describe.skipIf(noPostgres())('a shop that removes the app', () => {
  test('gets nothing any more from that instant on, until it is back', async () => {
    const shops = await open()
    await shops.compliance.installed(TEA)
    await fill(shops)
    await fill(shops, COFFEE)
    shops.clock.set(Date.parse(NOW) + 1_000)
    await shops.send(TEA, 'app/uninstalled', asks.uninstall(TEA))
    await shops.webhooks.drain()
    expect(await shops.compliance.shop(TEA)).toMatchObject({ uninstalledAt: '2026-11-01T10:00:01.000Z' })
    shops.clock.set(Date.parse(NOW) + 2 * DAY)
    await shops.mot.catchUp()
    expect(shops.carriedOut).toEqual([COFFEE, COFFEE])
    expect((await shops.mot.health()).actions).toMatchObject({ due: 0, dead: 0 })

    await shops.compliance.installed(TEA)
    expect(await shops.compliance.shop(TEA)).toEqual({
      shop: TEA,
      tenant: TEA,
      installedAt: '2026-11-03T10:00:00.000Z',
    })
    await shops.mot.catchUp()
    expect(shops.carriedOut).toEqual([COFFEE, COFFEE, TEA, TEA])
  })
  test('and was back before that was heard is not stopped', async () => {
    const shops = await open()
    await fill(shops)
    await shops.send(TEA, 'app/uninstalled', asks.uninstall(TEA), 'late')
    shops.clock.set(Date.parse(NOW) + 60_000)
    await shops.compliance.installed(TEA)
    await shops.webhooks.drain()
    expect(await shops.compliance.proofs.list()).toMatchObject([{ id: 'late', kind: 'stop', outcome: 'superseded' }])
    shops.clock.set(Date.parse(NOW) + 2 * DAY)
    await shops.mot.catchUp()
    expect(shops.carriedOut).toEqual([TEA, TEA])
  })
  test('and is back at the very instant in which it is stopped goes on', async () => {
    let back: () => Promise<void> = async () => undefined
    const shops = await open({
      watched: (engine) => ({ ...engine, pause: (of) => back().then(() => engine.pause(of)) }),
    })
    back = () => shops.compliance.installed(TEA)
    await fill(shops)
    await shops.send(TEA, 'app/uninstalled', asks.uninstall(TEA))
    shops.clock.set(Date.parse(NOW) + 2 * DAY)
    await shops.webhooks.drain()
    expect(await shops.compliance.proofs.list()).toMatchObject([{ kind: 'stop', outcome: 'superseded' }])
    await shops.mot.catchUp()
    expect(shops.carriedOut).toEqual([TEA, TEA])
  })
  test('is heard to do so a second time in the same words', async () => {
    const shops = await open()
    for (const [n, id] of ['one', 'two'].entries()) {
      await shops.compliance.installed(TEA)
      shops.clock.set(Date.parse(NOW) + (n + 1) * 60_000)
      await shops.send(TEA, 'app/uninstalled', asks.uninstall(TEA), id)
      await shops.webhooks.drain()
      expect(await shops.compliance.shop(TEA)).toHaveProperty('uninstalledAt')
    }
  })
})

describe.skipIf(noPostgres())("a shop's redaction", () => {
  test('leaves nothing of it but the proof, and others as they were; and whoever comes back is new', async () => {
    const shops = await open()
    await fill(shops)
    await fill(shops, COFFEE)
    for (const shop of [TEA, COFFEE]) {
      await intend(shops, shop, 'k1', ADA)
      await shops.pool.query("insert into motkit.shopify_cursor values ($1, 'orders', $2)", [shop, NOW])
      await shops.pool.query("insert into motkit.shopify_budget values ('app', $1, 2000, 100, 0, now())", [shop])
    }
    await shops.pool.query(`insert into motkit.counter values ('${TEA}', 'budget', 1)`)
    await shops.mot.erase({ id: '42' }, { tenant: TEA })
    const coffee = await shops.mot.export({ id: String(ADA.id) }, { tenant: COFFEE })
    await shops.send(TEA, 'shop/redact', asks.redactShop(TEA), 'asks')
    await shops.webhooks.drain()
    const [proof] = await shops.compliance.proofs.list()
    expect(proof).toMatchObject({
      outcome: 'done',
      kind: 'erase-shop',
      before: { counter: 1, shopify_cursor: 1, shopify_budget: 1 },
    })
    expect(proof?.before.event).toBeGreaterThan(6)
    const { shopify_delivery: _, ...after } = proof?.after ?? {}
    expect(Object.values(after)).toEqual(Object.values(after).map(() => 0))
    const left = await whereIs(shops.pool, [TEA])
    const lasting = /^motkit\.(paused|shopify_shop|shopify_proof)\.|^motkit\.shopify_delivery\.(shop|tenant)$/
    expect(left.filter((place) => !lasting.test(place))).toEqual([])
    const rows = await shops.pool.query('select id, body from motkit.shopify_delivery where shop = $1', [TEA])
    expect(rows.rows).toEqual([{ id: 'asks', body: null }])
    expect(await shops.mot.export({ id: String(ADA.id) }, { tenant: COFFEE })).toEqual(coffee)
    for (const table of ['cursor', 'budget', 'intent'])
      expect((await shops.pool.query(`select shop from motkit.shopify_${table}`)).rows).toEqual([{ shop: COFFEE }])
    expect(await shops.compliance.shop(TEA)).toMatchObject({ redactedAt: NOW })

    shops.clock.set(Date.parse(NOW) + 60_000)
    await shops.compliance.installed(TEA)
    expect(await shops.compliance.shop(TEA)).not.toHaveProperty('redactedAt')
    await shops.send(TEA, 'customers/create', customerOf(TEA, { ...ADA, id: 42 }))
    expect(await shops.webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    expect((await shops.mot.export({ id: '42' }, { tenant: TEA })).ok).toBe(true)
  })
  test('is looked over again once what was being processed has ended', async () => {
    const shops = await open({ settleMs: 5_000 })
    await fill(shops)
    await shops.send(TEA, 'shop/redact', asks.redactShop(TEA), 'asks')
    expect(await shops.webhooks.drain()).toEqual({ processed: 0, failed: 1 })
    expect(shops.errors.at(-1)).toMatchObject({ code: 'SHOPIFY_REDACTION_UNDER_WAY', retryAfter: 5 })
    const event = { source: 'shopify', time: NOW, tenant: TEA, customer: { id: String(ADA.id) } }
    const data = { tags: ['was under way'] }
    expect((await shops.mot.ingest({ ...event, id: 'late', type: 'customer.updated', data })).ok).toBe(true)
    shops.clock.set(Date.parse(NOW) + 5_000)
    await shops.overdue()
    expect(await shops.webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    expect(await whereIs(shops.pool, PERSONAL)).toEqual([])
  })
  test('that is asked of a shop which installed the app again is not done', async () => {
    const shops = await open()
    await fill(shops)
    await shops.send(TEA, 'shop/redact', asks.redactShop(TEA), 'asks')
    shops.clock.set(Date.parse(NOW) + 60_000)
    await shops.compliance.installed(TEA)
    await shops.webhooks.drain()
    expect(await shops.compliance.proofs.list()).toMatchObject([{ outcome: 'superseded' }])
    expect((await shops.mot.export({ id: String(ADA.id) }, { tenant: TEA })).ok).toBe(true)
  })
})

test.skipIf(noPostgres())('a shop whose token still works is neither stopped nor erased', async () => {
  const shops = await open({ isInstalled: (shop) => shop === TEA })
  await fill(shops)
  await shops.send(TEA, 'app/uninstalled', asks.uninstall(TEA), 'a')
  await shops.send(TEA, 'shop/redact', asks.redactShop(TEA), 'b')
  await shops.webhooks.drain()
  expect(await shops.compliance.proofs.list()).toMatchObject([
    { kind: 'stop', outcome: 'superseded' },
    { kind: 'erase-shop', outcome: 'superseded' },
  ])
  expect((await shops.mot.export({ id: String(ADA.id) }, { tenant: TEA })).ok).toBe(true)
  expect(await shops.compliance.shop(TEA)).toBeUndefined()
})

test.skipIf(noPostgres())('two accounts that become one have one balance, whichever is heard of first', async () => {
  const deeds = [
    ['orders/create', orderOf(TEA, FIRST, ADA)],
    ['orders/create', orderOf(TEA, 6001, BEN, '30.00')],
    [
      'customers/merge',
      {
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${ADA.id}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${BEN.id}`,
        status: 'completed',
        errors: [],
      },
    ],
    ['refunds/create', refundOf(TEA, 35, 6001)],
  ] as const
  const shops = await open()
  for (const order of [
    [0, 1, 2, 3],
    [2, 0, 3, 1],
    [3, 2, 1, 0],
  ]) {
    for (const n of order) {
      const [topic, payload] = deeds[n] as (typeof deeds)[number]
      await shops.send(TEA, topic, payload)
      expect(await shops.webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    }
    for (const { id } of [ADA, BEN]) {
      const journey = await shops.mot.journey({ id: String(id) }, { tenant: TEA })
      // 70 and 30 of the orders, without the 20 of the refund.
      expect(journey.ok && club.balance(journey.value, NOW).available).toBe(80)
    }
    await shops.mot.eraseAll({ tenant: TEA })
    await shops.pool.query('delete from motkit.shopify_delivery')
  }
})
