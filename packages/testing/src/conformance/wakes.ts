/** Wakes: journeys whose time has come, each to one caller until its lease is over. */
import { describe, expect, test } from 'vitest'
import { commit, drain, journeyOf, keysOf, minute, TENANT } from './fixtures.ts'
import type { Suite } from './suite.ts'

export const wakes = ({ open }: Suite): void => {
  describe('wakes', () => {
    test('come when they are due and not before, the earliest first, no more than asked for', async () => {
      const store = await open()
      await commit(store, {
        journeys: [
          journeyOf('id:third', { wakeAt: minute(3) }),
          journeyOf('id:first', { wakeAt: minute(1) }),
          journeyOf('id:second', { wakeAt: minute(2) }),
          journeyOf('id:later', { wakeAt: minute(9) }),
          journeyOf('id:never'),
        ],
      })
      expect(await store.nextDue(['message.send'])).toBe(minute(1))
      expect(await store.claimWakes(minute(0), minute(20), 10)).toEqual([])
      expect(await store.claimWakes(minute(3), minute(20), 2)).toEqual([
        { tenant: TENANT, key: 'id:first' },
        { tenant: TENANT, key: 'id:second' },
      ])
      expect(keysOf(await store.claimWakes(minute(3), minute(20), 10))).toEqual(['id:third'])
      expect(await store.nextDue(['message.send'])).toBe(minute(9))
    })

    test('belong to one caller until the lease is over, and then to the next', async () => {
      const store = await open()
      await commit(store, { journeys: [journeyOf('id:c1', { wakeAt: minute(1) })] })
      expect(keysOf(await store.claimWakes(minute(1), minute(5), 10))).toEqual(['id:c1'])
      expect(await store.claimWakes(minute(4), minute(8), 10)).toEqual([])
      expect(await store.nextDue(['message.send'])).toBe(minute(5))
      expect(keysOf(await store.claimWakes(minute(5), minute(9), 10))).toEqual(['id:c1'])
      expect(await store.claimWakes(minute(6), minute(9), 10)).toEqual([])
    })

    test('are set anew, or taken away, by the next word on the journey', async () => {
      const store = await open()
      await commit(store, {
        journeys: [journeyOf('id:a', { wakeAt: minute(1) }), journeyOf('id:b', { wakeAt: minute(1) })],
      })
      expect(await store.claimWakes(minute(1), minute(5), 10)).toHaveLength(2)
      await commit(store, { journeys: [journeyOf('id:a', { wakeAt: minute(2) }), journeyOf('id:b')] })
      expect(keysOf(await store.claimWakes(minute(2), minute(9), 10))).toEqual(['id:a'])
      await commit(store, { journeys: [journeyOf('id:a', { wakeAt: minute(30) })] })
      expect(await store.claimWakes(minute(20), minute(40), 10)).toEqual([])
      expect(await store.nextDue(['message.send'])).toBe(minute(30))
    })

    test('are taken away before they were ever claimed', async () => {
      const store = await open()
      await commit(store, { journeys: [journeyOf('id:a', { wakeAt: minute(1) })] })
      await commit(store, { journeys: [journeyOf('id:a')] })
      expect(await store.nextDue(['message.send'])).toBeUndefined()
      expect(await store.claimWakes(minute(9), minute(20), 10)).toEqual([])
    })

    test('come again at the same instant where the journey still asks for it', async () => {
      const store = await open()
      await commit(store, { journeys: [journeyOf('id:a', { wakeAt: minute(1) })] })
      expect(await store.claimWakes(minute(1), minute(5), 10)).toHaveLength(1)
      await commit(store, { journeys: [journeyOf('id:a', { wakeAt: minute(1) })] })
      expect(await store.claimWakes(minute(1), minute(5), 10)).toHaveLength(1)
    })

    test('go to exactly one of many callers', async () => {
      const store = await open()
      const journeys = Array.from({ length: 60 }, (_, i) => journeyOf(`id:c${i}`, { wakeAt: minute(i % 7) }))
      await commit(store, { journeys })
      const claim = async () => keysOf(await store.claimWakes(minute(10), minute(20), 5))
      const claimed = await drain(claim)
      expect(claimed).toHaveLength(60)
      expect(new Set(claimed).size).toBe(60)
    })
  })
}
