/** Both stores of proofs keep the same promises; and with everything in memory, what Shopify asks is done as well. */
import { createMot, MotError, memoryStore, virtualClock } from '@motkit/core'
import {
  createShopifyAdmin,
  createShopifyCompliance,
  createShopifyReconciliation,
  createShopifyWebhooks,
  memoryCursors,
  memoryDeliveries,
  memoryProofs,
  type NewProof,
  type ProofStore,
  postgresProofs,
} from '@motkit/shopify'
import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { headersOf } from './support/sender.ts'
import { ADA, asks, COFFEE, customerOf, NOW, TEA } from './support/shops.ts'

const LATER = '2026-11-02T10:00:00.000Z'
const DUE = '2026-12-01T10:00:00.000Z'
const proof = (id: string, more: Partial<NewProof> = {}): NewProof => ({
  shop: TEA,
  id,
  tenant: 'tea',
  kind: 'erase',
  askedAt: NOW,
  dueAt: DUE,
  startedAt: NOW,
  customers: ['h1'],
  before: { event: 3 },
  ...more,
})
const end = { doneAt: NOW, outcome: 'done', after: { event: 0 } } as const

const missing = noPostgres()
const kinds: Readonly<Record<string, () => Promise<ProofStore>>> = {
  memory: async () => memoryProofs(),
  ...(missing === undefined && {
    PostgreSQL: async () => {
      const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 2 })
      onTestFinished(() => pool.end())
      const store = postgresProofs({ pool })
      await store.migrate()
      return store
    },
  }),
}
if (missing !== undefined) test.skip(`SKIPPED: ${missing}`, () => expect.fail())

describe.each(Object.entries(kinds))('proofs in %s', (_, open) => {
  test('are opened once and closed once', async () => {
    const store = await open()
    const first = proof('a', { requestId: '9' })
    expect(await store.find(first)).toBeUndefined()
    expect(await store.open(first)).toEqual(first)
    expect(await store.find(first)).toEqual(first)
    expect(await store.open(proof('a', { startedAt: LATER, before: { event: 1 } }))).toEqual(first)
    await store.close(first, end)
    await store.close(first, { ...end, doneAt: LATER, outcome: 'superseded' })
    expect(await store.open(proof('a'))).toEqual({ ...first, ...end })
    await store.close({ shop: TEA, id: 'never' }, end)
  })
  test('are listed in order, by shop and by whether they are done', async () => {
    const store = await open()
    for (const [shop, id] of [
      [TEA, 'b'],
      [TEA, 'a'],
      [COFFEE, 'z'],
    ] as const)
      await store.open(proof(id, { shop }))
    await store.close({ shop: TEA, id: 'a' }, end)
    const ids = async (filter: object) => (await store.list({ limit: 10, ...filter })).map(({ id }) => id)
    expect(await ids({})).toEqual(['z', 'a', 'b'])
    expect(await ids({ limit: 1, after: { shop: COFFEE, id: 'z' } })).toEqual(['a'])
    expect(await ids({ shop: TEA })).toEqual(['a', 'b'])
    expect(await ids({ isDone: true })).toEqual(['a'])
    expect(await ids({ isDone: false, shop: TEA })).toEqual(['b'])
  })
  test('that are open are counted, with the day when they are due', async () => {
    const store = await open()
    expect(await store.health(NOW)).toEqual({ open: 0, overdue: 0 })
    await store.open(proof('a'))
    await store.open(proof('b', { dueAt: LATER }))
    expect(await store.health(NOW)).toEqual({ open: 2, overdue: 0, dueAt: LATER })
    expect(await store.health(LATER)).toEqual({ open: 2, overdue: 1, dueAt: LATER })
    await store.close(proof('b'), end)
    expect(await store.health(LATER)).toEqual({ open: 1, overdue: 0, dueAt: DUE })
  })
  test('know of shops what happened last, whichever is heard of first', async () => {
    const store = await open()
    expect(await store.shop(TEA)).toBeUndefined()
    await store.uninstalled(TEA, 'tea', NOW)
    expect(await store.shop(TEA)).toEqual({ shop: TEA, tenant: 'tea', uninstalledAt: NOW })
    await store.installed(TEA, 'tea', LATER)
    await store.uninstalled(TEA, 'tea', NOW)
    expect(await store.shop(TEA)).toEqual({ shop: TEA, tenant: 'tea', installedAt: LATER })
    await store.uninstalled(TEA, 'tea', LATER)
    await store.redacted(TEA, DUE)
    await store.redacted(COFFEE, DUE)
    const known = { shop: TEA, tenant: 'tea', installedAt: LATER, uninstalledAt: LATER, redactedAt: DUE }
    expect(await store.shop(TEA)).toEqual(known)
    expect(await store.shop(COFFEE)).toBeUndefined()
    await store.installed(TEA, 'tea', DUE)
    expect(await store.shop(TEA)).toEqual({ shop: TEA, tenant: 'tea', installedAt: DUE })
  })
  test('list the shops that have the app, and no others', async () => {
    const store = await open()
    for (const shop of ['c', 'a', 'd', 'b', 'e']) await store.installed(shop, shop, NOW)
    await store.uninstalled('a', 'a', LATER)
    await store.uninstalled('d', 'd', LATER)
    await store.redacted('d', DUE)
    await store.uninstalled('never', 'never', LATER)
    await store.uninstalled('e', 'e', LATER)
    await store.installed('e', 'e', DUE)
    expect(await store.shops({ limit: 10 })).toEqual(['b', 'c', 'e'])
    expect(await store.shops({ limit: 2 })).toEqual(['b', 'c'])
    expect(await store.shops({ after: 'c', limit: 2 })).toEqual(['e'])
    expect(await store.shops({ after: 'e', limit: 2 })).toEqual([])
  })
  test('leave shops that removed the app out of what is reconciled', async () => {
    const proofs = await open()
    const clock = virtualClock(NOW)
    const mot = createMot({ store: memoryStore(), clock, plugins: [] })
    const compliance = createShopifyCompliance({ mot, clock, proofs, hashKey: 'kept secret', deliver: () => undefined })
    const { tenantOf, shops } = compliance
    for (const shop of [COFFEE, TEA]) await compliance.installed(shop)
    await proofs.uninstalled(COFFEE, COFFEE, LATER)
    const admin = createShopifyAdmin({ accessToken: () => undefined, clock })
    const reconciliation = createShopifyReconciliation({ admin, mot, tenantOf, cursors: memoryCursors(), clock })
    const turns: string[] = []
    const stop = reconciliation.start({ shops, everyMs: 1, onTurn: (shop) => turns.push(shop) })
    await vi.waitFor(() => expect(turns.length).toBeGreaterThan(2))
    await stop()
    expect([...new Set(turns)]).toEqual([TEA])
  })
})

describe('with everything in memory', () => {
  function setup() {
    const clock = virtualClock(NOW)
    const mot = createMot({ store: memoryStore(), clock, plugins: [] })
    const exported: unknown[] = []
    const compliance = createShopifyCompliance({
      mot,
      clock,
      proofs: memoryProofs(),
      hashKey: 'kept secret',
      settleMs: 0,
      deliver: (data) => exported.push(data),
    })
    const { tenantOf, onRequest } = compliance
    const deliveries = memoryDeliveries({ clock })
    const webhooks = createShopifyWebhooks({ secrets: ['s'], tenantOf, deliveries, clock, mot, onRequest })
    async function send(topic: string, payload: object, id: string) {
      const body = JSON.stringify(payload)
      const triggeredAt = new Date(clock.now()).toISOString()
      const headers = headersOf({ topic, shop: TEA, body, triggeredAt }, id, 's')
      const { status } = await webhooks.handle(new Request('https://a.example.com', { method: 'POST', headers, body }))
      await webhooks.drain()
      return status
    }
    return { clock, mot, exported, compliance, webhooks, send }
  }
  test('a shop is one of the app from its installation until its redaction', async () => {
    const { clock, compliance, send, mot, webhooks } = setup()
    expect(await send('customers/create', customerOf(TEA, ADA), 'a')).toBe(403)
    await compliance.installed(TEA)
    expect(await send('customers/create', customerOf(TEA, ADA), 'b')).toBe(200)
    clock.set(clock.now() + 1_000)
    expect(await send('app/uninstalled', asks.uninstall(TEA), 'c')).toBe(200)
    expect(await send('customers/update', { ...customerOf(TEA, ADA), tags: 'late' }, 'd')).toBe(200)
    expect(await send('shop/redact', asks.redactShop(TEA), 'e')).toBe(200)
    expect(await mot.export({ id: String(ADA.id) }, { tenant: TEA })).toMatchObject({ ok: false })
    expect(await send('customers/update', { ...customerOf(TEA, ADA), tags: 'later' }, 'f')).toBe(403)
    expect(await send('shop/redact', { ...asks.redactShop(TEA), shop_id: 2 }, 'g')).toBe(200)
    clock.set(clock.now() + 1_000)
    await compliance.installed(TEA)
    expect(await send('customers/update', { ...customerOf(TEA, ADA), tags: 'back' }, 'h')).toBe(200)
    expect((await mot.export({ id: String(ADA.id) }, { tenant: TEA })).ok).toBe(true)
    expect(webhooks.counts()).toMatchObject({ processed: 6, dead: 0, refused: { WEBHOOK_SHOP_REFUSED: 2 } })
    expect((await compliance.proofs.list()).map(({ id, kind, outcome }) => [id, kind, outcome])).toEqual([
      ['c', 'stop', 'done'],
      ['e', 'erase-shop', 'done'],
      ['g', 'erase-shop', 'done'],
    ])
  })
  test('the shops are those that have the app, however many', async () => {
    const { clock, compliance, send } = setup()
    const all = Array.from({ length: 1_000 }, (_, n) => `shop-${n}.myshopify.com`).sort()
    for (const shop of [TEA, ...all]) await compliance.installed(shop)
    async function listed() {
      const shops: string[] = []
      for await (const shop of compliance.shops()) shops.push(shop)
      return shops
    }
    expect(await listed()).toEqual([...all, TEA])
    clock.set(clock.now() + 1_000)
    await send('app/uninstalled', asks.uninstall(TEA), 'a')
    expect(await listed()).toEqual(all)
    await compliance.installed(TEA)
    expect(await listed()).toEqual([...all, TEA])
  })
  test('a customer is exported and erased', async () => {
    const { compliance, send, exported, mot } = setup()
    await compliance.installed(TEA)
    await send('customers/create', customerOf(TEA, ADA), 'a')
    await send('customers/data_request', asks.data(TEA, ADA, [1]), 'b')
    expect(exported).toMatchObject([{ customers: [{ journey: { customer: `id:${ADA.id}` } }], kept: {} }])
    await send('customers/redact', asks.redact(TEA, ADA, [1]), 'c')
    expect(await mot.export({ id: String(ADA.id) }, { tenant: TEA })).toMatchObject({ ok: false })
    expect(await compliance.proofs.list({ isDone: false })).toEqual([])
  })
  test('no secret for the hashes is a mistake of the set-up', () => {
    const { mot } = setup()
    const make = () => createShopifyCompliance({ mot, proofs: memoryProofs(), hashKey: '', deliver: () => undefined })
    expect(make).toThrow(MotError)
    expect(make).toThrow('hashKey: expected a secret of the host')
  })
})
