// The same feed, every event three times, in any order, by eight writers at once: it ends as the clean feed does.
import { simulateStore } from '@motkit/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { openShop } from '../laws/shop.ts'
import { noPostgres } from '../support/postgres.ts'
import { emptyPostgres } from './places.ts'

const WRITERS = 8
const DAY_AFTER = '2030-01-01T00:00:00.000Z'
/** Park and Miller, 1988: the same order each time. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const list = [...items]
  let state = seed
  const below = (n: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % n
  }
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(i + 1)
    const one = list[i] as T
    list[i] = list[j] as T
    list[j] = one
  }
  return list
}
const events = simulateStore({ seed: 3, customers: 60, months: 6 })
const customers = new Map(events.map(({ customer }) => [JSON.stringify(customer), customer as { readonly id: string }]))
type Shop = ReturnType<typeof openShop>
async function take(shop: Shop, some: readonly unknown[]): Promise<void> {
  shop.clock.set(DAY_AFTER)
  for (const answer of await shop.mot.ingestMany(some)) if (!answer.ok) throw answer.error
}
async function states(shop: Shop) {
  const found: Record<string, unknown> = {}
  for (const [name, customer] of customers) {
    const { events: kept, actions } = await shop.store.export(
      'default',
      'id' in customer ? `id:${customer.id}` : `anonymous:${(customer as { anonymousId: string }).anonymousId}`,
    )
    found[name] = {
      journey: await shop.journey(customer),
      events: kept
        .filter(({ source }) => source !== 'motkit')
        .map(({ source, id }) => `${source}#${id}`)
        .sort(),
      // Nothing was delivered yet, so what is wanted now is all there is to do.
      due: actions
        .filter(({ state }) => state === 'due')
        .map(({ key, data }) => [key, data])
        .sort(),
    }
  }
  return found
}

const missing = noPostgres()
describe.skipIf(missing)(`eight writers ${missing ?? ''}`, () => {
  let clean: Record<string, unknown>
  beforeAll(async () => {
    const shop = openShop()
    await take(shop, events)
    clean = await states(shop)
  })
  test.each([1, 2])('shuffle %i ends in the same journeys, points and promises', { timeout: 120_000 }, async (seed) => {
    expect(events.length).toBeGreaterThan(500)
    const { store, another } = await emptyPostgres()
    const all = shuffled([...events, ...events, ...events], seed)
    const writers = Array.from({ length: WRITERS }, (_, i) => openShop({ store: i === 0 ? store : another(2) }))
    await Promise.all(
      writers.map(async (shop, w) => {
        const own = all.filter((_, i) => i % WRITERS === w)
        for (let i = 0; i < own.length; ) {
          const size = 1 + ((i * 7 + w) % 40)
          await take(shop, own.slice(i, i + size))
          i += size
        }
      }),
    )
    expect(await states(writers[0] as Shop)).toEqual(clean)
  })
})
