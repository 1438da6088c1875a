/** All or nothing: a transaction's rows, links, erasures and counters stand together or not at all. */
import { describe, expect, test } from 'vitest'
import {
  actionOf,
  commit,
  eventOf,
  journeyIn,
  journeyOf,
  pastOf,
  resolved,
  seenIn,
  stateOf,
  TENANT,
} from './fixtures.ts'
import type { Suite } from './suite.ts'

const claim = { counter: 'budget', amount: 3, limit: 3 }

export const transactions = ({ open }: Suite): void => {
  describe('transactions', () => {
    test('answer with what the work answers', async () => {
      const store = await open()
      expect(await store.transaction(async () => 42)).toBe(42)
    })

    test('write events, journeys, actions and links together', async () => {
      const store = await open()
      await commit(store, {
        events: [eventOf('id:c1', 'e1')],
        journeys: [journeyOf('id:c1', { state: stateOf('id:c1', 7) })],
        actions: [actionOf('id:c1', 'a1')],
        links: [{ tenant: TENANT, from: 'anonymous:x', to: 'id:c1' }],
      })
      expect(await pastOf(store, 'id:c1')).toEqual(['e1'])
      expect((await journeyIn(store, 'id:c1'))?.revision).toBe(7)
      expect(await resolved(store, 'anonymous:x')).toBe('id:c1')
      expect((await store.export(TENANT, 'id:c1')).actions).toHaveLength(1)
    })

    test('that throw leave nothing, and hand the error on as it was', async () => {
      const store = await open()
      await commit(store, { events: [eventOf('id:kept', 'e0')] })
      const boom = new Error('boom')
      const failing = store.transaction(async (transaction) => {
        const keys = ['anonymous:x', 'id:c1', 'id:kept']
        await transaction.open(TENANT, keys)
        expect(await transaction.claim(TENANT, claim)).toBe(true)
        await transaction.write({
          events: [eventOf('id:c1', 'e1')],
          journeys: [journeyOf('id:c1'), journeyOf('id:kept', { state: stateOf('id:kept', 99) })],
          actions: [actionOf('id:c1', 'a1')],
          links: [{ tenant: TENANT, from: 'anonymous:x', to: 'id:c1' }],
        })
        await transaction.erase(TENANT, 'id:kept', ['hash'])
        throw boom
      })
      await expect(failing).rejects.toBe(boom)
      expect(await pastOf(store, 'id:c1')).toEqual([])
      expect(await journeyIn(store, 'id:c1')).toBeUndefined()
      expect((await journeyIn(store, 'id:kept'))?.revision).toBe(1)
      expect(await pastOf(store, 'id:kept')).toEqual(['e0'])
      expect(await resolved(store, 'anonymous:x')).toBe('anonymous:x')
      expect(await store.export(TENANT, 'id:c1')).toEqual({ events: [], actions: [] })
      expect(await store.nextDue(['message.send'])).toBeUndefined()
      await store.transaction(async (transaction) => {
        expect([...(await transaction.erased(TENANT, ['hash']))]).toEqual([])
        expect((await transaction.open(TENANT, [], [{ source: 'shop', id: 'e1' }])).seen).toEqual([])
        expect(await transaction.claim(TENANT, claim)).toBe(true)
      })
    })

    test('that throw do not stop the next', async () => {
      const store = await open()
      const both = [
        store.transaction(async () => {
          throw new Error('boom')
        }),
        commit(store, { events: [eventOf('id:c1', 'e1')] }),
      ]
      const [first, second] = await Promise.allSettled(both)
      expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled'])
      expect(await pastOf(store, 'id:c1')).toEqual(['e1'])
    })

    test('take many customers and events at once', async () => {
      const store = await open()
      const events = Array.from({ length: 1_500 }, (_, i) => eventOf(`id:c${i % 300}`, `e${i}`))
      await commit(store, { events })
      const names = events.map(({ source, id }) => ({ source, id }))
      const seen = await seenIn(store, names)
      expect(new Set(seen.map(({ id }) => id)).size).toBe(1_500)
      expect(await pastOf(store, 'id:c299')).toHaveLength(5)
    })
  })
}
