/** Health: what waits and since when, what is with a handler, what is dead, how large journeys are. */
import { describe, expect, test } from 'vitest'
import { actionOf, commit, journeyOf, minute, stateOf, TENANT, upTo } from './fixtures.ts'
import type { Suite } from './suite.ts'

export const health = ({ open }: Suite): void => {
  describe('health', () => {
    test('of an empty store is all zeros, and nothing waits', async () => {
      expect(await (await open()).health(minute(0))).toEqual({
        wakes: { due: 0 },
        actions: { due: 0, claimed: 0, dead: 0 },
        journeys: { count: 0, meanBytes: 0, largestBytes: 0 },
      })
    })

    test('counts what is due, since when, what is claimed and what is dead, of all tenants', async () => {
      const store = await open()
      await commit(store, { actions: [actionOf('id:c1', 'claimed')] })
      await store.claimActions(minute(0), minute(4), upTo(1))
      await commit(store, {
        journeys: [
          journeyOf('id:c1', { wakeAt: minute(3) }),
          journeyOf('id:c2', { wakeAt: minute(2) }),
          journeyOf('id:c3', { wakeAt: minute(6) }),
          journeyOf('id:c4'),
        ],
        actions: [
          actionOf('id:c2', 'a1', { due: minute(5) }),
          actionOf('id:c2', 'a2', { due: minute(1), type: 'customer.call' }),
          actionOf('id:c2', 'a3', { due: minute(6) }),
          actionOf('id:c3', 'a4', { due: minute(0), state: 'dead' }),
          actionOf('id:c3', 'a5', { due: minute(0), state: 'done' }),
          actionOf('id:c3', 'a6', { due: minute(0), state: 'withdrawn' }),
        ],
      })
      const tenant = 'two'
      await commit(store, { actions: [actionOf('id:c1', 'a1', { tenant, due: minute(2), state: 'dead' })] }, tenant)
      const { wakes, actions, journeys } = await store.health(minute(5))
      expect(wakes).toEqual({ due: 2, oldest: minute(2) })
      expect(actions).toEqual({ due: 2, claimed: 1, dead: 2, oldest: minute(1) })
      expect(journeys.count).toBe(5)
    })

    test('does not count as waiting what somebody has claimed', async () => {
      const store = await open()
      await commit(store, {
        journeys: [journeyOf('id:c1', { wakeAt: minute(1) })],
        actions: [actionOf('id:c1', 'a1', { due: minute(1) })],
      })
      await store.claimWakes(minute(5), minute(9), 10)
      await store.claimActions(minute(5), minute(9), upTo(10))
      const { wakes, actions } = await store.health(minute(6))
      expect([wakes, actions]).toEqual([{ due: 0 }, { due: 0, claimed: 1, dead: 0 }])
    })

    test('tells how large journeys are as JSON, and counts neither aliases nor the erased', async () => {
      const store = await open()
      const large = stateOf('id:c1', 1, { text: 'x'.repeat(50_000) })
      await commit(store, {
        journeys: [journeyOf('id:c1', { state: large }), journeyOf('id:c2'), journeyOf('anonymous:gone')],
      })
      await commit(store, { links: [{ tenant: TENANT, from: 'anonymous:a', to: 'id:c1' }] })
      await store.transaction(async (transaction) => {
        await transaction.open(TENANT, ['anonymous:gone'])
        await transaction.erase(TENANT, 'anonymous:gone', ['hash'])
      })
      const { count, meanBytes, largestBytes } = (await store.health(minute(0))).journeys
      expect(count).toBe(2)
      const sizes = [50_000, 51_000]
      for (const [bytes, parts] of [
        [largestBytes, 1],
        [meanBytes, 2],
      ] as const) {
        expect(bytes * parts).toBeGreaterThan(sizes[0] as number)
        expect(bytes * parts).toBeLessThan(sizes[1] as number)
      }
    })
  })
}
