/**
 * Any order of arrival, repeats and wakes between. What counts is always what the facts come to. Where to rise and to stay
 * take the same, and drops are at once, so is the tier; else it depends on what was announced on the way.
 */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LoyaltyOptions, loyalty } from '../loyalty.ts'

const DAY = 86_400_000
const START = Date.parse('2026-01-01T06:00:00.000Z')
const at = (day: number): string => new Date(START + day * DAY).toISOString()
const ada = { id: 'ada' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const programme: LoyaltyOptions = {
  from: 'placed',
  earn: [{ kind: 'spend', id: 'spend', rate: 1 }],
  tiers: {
    by: { spend: 'EUR' },
    window: { months: 2 },
    levels: [
      { id: 'silver', enter: 10_000, multiplier: 2 },
      { id: 'gold', enter: 20_000, multiplier: 3 },
    ],
  },
}

const order = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  total: fc.integer({ min: 1, max: 30_000 }),
  placed: fc.integer({ min: 0, max: 60 }),
  refund: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })),
  isCanceled: fc.nat(3).map((n) => n === 0),
})
type Order = typeof order extends fc.Arbitrary<infer T> ? T : never
const factsOf = ({ id, total, placed, refund, isCanceled }: Order) => {
  const fact = (type: string, day: number, data: object) => ({
    id: `${id}/${type}`,
    source: 'shop',
    type,
    time: at(day),
    customer: ada,
    data: { orderId: id, ...data },
  })
  return [
    fact('order.placed', placed, { total: eur(total) }),
    ...(refund > 0 ? [fact('order.refunded', placed + 5, { refundId: id, amount: eur(refund) })] : []),
    ...(isCanceled ? [fact('order.canceled', placed + 7, {})] : []),
  ]
}
const runs = fc.uniqueArray(order, { selector: ({ id }) => id, minLength: 1, maxLength: 5 }).chain((orders) => {
  const facts = orders.flatMap(factsOf)
  return fc.record({
    orders: fc.constant(orders),
    arrivals: fc
      .tuple(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts))
      .map((parts) => parts.flat()),
    // Some come at once, some days apart.
    pauses: fc.array(fc.constantFrom(0, 0, 0, 1, 10), { minLength: 30, maxLength: 30 }),
    wakes: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
  })
})

/** Day by day of the calendar, counted without a ledger: an order counts up to the end of the same date two months on. */
function expected(orders: readonly Order[], now: string) {
  let counts = 0
  for (const { total, placed, refund, isCanceled } of orders) {
    const [year = 0, month = 0, day = 0] = at(placed).slice(0, 10).split('-').map(Number)
    const lastOfMonth = new Date(Date.UTC(year, month + 2, 0)).getUTCDate()
    const end = Date.UTC(year, month + 1, Math.min(day, lastOfMonth) + 1)
    if (!isCanceled && Date.parse(now) < end) counts += Math.max(0, total - refund)
  }
  return { counts, tier: counts >= 20_000 ? 'gold' : counts >= 10_000 ? 'silver' : undefined }
}

test('any order: what counts, and the tier, are what the facts come to', async () => {
  const seen: Record<string, number> = { silver: 0, gold: 0, dropped: 0, returned: 0, multiplied: 0 }
  await fc.assert(
    fc.asyncProperty(runs, async ({ orders, arrivals, pauses, wakes }) => {
      const clock = virtualClock(at(67))
      const club = loyalty(programme)
      const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
      const look = async () => {
        const journey = await mot.journey(ada)
        if (!journey.ok) throw journey.error
        const now = new Date(clock.now()).toISOString()
        return { standing: club.tier(journey.value, now), journey: journey.value, now }
      }
      const agree = async () => {
        await mot.catchUp()
        const { standing, now } = await look()
        const { counts, tier } = expected(orders, now)
        expect({ counts: standing?.qualifying, tier: standing?.tier }).toEqual({ counts, tier })
        if (tier) seen[tier] = (seen[tier] ?? 0) + 1
        return standing
      }
      for (const [i, fact] of arrivals.entries()) {
        clock.set(clock.now() + (pauses[i] ?? 0) * DAY)
        if (wakes[i]) await mot.catchUp()
        for (const answer of await mot.ingestMany([fact])) if (!answer.ok) throw answer.error
      }
      await agree()
      for (let drop = (await agree())?.drop; drop; drop = (await agree())?.drop) {
        // What is said of the drop comes true, and not a millisecond before.
        clock.set(Date.parse(drop.at) - 1)
        expect((await agree())?.drop?.at).toBe(drop.at)
        clock.set(drop.at)
        expect((await agree())?.tier).toBe(drop.to)
      }
      // Each order is worth what the tier at its first grant makes of it, for good.
      const kept = await mot.export(ada)
      const multipliers: Record<string, number> = {}
      for (const { type, data } of kept.ok ? kept.value.events : []) {
        const fact = data as { orderId?: string; reason?: string; terms?: { multiplier?: number } }
        if (type === 'tier.changed') seen[fact.reason ?? ''] = (seen[fact.reason ?? ''] ?? 0) + 1
        if (type !== 'points.recorded' || fact.orderId === undefined) continue
        const { multiplier = 1 } = fact.terms ?? {}
        if (multiplier > 1) seen.multiplied = (seen.multiplied ?? 0) + 1
        multipliers[fact.orderId] ??= multiplier
        expect(multipliers[fact.orderId]).toBe(multiplier)
      }
      const worth = orders.map(({ id, total, refund, isCanceled }) =>
        isCanceled ? 0 : Math.floor((Math.max(0, total - refund) * (multipliers[id] ?? 1)) / 100),
      )
      const { journey, now } = await look()
      expect(club.balance(journey, now)).toMatchObject({ available: worth.reduce((a, b) => a + b), owed: 0 })
    }),
    { numRuns: 400 },
  )
  // A run that never gets there shows nothing.
  expect(Object.entries(seen).filter(([, n]) => n < 3)).toEqual([])
}, 60_000)

const terms = fc.record({
  window: fc.constantFrom({ months: 2 }, { until: '03-31' }, { until: '02-28', years: 2 }),
  levels: fc.constantFrom<NonNullable<LoyaltyOptions['tiers']>['levels']>(
    [{ id: 'silver', enter: 10_000 }],
    [
      { id: 'silver', enter: 10_000, keep: 4_000 },
      { id: 'gold', enter: 20_000, keep: 15_000, reenter: 18_000 },
      { id: 'black', enter: 30_000, keep: 16_000, reenter: 40_000 },
    ],
  ),
  grace: fc.constantFrom(undefined, { days: 10 }, { months: 3 }),
  when: fc.constantFrom('at-once' as const, { on: '04-30' }),
  isOneStep: fc.boolean(),
})
test('any terms: what is said of a drop comes true at that instant, and not before', async () => {
  const seen = { steps: 0, granted: 0 }
  await fc.assert(
    fc.asyncProperty(terms, runs, async ({ isOneStep, grace, ...more }, { arrivals, pauses }) => {
      const downgrade = isOneStep && (grace || more.when !== 'at-once') ? 'one-step' : 'by-balance'
      const clock = virtualClock(at(67))
      const club = loyalty({
        from: 'placed',
        tiers: { by: { spend: 'EUR' }, downgrade, ...(grace && { grace }), ...more },
      })
      const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
      const look = async () => {
        await mot.catchUp()
        const journey = await mot.journey(ada)
        return journey.ok ? club.tier(journey.value, new Date(clock.now()).toISOString()) : undefined
      }
      for (const [i, fact] of arrivals.entries()) {
        clock.set(clock.now() + (pauses[i] ?? 0) * DAY)
        await mot.catchUp()
        for (const answer of await mot.ingestMany([fact])) if (!answer.ok) throw answer.error
      }
      for (let drop = (await look())?.drop; drop; drop = (await look())?.drop) {
        // To each look that is due on the way, as it comes.
        for (let { next = '~' } = await mot.catchUp(); next < drop.at; { next = '~' } = await mot.catchUp()) {
          clock.set(next)
          expect((await look())?.drop).toEqual(drop)
          seen.granted += 1
        }
        clock.set(Date.parse(drop.at) - 1)
        expect((await look())?.drop).toEqual(drop)
        clock.set(drop.at)
        expect((await look())?.tier).toBe(drop.to)
        if (drop.to !== undefined) seen.steps += 1
      }
      expect((await look())?.tier).toBeUndefined()
    }),
    { numRuns: 200 },
  )
  expect(Object.entries(seen).filter(([, n]) => n < 10)).toEqual([])
}, 60_000)
