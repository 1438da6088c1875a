import type { Explained } from '@motkit/core'
import { expect, it } from 'vitest'
import { countsOf, weekOf } from './count'

it('begins a week on its Monday, in UTC', () => {
  expect(weekOf('2026-11-23T00:00:00.000Z')).toBe('2026-11-23') // a Monday
  expect(weekOf('2026-11-29T23:59:59.999Z')).toBe('2026-11-23') // its Sunday
  expect(weekOf('2026-11-22T23:59:59.999Z')).toBe('2026-11-16')
  expect(weekOf('2027-01-01T12:00:00.000Z')).toBe('2026-12-28')
})

const moment = (type: string, since: string) =>
  ({ type, polarity: 'positive', since, subject: `order/${since}` }) as Explained['moments'][number]
type Decision = Explained['decisions'][number]
const decision = (state: Decision['state'], more: Partial<Decision> = {}) =>
  ({ kind: 'action', rule: 'ask', type: 'message.send', state, due: '2026-11-25T10:00:00Z', ...more }) as Decision
const week = '2026-11-23'

it('counts equal moments as one, and each kind of end by itself', () => {
  const explained = {
    stage: 'prospect',
    moments: [moment('amot', '2026-11-23T08:00:00Z'), moment('amot', '2026-11-27T08:00:00Z')],
    decisions: [
      decision('done'),
      decision('done'),
      decision('open'),
      decision('taken'),
      decision('open', { held: { guard: 'quiet-hours', verdict: 'defer', reason: 'night' } }),
      decision('suppressed', { held: { guard: 'consent', verdict: 'suppress', reason: 'no-consent' } }),
      decision('held-out', { held: { guard: 'holdout', verdict: 'hold-out' } }),
      // what a provider said may name somebody
      decision('dead', { held: { guard: 'handler', verdict: 'suppress', reason: 'ada@example.com is unknown' } }),
      decision('fired', { kind: 'timer' }),
      decision('open', { kind: 'timer' }),
    ],
  } as unknown as Explained
  const ask = { week, rule: 'ask', type: 'message.send' }
  expect(countsOf(explained)).toEqual({
    stage: 'prospect',
    moments: [{ week, type: 'amot', polarity: 'positive', count: 2 }],
    actions: [
      { ...ask, state: 'done', count: 2 },
      { ...ask, state: 'waiting', count: 2 },
      { ...ask, state: 'waiting', guard: 'quiet-hours', reason: 'night', count: 1 },
      { ...ask, state: 'held', guard: 'consent', reason: 'no-consent', count: 1 },
      { ...ask, state: 'held', guard: 'holdout', count: 1 },
      { ...ask, state: 'dead', count: 1 },
    ],
  })
})
