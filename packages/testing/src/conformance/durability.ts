/** What a store says it can: outlive the process, and be shared by several. Other stores pass by saying that they cannot. */
import { describe, expect, test } from 'vitest'
import { raise } from './concurrency.ts'
import {
  actionOf,
  commit,
  drain,
  eventOf,
  journeyIn,
  journeyOf,
  keysOf,
  minute,
  pastOf,
  resolved,
  TENANT,
  upTo,
} from './fixtures.ts'
import type { Suite } from './suite.ts'

export const durability = ({ open, reopen }: Suite): void => {
  describe('capabilities', () => {
    test('durable: closed and opened again, it has everything', async (context) => {
      const store = await open()
      if (!store.capabilities.durable) return context.skip()
      await commit(store, {
        events: [eventOf('id:c1', 'e1')],
        journeys: [journeyOf('id:c1', { wakeAt: minute(1) })],
        actions: [actionOf('id:c1', 'a1', { due: minute(2) })],
        links: [{ tenant: TENANT, from: 'anonymous:a', to: 'id:c1' }],
      })
      await store.transaction(async (transaction) => {
        await transaction.erase(TENANT, 'id:gone', ['h1'])
        await transaction.claim(TENANT, { counter: 'budget', amount: 1, limit: 1 })
      })
      await store.close()
      const again = await reopen(store)
      expect(await pastOf(again, 'id:c1')).toEqual(['e1'])
      expect(await resolved(again, 'anonymous:a')).toBe('id:c1')
      await again.transaction(async (transaction) => {
        expect([...(await transaction.erased(TENANT, ['h1']))]).toEqual(['h1'])
        expect(await transaction.claim(TENANT, { counter: 'budget', amount: 1, limit: 1 })).toBe(false)
      })
      expect(keysOf(await again.claimWakes(minute(1), minute(5), 10))).toEqual(['id:c1'])
      expect(keysOf(await again.claimActions(minute(2), minute(5), upTo(10)))).toEqual(['a1'])
    })

    test('shared: two handles lose no update, and each claim goes to one of them', async (context) => {
      const store = await open()
      if (!store.capabilities.shared) return context.skip()
      const other = await reopen(store)
      await Promise.all(Array.from({ length: 50 }, (_, i) => raise(i % 2 === 0 ? store : other, ['id:c1'])))
      expect((await journeyIn(other, 'id:c1'))?.revision).toBe(50)
      const all = Array.from({ length: 60 }, (_, i) => actionOf('id:c1', `a${i}`, { due: minute(1) }))
      await commit(store, { actions: all })
      const claim = async (i: number) =>
        keysOf(await (i % 2 === 0 ? store : other).claimActions(minute(2), minute(9), upTo(5)))
      const claimed = await drain(claim)
      expect(claimed).toHaveLength(60)
      expect(new Set(claimed).size).toBe(60)
    })
  })
}
