/** Export and erasure: all that is kept of a customer, and nothing of it afterwards but hashes. */
import type { Store } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import {
  actionOf,
  commit,
  eventOf,
  idsOf,
  journeyIn,
  journeyOf,
  minute,
  pastOf,
  resolved,
  seenIn,
  stateOf,
  TENANT,
  upTo,
} from './fixtures.ts'
import type { Suite } from './suite.ts'

async function fill(store: Store): Promise<void> {
  await commit(store, {
    events: [eventOf('anonymous:a', 'e1', { related: ['cart/1'] })],
    actions: [actionOf('anonymous:a', 'a1', { due: minute(1) })],
  })
  await commit(store, {
    events: [eventOf('id:c1', 'e2'), eventOf('id:other', 'e3')],
    journeys: [journeyOf('id:c1', { state: stateOf('id:c1', 3), wakeAt: minute(2) }), journeyOf('id:other')],
    actions: [actionOf('id:c1', 'a2', { state: 'done' }), actionOf('id:other', 'a3', { due: minute(3) })],
    links: [{ tenant: TENANT, from: 'anonymous:a', to: 'id:c1' }],
  })
}
const erase = (store: Store, key: string, hashes: readonly string[]) =>
  store.transaction(async (transaction) => {
    const { canonical } = await transaction.open(TENANT, [key])
    await transaction.erase(TENANT, canonical.get(key) ?? key, hashes)
  })

export const erasure = ({ open }: Suite): void => {
  describe('export and erasure', () => {
    test('the export has everything of a customer and nothing of others, also by an alias', async () => {
      const store = await open()
      await fill(store)
      for (const key of ['id:c1', 'anonymous:a']) {
        const { events, actions, journey } = await store.export(TENANT, key)
        expect(idsOf(events)).toEqual(['e1', 'e2'])
        expect(actions.map((action) => action.key).sort()).toEqual(['a1', 'a2'])
        expect(journey?.revision).toBe(3)
      }
      expect(await store.export(TENANT, 'id:nobody')).toEqual({ events: [], actions: [] })
    })

    test('the export is plain JSON', async () => {
      const store = await open()
      await fill(store)
      const exported = await store.export(TENANT, 'id:c1')
      expect(JSON.parse(JSON.stringify(exported))).toEqual(exported)
    })

    test('erasing leaves no row, no link and nothing to do', async () => {
      const store = await open()
      await fill(store)
      await erase(store, 'id:c1', ['h1', 'h2'])
      for (const key of ['id:c1', 'anonymous:a']) {
        expect(await store.export(TENANT, key)).toEqual({ events: [], actions: [] })
        expect(await resolved(store, key)).toBe(key)
        expect(await journeyIn(store, key)).toBeUndefined()
        expect(await pastOf(store, key)).toEqual([])
        expect(await pastOf(store, key, ['cart/1'])).toEqual([])
      }
      const names = ['e1', 'e2'].map((id) => ({ source: 'shop', id }))
      expect(await seenIn(store, names)).toEqual([])
      expect(await store.transaction((transaction) => transaction.aliases(TENANT, 'id:c1'))).toEqual([])
      expect(await store.nextDue(['message.send'])).toBe(minute(3))
      expect(await store.claimWakes(minute(9), minute(10), 10)).toEqual([])
      expect((await store.claimActions(minute(9), minute(10), upTo(10))).map(({ key }) => key)).toEqual(['a3'])
    })

    test('erasing leaves others as they were', async () => {
      const store = await open()
      await fill(store)
      await erase(store, 'id:c1', ['h1'])
      const { events, actions, journey } = await store.export(TENANT, 'id:other')
      expect([idsOf(events), actions.length, journey?.revision]).toEqual([['e3'], 1, 1])
    })

    test('the hashes of the erased are remembered, also of somebody unknown', async () => {
      const store = await open()
      await fill(store)
      await erase(store, 'id:c1', ['h1', 'h2'])
      await erase(store, 'id:nobody', ['h3', 'h1'])
      const known = await store.transaction((transaction) => transaction.erased(TENANT, ['h0', 'h1', 'h2', 'h3']))
      expect([...known].sort()).toEqual(['h1', 'h2', 'h3'])
    })

    test.each([
      ['read', []],
      ['read, and linked to another,', [{ tenant: TENANT, from: 'anonymous:b', to: 'id:other' }]],
    ])('erasing is not undone by work that had %s the customer before', async (_, links) => {
      const store = await open()
      await fill(store)
      await commit(store, { events: [eventOf('anonymous:b', 'e4')] })
      let erasing: Promise<void> | undefined
      await store.transaction(async (transaction) => {
        const { journeys: known } = await transaction.open(TENANT, ['anonymous:b', 'id:other'])
        // Where transactions wait for each other, it waits until this one is done.
        erasing ??= erase(store, 'anonymous:b', ['h1'])
        await Promise.race([erasing, new Promise((resolve) => setTimeout(resolve, 100))])
        if (!known.has('anonymous:b')) return
        const key = links.length > 0 ? 'id:other' : 'anonymous:b'
        await transaction.write({
          events: [],
          journeys: [journeyOf(key, { state: stateOf(key, 4) })],
          actions: [],
          links,
        })
      })
      await erasing
      expect(await store.export(TENANT, 'anonymous:b')).toEqual({ events: [], actions: [] })
      expect(await resolved(store, 'anonymous:b')).toBe('anonymous:b')
    })
  })
}
