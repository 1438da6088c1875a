/** Law 9: export returns, and erase removes, all that concerns a customer; their events are refused from then on. */
import { memoryStore, type Store } from '@motkit/core'
import { expect, it } from 'vitest'
import { type Arrival, arrivals, at, END } from './facts.ts'
import { openShop } from './shop.ts'
import { caught, holds } from './verdict.ts'

/** Other people's ids must survive; these may not. */
async function forgotten({ set, order, days, batch }: Arrival, store: Store = memoryStore()) {
  const shop = openShop({ store })
  await shop.feed({ order, days, batch })
  const other = set
    .map((fact) => ({ ...fact, id: `b/${fact.id}`, customer: { id: 'bystander' } }))
    .filter(({ type }) => type !== 'customer.identified')
  await shop.mot.ingestMany(other)
  const before = await shop.mot.export({ id: 'c1' })
  if (!before.ok) throw before.error
  expect(new Set(before.value.events.map(({ id }) => id))).toEqual(
    new Set([
      ...set.map(({ id }) => id),
      ...before.value.events.filter(({ source }) => source === 'motkit').map(({ id }) => id),
    ]),
  )
  expect(JSON.parse(JSON.stringify(before.value))).toEqual(before.value)

  expect((await shop.mot.erase({ id: 'c1' })).ok).toBe(true)
  for (const customer of [{ id: 'c1' }, { anonymousId: 'a1' }]) {
    const after = await store.export(
      'default',
      'id' in customer ? `id:${customer.id}` : `anonymous:${customer.anonymousId}`,
    )
    expect(after.events).toEqual([])
    expect(after.actions).toEqual([])
    expect(after.journey).toBeUndefined()
    expect(await shop.mot.explain(customer)).toMatchObject({ ok: false, error: { code: 'CUSTOMER_UNKNOWN' } })
  }
  const again = await shop.mot.ingestMany(set)
  expect(again.map((answer) => !answer.ok && answer.error.code)).toEqual(set.map(() => 'CUSTOMER_ERASED'))
  shop.clock.set(at(END + 2_000))
  const sent = shop.sent.length
  await shop.mot.catchUp()
  const theirs = (await store.export('default', 'id:bystander')).actions.filter(({ state }) => state === 'done')
  expect(shop.sent.length - sent).toBe(theirs.length)
  expect((await store.export('default', 'id:bystander')).events.length).toBeGreaterThanOrEqual(other.length)
}

it('erasable: nothing of the customer is left, nothing of others is gone, and what comes late is refused', () =>
  holds(arrivals, (arrival) => forgotten(arrival)))

it('the property catches a store that leaves the aliases of an erased customer', () =>
  caught(arrivals, (arrival) => {
    const store = memoryStore()
    return forgotten(arrival, {
      ...store,
      transaction: (work) => store.transaction((transaction) => work({ ...transaction, aliases: async () => [] })),
    })
  }))
it('the property catches a store that erases without remembering that it did', () =>
  caught(arrivals, (arrival) => {
    const store = memoryStore()
    return forgotten(arrival, {
      ...store,
      transaction: (work) =>
        store.transaction((transaction) =>
          work({ ...transaction, erase: (tenant, key) => transaction.erase(tenant, key, []) }),
        ),
    })
  }))
