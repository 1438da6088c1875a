/** The inbox on a real PostgreSQL: told once for however many words, by however many processes, and nothing lost. */
import { Pool } from '@medusajs/framework/pg'
import { onTestFinished } from 'vitest'
import type { EntityRef } from '../src/facts'
import { inboxTables } from '../src/inbox/database'
import { createInbox } from '../src/inbox/inbox'
import { createSweep } from '../src/inbox/sweep'
import { newDatabase } from './support/commands'

async function database() {
  const { url, close } = await newDatabase()
  const pool = new Pool({ connectionString: url, max: 8 })
  onTestFinished(async () => {
    await pool.end()
    await close()
  })
  await pool.query(inboxTables)
  await pool.query(inboxTables) // safe to repeat
  return pool
}
const order = (id: string): EntityRef => ({ entity: 'order', by: 'id', id })
const name = ({ entity, id }: EntityRef) => `${entity}/${id}`
const dueNow = 'update mot_inbox set due_at = now()'

describe('the inbox', () => {
  test('tells each entity once, however often it was marked', async () => {
    const told: string[] = []
    const inbox = createInbox({ db: await database(), tell: async (mark) => void told.push(name(mark)) })
    await inbox.mark([order('1'), order('1'), { entity: 'cart', by: 'id', id: '1' }])
    await inbox.mark([order('1')])
    expect(await inbox.drain()).toEqual({ told: 2, failed: 0 })
    expect(told.sort()).toEqual(['cart/1', 'order/1'])
    expect(await inbox.drain()).toEqual({ told: 0, failed: 0 })
    await inbox.mark([order('1')])
    expect(await inbox.drain()).toEqual({ told: 1, failed: 0 })
  })
  test('tells once more what was marked while it was read', async () => {
    let times = 0
    const db = await database()
    const inbox = createInbox({
      db,
      tell: async () => {
        if (++times === 1) await inbox.mark([order('1')])
      },
    })
    await inbox.mark([order('1')])
    await inbox.drain()
    expect(times).toBe(2)
    expect((await db.query('select from mot_inbox')).rowCount).toBe(0)
  })
  test('keeps what fails, says why, and tries it again later', async () => {
    const db = await database()
    const failing = { now: true }
    const inbox = createInbox({
      db,
      tell: async ({ id }) => {
        if (failing.now && id === '1') throw new Error('no such order')
      },
    })
    await inbox.mark([order('1'), order('2')])
    expect(await inbox.drain()).toEqual({ told: 1, failed: 1 })
    const [first] = await inbox.failing()
    expect(first).toMatchObject({ entity: 'order', id: '1', attempts: 1, error: 'no such order' })
    const wait = Date.parse(first?.due ?? '') - Date.now()
    expect(wait).toBeGreaterThan(20_000)
    expect(wait).toBeLessThan(31_000)
    expect(await inbox.drain()).toEqual({ told: 0, failed: 0 })
    await db.query(dueNow)
    await inbox.drain()
    expect((await inbox.failing())[0]).toMatchObject({ attempts: 2 })
    failing.now = false
    await inbox.mark([order('1')]) // a new word counts at once
    expect(await inbox.drain()).toEqual({ told: 1, failed: 0 })
    expect(await inbox.failing()).toEqual([])
  })
  test('is shared by processes: each is told by one of them, and all are', async () => {
    const db = await database()
    const told: string[] = []
    const tell = async (ref: EntityRef) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      told.push(name(ref))
    }
    const inboxes = [1, 2, 3, 4].map(() => createInbox({ db, tell, batch: 5 }))
    const ids = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))
    await Promise.all(inboxes.map((inbox, n) => inbox.mark((n % 2 ? ids : ids.toReversed()).map(order))))
    await Promise.all(inboxes.map((inbox) => inbox.drain()))
    expect(told.sort()).toEqual(ids.map((id) => `order/${id}`))
  })
  test('tells what is marked while it comes to its end', async () => {
    const db = await database()
    const told: string[] = []
    let asked = 0
    const late = {
      // The last look finds nothing; before its answer comes, something is marked.
      async query<R>(text: string, values?: unknown[]) {
        const answer = await db.query(text, values)
        if (text.includes('skip locked') && answer.rowCount === 0 && ++asked === 1) {
          await inbox.mark([order('2')])
          void inbox.drain()
        }
        return answer as { rows: R[]; rowCount: number | null }
      },
    }
    const inbox = createInbox({ db: late, tell: async (ref) => void told.push(name(ref)) })
    await inbox.mark([order('1')])
    expect(await inbox.drain()).toEqual({ told: 2, failed: 0 })
    expect(told).toEqual(['order/1', 'order/2'])
  })
  test('stops after what is being told', async () => {
    const db = await database()
    const told: string[] = []
    const inbox = createInbox({
      db,
      tell: async (ref) => {
        void inbox.stop()
        told.push(name(ref))
      },
    })
    await inbox.mark([order('1'), order('2')])
    await inbox.drain()
    expect(told).toHaveLength(1)
    expect((await db.query('select from mot_inbox')).rowCount).toBe(1)
  })
  test('leaves what a dead process had taken to the others', async () => {
    const db = await database()
    const dead = createInbox({ db, tell: () => new Promise(() => undefined) })
    await dead.mark([order('1')])
    void dead.drain()
    await expect.poll(async () => (await db.query('select from mot_inbox where attempts = 1')).rowCount).toBe(1)
    const told: string[] = []
    const living = createInbox({ db, tell: async (mark) => void told.push(name(mark)) })
    await living.drain()
    expect(told).toEqual([])
    await db.query(dueNow) // the lease is over
    await living.drain()
    expect(told).toEqual(['order/1'])
  })
})

describe('the sweep', () => {
  test('goes on where the last one was, with some overlap, and a source that fails keeps its place', async () => {
    const db = await database()
    const asked: Record<string, number[]> = { order: [], cart: [] }
    const failing = { now: false }
    const source = (entity: 'order' | 'cart') => ({
      name: entity,
      async *changedSince(since: string) {
        asked[entity]?.push((Date.now() - Date.parse(since)) / 1_000)
        if (failing.now && entity === 'cart') throw new Error('the shop is away')
        yield [{ entity, by: 'id' as const, id: '1' }]
        yield ['2', '3'].map((id) => ({ entity, by: 'id' as const, id }))
      },
    })
    const told: string[] = []
    const inbox = createInbox({ db, tell: async (mark) => void told.push(name(mark)) })
    const sweep = createSweep({ db, inbox, sources: [source('cart'), source('order')] })
    expect(await sweep()).toEqual({ cart: 3, order: 3 })
    await inbox.drain()
    expect(told.sort()).toEqual(['cart/1', 'cart/2', 'cart/3', 'order/1', 'order/2', 'order/3'])
    await db.query("update mot_sweep set until = until - interval '1 day'")
    failing.now = true
    await expect(sweep()).rejects.toThrow('cart: the shop is away')
    failing.now = false
    await sweep()
    const near = (seconds: number) => expect.closeTo(seconds, -1)
    expect(asked.order).toEqual([near(3_900), near(86_700), near(300)])
    expect(asked.cart).toEqual([near(3_900), near(86_700), near(86_700)])
  })
})
