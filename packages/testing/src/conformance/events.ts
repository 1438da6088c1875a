/** Events: known by source and id whoever they are about, and found by customer and subject. */
import { describe, expect, test } from 'vitest'
import { commit, eventOf, idsOf, pastOf, seenIn, TENANT } from './fixtures.ts'
import type { Suite } from './suite.ts'

export const events = ({ open }: Suite): void => {
  describe('events', () => {
    test('are seen by source and id, across customers', async () => {
      const store = await open()
      await commit(store, {
        events: [
          eventOf('id:c1', '1'),
          eventOf('id:c2', '2'),
          eventOf('id:c1', '1', { source: 'carrier', type: 'shipment.delivered' }),
        ],
      })
      const seen = await seenIn(store, [
        { source: 'shop', id: '1' },
        { source: 'shop', id: '2' },
        { source: 'carrier', id: '2' },
        { source: 'shop', id: '3' },
      ])
      expect(seen.map(({ source, id }) => `${source}#${id}`).sort()).toEqual(['shop#1', 'shop#2'])
      expect(await seenIn(store, [])).toEqual([])
    })

    test('of the past are found by subject, by what they relate to, or all of them', async () => {
      const store = await open()
      await commit(store, {
        events: [
          eventOf('id:c1', 'order', { subject: 'order/1', related: ['cart/1', 'visit/1'] }),
          eventOf('id:c1', 'cart', { subject: 'cart/1', related: ['visit/1'] }),
          eventOf('id:c1', 'other', { subject: 'order/11' }),
          eventOf('id:c2', 'stranger', { subject: 'order/1' }),
        ],
      })
      expect(await pastOf(store, 'id:c1', ['order/1'])).toEqual(['order'])
      expect(await pastOf(store, 'id:c1', ['cart/1'])).toEqual(['cart', 'order'])
      expect(await pastOf(store, 'id:c1', ['visit/1', 'cart/1', 'order/1'])).toEqual(['cart', 'order'])
      expect(await pastOf(store, 'id:c1', ['order/2'])).toEqual([])
      expect(await pastOf(store, 'id:c1')).toEqual(['cart', 'order', 'other'])
      expect(await pastOf(store, 'id:nobody')).toEqual([])
    })

    test('of the past are read for many customers at once, each with what was asked for', async () => {
      const store = await open()
      await commit(store, {
        events: [
          eventOf('id:c1', 'a', { subject: 'order/1' }),
          eventOf('id:c1', 'b', { subject: 'order/2' }),
          eventOf('id:c2', 'c', { subject: 'order/1' }),
        ],
      })
      const past = await store.transaction((transaction) =>
        transaction.past(TENANT, [{ key: 'id:c1', subjects: ['order/2'] }, { key: 'id:c2' }]),
      )
      expect([idsOf(past.get('id:c1') ?? []), idsOf(past.get('id:c2') ?? [])]).toEqual([['b'], ['c']])
    })

    test('about nothing in particular are found among all', async () => {
      const store = await open()
      const { subject: _, ...bare } = eventOf('id:c1', 'bare')
      await commit(store, { events: [bare] })
      expect(await pastOf(store, 'id:c1')).toEqual(['bare'])
      expect(await pastOf(store, 'id:c1', ['customer'])).toEqual([])
    })
  })
}
