/** A whole tenant: paused, it promises on and does nothing; erased, nothing is left of it. */
import { expect, test, vi } from 'vitest'
import { sendMessage } from './actions.ts'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { events } from './events/index.ts'
import { memoryStore } from './memory-store.ts'
import { definePlugin } from './plugin.ts'
import { defineRule } from './rule.ts'

const START = '2026-03-01T12:00:00.000Z'
const DAY = 86_400_000
const thanks = definePlugin({
  id: 'thanks',
  rules: [
    defineRule({
      id: 'thanks',
      on: [events.orderPlaced],
      may: [sendMessage],
      decide: () => [sendMessage({ template: 'thanks' }, { at: '2026-03-02T12:00:00.000Z' })],
    }),
  ],
})
function setup() {
  const clock = virtualClock(START)
  const send = vi.fn(
    async (_action: unknown, _context: { readonly tenant: string; readonly attempt: number }) => undefined,
  )
  const mot = createMot({ store: memoryStore(), clock, plugins: [thanks], handlers: { 'message.send': send } })
  const order = (tenant: string, n: number) =>
    mot.ingest({
      id: `o${n}`,
      source: 'shop',
      type: 'order.placed',
      time: START,
      tenant,
      customer: { id: `c${n}` },
      data: { orderId: String(n), total: { amount: 1_000, currency: 'EUR' } },
    })
  const told = () => send.mock.calls.map(([, { tenant, attempt }]) => [tenant, attempt])
  return { clock, mot, order, told }
}

test('a paused tenant takes facts and does nothing, until it goes on where it stood', async () => {
  const { clock, mot, order, told } = setup()
  await order('tea', 1)
  await order('coffee', 1)
  expect(await mot.pause({ tenant: 'tea' })).toEqual({ ok: true, value: true })
  expect((await order('tea', 2)).ok).toBe(true)
  clock.set(clock.now() + 2 * DAY)
  await mot.catchUp()
  expect(told()).toEqual([['coffee', 1]])
  expect((await mot.health()).timers).toEqual({ due: 0, lagMs: 0 })
  expect(await mot.resume({ tenant: 'tea' })).toEqual({ ok: true, value: true })
  await mot.catchUp()
  expect(told()).toEqual([
    ['coffee', 1],
    ['tea', 1],
    ['tea', 1],
  ])
})
test('resuming has a process that runs look at once', async () => {
  const { clock, mot, order, told } = setup()
  const stop = mot.start({ pollMs: 60_000 })
  await mot.pause({ tenant: 'tea' })
  await order('tea', 1)
  clock.set(clock.now() + 2 * DAY)
  await mot.resume({ tenant: 'tea' })
  await vi.waitFor(() => expect(told()).toEqual([['tea', 1]]))
  await stop()
})
test('a tenant is erased a part at a time, and what comes afterwards is new', async () => {
  const { mot, order } = setup()
  for (let n = 1; n <= 205; n++) await order('tea', n)
  await order('coffee', 1)
  await mot.erase({ id: 'c1' }, { tenant: 'tea' })
  const coffee = await mot.export({ id: 'c1' }, { tenant: 'coffee' })
  expect(await mot.eraseAll({ tenant: 'tea', limit: 150 })).toEqual({ ok: true, value: { erased: 150, isDone: false } })
  expect(await mot.eraseAll({ tenant: 'tea' })).toEqual({ ok: true, value: { erased: 54, isDone: true } })
  expect(await mot.eraseAll({ tenant: 'tea' })).toEqual({ ok: true, value: { erased: 0, isDone: true } })
  expect(await mot.export({ id: 'c7' }, { tenant: 'tea' })).toMatchObject({ error: { code: 'CUSTOMER_UNKNOWN' } })
  expect(await mot.export({ id: 'c1' }, { tenant: 'coffee' })).toEqual(coffee)
  expect((await order('tea', 1)).ok).toBe(true)
  const away = createMot({
    store: { ...memoryStore(), customers: () => Promise.reject(new Error('away')) },
    plugins: [],
  })
  expect(await away.eraseAll()).toMatchObject({ error: { code: 'STORE_UNAVAILABLE', retryable: true } })
})
