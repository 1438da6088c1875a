// A walk over all customers: every one once, in the order of their keys, whatever the size of the store's pages.
import { createMot, customerKey, type Journey, memoryStore, type Store, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { emptyPglite } from './places.ts'

const NOW = '2026-03-01T00:00:00.000Z'
function openShop(store: Store) {
  const mot = createMot({ store, clock: virtualClock(NOW), plugins: [] })
  let n = 0
  return {
    mot,
    async tell(customer: object, tenant = 'default', type = 'page.viewed', data: object = {}) {
      n += 1
      const event = { id: `e${n}`, source: 'shop', type, time: NOW, tenant, customer, data }
      for (const answer of await mot.ingestMany([event])) if (!answer.ok) throw answer.error
    },
  }
}
async function keysOf(journeys: AsyncIterable<Pick<Journey, 'customer'>>): Promise<string[]> {
  const keys: string[] = []
  for await (const { customer } of journeys) keys.push(customerKey(customer))
  return keys
}

describe.each([
  ['memory', async () => memoryStore()],
  ['PGlite', emptyPglite],
] as const)('%s', (_, make) => {
  test('each customer of a tenant comes once, with what is known of them', async () => {
    const { mot, tell } = openShop(await make())
    for (const id of ['grace', 'ada', 'edsger']) await tell({ id })
    await tell({ anonymousId: 'cookie-1' })
    await tell({ anonymousId: 'cookie-2' })
    await tell({ id: 'barbara' }, 'other')
    await tell({ id: 'ada' }, 'default', 'customer.identified', { anonymousId: 'cookie-2' })
    expect(await keysOf(mot.journeys())).toEqual(['anonymous:cookie-1', 'id:ada', 'id:edsger', 'id:grace'])
    expect(await keysOf(mot.journeys({ tenant: 'other' }))).toEqual(['id:barbara'])
    expect(await keysOf(mot.journeys({ tenant: 'nobody' }))).toEqual([])
    for await (const journey of mot.journeys({ limit: 1, after: { anonymousId: 'cookie-1' } })) {
      const known = await mot.journey({ id: 'ada' })
      expect({ ...journey }).toEqual(known.ok && { ...known.value })
      expect(journey.stage).toBe('prospect')
    }
  })
  test('a walk is cut by a limit and goes on behind a customer, and passes over who was erased', async () => {
    const { mot, tell } = openShop(await make())
    const ids = Array.from({ length: 20 }, (_, i) => `c${String(i).padStart(2, '0')}`)
    for (const id of ids) await tell({ id })
    const keys = ids.map((id) => `id:${id}`)
    expect(await keysOf(mot.journeys({ limit: 7 }))).toEqual(keys.slice(0, 7))
    expect(await keysOf(mot.journeys({ limit: 7, after: { id: 'c06' } }))).toEqual(keys.slice(7, 14))
    expect(await keysOf(mot.journeys({ after: { id: 'c06x' } }))).toEqual(keys.slice(7))
    expect(await keysOf(mot.journeys({ after: { id: 'c19' } }))).toEqual([])
  })
})

test('more customers than one page holds', async () => {
  const { mot } = openShop(memoryStore())
  const events = Array.from({ length: 1_203 }, (_, i) => ({
    id: `${i}`,
    source: 'shop',
    type: 'page.viewed',
    time: NOW,
    customer: { id: `c${i}` },
    data: {},
  }))
  await mot.ingestMany(events)
  const keys = await keysOf(mot.journeys())
  expect(keys).toEqual(events.map(({ customer }) => customerKey(customer)).sort())
  expect(await keysOf(mot.journeys({ limit: 501 }))).toEqual(keys.slice(0, 501))
})
test.each([0, -1, Number.NaN])('a limit of %d is refused', async (limit) => {
  const { mot } = openShop(memoryStore())
  await expect(keysOf(mot.journeys({ limit }))).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    details: { path: 'limit' },
  })
})
test('a store that does not answer ends the walk with a code', async () => {
  const store: Store = { ...memoryStore(), customers: () => Promise.reject(new Error('gone')) }
  const { mot } = openShop(store)
  await expect(keysOf(mot.journeys())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
})
