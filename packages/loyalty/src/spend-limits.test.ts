/** What can be spent at a time: by the wallet's limits, the cart and the balance. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loyalty } from './loyalty.ts'
import type { Limits } from './spend-limits.ts'

const ada = { id: 'ada' }
const NOW = '2026-03-01T00:00:00.000Z'
const eur = (amount: number) => ({ amount, currency: 'EUR' })
async function open(spend: Limits, points: number) {
  const club = loyalty({ earn: [{ kind: 'bonus', id: 'bonus', points }], wallets: { main: { spend } } })
  const mot = createMot({ store: memoryStore(), clock: virtualClock(NOW), plugins: [club] })
  const about = { source: 'shop', time: NOW, customer: ada }
  await mot.ingest({ ...about, id: '1', type: 'order.placed', data: { orderId: '1', total: eur(100) } })
  await mot.ingest({ ...about, id: '2', type: 'order.paid', data: { orderId: '1' } })
  const journey = await mot.journey(ada)
  if (!journey.ok) throw journey.error
  return {
    mot,
    club,
    spendable: (total: { amount: number; currency: string }) => club.spendable(journey.value, { total }, NOW),
  }
}

describe('what can be spent on a cart', () => {
  test.each<[string, Limits, number, object, object]>([
    ['what is at hand', { value: { EUR: 1 } }, 300, eur(5_000), { points: 300, worth: eur(300), limit: 'balance' }],
    [
      'not more than the cart',
      { value: { EUR: 20 } },
      300,
      eur(5_010),
      { points: 250, worth: eur(5_000), limit: 'share' },
    ],
    [
      'half of it',
      { value: { EUR: 1 }, share: 0.5 },
      9_000,
      eur(5_001),
      { points: 2_500, worth: eur(2_500), limit: 'share' },
    ],
    [
      'a third of it, to the cent',
      { value: { EUR: 1 }, share: '1/3' },
      9_000,
      eur(3_000),
      { points: 1_000, limit: 'share' },
    ],
    [
      'a point of a third of a cent',
      { value: { EUR: '1/3' } },
      100,
      eur(5_000),
      { points: 100, worth: eur(33), limit: 'balance' },
    ],
    [
      'full steps',
      { value: { EUR: 1 }, multiple: 50 },
      149,
      eur(5_000),
      { points: 100, worth: eur(100), limit: 'balance' },
    ],
    ['at most', { value: { EUR: 1 }, maximum: 120, multiple: 50 }, 149, eur(5_000), { points: 100, limit: 'maximum' }],
    [
      'nothing below the minimum',
      { value: { EUR: 1 }, minimum: 200 },
      199,
      eur(5_000),
      { points: 0, worth: eur(0), limit: 'balance' },
    ],
    [
      'nothing where a small cart takes less than the minimum',
      { value: { EUR: 1 }, minimum: 200 },
      900,
      eur(199),
      { points: 0, limit: 'minimum' },
    ],
    [
      'nothing where no step reaches the minimum',
      { minimum: 110, multiple: 50 },
      120,
      eur(199),
      { points: 0, limit: 'minimum' },
    ],
    [
      'nothing in a currency without a value',
      { value: { EUR: 1 } },
      300,
      { amount: 500, currency: 'USD' },
      { points: 0, worth: { amount: 0, currency: 'USD' }, limit: 'value' },
    ],
    [
      'of a wallet without a value, by number alone',
      { maximum: 100 },
      300,
      eur(1),
      { points: 100, worth: eur(0), limit: 'maximum' },
    ],
    [
      'yen',
      { value: { JPY: 1, EUR: '1/160' }, share: 0.1 },
      9_000,
      { amount: 5_555, currency: 'JPY' },
      { points: 555, worth: { amount: 555, currency: 'JPY' } },
    ],
  ])('%s', async (_, spend, points, total, expected) => {
    const shop = await open(spend, points)
    expect(shop.spendable(total as never)).toMatchObject(expected)
  })
  test('points are worth what the wallet says, in whole minor units', async () => {
    const { club } = await open({ value: { EUR: 1, JPY: '1/3' } }, 1)
    expect(club.worth(250, 'EUR')).toEqual({ amount: 250, currency: 'EUR' })
    expect(club.worth(250, 'JPY')).toEqual({ amount: 83, currency: 'JPY' })
    expect(club.worth(250, 'USD')).toBeUndefined()
    expect(club.worth(250, 'EUR', 'gems')).toBeUndefined()
  })
  test('is what the commands take, and one step more is refused, with the most that they take', async () => {
    const limits = fc.record(
      {
        minimum: fc.integer({ min: 1, max: 200 }),
        maximum: fc.integer({ min: 200, max: 900 }),
        multiple: fc.constantFrom(1, 7, 50),
        share: fc.constantFrom('1/3', 0.5, 1),
        value: fc.record({ EUR: fc.constantFrom(1, '1/3', 2.5) }),
      },
      { requiredKeys: ['value', 'multiple'] },
    )
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(limits, fc.integer({ min: 1, max: 1_000 }), fc.nat(2_000), async (spend, points, total) => {
        const shop = await open(spend, points)
        const { points: most, limit, worth } = shop.spendable(eur(total))
        seen.add(limit)
        expect(worth.amount).toBeLessThanOrEqual(total)
        const cart = { total: eur(total) }
        const reserve = (n: number) =>
          shop.mot.loyalty.reserve({ customer: ada, points: n, cart, reservationId: `${n}`, minutes: 1 })
        const more = await reserve(most > 0 ? most + spend.multiple : (spend.minimum ?? 1))
        expect(more.ok).toBe(false)
        if (!more.ok && more.error.code === 'POINTS_REFUSED' && most > 0)
          expect(more.error.details).toMatchObject({ path: 'points', maximum: most })
        if (most > 0) expect(await reserve(most)).toMatchObject({ ok: true })
      }),
      { numRuns: 200 },
    )
    expect([...seen].sort()).toEqual(['balance', 'maximum', 'minimum', 'share'])
  })
})
describe('a wallet whose points pay a share', () => {
  test.each([
    [{ points: 100 }, 'POINTS_REFUSED', { path: 'cart' }],
    [{ points: 501, cart: { total: eur(1_000) } }, 'POINTS_REFUSED', { path: 'points', maximum: 500 }],
    [{ points: 1, cart: { total: { amount: 9, currency: 'USD' } } }, 'POINTS_REFUSED', { path: 'cart.total.currency' }],
    [{ points: 1, cart: { total: eur(1) } }, 'POINTS_REFUSED', { path: 'points', maximum: 0 }],
    [{ points: 1, cart: { total: eur(-1) } }, 'INPUT_INVALID', { path: 'cart.total.amount' }],
  ])('refuses %j', async (input, code, details) => {
    const { mot } = await open({ value: { EUR: 1 }, share: 0.5 }, 9_000)
    expect(await mot.loyalty.redeem({ customer: ada, ...input })).toMatchObject({ error: { code, details } })
  })
  test('does not keep a reward from its price', async () => {
    const club = loyalty({
      earn: [{ kind: 'bonus', id: 'bonus', points: 100 }],
      wallets: { main: { spend: { minimum: 50, multiple: 50, share: 0.5, value: { EUR: 1 } } } },
      rewards: { ship: { kind: 'free-shipping', points: 20 } },
    })
    const handlers = { 'reward.give': 'none', 'reward.revoke': 'none' } as const
    const mot = createMot({ store: memoryStore(), clock: virtualClock(NOW), plugins: [club], handlers })
    const about = { source: 'shop', time: NOW, customer: ada }
    await mot.ingest({ ...about, id: '1', type: 'order.placed', data: { orderId: '1', total: eur(100) } })
    await mot.ingest({ ...about, id: '2', type: 'order.paid', data: { orderId: '1' } })
    expect(await mot.loyalty.redeem({ customer: ada, reward: 'ship' })).toMatchObject({ ok: true, value: { left: 80 } })
  })
})
test.each([
  [{ share: 1.1, value: { EUR: 1 } }, 'wallets.main.spend.share'],
  [{ share: 0, value: { EUR: 1 } }, 'wallets.main.spend.share'],
  [{ share: 0.5 }, 'wallets.main.spend.value'],
  [{ value: { EUX: 1 } }, 'wallets.main.spend.value.EUX'],
  [{ value: { EUR: -1 } }, 'wallets.main.spend.value.EUR'],
  [{ maximum: 5, minimum: 6 }, 'wallets.main.spend.maximum'],
  [{ maximum: 5, multiple: 6 }, 'wallets.main.spend.multiple'],
])('limits that cannot be kept name their path: %j', (spend, path) => {
  expect(() => loyalty({ wallets: { main: { spend } } })).toThrow(
    expect.objectContaining({ code: 'PROGRAMME_INVALID', details: expect.objectContaining({ path }) }),
  )
})
