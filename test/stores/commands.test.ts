// Commands: the same id from many callers at once, in one process and in two, has the effect of once.
import type { Store } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { noPostgres } from '../support/postgres.ts'
import { openShop } from './cards.ts'
import { emptyPglite, emptyPostgres } from './places.ts'

const customer = { id: 'ada' }

async function twenty(stores: readonly Store[]) {
  const shops = stores.map(openShop)
  const call = (i: number) =>
    (shops[i % shops.length] as (typeof shops)[number]).cards.stamp({ customer, commandId: 'once', stamps: 3 })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => call(i)))
  const journey = await shops[0]?.journey(customer)
  return { answers, stamps: journey?.ok ? journey.value.slices.card : undefined }
}
const missing = noPostgres()
describe('the same id from 20 callers at once', () => {
  test('on PGlite', async () => {
    const { answers, stamps } = await twenty([await emptyPglite()])
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ ok: true, value: { stamps: 3 } })))
    expect(stamps).toBe(3)
  })
  test.skipIf(missing)(`on PostgreSQL, from two processes' pools ${missing ?? ''}`, async () => {
    const { store, another } = await emptyPostgres()
    const { answers, stamps } = await twenty([store, another()])
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ ok: true, value: { stamps: 3 } })))
    expect(stamps).toBe(3)
  })
})
