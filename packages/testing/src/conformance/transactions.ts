/** All or nothing: a transaction's rows, links, erasures and counters stand together or not at all. */
import type { Store, StoreTransaction } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import {
  actionOf,
  commit,
  eventOf,
  idsOf,
  journeyIn,
  journeyOf,
  keysOf,
  minute,
  pastOf,
  resolved,
  seenIn,
  stateOf,
  TENANT,
} from './fixtures.ts'
import type { Suite } from './suite.ts'

const claim = { counter: 'budget', amount: 3, limit: 3 }

/** Keeps an event, a journey of that revision, an action and a share of the budget. */
const keep =
  (id: string, revision: number) =>
  async (transaction: StoreTransaction): Promise<void> => {
    await transaction.open(TENANT, ['id:c1'])
    expect(await transaction.claim(TENANT, { counter: id, amount: 1, limit: 1 })).toBe(true)
    await transaction.write({
      events: [eventOf('id:c1', id)],
      journeys: [journeyOf('id:c1', { state: stateOf('id:c1', revision), wakeAt: minute(revision) })],
      actions: [actionOf('id:c1', `action of ${id}`)],
      links: [],
    })
  }
/** What is there of the made-up customer, for whoever is not in the transaction. */
async function kept(store: Store) {
  const { events, journey, actions } = await store.export(TENANT, 'id:c1')
  return [idsOf(events), journey?.revision, keysOf(actions).toSorted()]
}

export const transactions = ({ open, join }: Suite): void => {
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

  describe('transactions of the host’s', () => {
    /** A store that has the customer already, and a transaction of the host's in which it takes part. */
    async function opened() {
      const store = await open()
      if (!store.capabilities.joins) return undefined
      await store.transaction(keep('e0', 1))
      return { store, host: await join(store) }
    }
    const before = [['e0'], 1, ['action of e0']]
    const after = [['e0', 'e1'], 2, ['action of e0', 'action of e1']]

    test('show what was written to others once the host commits, and not before', async (context) => {
      const place = await opened()
      if (!place) return context.skip()
      const { store, host } = place
      await store.transaction(keep('e1', 2), host.tx)
      let seen: unknown
      const reading = kept(store).then((found) => {
        seen = found
      })
      // A store of one connection answers when the host has ended.
      await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 50))])
      if (seen !== undefined) expect(seen).toEqual(before)
      await host.commit()
      await reading
      expect(await kept(store)).toEqual(after)
      expect(await store.nextDue([])).toBe(minute(2))
    })

    test('take everything with them when the host rolls back', async (context) => {
      const place = await opened()
      if (!place) return context.skip()
      const { store, host } = place
      await store.transaction(keep('e1', 2), host.tx)
      await store.transaction((transaction) => transaction.erase(TENANT, 'id:other', ['hash']), host.tx)
      await host.rollback()
      expect(await kept(store)).toEqual(before)
      expect(await store.nextDue([])).toBe(minute(1))
      await store.transaction(async (transaction) => {
        expect([...(await transaction.erased(TENANT, ['hash']))]).toEqual([])
      })
      await store.transaction(keep('e1', 2))
      expect(await kept(store)).toEqual(after)
    })

    test('see what was written in them before', async (context) => {
      const place = await opened()
      if (!place) return context.skip()
      const { store, host } = place
      await store.transaction(keep('e1', 2), host.tx)
      const found = await store.transaction(async (transaction) => {
        const { journeys, seen } = await transaction.open(TENANT, ['id:c1'], [{ source: 'shop', id: 'e1' }])
        const past = (await transaction.past(TENANT, [{ key: 'id:c1' }])).get('id:c1') ?? []
        return [journeys.get('id:c1')?.revision, idsOf(seen), idsOf(past)]
      }, host.tx)
      expect(found).toEqual([2, ['e1'], ['e0', 'e1']])
      await host.commit()
    })

    test('are as good as before when work in them throws: what it wrote is undone, and the host goes on', async (context) => {
      const place = await opened()
      if (!place) return context.skip()
      const { store, host } = place
      const boom = new Error('boom')
      const failing = store.transaction(async (transaction) => {
        await keep('gone', 9)(transaction)
        throw boom
      }, host.tx)
      await expect(failing).rejects.toBe(boom)
      await store.transaction(keep('e1', 2), host.tx)
      await host.commit()
      expect(await kept(store)).toEqual(after)
      await store.transaction(keep('gone', 3))
    })

    test('and those of the store’s own, on one customer, lose nothing of each other', async (context) => {
      const place = await opened()
      if (!place) return context.skip()
      const { store, host } = place
      await store.transaction(keep('e1', 2), host.tx)
      const own = store.transaction(async (transaction) => {
        const { journeys } = await transaction.open(TENANT, ['id:c1'])
        const revision = (journeys.get('id:c1')?.revision ?? 0) + 1
        await transaction.write({
          events: [eventOf('id:c1', 'e2')],
          journeys: [journeyOf('id:c1', { state: stateOf('id:c1', revision) })],
          actions: [],
          links: [],
        })
      })
      await host.commit()
      await own
      expect(await kept(store)).toEqual([['e0', 'e1', 'e2'], 3, ['action of e0', 'action of e1']])
    })
  })
}
