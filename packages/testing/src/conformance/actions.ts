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

    test('are taken of each type up to its own limit, and types that are not named are left', async () => {
      const store = await open()
      const typed = (type: string, name: string) =>
        [1, 2, 3].map((n) => actionOf('id:c1', `${name}${n}`, { type, due: minute(n) }))
      await commit(store, {
        actions: [
          ...typed('message.send', 'm'),
          ...typed('customer.call', 'c'),
          actionOf('id:c1', 't1', { type: 'customer.tag' }),
        ],
      })
      const claim = async (limits: Readonly<Record<string, number>>) =>
        keysOf(await store.claimActions(minute(9), minute(20), limits)).toSorted()
      expect(await claim({ 'message.send': 2, 'customer.call': 1, 'customer.none': 5 })).toEqual(['c1', 'm1', 'm2'])
      expect(await claim({})).toEqual([])
      expect(await claim({ 'message.send': 2 })).toEqual(['m3'])
      expect(await store.nextDue(['customer.call', 'message.send'])).toBe(minute(2))
      expect(await store.nextDue(['message.send'])).toBe(minute(20))
      expect(await store.nextDue(['customer.none'])).toBeUndefined()
      expect(await claim({ 'customer.call': 9, 'customer.tag': 9 })).toEqual(['c2', 'c3', 't1'])
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

  describe('leases', () => {
    test('last as long as they are lengthened', async () => {
      const store = await open()
      const actions = ['a1', 'a2'].map((key) => actionOf('id:c1', key, { due: minute(1) }))
      await commit(store, { actions })
      const claimed = await store.claimActions(minute(1), minute(5), upTo(10))
      const [a1] = claimed.filter(({ key }) => key === 'a1') as [StoredAction]
      expect(keysOf(await store.extendLeases([a1], minute(9)))).toEqual(['a1'])
      expect(await store.nextDue(['message.send'])).toBe(minute(5))
      expect(keysOf(await store.claimActions(minute(8), minute(20), upTo(10)))).toEqual(['a2'])
      expect(keysOf(await store.extendLeases([a1], minute(12)))).toEqual(['a1'])
      expect(await store.claimActions(minute(11), minute(20), upTo(10))).toEqual([])
      expect(await store.claimActions(minute(12), minute(30), upTo(10))).toMatchObject([{ key: 'a1', attempts: 2 }])
    })

    test('are no longer a caller’s whose claim is over: the attempts tell', async () => {
      const store = await open()
      await commit(store, { actions: [actionOf('id:c1', 'a1', { due: minute(1) })] })
      const first = await store.claimActions(minute(1), minute(5), upTo(10))
      const second = await store.claimActions(minute(5), minute(9), upTo(10))
      expect(await store.extendLeases(first, minute(60))).toEqual([])
      expect(await store.nextDue(['message.send'])).toBe(minute(9))
      expect(keysOf(await store.extendLeases(second, minute(12)))).toEqual(['a1'])
      expect(await store.nextDue(['message.send'])).toBe(minute(12))
    })

    test.each(['due', 'done', 'dead', 'withdrawn'] as const)(
      'are not lengthened where the action is %s by now, though others of the caller’s are',
      async (state) => {
        const store = await open()
        await commit(store, { actions: ['a1', 'a2'].map((key) => actionOf('id:c1', key)) })
        const claimed = await store.claimActions(minute(1), minute(5), upTo(10))
        const ended = actionOf('id:c1', 'a1', { state, attempts: 1, due: minute(7) })
        await commit(store, { actions: [ended] })
        expect(keysOf(await store.extendLeases(claimed, minute(60)))).toEqual(['a2'])
        expect((await store.export(TENANT, 'id:c1')).actions.find(({ key }) => key === 'a1')).toEqual(ended)
      },
    )

    test('stay their caller’s when the customer is linked to another', async () => {
      const store = await open()
      await commit(store, { actions: [actionOf('anonymous:a', 'a1')] })
      const claimed = await store.claimActions(minute(1), minute(5), upTo(10))
      await commit(store, {
        links: [{ tenant: TENANT, from: 'anonymous:a', to: 'id:c1' }],
        journeys: [journeyOf('id:c1')],
      })
      expect(keysOf(await store.extendLeases(claimed, minute(9)))).toEqual(['a1'])
      expect(await store.claimActions(minute(8), minute(20), upTo(10))).toEqual([])
    })
  })

  describe('dead actions', () => {
    test('are listed in the order of their keys, page by page, each tenant’s its own', async () => {
      const store = await open()
      const error = { code: 'HANDLER_FAILED', message: 'no answer' }
      const b = actionOf('id:c1', 'b', { state: 'dead', attempts: 8, error })
      await commit(store, {
        actions: [
          actionOf('id:c2', 'c', { state: 'dead' }),
          b,
          actionOf('id:c2', 'a', { state: 'dead' }),
          actionOf('id:c1', 'ab', { state: 'done' }),
          actionOf('id:c1', 'bb', { state: 'withdrawn' }),
          actionOf('id:c1', 'bc'),
        ],
      })
      await commit(store, { actions: [actionOf('id:c1', 'x', { tenant: 'two', state: 'dead' })] }, 'two')
      expect(keysOf(await store.deadActions({ tenant: TENANT, limit: 2 }))).toEqual(['a', 'b'])
      expect(keysOf(await store.deadActions({ tenant: TENANT, limit: 2, after: 'b' }))).toEqual(['c'])
      expect(await store.deadActions({ tenant: TENANT, limit: 1, after: 'a' })).toEqual([b])
      expect(await store.deadActions({ tenant: TENANT, limit: 9, after: 'c' })).toEqual([])
      expect(keysOf(await store.deadActions({ tenant: 'two', limit: 9 }))).toEqual(['x'])
      expect(await store.deadActions({ tenant: 'three', limit: 9 })).toEqual([])
    })

    test('are not listed once they are taken up again', async () => {
      const store = await open()
      await commit(store, { actions: [actionOf('id:c1', 'a', { state: 'dead' })] })
      await commit(store, { actions: [actionOf('id:c1', 'a')] })
      expect(await store.deadActions({ tenant: TENANT, limit: 9 })).toEqual([])
    })
  })
}
