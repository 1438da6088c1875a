// Events taken in a transaction of the host's own: what the host wrote and what motkit wrote stand together or not at all.
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import {
  createMot,
  definePlugin,
  defineRule,
  events,
  memoryStore,
  type Store,
  sendMessage,
  virtualClock,
} from '@motkit/core'
import { type DurableStore, pgliteStore, postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type HostTransaction, hostOnPglite, hostOnPostgres } from '../support/host-transaction.ts'
import { freshDatabase, noPostgres } from '../support/postgres.ts'

const thanking = definePlugin({
  id: 'thanking',
  rules: [
    defineRule({
      id: 'thanks',
      on: events.orderPlaced,
      may: [sendMessage],
      decide: () => [sendMessage({ template: 'thanks' })],
    }),
    defineRule({
      id: 'broken',
      on: events.orderCanceled,
      may: [],
      decide() {
        throw new Error('oops')
      },
    }),
  ],
})
const TIME = '2026-03-01T12:00:00.000Z'
function open(store: Store) {
  const sent: string[] = []
  const mot = createMot({
    store,
    clock: virtualClock(TIME),
    erasureKey: 'secret',
    plugins: [thanking],
    handlers: { 'message.send': async ({ subject }) => void sent.push(subject) },
  })
  const heard: string[] = []
  mot.on('event', ({ type }) => heard.push(type))
  mot.on('moment.smot.purchase', ({ reason }) => heard.push(`moment ${reason}`))
  mot.on('decision', ({ state }) => heard.push(`decision ${state}`))
  return { mot, sent, heard }
}
const placed = (orderId: string, customer = 'ada') => ({
  id: `placed/${orderId}`,
  source: 'shop',
  type: 'order.placed' as const,
  time: TIME,
  customer: { id: customer },
  data: { orderId, total: { amount: 5_000, currency: 'EUR' } },
})
const canceled = (orderId: string) => ({
  ...placed(orderId),
  id: `canceled/${orderId}`,
  type: 'order.canceled' as const,
  data: { orderId },
})

interface Client {
  query(sql: string): Promise<unknown>
}
/** Where the host keeps its orders, and motkit its journeys. */
interface Place {
  readonly store: DurableStore
  /** What can be asked, each statement by itself. */
  readonly outside: Client
  begin(): Promise<HostTransaction<Client>>
  orders(): Promise<readonly string[]>
}
const ORDERS = 'create table orders (id text primary key)'
const all = "select coalesce(json_agg(id order by id), '[]') as ids from orders"

async function begun<T>(beginning: Promise<HostTransaction<T>>): Promise<HostTransaction<T>> {
  const host = await beginning
  onTestFinished(() => host.rollback())
  return host
}

const pglite = await PGlite.create()
afterAll(() => pglite.close())
async function onPglite(): Promise<Place> {
  await pglite.exec(`drop schema if exists motkit cascade; drop table if exists orders; ${ORDERS}`)
  return {
    store: pgliteStore(pglite),
    outside: pglite,
    begin: () => begun(hostOnPglite(pglite)),
    orders: async () => (await pglite.query<{ ids: string[] }>(all)).rows[0]?.ids ?? [],
  }
}
async function onPostgres(): Promise<Place> {
  const connectionString = await freshDatabase()
  const pool = new pg.Pool({ connectionString })
  onTestFinished(() => pool.end())
  await pool.query(ORDERS)
  return {
    store: postgresStore({ pool, listen: false }),
    outside: pool,
    begin: () => begun(hostOnPostgres(connectionString)),
    orders: async () => (await pool.query(all)).rows[0].ids,
  }
}

const insert = (orderId: string): string => `insert into orders values ('${orderId}')`

async function keptIds(store: Store, customer = 'id:ada') {
  const { events: kept } = await store.export('default', customer)
  return kept.filter(({ source }) => source === 'shop').map(({ id }) => id)
}

const missing = noPostgres()
describe.each([
  ['PGlite', onPglite],
  ['PostgreSQL', onPostgres],
])('on %s, an event in the host’s transaction', (name, made) => {
  if (name === 'PostgreSQL' && missing) {
    test.skip(`SKIPPED: ${missing}`, () => expect.fail())
    return
  }
  async function opened() {
    const there = await made()
    await there.store.migrate()
    await there.store.health(TIME) // so that the store has been used
    return { ...there, ...open(there.store) }
  }

  test('is committed with the host’s order', async () => {
    const { mot, store, begin, orders } = await opened()
    const host = await begin()
    await host.tx.query(insert('o1'))
    expect(await mot.ingest(placed('o1'), { tx: host.tx })).toMatchObject({ ok: true, value: { duplicate: false } })
    await host.commit()
    expect([await orders(), await keptIds(store)]).toEqual([['o1'], ['placed/o1']])
  })

  test('is rolled back with the host’s order, and can be sent again', async () => {
    const { mot, store, sent, begin, orders } = await opened()
    const host = await begin()
    await host.tx.query(insert('o1'))
    await mot.ingest(placed('o1'), { tx: host.tx })
    await host.rollback()
    await mot.catchUp()
    expect([await orders(), await keptIds(store), sent]).toEqual([[], [], []])
    expect(await mot.ingest(placed('o1'))).toEqual({ ok: true, value: { duplicate: false } })
    await mot.catchUp()
    expect([await keptIds(store), sent]).toEqual([['placed/o1'], ['order/o1']])
  })

  test('is told once the host says that it has committed, and delivered at once', async () => {
    const { mot, sent, heard, begin } = await opened()
    const stop = mot.start({ pollMs: 60_000 })
    await sleep(50)
    const host = await begin()
    const answer = await mot.ingest(placed('o1'), { tx: host.tx })
    await host.commit()
    expect(heard).toEqual([])
    if (answer.ok) answer.value.afterCommit()
    expect(heard).toEqual(['order.placed', 'moment order-placed', 'decision due'])
    await vi.waitFor(() => expect(sent).toEqual(['order/o1']))
    await stop()
  })

  test('is told once, however often the host says so', async () => {
    const { mot, heard, begin } = await opened()
    const host = await begin()
    const answer = await mot.ingest(placed('o1'), { tx: host.tx })
    await host.commit()
    if (answer.ok) for (let times = 0; times < 3; times++) answer.value.afterCommit()
    expect(heard).toEqual(['order.placed', 'moment order-placed', 'decision due'])
  })

  test('of which the host says nothing is not told, but what follows from it is delivered', async () => {
    const { mot, sent, heard, begin } = await opened()
    const stop = mot.start({ pollMs: 20 })
    const host = await begin()
    await mot.ingest(placed('o1'), { tx: host.tx })
    await host.commit()
    await vi.waitFor(() => expect(sent).toEqual(['order/o1']))
    await stop()
    expect(heard).toEqual(['decision.settled', 'decision done'])
  })

  test('that is known is a duplicate, in the same transaction and in another', async () => {
    const { mot, store, begin } = await opened()
    const first = await begin()
    const duplicates: unknown[] = []
    for (let times = 0; times < 2; times++) {
      const answer = await mot.ingest(placed('o1'), { tx: first.tx })
      duplicates.push(answer.ok && answer.value.duplicate)
    }
    await first.commit()
    const other = await begin()
    const answer = await mot.ingest(placed('o1'), { tx: other.tx })
    await other.commit()
    expect([...duplicates, answer.ok && answer.value.duplicate]).toEqual([false, true, true])
    expect(await keptIds(store)).toEqual(['placed/o1'])
  })

  test.each([
    ['EVENT_INVALID', { ...placed('o1'), data: { orderId: 1 } }],
    ['CUSTOMER_ERASED', placed('o1', 'erased')],
    ['EVENT_CONFLICT', { ...placed('known'), data: { orderId: 'other', total: { amount: 1, currency: 'EUR' } } }],
    ['PLUGIN_FAILED', canceled('known')],
  ])('that is answered %s leaves the host’s transaction as good as it was', async (code, event) => {
    const { mot, store, begin, orders } = await opened()
    await mot.ingestMany([placed('known'), placed('before', 'erased')])
    await mot.erase({ id: 'erased' })
    const host = await begin()
    await host.tx.query(insert('o2'))
    expect(await mot.ingest(event as never, { tx: host.tx })).toMatchObject({ ok: false, error: { code } })
    expect(await mot.ingest(placed('o2'), { tx: host.tx })).toMatchObject({ ok: true })
    await host.tx.query(insert('o3'))
    await host.commit()
    expect([await orders(), await keptIds(store)]).toEqual([
      ['o2', 'o3'],
      ['placed/known', 'placed/o2'],
    ])
    expect(await keptIds(store, 'id:erased')).toEqual([])
  })

  test('and one outside of it, of the same customer, are both kept', async () => {
    const { mot, store, begin } = await opened()
    for (const known of [
      ['o1', 'o2'],
      ['o3', 'o4'],
    ] as const) {
      const host = await begin()
      expect(await mot.ingest(placed(known[0]), { tx: host.tx })).toMatchObject({ ok: true })
      const outside = mot.ingest(placed(known[1]))
      await sleep(30)
      await host.commit()
      expect(await outside).toMatchObject({ ok: true })
    }
    expect((await keptIds(store)).toSorted()).toEqual(['placed/o1', 'placed/o2', 'placed/o3', 'placed/o4'])
    expect(await mot.journey({ id: 'ada' })).toMatchObject({ ok: true, value: { stage: 'repeat_customer' } })
  })

  test('may be the first of all that the store is asked', async () => {
    const { store, begin, orders } = await made()
    await store.migrate()
    const { mot } = open(store)
    const host = await begin()
    await host.tx.query(insert('o1'))
    const answer = await Promise.race([mot.ingest(placed('o1'), { tx: host.tx }), sleep(2_000, 'no answer')])
    expect(answer).toMatchObject({ ok: true })
    await host.commit()
    expect([await orders(), await keptIds(store)]).toEqual([['o1'], ['placed/o1']])
  })

  test('is refused, and nothing hangs, where there is no schema yet', async () => {
    const { store, begin, orders } = await made()
    const { mot } = open(store)
    const host = await begin()
    await host.tx.query(insert('o1'))
    const answer = await Promise.race([mot.ingest(placed('o1'), { tx: host.tx }), sleep(2_000, 'no answer')])
    expect(answer).toMatchObject({ ok: false, error: { code: 'SCHEMA_MISSING' } })
    await host.commit()
    expect(await orders()).toEqual(['o1'])
  })

  test('is refused where what is given is no transaction', async () => {
    const { mot } = await opened()
    expect(await mot.ingest(placed('o1'), { tx: {} })).toMatchObject({ ok: false, error: { code: 'TX_UNKNOWN' } })
  })

  test('is refused where what is given has no transaction open', async () => {
    const { mot, store, outside } = await opened()
    expect(await mot.ingest(placed('o1'), { tx: outside })).toMatchObject({
      ok: false,
      error: { code: 'TX_UNKNOWN', retryable: false, details: { path: 'tx' } },
    })
    expect(await keptIds(store)).toEqual([])
  })
})

describe.skipIf(missing)('on PostgreSQL', () => {
  test('two hosts with one customer wait for each other, and nothing is lost', async () => {
    const { store, begin } = await onPostgres()
    await store.migrate()
    const { mot } = open(store)
    for (const [one, other] of [
      ['o1', 'o2'],
      ['o3', 'o4'],
    ] as const) {
      const [first, second] = [await begin(), await begin()]
      expect(await mot.ingest(placed(one), { tx: first.tx })).toMatchObject({ ok: true })
      const waiting = mot.ingest(placed(other), { tx: second.tx })
      await sleep(30)
      await first.commit()
      expect(await waiting).toMatchObject({ ok: true })
      await second.commit()
    }
    expect((await keptIds(store)).toSorted()).toEqual(['placed/o1', 'placed/o2', 'placed/o3', 'placed/o4'])
  })

  /** A host’s transaction that counts how often motkit began. */
  async function counting(beginning: Promise<HostTransaction<Client>>) {
    const host = await beginning
    const begun = { times: 0 }
    const query = (text: string, ...values: []) => {
      if (text === 'savepoint motkit') begun.times++
      return host.tx.query(text, ...values)
    }
    return { ...host, tx: { query }, begun }
  }

  test('what the host’s snapshot cannot see is the host’s to begin anew', async () => {
    const { store, begin } = await onPostgres()
    await store.migrate()
    const { mot } = open(store)
    await mot.ingest(placed('o1'))
    const host = await counting(begin())
    await host.tx.query('set transaction isolation level repeatable read')
    await host.tx.query('select 1')
    await mot.ingest(placed('o2'))
    expect(await mot.ingest(placed('o3'), { tx: host.tx })).toMatchObject({
      ok: false,
      error: { code: 'STORE_UNAVAILABLE', retryable: true, details: { sqlstate: '40001' } },
    })
    expect(host.begun.times).toBe(2)
    await host.rollback()
    const anew = await begin()
    expect(await mot.ingest(placed('o3'), { tx: anew.tx })).toMatchObject({ ok: true })
    await anew.commit()
    expect((await keptIds(store)).toSorted()).toEqual(['placed/o1', 'placed/o2', 'placed/o3'])
  })

  test('a deadlock is the host’s at once', async () => {
    const { store, begin } = await onPostgres()
    await store.migrate()
    const { mot } = open(store)
    await mot.ingest(placed('o1'))
    const [host, other] = [await counting(begin()), await begin()]
    await host.tx.query("set local deadlock_timeout = '50ms'")
    await host.tx.query('lock table orders')
    expect(await mot.ingest(placed('o2'), { tx: other.tx })).toMatchObject({ ok: true })
    const waiting = other.tx.query(insert('o2'))
    await sleep(30)
    expect(await mot.ingest(placed('o3'), { tx: host.tx })).toMatchObject({
      ok: false,
      error: { code: 'STORE_UNAVAILABLE', retryable: true, details: { sqlstate: '40P01' } },
    })
    expect(host.begun.times).toBe(1)
    await host.rollback()
    await waiting
    await other.commit()
    expect((await keptIds(store)).toSorted()).toEqual(['placed/o1', 'placed/o2'])
  })

  test('a customer whom another made known meanwhile is taken by a host that waited', async () => {
    const { store, begin } = await onPostgres()
    await store.migrate()
    const { mot } = open(store)
    const [first, second] = [await begin(), await counting(begin())]
    expect(await mot.ingest(placed('o1'), { tx: first.tx })).toMatchObject({ ok: true })
    const waiting = mot.ingest(placed('o2'), { tx: second.tx })
    await sleep(30)
    await first.commit()
    expect(await waiting).toMatchObject({ ok: true })
    expect(second.begun.times).toBe(2)
    await second.commit()
    expect((await keptIds(store)).toSorted()).toEqual(['placed/o1', 'placed/o2'])
  })

  test('a journey is read as it was committed last, without waiting for the host', async () => {
    const { store, begin } = await onPostgres()
    await store.migrate()
    const { mot } = open(store)
    await mot.ingest(placed('o1'))
    const host = await begin()
    await mot.ingest(placed('o2'), { tx: host.tx })
    const stage = async () => {
      const answer = await Promise.race([mot.journey({ id: 'ada' }), sleep(2_000)])
      return answer?.ok && answer.value.stage
    }
    expect(await stage()).toBe('first_time_customer')
    await host.commit()
    expect(await stage()).toBe('repeat_customer')
  })

  test('the host’s transaction may have the only connection of the pool', async () => {
    const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 1 })
    onTestFinished(() => pool.end())
    await postgresStore({ pool }).migrate()
    const { mot, sent } = open(postgresStore({ pool }))
    const client = await pool.connect()
    await client.query('begin')
    const answer = await Promise.race([mot.ingest(placed('o1'), { tx: client }), sleep(2_000, 'no answer')])
    await client.query('commit')
    client.release()
    expect(answer).toMatchObject({ ok: true })
    await mot.catchUp()
    expect(sent).toEqual(['order/o1'])
  })

  test('a transaction that had failed before answers STORE_UNAVAILABLE, and stays the host’s to roll back', async () => {
    const { store, begin } = await onPostgres()
    await store.migrate()
    const { mot } = open(store)
    const host = await begin()
    await expect(host.tx.query('select 1/0')).rejects.toThrow('division by zero')
    expect(await mot.ingest(placed('o1'), { tx: host.tx })).toMatchObject({
      ok: false,
      error: { code: 'STORE_UNAVAILABLE', details: { sqlstate: '25P02' } },
    })
    await host.rollback()
    expect(await keptIds(store)).toEqual([])
  })
})

test('a store in memory cannot take part, and says so', async () => {
  const store = memoryStore()
  const { mot, heard } = open(store)
  expect(await mot.ingest(placed('o1'), { tx: {} })).toMatchObject({
    ok: false,
    error: { code: 'TX_UNSUPPORTED', retryable: false, details: { path: 'tx' } },
  })
  expect([await keptIds(store), heard]).toEqual([[], []])
})
