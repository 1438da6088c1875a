/** What another programme would have granted: by hand, and the same programme against what was granted. */
import { createMot, type Envelope, memoryStore, virtualClock } from '@motkit/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LoyaltyOptions, loyalty } from './loyalty.ts'
import { simulate } from './simulate.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const plain: LoyaltyOptions = {
  earn: [
    { kind: 'spend', id: 'spend', rate: 1 },
    { kind: 'bonus', id: 'welcome', points: 40, first: true },
    { kind: 'action', id: 'review', event: 'review.submitted', points: 15 },
  ],
}
interface Told {
  readonly customer: { readonly id: string } | { readonly anonymousId: string }
  readonly type: string
  readonly data: object
  readonly time: string
}
async function shopOf(options: LoyaltyOptions, told: readonly Told[]) {
  const clock = virtualClock('2026-12-01T00:00:00Z')
  const mot = createMot({ store: memoryStore(), clock, plugins: [loyalty(options)] })
  const answers = await mot.ingestMany(told.map((one, i) => ({ id: `e${i}`, source: 'shop', ...one })))
  for (const answer of answers) if (!answer.ok) throw answer.error
  return {
    mot,
    async *histories() {
      for await (const { customer } of mot.journeys()) {
        const kept = await mot.export(customer)
        if (kept.ok) yield kept.value.events
      }
    },
  }
}
const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString()
const order = (id: string, orderId: string, at: number, amount: number): Told[] => [
  { customer: { id }, type: 'order.placed', time: day(at), data: { orderId, total: eur(amount) } },
  { customer: { id }, type: 'order.paid', time: day(at), data: { orderId } },
]

describe('a changed programme', () => {
  const told: Told[] = [
    ...order('ada', 'a1', 1, 10_000),
    {
      customer: { id: 'ada' },
      type: 'order.refunded',
      time: day(9),
      data: { orderId: 'a1', refundId: 'r', amount: eur(4_000) },
    },
    ...order('ada', 'a2', 20, 2_000),
    { customer: { id: 'ada' }, type: 'review.submitted', time: day(30), data: { reviewId: '1', rating: 1 } },
    ...order('grace', 'g1', 3, 5_000),
    { customer: { id: 'edsger' }, type: 'page.viewed', time: day(2), data: {} },
  ]
  const doubled: LoyaltyOptions = {
    earn: [
      { kind: 'spend', id: 'spend', rate: 2 },
      { kind: 'bonus', id: 'each', points: 10 },
      { kind: 'action', id: 'review', event: 'review.submitted', points: 15 },
    ],
  }
  test('is held against what was granted, by customer and by rule', async () => {
    const shop = await shopOf(plain, told)
    // ada: 60 + 24 of the welcome that is refunded in part, 20, 15; grace: 50 + 40
    // ada would: 120 + 6, 40 + 10, 15; grace: 100 + 10
    expect(await simulate(doubled, shop.histories())).toEqual({
      customers: [
        { customer: { id: 'ada' }, granted: 119, would: 191, difference: 72 },
        { customer: { id: 'edsger' }, granted: 0, would: 0, difference: 0 },
        { customer: { id: 'grace' }, granted: 90, would: 110, difference: 20 },
      ],
      total: { granted: 209, would: 301, difference: 92 },
      byRule: {
        each: { granted: 0, would: 26, difference: 26 },
        review: { granted: 15, would: 15, difference: 0 },
        spend: { granted: 130, would: 260, difference: 130 },
        welcome: { granted: 64, would: 0, difference: -64 },
      },
    })
  })
  test('runs on a plain list of events, where nothing was granted', async () => {
    const events = told.map((one, i) => ({ id: `e${i}`, source: 'shop', ...one }))
    const { total, customers } = await simulate(doubled, [events])
    expect(total).toEqual({ granted: 0, would: 301, difference: 301 })
    expect(customers.map(({ would }) => would)).toEqual([191, 0, 110])
  })
  test('with rewards needs no handlers, and passes over events that no plugin knows', async () => {
    const events = [
      ...told.map((one, i) => ({ id: `e${i}`, source: 'shop', ...one })),
      { id: 'x', source: 'shop', type: 'wine.tasted', time: day(3), customer: { id: 'ada' }, data: { wine: 'red' } },
    ]
    const options: LoyaltyOptions = { ...doubled, rewards: { tree: { kind: 'custom', points: 10 } } }
    expect((await simulate(options, [events])).total.would).toBe(301)
  })
  test('leaves the shop as it was, and counts no spending or adjustment', async () => {
    const shop = await shopOf(plain, told)
    await shop.mot.loyalty.redeem({ customer: { id: 'ada' }, points: 50 })
    await shop.mot.loyalty.adjust({ customer: { id: 'ada' }, points: 7, reason: 'sorry' })
    const before = JSON.stringify(await shop.mot.export({ id: 'ada' }))
    expect((await simulate(doubled, shop.histories())).total).toEqual({ granted: 209, would: 301, difference: 92 })
    expect(JSON.stringify(await shop.mot.export({ id: 'ada' }))).toBe(before)
  })
  test('loses a tier in its time, between one order and the next', async () => {
    const told = [...order('ada', 'a1', 0, 10_000), ...order('ada', 'a2', 10, 1_000), ...order('ada', 'a3', 100, 1_000)]
    const shop = await shopOf(plain, told)
    const levels = [{ id: 'silver', enter: 100, multiplier: 3 }]
    const tiers: LoyaltyOptions['tiers'] = { by: 'points', window: { months: 1 }, levels }
    const options: LoyaltyOptions = { earn: [{ kind: 'spend', id: 'spend', rate: 1 }], tiers }
    // 100, then three times 10 in silver, then 10 again
    expect((await simulate(options, shop.histories())).total.would).toBe(140)
  })
  test('says what an event is refused for', async () => {
    const bad = { id: '1', source: 'shop', type: 'order.paid', time: day(1), customer: { id: 'ada' }, data: {} }
    await expect(simulate(doubled, [[bad]])).rejects.toMatchObject({
      code: 'EVENT_INVALID',
      details: { path: 'data.orderId' },
    })
  })
})

const person = fc.constantFrom('ada', 'grace', 'edsger', 'cookie')
const fact = fc.record({
  id: person,
  what: fc.constantFrom('order', 'order', 'refund', 'cancel', 'review', 'identify'),
  which: fc.nat(2),
  amount: fc.integer({ min: 0, max: 30_000 }),
  at: fc.integer({ min: 0, max: 200 }),
})
const toldOf = (
  { id, what, which, amount, at }: typeof fact extends fc.Arbitrary<infer T> ? T : never,
  n: number,
): Told[] => {
  const customer = id === 'cookie' ? { anonymousId: id } : { id }
  const about = { customer, time: day(at) }
  const orderId = `${id}/${which}`
  if (what === 'order')
    return [
      { ...about, type: 'order.placed', data: { orderId, total: eur(amount) } },
      { ...about, type: 'order.paid', data: { orderId } },
    ]
  if (what === 'refund')
    return [{ ...about, type: 'order.refunded', data: { orderId, refundId: `${n}`, amount: eur(amount) } }]
  if (what === 'cancel') return [{ ...about, type: 'order.canceled', data: { orderId } }]
  if (what === 'review') return [{ ...about, type: 'review.submitted', data: { reviewId: orderId, rating: 3 } }]
  return [{ customer: { id: 'ada' }, time: day(at), type: 'customer.identified', data: { anonymousId: 'cookie' } }]
}
test('the same programme would have granted exactly what was granted, in whatever order the events came', async () => {
  let granted = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fact, { maxLength: 25 }), fc.infiniteStream(fc.nat()), async (facts, chance) => {
      const told = facts
        .flatMap(toldOf)
        .map((one): [number, Told] => [chance.next().value ?? 0, one])
        .sort(([a], [b]) => a - b)
        .map(([, one]) => one)
      const shop = await shopOf(plain, told)
      const one = await simulate(plain, shop.histories())
      expect(one.customers.filter(({ difference }) => difference !== 0)).toEqual([])
      expect(Object.values(one.byRule).filter(({ difference }) => difference !== 0)).toEqual([])
      // Granted is what the ledger says, counted another way; and so is the sum over the rules.
      let sum = 0
      for await (const events of shop.histories())
        for (const { type, data } of events as readonly Envelope<string, { points: number }>[])
          if (type === 'points.recorded') sum += data.points
      expect(one.total.granted).toBe(sum)
      expect(Object.values(one.byRule).reduce((all, rule) => all + rule.granted, 0)).toBe(sum)
      if (sum > 0) granted += 1
      const all: Envelope[] = []
      for await (const events of shop.histories()) all.push(...events)
      const whole = await simulate(plain, [all])
      expect(whole.total).toEqual(one.total)
      expect(whole.customers.filter(({ difference }) => difference !== 0)).toEqual([])
    }),
    { numRuns: 100 },
  )
  expect(granted).toBeGreaterThan(50)
}, 60_000)
