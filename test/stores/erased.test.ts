// Erasure, seen from outside: the whole schema is written out and searched.

import { PGlite } from '@electric-sql/pglite'
import { createMot, definePlugin, defineRule, events, sendMessage, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import type { DurableStore } from '@motkit/postgres'
import { pgliteStore } from '@motkit/postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { noPostgres } from '../support/postgres.ts'
import { emptyPostgres } from './places.ts'

type Query = (text: string) => Promise<{ readonly rows: readonly unknown[] }>
/** Every row of every table of the schema, as text. */
async function dump(query: Query): Promise<string> {
  const tables = (await query(`select table_name as name from information_schema.tables where table_schema = 'motkit'`))
    .rows as readonly { readonly name: string }[]
  const parts: string[] = []
  for (const { name } of tables)
    parts.push(
      ...(await query(`select row_to_json(t)::text as row from motkit.${name} t`)).rows.map((row) =>
        JSON.stringify(row),
      ),
    )
  expect(tables.length).toBeGreaterThanOrEqual(6)
  return parts.join('\n')
}
const greet = defineRule({
  id: 'greet',
  on: events.orderPlaced,
  may: [sendMessage],
  decide: ({ event }) => {
    const to = event.data.orderId === 'o-1' ? 'ada@example.com' : 'bob@example.com'
    return [
      sendMessage(
        { template: 'thanks', data: { to } },
        { at: event.time, claims: [{ counter: 'thanks', amount: 1, limit: 10 }] },
      ),
      sendMessage({ template: 'later', data: { to } }, { name: 'later', at: '2026-09-01T00:00:00Z' }),
    ]
  },
})
const time = '2026-03-01T10:00:00.000Z'
const about = (id: string, customer: object, type: string, data: object) => ({
  id,
  source: 'shop',
  time,
  customer,
  type,
  data,
})
const ada = { id: 'ada-4711' }
const cookie = { anonymousId: 'cookie-0815' }
const facts = (customer: object, n: string) => [
  about(`p${n}`, customer, 'order.placed', { orderId: `o-${n}`, total: { amount: 5_000, currency: 'EUR' } }),
  about(`q${n}`, customer, 'order.paid', { orderId: `o-${n}` }),
]
const history = [
  about('v', cookie, 'page.viewed', { sessionId: 'session-ada', path: '/' }),
  about('i', ada, 'customer.identified', { anonymousId: cookie.anonymousId }),
  about('u', ada, 'customer.updated', { email: 'ada@example.com', tags: ['tag-of-ada'] }),
  about('w', ada, 'order.updated', { orderId: 'o-1', tags: ['tag-of-o-one'] }),
  ...facts(ada, '1'),
]
const names = ['ada-4711', 'cookie-0815', 'ada@example.com', 'session-ada', 'o-1', 'tag-of-ada', 'tag-of-o-one']

const pglite = await PGlite.create()
afterAll(() => pglite.close())
const places: Record<string, () => Promise<{ store: DurableStore; query: Query }>> = {
  PGlite: async () => ({ store: pgliteStore(pglite), query: (text) => pglite.query(text) }),
  ...(!noPostgres() && {
    PostgreSQL: async () => {
      const { store, pool } = await emptyPostgres()
      return { store, query: (text) => pool.query(text) }
    },
  }),
}
const missing = noPostgres()
test.skipIf(!missing)(`PostgreSQL ${missing ?? ''}`, () => undefined)

describe.each(Object.entries(places))('%s', (_, open) => {
  test('before, export gives all back; afterwards no row names the customer, and others stand as they were', async () => {
    const { store, query } = await open()
    const mot = createMot({
      store,
      clock: virtualClock('2026-03-02T00:00:00Z'),
      erasureKey: 'a secret of the shop',
      plugins: [loyalty(), definePlugin({ id: 'shop', rules: [greet] })],
      handlers: { 'message.send': async () => undefined },
    })
    for (const answer of await mot.ingestMany([...history, ...facts({ id: 'bob' }, '2')]))
      if (!answer.ok) throw answer.error
    await mot.catchUp()

    const kept = await mot.export(ada)
    if (!kept.ok) throw kept.error
    expect(JSON.parse(JSON.stringify(kept.value))).toEqual(kept.value)
    const text = JSON.stringify(kept.value)
    for (const name of names) expect(text).toContain(name)
    expect(
      kept.value.events
        .filter(({ source }) => source === 'shop')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['i', 'p1', 'q1', 'u', 'v', 'w'])
    expect(kept.value.actions.map(({ state }) => state)).toContain('done')

    const before = await dump(query)
    for (const name of names) expect(before, 'the search would find it').toContain(name)
    const bob = await mot.journey({ id: 'bob' })
    expect(await mot.erase(ada)).toEqual({ ok: true, value: { erased: true } })

    const after = await dump(query)
    for (const name of names) expect(after).not.toContain(name)
    expect(await mot.journey({ id: 'bob' })).toEqual(bob)
    // What was taken of a budget names nobody, and stays taken.
    expect((await query(`select value::int from motkit.counter where name = 'thanks'`)).rows).toEqual([{ value: 2 }])
    for (const answer of await mot.ingestMany(history))
      expect(answer).toMatchObject({ ok: false, error: { code: 'CUSTOMER_ERASED' } })
    expect(await dump(query), 'a late redelivery leaves no trace').toBe(after)
  })

  test('without a key of its own, a durable store erases nobody', async () => {
    const { store } = await open()
    const mot = createMot({ store, plugins: [] })
    expect(await mot.erase({ id: 'x' })).toMatchObject({ ok: false, error: { code: 'ERASURE_KEY_MISSING' } })
  })
})
