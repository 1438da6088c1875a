/** Buyers: whose order it is, for who knows no more than the order. */
import { describe, expect, test } from 'vitest'
import { commit, eventOf, minute, TENANT } from './fixtures.ts'
import type { Suite } from './suite.ts'

const subject = 'order/1'
const placed = (key: string, id: string, more: { tenant?: string; time?: string } = {}) =>
  eventOf(key, id, { subject, ...more })
const link = (from: string, to: string) => ({ tenant: TENANT, from, to })

export const buyers = ({ open }: Suite): void => {
  describe('buyers', () => {
    test('are who placed the order, and nobody else whom it concerns', async () => {
      const store = await open()
      await commit(store, {
        events: [
          eventOf('id:payer', 'paid', { subject, type: 'order.paid', time: minute(-1) }),
          eventOf('id:other', 'related', { subject: 'order/2', related: [subject], time: minute(-1) }),
          placed('id:c1', 'placed'),
          eventOf('id:c1', 'paid-only', { subject: 'order/3', type: 'order.paid' }),
        ],
      })
      expect(await store.buyerOf(TENANT, subject)).toBe('id:c1')
      expect(await store.buyerOf(TENANT, 'order/2')).toBe('id:other')
      for (const unknown of ['order/3', 'order/4', 'order/', '1', 'Order/1'])
        expect(await store.buyerOf(TENANT, unknown)).toBeUndefined()
    })

    test('are the first of those who placed it, in whatever order they were told of', async () => {
      const times: Readonly<Record<string, number>> = { 'id:b': 2, 'id:a': 3, 'id:c': 4 }
      for (const keys of [Object.keys(times), Object.keys(times).reverse()]) {
        const store = await open()
        for (const key of keys)
          await commit(store, { events: [placed(key, key, { time: minute(times[key] as number) })] })
        expect(await store.buyerOf(TENANT, subject)).toBe('id:b')
      }
    })

    test('of one instant are the first by name', async () => {
      const store = await open()
      await commit(store, { events: [placed('id:c1', 'two'), placed('id:c2', 'one'), placed('id:c3', 'three')] })
      expect(await store.buyerOf(TENANT, subject)).toBe('id:c2')
    })

    test('are who they became, also by a chain', async () => {
      const store = await open()
      await commit(store, { events: [placed('anonymous:a', 'e1')] })
      expect(await store.buyerOf(TENANT, subject)).toBe('anonymous:a')
      await commit(store, { links: [link('anonymous:a', 'id:b')] })
      expect(await store.buyerOf(TENANT, subject)).toBe('id:b')
      await commit(store, { links: [link('id:b', 'id:c')] })
      expect(await store.buyerOf(TENANT, subject)).toBe('id:c')
    })

    test('of two tenants are kept apart', async () => {
      const store = await open()
      const of = { one: 'id:c1', two: 'id:c2' }
      for (const [tenant, key] of Object.entries(of))
        await commit(store, { events: [placed(key, 'e1', { tenant })] }, tenant)
      await commit(store, { links: [{ tenant: 'one', from: 'id:c2', to: 'id:c9' }] }, 'one')
      expect([await store.buyerOf('one', subject), await store.buyerOf('two', subject)]).toEqual(['id:c1', 'id:c2'])
      expect(await store.buyerOf('three', subject)).toBeUndefined()
    })

    test.each(['id:c1', 'anonymous:a'])('are nobody once %s is erased, and the next one then', async (key) => {
      const store = await open()
      await commit(store, {
        events: [placed('anonymous:a', 'e1'), eventOf('id:other', 'e2', { subject: 'order/2' })],
        links: [link('anonymous:a', 'id:c1')],
      })
      await commit(store, { events: [{ ...placed('id:c2', 'e3', { time: minute(5) }), subject: 'order/2' }] })
      await store.transaction(async (transaction) => {
        const { canonical } = await transaction.open(TENANT, [key, 'id:other'])
        await transaction.erase(TENANT, canonical.get(key) as string, ['h1'])
        await transaction.erase(TENANT, 'id:other', ['h2'])
      })
      expect(await store.buyerOf(TENANT, subject)).toBeUndefined()
      expect(await store.buyerOf(TENANT, 'order/2')).toBe('id:c2')
    })

    test('are forgotten with the event', async () => {
      const store = await open()
      await commit(store, { events: [placed('id:c1', 'e1')] })
      await store.transaction(async (transaction) => {
        await transaction.open(TENANT, ['id:c1'])
        await transaction.prune(TENANT, 'id:c1', [{ source: 'shop', id: 'e1' }], minute(9))
      })
      expect(await store.buyerOf(TENANT, subject)).toBeUndefined()
    })
  })
}
