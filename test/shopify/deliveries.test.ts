/** Both stores of deliveries keep the same promises: in memory, and on a real PostgreSQL. */
import { virtualClock } from '@motkit/core'
import { type DeliveryStore, memoryDeliveries, postgresDeliveries, type ReceivedDelivery } from '@motkit/shopify'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'

const START = '2026-11-01T10:00:00.000Z'
const delivery = (id: string, more: Partial<ReceivedDelivery> = {}): ReceivedDelivery => ({
  id,
  shop: 'tea.myshopify.com',
  tenant: 'tea',
  topic: 'orders/create',
  apiVersion: '2026-10',
  triggeredAt: START,
  body: Buffer.from(`{"id":"${id}"}`),
  ...more,
})
const TEA = 'tea.myshopify.com'
const keysOf = (deliveries: readonly { id: string }[]) => deliveries.map(({ id }) => id).sort()

interface Opened {
  readonly store: DeliveryStore
  /** Lets time pass, for leases and waits. */
  pass(ms: number): Promise<void>
}
const missing = noPostgres()
const kinds: Readonly<Record<string, () => Promise<Opened>>> = {
  memory: async () => {
    const clock = virtualClock(START)
    return { store: memoryDeliveries({ clock }), pass: async (ms) => clock.set(clock.now() + ms) }
  },
  ...(missing === undefined && {
    PostgreSQL: async () => {
      const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 4 })
      onTestFinished(() => pool.end())
      const store = postgresDeliveries({ pool })
      await store.migrate()
      return {
        store,
        async pass(ms) {
          await pool.query(
            `update motkit.shopify_delivery set due_at = due_at - $1 * interval '1 millisecond', received_at = received_at - $1 * interval '1 millisecond'`,
            [ms],
          )
        },
      }
    },
  }),
}
if (missing !== undefined) test.skip(`SKIPPED: ${missing}`, () => expect.fail())

describe.each(Object.entries(kinds))('deliveries in %s', (_, open) => {
  test('come back as they were', async () => {
    const { store } = await open()
    const body = Uint8Array.from([0, 255, 10, 128])
    const one = delivery('1', { body, eventId: 'e', name: 'n' })
    expect(await store.add(one)).toBe('added')
    const [claimed] = await store.claim(10, 1_000)
    expect({ ...claimed, body: Uint8Array.from(claimed?.body ?? []) }).toEqual({ ...one, attempt: 1, lost: 0 })
    const { store: other } = await open()
    await other.add(delivery('2'))
    const [bare] = await other.claim(10, 1_000)
    expect(Object.keys(bare ?? {}).filter((key) => (bare as never)[key] === undefined)).toEqual([])
  })
  test('are added once by id, and once by what they say about a topic', async () => {
    const { store } = await open()
    const one = delivery('1')
    const answers = await Promise.all(Array.from({ length: 8 }, () => store.add(one)))
    expect(answers.filter((answer) => answer === 'added')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'duplicate')).toHaveLength(7)
    expect(await store.add({ ...one, id: '2' })).toBe('duplicate')
    expect(await store.add({ ...one, id: '3', topic: 'orders/updated' })).toBe('added')
    expect(await store.add({ ...one, body: Buffer.from('{}') })).toBe('replayed')
    expect(await store.add({ ...one, id: '4', shop: 'other.myshopify.com' })).toBe('replayed')
    expect(await store.add({ ...delivery('1'), shop: 'other.myshopify.com', body: Buffer.from('[]') })).toBe('added')
    expect(await store.health()).toMatchObject({ waiting: 3, dead: 0 })
  })
  test('are known by their ids when they are processed, and say nothing more', async () => {
    const { store } = await open()
    await store.add(delivery('1'))
    await store.done({ shop: TEA, id: '1' })
    expect(await store.claim(10, 1_000)).toEqual([])
    expect(await store.add(delivery('1'))).toBe('duplicate')
    expect(await store.health()).toEqual({ waiting: 0, dead: 0, lagMs: 0 })
  })
  test('are taken by one at a time, and by another when the lease is over', async () => {
    const { store, pass } = await open()
    const all = Array.from({ length: 200 }, (_, n) => delivery(String(n)))
    await Promise.all(all.map((one) => store.add(one)))
    const taken = (await Promise.all(Array.from({ length: 40 }, () => store.claim(4, 60_000)))).flat()
    expect(new Set(keysOf(taken)).size).toBe(taken.length)
    expect(keysOf([...taken, ...(await store.claim(200, 60_000))])).toEqual(keysOf(all))
    await pass(59_000)
    expect(await store.claim(50, 60_000)).toEqual([])
    await pass(2_000)
    for (let n = 0; n < 200; n++) expect(await store.claim(200, 60_000)).toMatchObject([{ attempt: 2, lost: 1 }])
    expect(await store.claim(200, 60_000)).toEqual([])
  })
  test('are taken alone where a claim came to no end, and together again once one did', async () => {
    const { store, pass } = await open()
    for (const id of ['a', 'b']) await store.add(delivery(id))
    expect(keysOf(await store.claim(10, 1_000))).toEqual(['a', 'b'])
    await pass(1_001)
    for (const id of ['c', 'd', 'e']) await store.add(delivery(id))
    const alone = (await store.claim(10, 60_000))[0]
    expect(alone).toMatchObject({ attempt: 2, lost: 1 })
    expect(await store.claim(10, 60_000)).toHaveLength(1)
    expect(keysOf(await store.claim(2, 60_000))).toHaveLength(2)
    expect(keysOf(await store.claim(2, 60_000))).toHaveLength(1)
    if (!alone) return expect.fail()
    await store.fail(alone, 'an end', 1)
    await store.add(delivery('f'))
    await pass(2)
    const together = await store.claim(10, 60_000)
    expect(together.map(({ id, lost }) => [id, lost]).sort()).toEqual([
      [alone.id, 0],
      ['f', 0],
    ])
  })
  test('come again when they failed, not before the wait is over', async () => {
    const { store, pass } = await open()
    await store.add(delivery('1'))
    const [first] = await store.claim(1, 60_000)
    if (!first) return expect.fail()
    await store.fail(first, 'the engine was away', 10_000)
    expect(await store.claim(1, 60_000)).toEqual([])
    await pass(10_001)
    const [second] = await store.claim(1, 60_000)
    expect(second?.attempt).toBe(2)
    await store.fail(first, 'told too late') // by whoever lost it
    expect((await store.health()).dead).toBe(0)
  })
  test('that are dead are listed, revived and dropped', async () => {
    const { store } = await open()
    for (const id of ['a', 'b', 'c']) await store.add(delivery(id, { tenant: id === 'c' ? 'coffee' : 'tea' }))
    for (const one of await store.claim(10, 60_000)) await store.fail(one, `no ${one.id}`)
    const all = await store.dead({ limit: 10 })
    expect(all[0]).toEqual({
      shop: TEA,
      id: 'a',
      tenant: 'tea',
      topic: 'orders/create',
      triggeredAt: START,
      attempts: 1,
      error: 'no a',
    })
    expect(keysOf(all)).toEqual(['a', 'b', 'c'])
    expect(keysOf(await store.dead({ limit: 1, after: { shop: TEA, id: 'a' } }))).toEqual(['b'])
    expect(keysOf(await store.dead({ limit: 10, tenant: 'coffee' }))).toEqual(['c'])
    expect(await store.revive({ keys: [{ shop: TEA, id: 'a' }] })).toBe(1)
    expect((await store.claim(10, 60_000)).map(({ id, attempt }) => [id, attempt])).toEqual([['a', 1]])
    expect(await store.drop({ tenant: 'tea' })).toBe(1)
    expect(keysOf(await store.dead({ limit: 10 }))).toEqual(['c'])
    expect(await store.revive({ tenant: 'tea' })).toBe(0)
    expect(await store.add(delivery('b'))).toBe('duplicate')
  })
  test('of a shop are forgotten, but for the one that asked', async () => {
    const { store } = await open()
    for (let n = 0; n < 250; n++) await store.add(delivery(`n${n}`))
    await store.add(delivery('asks'))
    await store.add(delivery('x', { shop: 'other.myshopify.com', body: Buffer.from('{"of":"n2"}') }))
    const matches = (body: Uint8Array) => Buffer.from(body).toString().includes('"n2')
    expect(await store.forget({ shop: TEA, id: 'asks' }, matches)).toBe(1 + 10 + 50)
    expect(await store.forget({ shop: TEA, id: 'asks' }, () => true)).toBe(250 - 61)
    expect(keysOf(await store.claim(500, 1_000))).toEqual(['asks', 'x'])
    expect(await store.add(delivery('n7'))).toBe('duplicate')
  })
  test('that ended are pruned in time, others never', async () => {
    const { store, pass } = await open()
    await store.add(delivery('done'))
    await store.done({ shop: TEA, id: 'done' })
    await store.add(delivery('waiting'))
    expect(await store.prune(60_000)).toBe(0)
    await pass(61_000)
    expect(await store.prune(60_000)).toBe(1)
    expect(keysOf(await store.claim(10, 1_000))).toEqual(['waiting'])
    expect(await store.add(delivery('done'))).toBe('added')
    expect((await store.health()).lagMs).toBeGreaterThanOrEqual(0)
  })
})

describe.skipIf(missing)('the table of deliveries', () => {
  const pools = async () => {
    const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 6 })
    onTestFinished(() => pool.end())
    return pool
  }
  test('is made once, whoever asks for it at the same time', async () => {
    const pool = await pools()
    const store = postgresDeliveries({ pool })
    await Promise.all([store.migrate(), store.migrate(), store.migrate()])
    const { rows } = await pool.query('select version from motkit.shopify_migration')
    expect(rows).toEqual(rows.map((_, index) => ({ version: index + 1 })))
  })
  test('is missed by name', async () => {
    const store = postgresDeliveries({ pool: await pools() })
    await expect(store.add(delivery('1'))).rejects.toMatchObject({ code: 'SHOPIFY_SCHEMA_MISSING' })
  })
  test('of a newer version is left alone', async () => {
    const pool = await pools()
    const store = postgresDeliveries({ pool })
    await store.migrate()
    await pool.query('insert into motkit.shopify_migration (version) values (99)')
    await expect(store.migrate()).rejects.toMatchObject({
      code: 'SHOPIFY_SCHEMA_NEWER',
      details: { expected: expect.any(String), received: '99' },
    })
  })
  test('holds no body of what was processed', async () => {
    const pool = await pools()
    const store = postgresDeliveries({ pool })
    await store.migrate()
    await store.add(delivery('1', { body: Buffer.from('{"email":"ada@example.com"}') }))
    const [claimed] = await store.claim(1, 1_000)
    if (claimed) await store.fail(claimed, 'ada@example.com was refused', 1)
    await store.done({ shop: TEA, id: '1' })
    const { rows } = await pool.query(
      'select row_to_json(one)::text as text, one.body from motkit.shopify_delivery one',
    )
    expect(rows[0].body).toBe(null)
    expect(rows[0].text).not.toContain('ada')
  })
})
