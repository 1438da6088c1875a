/** What facts take of counters that all customers share. */
import { expect, test } from 'vitest'
import * as z from 'zod'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { defineEvent } from './event.ts'
import { events } from './events/index.ts'
import { memoryStore } from './memory-store.ts'
import { defineCommand, definePlugin } from './plugin.ts'
import { defineRule } from './rule.ts'
import { defineKeyedSlice } from './slice.ts'

const START = '2026-03-01T12:00:00.000Z'
const gifted = defineEvent(
  'gift.noted',
  z.object({ orderId: z.string(), from: z.enum(['spring', 'summer', 'none']), amount: z.int() }),
  { subject: ({ orderId }) => `order/${orderId}` },
)
const gifts = defineKeyedSlice({
  name: 'gifts',
  per: ['order'],
  initial: {} as Readonly<Record<string, number>>,
  on: [gifted],
  fold: { 'gift.noted': (state, { data }) => ({ ...state, [data.from]: (state[data.from] ?? 0) + data.amount }) },
  closes: () => false,
  share: () => ({}),
})
const claim = (counter: string, amount: number, limit = 10) => ({ claims: [{ counter, amount, limit }] })
/** Four of spring, else of summer, else none; given back when the order is canceled. */
const give = defineRule({
  id: 'give',
  on: [events.orderPlaced, events.orderCanceled],
  reads: [gifts],
  may: [gifted],
  decide({ event, journey, refused }) {
    const { orderId } = event.data
    const known = journey.slices.gifts.open[`order/${orderId}`] ?? {}
    const from = (['spring', 'summer'] as const).find((name) => (known[name] ?? 0) > 0)
    if (event.type === 'order.canceled') return from ? [gifted({ orderId, from, amount: -4 }, claim(from, -4))] : []
    if (Object.keys(known).length > 0) return []
    if (!refused('spring')) return [gifted({ orderId, from: 'spring', amount: 4 }, claim('spring', 4))]
    if (!refused('summer')) return [gifted({ orderId, from: 'summer', amount: 4 }, claim('summer', 4, 5))]
    return [gifted({ orderId, from: 'none', amount: 0 })]
  },
})
const take = defineCommand({
  input: z.object({ amount: z.int() }),
  may: [gifted],
  codes: ['SPENT'],
  decide: ({ input: { amount }, refused }) =>
    refused('hand')
      ? { ok: false, error: { code: 'SPENT', message: 'nothing is left' } }
      : {
          ok: true,
          value: {
            answer: amount,
            decisions: [gifted({ orderId: 'hand', from: 'none', amount }, claim('hand', amount))],
          },
        },
})
const stubborn = defineRule({
  id: 'stubborn',
  on: events.orderPaid,
  reads: [gifts],
  may: [gifted],
  when: { 'not yet': ({ event, journey }) => journey.slices.gifts.open[`order/${event.data.orderId}`] === undefined },
  decide: ({ event }) => [gifted({ orderId: event.data.orderId, from: 'none', amount: 1 }, claim('none', 1, 0))],
})
const shop = () =>
  createMot({
    store: memoryStore(),
    clock: virtualClock(START),
    plugins: [
      definePlugin({
        id: 'gifts',
        events: [gifted],
        slices: [gifts],
        rules: [give, stubborn],
        commands: { take },
      }),
    ],
  })
const about = <const T extends string, D extends object>(type: T, orderId: string, customer: string, data: D) => ({
  id: `${type}/${orderId}`,
  source: 'shop',
  type,
  time: START,
  customer: { id: customer },
  data: { orderId, ...data },
})
const placed = (orderId: string, customer: string) =>
  about('order.placed', orderId, customer, { total: { amount: 100, currency: 'EUR' } })
const given = async (mot: ReturnType<typeof shop>, ...customers: string[]) => {
  const all: string[] = []
  for (const id of customers) {
    const kept = await mot.export({ id })
    if (!kept.ok) throw kept.error
    for (const { type, data } of kept.value.events)
      if (type === 'gift.noted') all.push(`${(data as { orderId: string }).orderId} ${(data as { from: string }).from}`)
  }
  return all.sort()
}

test('a rule whose fact is refused its claim is asked again, and decides without it', async () => {
  const mot = shop()
  for (const [i, orderId] of ['a', 'b', 'c', 'd'].entries()) await mot.ingest(placed(orderId, `c${i}`))
  expect(await given(mot, 'c0', 'c1', 'c2', 'c3')).toEqual(['a spring', 'b spring', 'c summer', 'd none'])
})

test('of one customer’s facts in one commit, only those are refused that there is no room for', async () => {
  const mot = shop()
  await mot.ingestMany(['a', 'b', 'c', 'd'].map((orderId) => placed(orderId, 'c0')))
  expect((await given(mot, 'c0')).map((line) => line.slice(2)).sort()).toEqual(['none', 'spring', 'spring', 'summer'])
})

test('a fact that claims less than nothing gives back', async () => {
  const mot = shop()
  for (const [i, orderId] of ['a', 'b', 'c'].entries()) await mot.ingest(placed(orderId, `c${i}`))
  await mot.ingest(about('order.canceled', 'a', 'c0', {}))
  await mot.ingest(placed('d', 'c3'))
  expect(await given(mot, 'c3')).toEqual(['d spring'])
})

test('a command is asked again, answers with a code, and its answer stands', async () => {
  const mot = shop()
  const customer = { id: 'c0' }
  expect(await mot.gifts.take({ customer, amount: 6 })).toEqual({ ok: true, value: 6 })
  const second = await mot.gifts.take({ customer, amount: 5, commandId: 'second' })
  expect(second).toMatchObject({ ok: false, error: { code: 'SPENT' } })
  expect(await mot.gifts.take({ customer, amount: 4 })).toEqual({ ok: true, value: 4 })
  expect(await mot.gifts.take({ customer, amount: 5, commandId: 'second' })).toMatchObject({ error: { code: 'SPENT' } })
})

test('a rule that claims again what was refused fails its event, and takes nothing', async () => {
  const mot = shop()
  const answer = await mot.ingest(about('order.paid', 'a', 'c0', {}))
  expect(answer).toMatchObject({ ok: false, error: { code: 'PLUGIN_FAILED', details: { path: 'rules.stubborn' } } })
})
