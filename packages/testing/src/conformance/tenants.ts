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
  TENANT,
  upTo,
} from './fixtures.ts'
import type { Suite } from './suite.ts'

export const tenants = ({ open, reopen }: Suite): void => {
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

    test('that are paused have nothing due; what fell due meanwhile comes when they go on', async () => {
      const store = await open()
      const claims = async (now: string) => ({
        wakes: (await store.claimWakes(now, minute(60), 10)).map(({ tenant }) => tenant),
        actions: (await store.claimActions(now, minute(60), upTo(10))).map(({ tenant, attempts }) => [
          tenant,
          attempts,
        ]),
      })
      const fill = (tenant: string, at: number) =>
        commit(
          store,
          {
            journeys: [journeyOf(`id:c${at}`, { tenant, wakeAt: minute(at) })],
            actions: [actionOf(`id:c${at}`, `a${at}`, { tenant, due: minute(at) })],
          },
          tenant,
        )
      await fill('one', 1)
      await fill('two', 4)
      // By whichever handle it is said.
      await (store.capabilities.shared ? await reopen(store) : store).pause('one', true)
      await store.pause('one', true)
      await fill('one', 2)
      expect(await store.nextDue(['message.send'])).toBe(minute(4))
      expect(await claims(minute(3))).toEqual({ wakes: [], actions: [] })
      const { wakes, actions } = await store.health(minute(3))
      expect([wakes.due, wakes.oldest, actions.due, actions.oldest]).toEqual([0, undefined, 0, undefined])
      expect(await claims(minute(5))).toEqual({ wakes: ['two'], actions: [['two', 1]] })
      await store.pause('one', false)
      await store.pause('never', false)
      expect(await store.nextDue(['message.send'])).toBe(minute(1))
      expect(await claims(minute(5))).toEqual({
        wakes: ['one', 'one'],
        actions: [
          ['one', 1],
          ['one', 1],
        ],
      })
    })

    test('that are paused while a lease runs out get what was claimed back only later', async () => {
      const store = await open()
      await commit(store, { actions: [actionOf('id:c1', 'a1', { due: minute(1) })] })
      expect(await store.claimActions(minute(1), minute(2), upTo(10))).toHaveLength(1)
      await store.pause(TENANT, true)
      expect(await store.claimActions(minute(3), minute(4), upTo(10))).toEqual([])
      await store.pause(TENANT, false)
      expect((await store.claimActions(minute(3), minute(4), upTo(10))).map(({ attempts }) => attempts)).toEqual([2])
    })

    test('are cleared of everything, and others of nothing', async () => {
      const store = await open()
      for (const tenant of ['one', 'two']) {
        const event = eventOf('id:c1', 'e1', { tenant })
        await commit(
          store,
          {
            events: [event, eventOf('anonymous:a', 'e2', { tenant })],
            journeys: [journeyOf('id:c1', { tenant, wakeAt: minute(1) })],
            actions: [actionOf('id:c1', 'a1', { tenant, due: minute(1) })],
            links: [{ tenant, from: 'anonymous:a', to: 'id:c1' }],
          },
          tenant,
        )
        await store.transaction(async (transaction) => {
          await transaction.erase(tenant, 'id:gone', ['h1'])
          await transaction.claim(tenant, { counter: 'budget', amount: 1, limit: 1 })
        })
      }
      const two = await store.export('two', 'id:c1')
      await store.clear('one')
      expect(await store.export('one', 'id:c1')).toEqual({ events: [], actions: [] })
      expect(await store.customers('one', '', 10)).toEqual([])
      expect(await resolved(store, 'anonymous:a', 'one')).toBe('anonymous:a')
      expect(await store.export('two', 'id:c1')).toEqual(two)
      expect(await resolved(store, 'anonymous:a', 'two')).toBe('id:c1')
      const claim = { counter: 'budget', amount: 1, limit: 1 }
      const left = await store.transaction(async (transaction) => [
        [...(await transaction.erased('one', ['h1'])), ...(await transaction.erased('two', ['h1']))],
        [await transaction.claim('one', claim), await transaction.claim('two', claim)],
      ])
      expect(left).toEqual([['h1'], [true, false]])
      expect((await store.claimWakes(minute(5), minute(9), 10)).map(({ tenant }) => tenant)).toEqual(['two'])
    })
  })
}
