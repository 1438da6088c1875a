/** Journeys: read under a lock as they were last written, and what is read equals what was written. */
import { describe, expect, test } from 'vitest'
import { actionOf, commit, eventOf, journeyIn, journeyOf, seenIn, stateOf, TENANT } from './fixtures.ts'
import type { Suite } from './suite.ts'

/** JSON that is easily bent: texts that look like other things, numbers at the edges, what is empty. */
const awkward = {
  text: 'Zoë’s “größte” 😀 \\ " \n\t %s $1 {x}',
  date: '2026-01-01T00:00:00.000Z',
  digits: '0012',
  big: Number.MAX_SAFE_INTEGER,
  small: -0.1,
  exponent: 1.5e300,
  nothing: null,
  no: false,
  zero: 0,
  blank: '',
  none: [],
  bare: {},
  deep: [[{ a: [1, [2, { b: null }]] }]],
  'a key/with #signs.and dots': { 日本: '語' },
  constructor: 'x',
}

export const journeys = ({ open }: Suite): void => {
  describe('journeys', () => {
    test('are unknown until they are written', async () => {
      expect(await journeyIn(await open(), 'id:nobody')).toBeUndefined()
    })

    test('are read as they were last written, each under its own key', async () => {
      const store = await open()
      await commit(store, { journeys: [journeyOf('id:a'), journeyOf('id:b', { state: stateOf('id:b', 5) })] })
      await commit(store, { journeys: [journeyOf('id:a', { state: stateOf('id:a', 2) })] })
      const { journeys: read } = await store.transaction((transaction) =>
        transaction.open(TENANT, ['id:b', 'id:nobody', 'id:a']),
      )
      expect([...read].map(([key, { revision }]) => [key, revision]).sort()).toEqual([
        ['id:a', 2],
        ['id:b', 5],
      ])
    })

    test('are read without a transaction too: those asked for, whoever they are by now, as last committed', async () => {
      const store = await open()
      await commit(store, {
        journeys: ['id:a', 'id:b', 'id:c'].map((key) => journeyOf(key)),
        links: [{ tenant: TENANT, from: 'anonymous:x', to: 'id:a' }],
      })
      for (const revision of [2, 3]) {
        await commit(store, { journeys: [journeyOf('id:a', { state: stateOf('id:a', revision) })] })
        const { canonical, journeys: read } = await store.journeys(TENANT, ['anonymous:x', 'id:b', 'id:nobody'])
        expect([...canonical]).toEqual([
          ['anonymous:x', 'id:a'],
          ['id:b', 'id:b'],
          ['id:nobody', 'id:nobody'],
        ])
        expect([...read].map(([key, state]) => [key, state.revision]).sort()).toEqual([
          ['id:a', revision],
          ['id:b', 1],
        ])
      }
      expect((await store.journeys('two', ['id:a'])).journeys.size).toBe(0)
    })

    test('are read without a transaction as one commit left them, however many go on', async () => {
      const store = await open()
      const keys = ['id:a', 'id:b']
      const seen: unknown[] = []
      const write = async () => {
        for (let revision = 1; revision <= 25; revision++)
          await commit(store, { journeys: keys.map((key) => journeyOf(key, { state: stateOf(key, revision) })) })
      }
      const read = async () => {
        for (let n = 0; n < 25; n++) {
          const { journeys: found } = await store.journeys(TENANT, keys)
          seen.push(keys.map((key) => found.get(key)?.revision))
        }
      }
      await Promise.all([write(), read(), read()])
      for (const pair of seen) expect(new Set(pair as number[]).size).toBe(1)
    })

    test('come back as the JSON they were', async () => {
      const store = await open()
      const state = stateOf('id:c1', 1, { awkward, long: { text: 'x'.repeat(200_000) } })
      await commit(store, { journeys: [journeyOf('id:c1', { state })] })
      expect(await journeyIn(store, 'id:c1')).toEqual(state)
      expect((await store.export(TENANT, 'id:c1')).journey).toEqual(state)
    })

    test('events and actions come back as the JSON they were, with all that they have and nothing else', async () => {
      const store = await open()
      const full = eventOf('id:c1', 'full', { data: awkward, related: ['cart/1', 'visit/ü'] })
      const { subject: _, ...bare } = eventOf('id:c1', 'bare')
      const action = actionOf('id:c1', 'a1', {
        data: awkward,
        judgements: [{ guard: 'quiet-hours', verdict: 'defer', reason: 'night', until: minuteText }],
        claims: [{ counter: 'budget', amount: 2, limit: 10 }],
        error: { code: 'HANDLER_FAILED', message: 'no answer' },
      })
      await commit(store, { events: [full, bare], actions: [action, actionOf('id:c1', 'a2')] })
      const seen = await seenIn(store, [full, bare])
      expect(byId(seen)).toEqual(byId([full, bare]))
      const exported = await store.export(TENANT, 'id:c1')
      expect(byId(exported.events)).toEqual(byId([full, bare]))
      expect(exported.actions.find(({ key }) => key === 'a1')).toEqual(action)
      expect(exported.actions.find(({ key }) => key === 'a2')).toEqual(actionOf('id:c1', 'a2'))
    })
  })
}

const minuteText = '2026-01-01T08:00:00.000Z'
const byId = <T extends { readonly id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]))
