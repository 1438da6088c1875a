/** What became of decisions, by what is kept of them: facts, rows, and what is open. */
import type { Decision, Envelope, JourneyState, Judgement, StoredAction } from '@motkit/core'
import { expect, test } from 'vitest'
import { type Counted, countFates } from './count.ts'
import { fatesOf, type Kept, withDeferrals } from './fates.ts'

const named = { rule: 'r', subject: 'order/1', name: 'n' }
const night: Judgement = {
  guard: 'quiet-hours',
  verdict: 'defer',
  reason: 'quiet-hours',
  until: '2026-03-02T08:00:00.000Z',
  at: '2026-03-01T23:00:00.000Z',
}
const settled = (outcome: string, more: object = {}): Envelope => ({
  id: outcome,
  source: 'motkit',
  type: 'decision.settled',
  time: '2026-03-02T08:00:00.000Z',
  tenant: 'default',
  customer: { id: 'c1' },
  data: { ...named, action: 'message.send', outcome, due: '2026-03-02T08:00:00.000Z', ...more },
})
const row = (state: StoredAction['state'], ...judgements: Judgement[]): StoredAction => ({
  ...named,
  tenant: 'default',
  customer: 'id:c1',
  key: 'k',
  thread: 'order/1',
  type: 'message.send',
  data: { template: 'thanks' },
  due: '2026-03-02T08:00:00.000Z',
  attempts: 1,
  state,
  cause: 'a test',
  judgements,
})
const decided = (more: Partial<Decision>): Decision => ({
  ...named,
  kind: 'action',
  type: 'message.send',
  due: '2026-03-02T08:00:00.000Z',
  state: 'open',
  ...more,
})
const kept = (events: Envelope[], actions: StoredAction[], ...open: Decision[]): Kept => ({
  events,
  actions,
  journey: {
    customer: 'id:c1',
    revision: 1,
    first: undefined,
    last: undefined,
    slices: {},
    tally: {},
    threads: {
      'order/1': { moments: {}, asks: [], decisions: Object.fromEntries(open.map((one) => ['r/order/1/n', one])) },
    },
  },
})
function counted(of: Kept) {
  const counts: Pick<Counted, 'actions' | 'reasons'> = { actions: {}, reasons: {} }
  countFates(counts, fatesOf(of))
  return counts
}
const stopped = { by: 'consent', reason: 'no-consent', data: { template: 'thanks' } }

test.each<[string, Kept, number[]]>([
  ['done', kept([settled('done')], [row('done')]), [1, 1, 0, 0, 0]],
  ['put off, and done', kept([settled('done')], [row('done', night)]), [1, 1, 1, 0, 0]],
  ['put off, and dead', kept([settled('dead', { by: 'handler' })], [row('dead', night)]), [1, 0, 1, 0, 1]],
  ['put off, and stopped', kept([settled('suppressed', { ...stopped, held: night })], []), [1, 0, 1, 1, 0]],
  ['in a control group', kept([settled('held-out', stopped)], []), [1, 0, 0, 1, 0]],
  ['put off still', kept([], [], decided({ held: night })), [1, 0, 1, 0, 0]],
  ['with the host', kept([], [row('claimed')], decided({ state: 'taken' })), [1, 0, 0, 0, 0]],
  ['put off by the host’s time', kept([], [row('withdrawn', night)], decided({ held: night })), [1, 0, 1, 0, 0]],
  ['handed over and withdrawn', kept([], [row('withdrawn')]), [1, 0, 0, 0, 0]],
  ['dead, and dropped', kept([settled('dead', { by: 'handler' })], [row('withdrawn')]), [1, 0, 0, 0, 0]],
  [
    'dead, taken up again and done',
    kept([settled('done'), settled('dead', { by: 'handler' }), settled('retried', { round: 1 })], [row('done')]),
    [1, 1, 0, 0, 0],
  ],
  [
    'dead once more',
    kept(
      [settled('dead', { by: 'h', round: 1 }), settled('retried', { round: 1 }), settled('dead', { by: 'h' })],
      [row('dead')],
    ),
    [1, 0, 0, 0, 1],
  ],
])('a decision that is %s is counted once', (_, of, [due, done, deferred, suppressed, dead]) => {
  expect(counted(of).actions).toEqual({ 'message.send': { due, done, deferred, suppressed, dead } })
})

test('a decision whose time has not come is not counted, nor is a timer', () => {
  expect(counted(kept([], [], decided({}))).actions).toEqual({})
  expect(counted(kept([], [], decided({ kind: 'timer', held: night }))).actions).toEqual({})
})

test('the reasons are told of what was put off, and of what was stopped', () => {
  expect(counted(kept([settled('suppressed', { ...stopped, held: night })], [])).reasons).toEqual({
    'message.send|deferred|quiet-hours': 1,
    'message.send|suppressed|no-consent': 1,
  })
})

test('a message is called by its template, and what stopped it has the time of its end', () => {
  expect(fatesOf(kept([settled('suppressed', stopped)], []))).toEqual([
    {
      rule: 'r',
      subject: 'order/1',
      type: 'message.send',
      what: 'thanks',
      end: 'suppressed',
      stopped: { guard: 'consent', verdict: 'suppress', reason: 'no-consent', at: '2026-03-02T08:00:00.000Z' },
    },
  ])
})

test('what put an action off is kept with it when it is handed over', () => {
  const allowed: Judgement = { guard: 'consent', verdict: 'allow' }
  const state = kept([], [], decided({ state: 'taken', held: night })).journey as JourneyState
  const journeys = [{ tenant: 'default', key: 'id:c1', state }]
  const judgements = (action: StoredAction) =>
    withDeferrals({ events: [], links: [], journeys, actions: [action] }).actions[0]?.judgements
  expect(judgements(row('due', allowed))).toEqual([night, allowed])
  expect(judgements(row('due', night, allowed))).toEqual([night, allowed])
})
