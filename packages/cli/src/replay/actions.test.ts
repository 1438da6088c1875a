/** What is counted of decisions, from what the bus tells. */
import { type Change, virtualClock } from '@motkit/core'
import { expect, test } from 'vitest'
import { logActions } from './actions.ts'

function told(...states: Change['state'][]) {
  let tell: (change: never) => unknown = () => undefined
  const bus = {
    on: (_: string, listener: (change: never) => unknown) => {
      tell = listener
      return () => undefined
    },
  }
  const log = logActions(bus as never, virtualClock('2026-03-01T00:00:00Z'), () => false)
  for (const state of states) {
    tell({
      state,
      customer: 'id:c1',
      decision: { kind: 'action', type: 'message.send', rule: 'r', subject: 'order/1', name: 'n' },
      judgement: { guard: 'g', verdict: 'defer', reason: 'busy' },
    } as never)
  }
  return log
}

test.each<[Change['state'][], number[]]>([
  [
    ['due', 'done'],
    [1, 1, 0, 0, 0],
  ],
  [
    ['deferred', 'deferred', 'due', 'done'],
    [1, 1, 1, 0, 0],
  ],
  [
    ['due', 'deferred', 'due', 'deferred', 'due', 'dead'],
    [1, 0, 1, 0, 1],
  ],
  [
    ['deferred', 'suppressed'],
    [1, 0, 1, 1, 0],
  ],
  [['held-out'], [1, 0, 0, 1, 0]],
  [
    ['deferred', 'withdrawn'],
    [1, 0, 1, 0, 0],
  ],
])('%j is due, done, deferred, suppressed, dead %j', (states, [due, done, deferred, suppressed, dead]) => {
  expect(told(...states).counts).toEqual({ 'message.send': { due, done, deferred, suppressed, dead } })
})

test('what was withdrawn before its time is not counted', () => {
  expect(told('withdrawn').counts).toEqual({})
})

test('each reason counts once for a decision', () => {
  expect(told('deferred', 'deferred', 'suppressed').reasons).toEqual({
    'message.send|deferred|busy': 1,
    'message.send|suppressed|busy': 1,
  })
})
