/** Many at once: nothing is lost, nobody is linked twice, no event is kept twice. A store may run the work again. */
import type { Store } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { commit, eventOf, idsOf, journeyIn, journeyOf, resolved, stateOf, TENANT } from './fixtures.ts'
import type { Suite } from './suite.ts'

const nothing = { events: [], journeys: [], actions: [], links: [] }

/** Reads the revisions of journeys under their locks, and writes each raised by one. */
export const raise = (store: Store, keys: readonly string[]): Promise<void> =>
  store.transaction(async (transaction) => {
    const { journeys: known } = await transaction.open(TENANT, keys)
    await Promise.resolve()
    const journeys = keys.map((key) => journeyOf(key, { state: stateOf(key, (known.get(key)?.revision ?? 0) + 1) }))
    await transaction.write({ ...nothing, journeys })
  })
const times = <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)))

export const concurrency = ({ open }: Suite): void => {
  describe('many at once', () => {
    test('50 transactions on one journey lose no update, though it did not exist before', async () => {
      const store = await open()
      await times(50, () => raise(store, ['id:c1']))
      expect((await journeyIn(store, 'id:c1'))?.revision).toBe(50)
    })

    test('transactions that lock the same customers in different orders all get through', async () => {
      const store = await open()
      const keys = ['id:a', 'id:b', 'id:c', 'id:d']
      await times(40, (i) => raise(store, i % 2 === 0 ? keys : [...keys].reverse()))
      for (const key of keys) expect((await journeyIn(store, key))?.revision).toBe(40)
    })

    test.each(['unknown', 'known'])('one of many links of an %s alias wins, for good', async (state) => {
      const store = await open()
      if (state === 'known') await commit(store, { events: [eventOf('anonymous:a', 'e1')] })
      const winners = await times(20, (i) =>
        store.transaction(async (transaction) => {
          const own = `id:c${i}`
          const { canonical } = await transaction.open(TENANT, ['anonymous:a', own])
          const free = canonical.get('anonymous:a') === 'anonymous:a'
          const links = free ? [{ tenant: TENANT, from: 'anonymous:a', to: own }] : []
          await transaction.write({ ...nothing, links, journeys: [journeyOf(own)] })
          return free ? own : undefined
        }),
      )
      const won = winners.filter((key) => key !== undefined)
      expect(won).toHaveLength(1)
      expect(await resolved(store, 'anonymous:a')).toBe(won[0])
    })

    test('one event, told of many customers at once, is kept once', async () => {
      const store = await open()
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) =>
          store.transaction(async (transaction) => {
            const key = `id:c${i}`
            const event = eventOf(key, 'e1')
            const { seen } = await transaction.open(TENANT, [key], [event])
            if (seen.length > 0) return false
            await transaction.write({ ...nothing, events: [event], journeys: [journeyOf(key)] })
            return true
          }),
        ),
      )
      expect(outcomes.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1)
      const kept = await times(20, async (i) => idsOf((await store.export(TENANT, `id:c${i}`)).events))
      expect(kept.flat()).toEqual(['e1'])
    })
  })
}
