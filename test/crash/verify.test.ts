/** What the crash test would see: a small story in which all is well, and what each counter says when it is not. */
import { describe, expect, test } from 'vitest'
import type { Call, Found } from './found.ts'
import type { Told } from './oracle.ts'
import { type Counter, countsOf, verify } from './verify.ts'

const DAY = 86_400_000
const START = Date.parse('2026-01-01T10:00:00Z')
const customer = { id: 'ada' }
const at = (day: number): string => new Date(START + day * DAY).toISOString()
/** Known an hour after it happened. */
const tell = (type: string, day: number, data: Record<string, unknown>): Told => ({
  event: { id: `${type}/${day}`, source: 'shop', type, time: at(day), customer, data } as Told['event'],
  sent: START + day * DAY,
  acknowledged: START + (day + 1 / 24) * DAY,
})
const orderId = 'o1'
const told = [
  tell('product.added', 0, { cartId: 'k1', productId: 'p' }),
  tell('order.placed', 3, { orderId, total: { amount: 4_250, currency: 'EUR' } }),
  tell('shipment.created', 4, { orderId, shipmentId: 's1' }),
  tell('shipment.delivered', 6, { orderId, shipmentId: 's1' }),
]
const returned = tell('return.requested', 7, { orderId, returnId: 'r1' })

const things = [
  { rule: 'shop.remind', template: 'cart-reminder', about: 'k1' },
  { rule: 'shop.confirm', template: 'order-confirmed', about: orderId },
  { rule: 'shop.care', template: 'care', about: orderId },
  { rule: 'delivery.tell', template: 'order-dispatched', about: orderId },
  { rule: 'reviews.request', template: 'review-request', about: orderId },
]
const calls: Call[] = things.map((thing) => ({ ...thing, key: `${thing.rule}/${thing.about}` }))
const settled = {
  customer: 'id:ada',
  type: 'decision.settled',
  data: { outcome: 'done', rule: 'r', subject: 's', name: '' },
}
const points = { customer: 'id:ada', type: 'points.recorded', data: { orderId, points: 42 } }
const well: Found = {
  events: told.map(({ event: { source, id } }) => `${source}#${id}`),
  facts: [points, settled],
  actions: calls.map((call) => ({ ...call, customer: 'id:ada', state: 'done' })),
  journeys: new Map([['id:ada', { counted: told.length, balance: 42 }]]),
  overdue: [],
  calls,
}
const none: Record<Counter, number> = {
  missing: 0,
  doubled: 0,
  balanceErrors: 0,
  actionsLost: 0,
  effectsDoubled: 0,
  timersLost: 0,
}
const count = (found: Partial<Found>, all: readonly Told[] = told) =>
  countsOf(verify(all, { ...well, ...found }, START + 30 * DAY))
const without = (rule: string) => ({ actions: well.actions.filter((one) => one.rule !== rule) })
const ending = (rule: string, state: string) => ({
  actions: well.actions.map((one) => (one.rule === rule ? { ...one, state } : one)),
})
const journey = (counted: number, balance: number) => ({ journeys: new Map([['id:ada', { counted, balance }]]) })
const [care] = calls.filter(({ rule }) => rule === 'shop.care') as [Call]

test('finds nothing where all is well', () => {
  expect(count({})).toEqual(none)
})
test('lets the host be called again under the same key', () => {
  expect(count({ calls: [...calls, care, care] })).toEqual(none)
})
test('lets an action be withdrawn, or never taken, where its cause was taken back', () => {
  const more = { events: [...well.events, 'shop#return.requested/7'], ...journey(5, 42) }
  const uncalled = { calls: calls.filter(({ rule }) => rule !== 'reviews.request') }
  expect(count({ ...more, ...uncalled, ...ending('reviews.request', 'withdrawn') }, [...told, returned])).toEqual(none)
  expect(count({ ...more, ...uncalled, ...without('reviews.request') }, [...told, returned])).toEqual(none)
})

const wrongs: Record<Counter, Record<string, Partial<Found>>> = {
  missing: {
    'an acknowledged event that is not there': { events: well.events.slice(1) },
    'an event that was not folded': journey(3, 42),
  },
  doubled: {
    'an event kept twice': { events: [...well.events, 'shop#order.placed/3'] },
    'an event kept under another name': { events: [...well.events, 'shop#order.placed/3~2'] },
    'an event folded twice': journey(5, 42),
  },
  balanceErrors: {
    'a balance that is wrong': journey(4, 84),
    'points recorded twice': { facts: [points, points] },
    'points that were not recorded': { facts: [] },
    'points for an order that nobody placed': { facts: [points, { ...points, data: { orderId: 'o2', points: 1 } }] },
  },
  actionsLost: {
    'an action that was never taken': without('shop.confirm'),
    'an action begun and gone': without('delivery.tell'),
    'an action that has not ended': ending('shop.confirm', 'claimed'),
    'an action that is dead': ending('shop.confirm', 'dead'),
    'an action withdrawn without a reason': ending('shop.confirm', 'withdrawn'),
    'an action done of which the host does not know': { calls: calls.filter((call) => call !== care) },
  },
  effectsDoubled: {
    'one thing under two keys': { calls: [...calls, { ...care, key: `${care.key}/again` }] },
    'two actions for one thing': { actions: [...well.actions, { ...care, customer: 'anonymous:a', state: 'done' }] },
    'an end recorded twice': { facts: [points, settled, settled] },
    'an effect without a cause': { calls: [...calls, { ...care, about: 'o2', key: 'other' }] },
  },
  timersLost: {
    'a timer that did not go off': without('shop.care'),
    'a moment that did not open with time': without('shop.remind'),
    'a promise that did not come to its time': without('reviews.request'),
    'a journey that waits to be looked at': { overdue: ['id:ada'] },
  },
}
describe.each(Object.entries(wrongs))('%s counts', (counter, cases) => {
  test.each(Object.entries(cases))('%s', (_, found) => {
    expect(count(found)).toEqual({ ...none, [counter]: 1 })
  })
})
test('effectsDoubled counts an effect whose cause was taken back, and that known, before its time', () => {
  const more = { events: [...well.events, 'shop#return.requested/7'], ...journey(5, 42) }
  expect(count(more, [...told, returned])).toEqual({ ...none, effectsDoubled: 1 })
})
