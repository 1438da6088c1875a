/** Links: an anonymous customer becomes a known one for good, with all that was theirs. */
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
  TENANT,
  upTo,
} from './fixtures.ts'
import type { Suite } from './suite.ts'

const link = (from: string, to: string) => ({ tenant: TENANT, from, to })
const aliasesOf = async (store: Store, key: string) =>
  [...(await store.transaction((transaction) => transaction.aliases(TENANT, key)))].sort()

export const links = ({ open }: Suite): void => {
  describe('links', () => {
    test('who is not linked is their own', async () => {
      const store = await open()
      await commit(store, { events: [eventOf('id:c1', 'e1')] })
      expect([await resolved(store, 'id:c1'), await resolved(store, 'id:nobody')]).toEqual(['id:c1', 'id:nobody'])
      expect(await aliasesOf(store, 'id:c1')).toEqual([])
    })

    test('an alias resolves to its customer, even one that never had a row', async () => {
      const store = await open()
      await commit(store, { links: [link('anonymous:a', 'id:c1'), link('anonymous:b', 'id:c1')] })
      expect([await resolved(store, 'anonymous:a'), await resolved(store, 'anonymous:b')]).toEqual(['id:c1', 'id:c1'])
      expect(await aliasesOf(store, 'id:c1')).toEqual(['anonymous:a', 'anonymous:b'])
    })

    test('a chain has one step: who was linked to an alias is linked to its customer', async () => {
      const store = await open()
      await commit(store, { events: [eventOf('anonymous:a', 'e1')] })
      await commit(store, { events: [eventOf('id:b', 'e2')], links: [link('anonymous:a', 'id:b')] })
      await commit(store, { events: [eventOf('id:c', 'e3')], links: [link('id:b', 'id:c')] })
      expect([await resolved(store, 'anonymous:a'), await resolved(store, 'id:b')]).toEqual(['id:c', 'id:c'])
      expect(await aliasesOf(store, 'id:c')).toEqual(['anonymous:a', 'id:b'])
      expect(await aliasesOf(store, 'id:b')).toEqual([])
      expect(await pastOf(store, 'id:c')).toEqual(['e1', 'e2', 'e3'])
    })

    test('the journey of an alias is gone, and does not wake', async () => {
      const store = await open()
      await commit(store, { journeys: [journeyOf('anonymous:a', { wakeAt: minute(1) })] })
      await commit(store, { links: [link('anonymous:a', 'id:c1')], journeys: [journeyOf('id:c1')] })
      expect(await journeyIn(store, 'anonymous:a')).toBeUndefined()
      expect(await store.nextDue(['message.send'])).toBeUndefined()
      expect(await store.claimWakes(minute(9), minute(10), 10)).toEqual([])
    })

    test('events of an alias are found with the customer, as they came, by subject and in the export', async () => {
      const store = await open()
      const before = eventOf('anonymous:a', 'before', { subject: 'cart/1', related: ['visit/1'] })
      await commit(store, { events: [before] })
      await commit(store, {
        events: [eventOf('anonymous:a', 'same-commit'), eventOf('id:c1', 'own')],
        links: [link('anonymous:a', 'id:c1')],
      })
      await commit(store, { events: [eventOf('anonymous:a', 'after')] })
      expect(await pastOf(store, 'id:c1')).toEqual(['after', 'before', 'own', 'same-commit'])
      expect(await pastOf(store, 'id:c1', ['cart/1'])).toEqual(['before'])
      expect(await pastOf(store, 'id:c1', ['visit/1'])).toEqual(['before'])
      for (const key of ['id:c1', 'anonymous:a'])
        expect(idsOf((await store.export(TENANT, key)).events)).toEqual(['after', 'before', 'own', 'same-commit'])
      const [kept] = await seenIn(store, [before])
      expect(kept).toEqual(before)
    })

    test.each([
      ['done', 'due', 'done'],
      ['due', 'done', 'done'],
      ['due', 'withdrawn', 'due'],
      ['withdrawn', 'due', 'due'],
      ['dead', 'due', 'dead'],
      ['due', 'dead', 'dead'],
    ] as const)(
      'of two rows of one action, %s of an alias and %s of its customer, %s stands',
      async (alias, own, stands) => {
        const store = await open()
        await commit(store, {
          actions: [
            actionOf('anonymous:a', 'both', { state: alias, cause: `event shop#${alias}` }),
            actionOf('id:c1', 'both', { state: own, cause: `event shop#${own}` }),
          ],
        })
        await commit(store, { links: [link('anonymous:a', 'id:c1')] })
        expect((await store.export(TENANT, 'id:c1')).actions).toEqual([
          actionOf('id:c1', 'both', { state: stands, cause: `event shop#${stands}` }),
        ])
        const due = await store.claimActions(minute(1), minute(5), upTo(10))
        expect(due.map(({ key, customer }) => [key, customer])).toEqual(stands === 'due' ? [['both', 'id:c1']] : [])
      },
    )

    test('actions of an alias are the customer’s: due, claimed and done', async () => {
      const store = await open()
      await commit(store, {
        actions: [
          actionOf('anonymous:a', 'due', { due: minute(2) }),
          actionOf('anonymous:a', 'claimed', { due: minute(0) }),
          actionOf('anonymous:a', 'done', { state: 'done' }),
        ],
      })
      expect(await store.claimActions(minute(1), minute(5), upTo(10))).toHaveLength(1)
      await commit(store, { links: [link('anonymous:a', 'id:c1')] })
      const { actions } = await store.export(TENANT, 'id:c1')
      expect(actions.map(({ key, customer }) => `${key} ${customer}`).sort()).toEqual([
        'claimed id:c1',
        'done id:c1',
        'due id:c1',
      ])
      const due = await store.claimActions(minute(3), minute(5), upTo(10))
      expect(due.map(({ key, customer }) => [key, customer])).toEqual([['due', 'id:c1']])
      const again = await store.claimActions(minute(5), minute(9), upTo(10))
      expect(again.map(({ key, customer }) => `${key} ${customer}`).sort()).toEqual(['claimed id:c1', 'due id:c1'])
    })
  })
}
