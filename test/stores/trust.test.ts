// A process trusts what it remembers of a journey only where the commit shows that it still stands.
import type { Store } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hostOnPostgres } from '../support/host-transaction.ts'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { openShop } from './cards.ts'
import { emptyPostgres } from './places.ts'

const ada = { id: 'ada' }
const stamping = (id: string, stamps: number, customer = ada) => ({
  id,
  source: 'till',
  type: 'card.stamped' as const,
  time: '2026-03-01T12:00:00.000Z',
  customer,
  data: { stamps },
})
const seen = async (store: Store) =>
  store.transaction(async (transaction) => {
    const { journeys } = await transaction.open('default', ['id:ada'])
    return journeys.get('id:ada')?.slices.card
  })

const missing = noPostgres()
describe.skipIf(missing)(`what a process remembers ${missing ?? ''}`, () => {
  test('decides nothing once another has written', async () => {
    const { store, another } = await emptyPostgres()
    const [here, there] = [openShop(store), openShop(another())]
    let sum = 0
    for (let i = 0; i < 20; i++) {
      for (const shop of i % 3 === 0 ? [here, there] : [here, there, there]) {
        sum += i + 1
        expect(await shop.cards.stamp({ customer: ada, stamps: i + 1 })).toEqual({ ok: true, value: { stamps: sum } })
      }
    }
  })
  test('is not shown to a transaction that only reads', async () => {
    const { store, another } = await emptyPostgres()
    const [here, there] = [openShop(store), openShop(another())]
    await here.ingest(stamping('1', 1))
    expect(await seen(store)).toBe(1)
    await there.ingest(stamping('2', 2))
    expect(await seen(store)).toBe(3)
  })
  test('does not lead work on one customer that writes another', async () => {
    const { store, another } = await emptyPostgres()
    const [here, there] = [openShop(store), openShop(another())]
    await here.ingest(stamping('1', 1))
    await here.ingest(stamping('bob', 1, { id: 'bob' }))
    await there.ingest(stamping('2', 2))
    const read: unknown[] = []
    await store.transaction(async (transaction) => {
      const { journeys } = await transaction.open('default', ['id:ada', 'id:bob'])
      read.push(journeys.get('id:ada')?.slices.card)
      const state = journeys.get('id:bob')
      if (!state) throw new Error('bob is not known')
      const journeysToWrite = [{ tenant: 'default', key: 'id:bob', state: { ...state, revision: state.revision + 1 } }]
      await transaction.write({ events: [], journeys: journeysToWrite, actions: [], links: [] })
    })
    expect(read.at(-1)).toBe(3)
  })
  test('is forgotten of whom a host’s transaction wrote, so that the next commit meets nobody', async () => {
    const url = await freshDatabase()
    const pool = new pg.Pool({ connectionString: url })
    onTestFinished(() => pool.end())
    const commits: string[] = []
    pool.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown
      client.query = ((...args: unknown[]) => {
        const [first] = args as [{ text?: string } | string]
        const text = typeof first === 'string' ? first : (first.text ?? '')
        if (text.includes('motkit.commit')) commits.push(text)
        return query(...args)
      }) as typeof client.query
    })
    const store = postgresStore({ pool })
    await store.migrate()
    const mot = openShop(store)
    await mot.ingest(stamping('1', 1))
    const host = await hostOnPostgres(url)
    await mot.ingest(stamping('2', 2), { tx: host.tx })
    await host.commit()
    commits.length = 0
    expect(await mot.ingest(stamping('3', 3))).toMatchObject({ ok: true })
    expect(commits).toHaveLength(1)
    expect(await seen(store)).toBe(6)
  })
})
