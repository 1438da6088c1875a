/** What an action's end touches is looked at with it, and not at the next event: a slice says that others wait for it. */
import { expect, test } from 'vitest'
import { sendMessage } from './actions.ts'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { allow, defineGuard, suppress } from './guard.ts'
import { moments } from './journey-plugin.ts'
import { memoryStore } from './memory-store.ts'
import { definePlugin } from './plugin.ts'
import { defineRule } from './rule.ts'
import { defineSlice } from './slice.ts'
import { decisionSettled } from './slices/sent.ts'

/** Orders that were spoken about, one after the other: each waits until it is its turn. */
const turns = defineSlice({
  name: 'turns',
  initial: [] as readonly string[],
  on: [decisionSettled],
  fold: { 'decision.settled': (ended, { data }) => [...new Set([...ended, data.subject])].sort() },
  touches: () => ['order/1', 'order/2', 'order/3'],
})
const speak = defineRule({
  id: 'speak',
  on: moments.amot,
  reads: [turns],
  may: [sendMessage],
  when: { 'its turn': ({ moment, journey }) => journey.slices.turns.length >= Number(moment.data.orderId) - 1 },
  decide: () => [sendMessage({ template: 'hello' })],
})
const forFirst = defineGuard({
  id: 'first',
  on: [sendMessage],
  judge: ({ decision }) => (decision.subject === 'order/1' ? suppress('not-the-first') : allow),
})

async function spoken(options: { readonly guards?: readonly (typeof forFirst)[]; readonly fails?: boolean }) {
  const told: string[] = []
  const mot = createMot({
    store: memoryStore(),
    clock: virtualClock('2026-03-01T10:00:00Z'),
    delivery: { maxAttempts: 1 },
    guards: options.guards ?? [],
    plugins: [definePlugin({ id: 'turns', slices: [turns], rules: [speak] })],
    handlers: {
      'message.send': async ({ subject }) => {
        told.push(subject)
        if (options.fails && subject === 'order/1') throw new Error('no')
      },
    },
  })
  const placed = ['1', '2', '3'].map((orderId) => ({
    id: orderId,
    source: 'shop',
    type: 'order.placed',
    time: '2026-03-01T10:00:00Z',
    customer: { id: 'ada' },
    data: { orderId, total: { amount: 1, currency: 'EUR' } },
  }))
  for (const answer of await mot.ingestMany(placed)) if (!answer.ok) throw answer.error
  await mot.catchUp()
  return told
}

test('of one that was carried out', async () => {
  expect(await spoken({})).toEqual(['order/1', 'order/2', 'order/3'])
})
test('of one that failed for good', async () => {
  expect(await spoken({ fails: true })).toEqual(['order/1', 'order/2', 'order/3'])
})
test('of one that a guard ended', async () => {
  expect(await spoken({ guards: [forFirst] })).toEqual(['order/2', 'order/3'])
})
