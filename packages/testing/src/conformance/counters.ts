/** Counters: shares that all customers have in common. */
import type { Store } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { TENANT } from './fixtures.ts'
import type { Suite } from './suite.ts'

const take = (store: Store, amount: number, limit: number, counter = 'budget') =>
  store.transaction((transaction) => transaction.claim(TENANT, { counter, amount, limit }))

export const counters = ({ open }: Suite): void => {
  describe('counters', () => {
    test('give up to the limit and no more; what is refused takes nothing', async () => {
      const store = await open()
      expect([
        await take(store, 7, 10),
        await take(store, 4, 10),
        await take(store, 3, 10),
        await take(store, 1, 10),
      ]).toEqual([true, false, true, false])
    })

    test('get back what is given back, whatever the limit is now', async () => {
      const store = await open()
      await take(store, 10, 10)
      expect([await take(store, -4, 2), await take(store, 5, 10), await take(store, 4, 10)]).toEqual([
        true,
        false,
        true,
      ])
    })

    test('are counted within a transaction as they are between them', async () => {
      const store = await open()
      const taken = await store.transaction(async (transaction) => [
        await transaction.claim(TENANT, { counter: 'a', amount: 1, limit: 1 }),
        await transaction.claim(TENANT, { counter: 'a', amount: 1, limit: 1 }),
        await transaction.claim(TENANT, { counter: 'b', amount: 1, limit: 1 }),
        await transaction.claim(TENANT, { counter: 'a', amount: -1, limit: 1 }),
        await transaction.claim(TENANT, { counter: 'a', amount: 1, limit: 1 }),
      ])
      expect(taken).toEqual([true, false, true, true, true])
      expect(await take(store, 1, 1, 'a')).toBe(false)
    })

    test('are rolled back with their transaction, what was taken and what was given back', async () => {
      const store = await open()
      await take(store, 5, 10)
      const failing = store.transaction(async (transaction) => {
        await transaction.claim(TENANT, { counter: 'budget', amount: 5, limit: 10 })
        await transaction.claim(TENANT, { counter: 'budget', amount: -8, limit: 10 })
        throw new Error('boom')
      })
      await expect(failing).rejects.toThrow('boom')
      expect([await take(store, 6, 10), await take(store, 5, 10)]).toEqual([false, true])
    })

    test('never give more than the limit to many at once', async () => {
      const store = await open()
      const taken = await Promise.all(Array.from({ length: 40 }, () => take(store, 1, 10)))
      expect(taken.filter(Boolean)).toHaveLength(10)
    })
  })
}
