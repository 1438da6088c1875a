/** Tenants: the same names in two of them never meet. */
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
  upTo,
} from './fixtures.ts'
import type { Suite } from './suite.ts'

export const tenants = ({ open }: Suite): void => {
  describe('tenants', () => {
    test('keep events, journeys, actions and links apart', async () => {
      const store = await open()
      for (const [i, tenant] of ['one', 'two'].entries()) {
        await commit(
          store,
          {
            events: [eventOf('id:c1', 'e1', { tenant, data: { tenant } })],
            journeys: [journeyOf('id:c1', { tenant, state: stateOf('id:c1', i + 1), wakeAt: minute(i + 1) })],
            actions: [actionOf('id:c1', 'a1', { tenant, due: minute(i + 1) })],
          },
          tenant,
        )
      }
      await commit(store, { links: [{ tenant: 'one', from: 'anonymous:a', to: 'id:c1' }] }, 'one')
      expect((await journeyIn(store, 'id:c1', 'one'))?.revision).toBe(1)
      expect((await journeyIn(store, 'id:c1', 'two'))?.revision).toBe(2)
      expect(await resolved(store, 'anonymous:a', 'two')).toBe('anonymous:a')
      expect((await store.export('two', 'id:c1')).events[0]?.data).toEqual({ tenant: 'two' })
      expect(await pastOf(store, 'id:c1', undefined, 'three')).toEqual([])
      const seen = await seenIn(store, [{ source: 'shop', id: 'e1' }], 'three')
      expect(seen).toEqual([])
      expect(await store.claimWakes(minute(5), minute(9), 10)).toEqual([
        { tenant: 'one', key: 'id:c1' },
        { tenant: 'two', key: 'id:c1' },
      ])
      expect((await store.claimActions(minute(5), minute(9), upTo(10))).map(({ tenant }) => tenant)).toEqual([
        'one',
        'two',
      ])
    })

    test('keep counters and erasures apart', async () => {
      const store = await open()
      for (const tenant of ['one', 'two']) await commit(store, { events: [eventOf('id:c1', 'e1', { tenant })] }, tenant)
      const [one, two] = await store.transaction(async (transaction) => {
        await transaction.open('one', ['id:c1'])
        await transaction.erase('one', 'id:c1', ['h1'])
        const claim = { counter: 'budget', amount: 1, limit: 1 }
        return [await transaction.claim('one', claim), await transaction.claim('two', claim)]
      })
      expect([one, two]).toEqual([true, true])
      expect(await store.export('one', 'id:c1')).toEqual({ events: [], actions: [] })
      expect(idsOf((await store.export('two', 'id:c1')).events)).toEqual(['e1'])
      expect([...(await store.transaction((transaction) => transaction.erased('two', ['h1'])))]).toEqual([])
    })
  })
}
