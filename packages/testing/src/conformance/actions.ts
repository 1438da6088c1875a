/** Actions: claimed when due, by one caller until the lease is over, until they end. */
import type { StoredAction } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { actionOf, commit, drain, journeyOf, keysOf, minute, TENANT, upTo } from './fixtures.ts'
import type { Suite } from './suite.ts'

export const actions = ({ open }: Suite): void => {
  describe('actions', () => {
    test('come when they are due and not before, the earliest first, no more than asked for', async () => {
      const store = await open()
      await commit(store, {
        actions: [
          actionOf('id:c1', 'third', { due: minute(3) }),
          actionOf('id:c2', 'first', { due: minute(1) }),
          actionOf('id:c1', 'second', { due: minute(2) }),
          actionOf('id:c1', 'later', { due: minute(9) }),
        ],
      })
      expect(await store.nextDue(['message.send'])).toBe(minute(1))
      expect(await store.claimActions(minute(0), minute(20), upTo(10))).toEqual([])
      expect(keysOf(await store.claimActions(minute(3), minute(20), upTo(2)))).toEqual(['first', 'second'])
      expect(keysOf(await store.claimActions(minute(3), minute(20), upTo(10)))).toEqual(['third'])
      expect(await store.nextDue(['message.send'])).toBe(minute(9))
    })

    test('are handed over with their attempts counted and the lease written', async () => {
      const store = await open()
      const action = actionOf('id:c1', 'a1', { due: minute(1) })
      await commit(store, { actions: [action] })
      const claimed = { ...action, state: 'claimed', attempts: 1, leasedUntil: minute(5) }
      expect(await store.claimActions(minute(1), minute(5), upTo(10))).toEqual([claimed])
      expect((await store.export(TENANT, 'id:c1')).actions).toEqual([claimed])
    })

    test('belong to one caller until the lease is over, and then to the next', async () => {
      const store = await open()
      await commit(store, { actions: [actionOf('id:c1', 'a1', { due: minute(1) })] })
      expect(await store.claimActions(minute(1), minute(5), upTo(10))).toHaveLength(1)
      expect(await store.claimActions(minute(4), minute(8), upTo(10))).toEqual([])
      expect(await store.nextDue(['message.send'])).toBe(minute(5))
      const [again] = await store.claimActions(minute(5), minute(9), upTo(10))
      expect([again?.attempts, again?.leasedUntil]).toEqual([2, minute(9)])
      expect(await store.claimActions(minute(8), minute(12), upTo(10))).toEqual([])
    })

    test.each(['done', 'dead', 'withdrawn'] as const)('that are %s are never claimed again', async (state) => {
      const store = await open()
      await commit(store, { actions: [actionOf('id:c1', 'a1'), actionOf('id:c1', 'a2')] })
      const claimed = await store.claimActions(minute(1), minute(5), upTo(1))
      const [first] = claimed as [StoredAction]
      await commit(store, { actions: [{ ...first, state }] })
      await commit(store, { actions: [actionOf('id:c1', first.key === 'a1' ? 'a2' : 'a1', { state })] })
      expect(await store.claimActions(minute(60), minute(90), upTo(10))).toEqual([])
      expect(await store.nextDue(['message.send'])).toBeUndefined()
      expect((await store.export(TENANT, 'id:c1')).actions.map((action) => action.state)).toEqual([state, state])
    })

    test('that failed wait for their next attempt', async () => {
      const store = await open()
      const action = actionOf('id:c1', 'a1')
      await commit(store, { actions: [action] })
      await store.claimActions(minute(1), minute(30), upTo(10))
      await commit(store, { actions: [{ ...action, attempts: 1, due: minute(7) }] })
      expect(await store.nextDue(['message.send'])).toBe(minute(7))
      expect(await store.claimActions(minute(6), minute(30), upTo(10))).toEqual([])
      expect((await store.claimActions(minute(7), minute(30), upTo(10)))[0]?.attempts).toBe(2)
    })

    test('and wakes together say what is due next, and there is something to claim then', async () => {
      const store = await open()
      expect(await store.nextDue(['message.send'])).toBeUndefined()
      await commit(store, {
        journeys: [journeyOf('id:c1', { wakeAt: minute(4) })],
        actions: [actionOf('id:c1', 'a1', { due: minute(2) }), actionOf('id:c1', 'a2', { due: minute(6) })],
      })
      const order: string[] = []
      for (
        let next = await store.nextDue(['message.send']);
        next !== undefined;
        next = await store.nextDue(['message.send'])
      ) {
        const woken = await store.claimWakes(next, minute(99), 10)
        const claimed = await store.claimActions(next, minute(99), upTo(10))
        order.push(...keysOf(woken), ...keysOf(claimed))
        if (woken.length + claimed.length === 0 || order.length >= 3) break
      }
      expect(order).toEqual(['a1', 'id:c1', 'a2'])
      expect(await store.nextDue(['message.send'])).toBe(minute(99))
    })

    test('go to exactly one of many callers', async () => {
      const store = await open()
      const all = Array.from({ length: 60 }, (_, i) => actionOf(`id:c${i % 9}`, `a${i}`, { due: minute(i % 7) }))
      await commit(store, { actions: all })
      const claim = async () => keysOf(await store.claimActions(minute(10), minute(20), upTo(5)))
      const claimed = await drain(claim)
      expect(claimed).toHaveLength(60)
      expect(new Set(claimed).size).toBe(60)
    })
  })
}
