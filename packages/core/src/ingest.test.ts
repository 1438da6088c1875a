import { describe, expect, it } from 'vitest'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { memoryStore } from './memory-store.ts'

const NOW = '2026-03-01T12:00:00.000Z'
const good = {
  id: 'e1',
  source: 'shop',
  type: 'order.placed',
  time: '2026-03-01T10:00:00Z',
  customer: { id: 'c1' },
  data: { orderId: 'o1', total: { amount: 1_000, currency: 'EUR' } },
}
const shop = (border = {}) => {
  const store = memoryStore()
  return { store, mot: createMot({ store, plugins: [], clock: virtualClock(NOW), border }) }
}
/** What a refused event is answered, and that it left nothing behind. */
async function refusal(event: unknown) {
  const { store, mot } = shop()
  const heard: unknown[] = []
  mot.on('event', (one) => heard.push(one))
  const [answer] = await mot.ingestMany([event])
  if (!answer || answer.ok) throw new Error('it was taken')
  const kept = await store.export('default', 'id:c1')
  expect({ heard, kept }).toEqual({ heard: [], kept: { events: [], actions: [] } })
  expect(await store.nextDue(['message.send'])).toBeUndefined()
  const { code, details } = answer.error
  return { code, path: details.path, expected: details.expected }
}

describe('bad input is refused with a code and a path, and nothing is half done', () => {
  it.each([
    ['no object', 7, 'EVENT_INVALID', 'event'],
    ['a list', [good], 'EVENT_INVALID', 'event'],
    ['no id', { ...good, id: undefined }, 'EVENT_INVALID', 'id'],
    ['an empty id', { ...good, id: '' }, 'EVENT_INVALID', 'id'],
    ['an id that is a number', { ...good, id: 7 }, 'EVENT_INVALID', 'id'],
    ['no source', { ...good, source: undefined }, 'EVENT_INVALID', 'source'],
    ['no type', { ...good, type: undefined }, 'EVENT_INVALID', 'type'],
    ['a type nobody defines', { ...good, type: 'order.dreamt' }, 'EVENT_TYPE_UNKNOWN', 'type'],
    ['no time', { ...good, time: undefined }, 'EVENT_INVALID', 'time'],
    ['a time without a zone', { ...good, time: '2026-03-01T10:00:00' }, 'EVENT_INVALID', 'time'],
    ['a day that does not exist', { ...good, time: '2026-13-01T10:00:00Z' }, 'EVENT_INVALID', 'time'],
    ['a time in the far future', { ...good, time: '2126-03-01T10:00:00Z' }, 'TIME_IN_FUTURE', 'time'],
    ['no customer', { ...good, customer: undefined }, 'CUSTOMER_MISSING', 'customer'],
    ['a customer without any id', { ...good, customer: {} }, 'CUSTOMER_MISSING', 'customer'],
    ['a customer id that is a number', { ...good, customer: { id: 7 } }, 'CUSTOMER_MISSING', 'customer'],
    ['no data', { ...good, data: undefined }, 'EVENT_INVALID', 'data'],
    ['a wrong type in the data', { ...good, data: { ...good.data, orderId: 7 } }, 'EVENT_INVALID', 'data.orderId'],
    [
      'negative money',
      { ...good, data: { ...good.data, total: { amount: -1, currency: 'EUR' } } },
      'EVENT_INVALID',
      'data.total.amount',
    ],
    [
      'money with a fraction',
      { ...good, data: { ...good.data, total: { amount: 10.5, currency: 'EUR' } } },
      'EVENT_INVALID',
      'data.total.amount',
    ],
    [
      'a currency that is none',
      { ...good, data: { ...good.data, total: { amount: 1, currency: 'EUX' } } },
      'EVENT_INVALID',
      'data.total.currency',
    ],
    ['too many tags', { ...good, data: { ...good.data, tags: Array(251).fill('x') } }, 'EVENT_INVALID', 'data.tags'],
    ['10 MB', { ...good, data: { ...good.data, coupon: 'x'.repeat(10_000_000) } }, 'EVENT_TOO_LARGE', 'event'],
    ['10 MB of nesting', { ...good, data: Array.from({ length: 1_000_000 }, () => [1]) }, 'EVENT_TOO_LARGE', 'event'],
    [
      'a __proto__ key',
      JSON.parse(JSON.stringify(good).replace('"orderId"', '"__proto__":{"admin":true},"orderId"')),
      'EVENT_UNSAFE',
      'data.__proto__',
    ],
    [
      'a __proto__ key in the envelope',
      JSON.parse(JSON.stringify(good).replace('"id"', '"__proto__":{},"id"')),
      'EVENT_UNSAFE',
      '__proto__',
    ],
    ['U+0000', { ...good, data: { ...good.data, coupon: 'a\u0000b' } }, 'EVENT_UNSAFE', 'data.coupon'],
    ['U+0000 in an id', { ...good, id: 'a\u0000' }, 'EVENT_UNSAFE', 'id'],
  ])('%s', async (_, event, code, path) => {
    expect(await refusal(event)).toMatchObject({ code, path, expected: expect.any(String) })
  })

  it('an id used twice with other content is a conflict, the same content a duplicate', async () => {
    const { store, mot } = shop()
    const other = { ...good, data: { ...good.data, total: { amount: 2_000, currency: 'EUR' } } }
    const answers = await mot.ingestMany([good, good, other])
    expect(
      answers.map((answer) => (answer.ok ? answer.value : [answer.error.code, answer.error.details.path])),
    ).toEqual([{ duplicate: false }, { duplicate: true }, ['EVENT_CONFLICT', 'id']])
    const again = await mot.ingestMany([other, good])
    expect(again.map((answer) => (answer.ok ? answer.value.duplicate : answer.error.code))).toEqual([
      'EVENT_CONFLICT',
      true,
    ])
    expect((await store.export('default', 'id:c1')).events).toHaveLength(1)
  })

  it('the same id from another source, or of another tenant, is another event', async () => {
    const { mot } = shop()
    const answers = await mot.ingestMany([good, { ...good, source: 'erp' }, { ...good, tenant: 'second' }])
    expect(answers.map((answer) => answer.ok && answer.value.duplicate)).toEqual([false, false, false])
  })

  it('one bad event among good ones is refused alone', async () => {
    const { mot } = shop()
    const answers = await mot.ingestMany([
      good,
      { ...good, id: '' },
      { ...good, id: 'e2', data: { ...good.data, orderId: 'o2' } },
    ])
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true])
  })
})

describe('what is taken is kept in one form', () => {
  it('times become UTC with milliseconds, subjects come from the data, what the schema does not know is left out', async () => {
    const { store, mot } = shop()
    await mot.ingestMany([
      {
        ...good,
        time: '2026-03-01T11:00:00.5+01:00',
        subject: 'nonsense',
        data: { ...good.data, cartId: 'k1', colour: 'red' },
      },
    ])
    expect((await store.export('default', 'id:c1')).events).toEqual([
      {
        ...good,
        tenant: 'default',
        time: '2026-03-01T10:00:00.500Z',
        subject: 'order/o1',
        related: ['cart/k1'],
        data: { ...good.data, cartId: 'k1' },
      },
    ])
  })

  it('an unknown type is kept where the host says so, and does nothing', async () => {
    const { store, mot } = shop({ unknownEvents: 'keep' })
    expect(await mot.ingestMany([{ ...good, type: 'order.dreamt', subject: 'dream/1' }])).toMatchObject([{ ok: true }])
    const kept = await store.export('default', 'id:c1')
    expect(kept.events).toHaveLength(1)
    expect(kept.journey?.threads).toEqual({})
  })
})
