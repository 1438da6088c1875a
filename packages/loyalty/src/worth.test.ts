/** What orders are worth: values worked out by hand. */
import { describe, expect, test } from 'vitest'
import { loyalty } from './loyalty.ts'
import type { ProgrammeOptions } from './programme.ts'

const now = '2026-03-02T10:00:00.000Z'
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const spend = (rate: number | string | Record<string, number | string>, more: object = {}) =>
  ({ kind: 'spend', id: 'spend', rate, ...more }) as const
const quote = (programme: ProgrammeOptions, cart: object, at = now) =>
  loyalty(programme).quote(cart as never, { now: at })

test.each([
  // rate, rounding, amount, currency, points
  [1, 'floor', 4_999, 'EUR', 49],
  [1, 'round', 4_949, 'EUR', 49],
  [1, 'round', 4_950, 'EUR', 50],
  [1, 'ceil', 4_901, 'EUR', 50],
  [1, 'ceil', 4_900, 'EUR', 49],
  [0.1, 'floor', 3_000, 'EUR', 3], // 30 * 0.1 is 3.0000000000000004 as a float
  [0.7, 'floor', 1_000, 'EUR', 7],
  [1.1, 'floor', 11_000, 'EUR', 121], // 110 * 1.1 is 121.00000000000001
  [0.29, 'floor', 10_000, 'EUR', 29], // 100 * 0.29 is 28.999999999999996
  ['1/3', 'floor', 900, 'EUR', 3],
  ['1/3', 'floor', 899, 'EUR', 2],
  [0.01, 'floor', 4_990, 'JPY', 49],
  [2, 'floor', 12_345, 'KWD', 24],
] as const)('a rate of %s, %s, on %i %s is %i points', (rate, rounding, amount, currency, points) => {
  expect(quote({ earn: [spend(rate, { rounding })] }, { total: { amount, currency } }).points).toBe(points)
})

test('an order in a currency without a rate earns nothing, and the quote says why', () => {
  const worth = quote({ earn: [spend({ EUR: 1, JPY: 0.01 })] }, { total: { amount: 5_000, currency: 'USD' } })
  expect(worth).toMatchObject({ points: 0, silent: [{ rule: 'spend', reason: 'no-rate-for-currency' }] })
})

const basket = {
  total: eur(20_000),
  shipping: eur(500),
  tax: eur(3_000),
  products: [
    { productId: 'coat', category: 'clothes', price: eur(8_000) },
    { productId: 'sock', category: 'clothes', price: eur(500), quantity: 3, discount: eur(300) },
    { productId: 'card', price: eur(5_000), giftCard: true },
    { productId: 'mug', price: eur(1_000), withPoints: true },
    { productId: 'book', category: 'books', price: eur(1_300) },
  ],
}
test.each([
  // exclude, points: 200 less gift card 50 and 10 bought with points is 140
  [{}, 140],
  [{ giftCards: false, withPoints: false }, 200],
  [{ shipping: true }, 135],
  [{ shipping: true, tax: true }, 105],
  [{ discounted: true }, 128],
  [{ categories: ['clothes'] }, 48],
  [{ products: ['book'] }, 127],
] as const)('with %o excluded the basket earns %i', (exclude, points) => {
  expect(quote({ earn: [spend(1)], exclude: exclude as never }, basket).points).toBe(points)
})
test('what is excluded is named with its amount', () => {
  expect(quote({ earn: [spend(1)], exclude: { shipping: true } }, basket).excluded).toEqual([
    { reason: 'shipping', amount: 500 },
    { reason: 'gift-card', amount: 5_000, productId: 'card' },
    { reason: 'with-points', amount: 1_000, productId: 'mug' },
  ])
})

describe('rules add up', () => {
  const programme: ProgrammeOptions = {
    earn: [
      spend(1),
      { kind: 'items', id: 'double-clothes', categories: ['clothes'], rate: 1 },
      { kind: 'items', id: 'per-sock', products: ['sock'], each: 7 },
      { kind: 'bonus', id: 'welcome', points: 100, first: true },
      { kind: 'bonus', id: 'spring', points: 20, from: '2026-03-01T00:00:00Z', until: '2026-03-08T00:00:00Z' },
    ],
  }
  test('each by itself, with what it was for', () => {
    expect(quote(programme, basket).grants).toEqual([
      { rule: 'spend', wallet: 'main', base: 14_000, points: 140 },
      { rule: 'double-clothes', wallet: 'main', base: 9_200, points: 92 },
      { rule: 'per-sock', wallet: 'main', base: 3, points: 21 },
      { rule: 'welcome', wallet: 'main', base: 1, points: 100 },
      { rule: 'spring', wallet: 'main', base: 1, points: 20 },
    ])
  })
  test('a campaign counts from its first instant to before its end', () => {
    const at = (instant: string) => quote(programme, basket, instant).points
    expect([
      at('2026-02-28T23:59:59.999Z'),
      at('2026-03-01T00:00:00.000Z'),
      at('2026-03-07T23:59:59.999Z'),
      at('2026-03-08T00:00:00.000Z'),
    ]).toEqual([353, 373, 373, 353])
  })
})

describe('a programme that cannot be run is refused, with the path', () => {
  const bad: readonly (readonly [string, string, object])[] = [
    ['a rate for an unknown currency', 'earn.0.rate.EUX', { earn: [spend({ EUX: 1 })] }],
    ['a rate of nothing', 'earn.0.rate', { earn: [spend(0)] }],
    ['a rate below zero', 'earn.0.rate', { earn: [spend(-1)] }],
    [
      'an expiry of zero',
      'wallets.main.expiry.months',
      { wallets: { main: { expiry: { kind: 'rolling', months: 0 } } } },
    ],
    ['an expiry of no length', 'wallets.main.expiry', { wallets: { main: { expiry: { kind: 'rolling' } } } }],
    ['an unknown zone', 'timeZone', { timeZone: 'Europe/Atlantis' }],
    ['two rules of one id', 'earn.1.id', { earn: [spend(1), spend(2)] }],
    ['a wallet that is not there', 'earn.0.wallet', { earn: [spend(1, { wallet: 'gift' })] }],
    ['a window that ends first', 'earn.0.until', { earn: [spend(1, { from: now, until: now })] }],
    ['an event nobody defines', 'earn.0.event', { earn: [{ kind: 'action', id: 'a', event: 'x.y', points: 1 }] }],
    ['items of which nobody says which', 'earn.0', { earn: [{ kind: 'items', id: 'a', each: 1 }] }],
    ['a word that means nothing', '', { earnings: [] }],
    [
      'limits that exclude each other',
      'wallets.main.spend.maximum',
      { wallets: { main: { spend: { minimum: 5, maximum: 4 } } } },
    ],
  ]
  test.each(bad)('%s', (_, path, programme) => {
    let thrown: unknown
    try {
      loyalty(programme as never)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({
      code: 'PROGRAMME_INVALID',
      details: { path, expected: expect.stringMatching(/\w/) },
    })
  })
})
