/** What orders are worth: values worked out by hand. */
import { describe, expect, test } from 'vitest'
import { loyalty } from './loyalty.ts'
import { defineProgramme, type ProgrammeOptions } from './programme.ts'
import type { Terms } from './terms.ts'
import { worthOf } from './worth.ts'

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

/** The basket as an order, of which so much was given back. */
function worth(programme: ProgrammeOptions, refunded = 0, more: Partial<Terms> = {}) {
  const { orderRules: rules, exclude, groups } = defineProgramme(programme)
  const { total, products: lines } = basket
  return worthOf({ rules, exclude, groups, ...more }, { total, lines, refunded, at: now, first: true })
}
const given = ({ grants }: ReturnType<typeof worth>) => grants.map(({ rule, points }) => `${rule} ${points}`)

describe('of a group', () => {
  const grouped = (which: 'all' | 'best' | 'first', ...more: ProgrammeOptions['earn'] & object): ProgrammeOptions => ({
    groups: { season: which },
    earn: [
      spend(1),
      { kind: 'bonus', id: 'gone', points: 900, until: '2026-03-01T00:00:00Z', group: 'season' },
      { kind: 'items', id: 'books', categories: ['books'], rate: 1, group: 'season' },
      { kind: 'items', id: 'clothes', categories: ['clothes'], rate: 1, group: 'season' },
      { kind: 'bonus', id: 'spring', points: 92, group: 'season' },
      ...more,
    ],
  })
  test.each([
    // books 13, clothes 92, spring 92; what is gone would give most
    ['all', ['spend 140', 'books 13', 'clothes 92', 'spring 92']],
    ['best', ['spend 140', 'clothes 92']],
    ['first', ['spend 140', 'books 13']],
  ] as const)('%s of those that would give something', (which, expected) => {
    expect(given(worth(grouped(which)))).toEqual(expected)
  })
  test('the others say which one came before them', () => {
    expect(worth(grouped('best')).silent).toEqual([
      { rule: 'gone', reason: 'outside-its-time' },
      { rule: 'books', reason: 'another-of-its-group', group: 'season', instead: 'clothes' },
      { rule: 'spring', reason: 'another-of-its-group', group: 'season', instead: 'clothes' },
    ])
  })
  test('groups know nothing of each other', () => {
    const two = grouped('best', { kind: 'bonus', id: 'welcome', points: 5, group: 'first-order' })
    expect(given(worth({ ...two, groups: { season: 'best', 'first-order': 'first' } }))).toEqual([
      'spend 140',
      'clothes 92',
      'welcome 5',
    ])
  })
  test.each([
    // 1 point for 13.00 of books, and none for four fifths of them
    ['first', { rate: '1/13', rounding: 'floor' }, ['spend 112']],
    // 9.75 and 9 are 9 each, so that the first one gives; of four fifths they would be 7 and 8
    ['best', { rate: 0.75, rounding: 'floor' }, ['spend 112', 'books 7']],
  ] as const)('%s: a refund takes its part of the points, and brings no other rule in', (which, rate, expected) => {
    const programme: ProgrammeOptions = {
      groups: { season: which },
      earn: [
        spend(1),
        { kind: 'items', id: 'books', categories: ['books'], ...rate, group: 'season' },
        { kind: 'bonus', id: 'spring', points: 9, rounding: 'ceil', group: 'season' },
      ],
    }
    expect(given(worth(programme, 4_000))).toEqual(expected)
  })
  test('a rule at its limit gives way to the next', () => {
    const { grants, silent } = worth(grouped('best'), 0, { caps: { clothes: 0, spring: 12 } })
    expect(grants.slice(1)).toEqual([{ rule: 'books', wallet: 'main', base: 1_300, points: 13 }])
    expect(silent.slice(1)).toEqual([
      { rule: 'clothes', reason: 'limit' },
      { rule: 'spring', reason: 'another-of-its-group', group: 'season', instead: 'books' },
    ])
  })
})

describe('a limit', () => {
  const limited: ProgrammeOptions = {
    earn: [spend(1, { limit: { order: 100 } }), { kind: 'bonus', id: 'b', points: 9 }],
  }
  test.each([
    // 140 points of 200.00: what is due after refunds, and no more than 100
    [0, 100, 40],
    [5_000, 100, 5],
    [6_000, 98, undefined],
    [20_000, undefined, undefined],
  ])('for each order counts when %i was given back', (refunded, points, withheld) => {
    const grant = { rule: 'spend', wallet: 'main', base: 14_000, points, ...(withheld && { withheld }) }
    expect(worth(limited, refunded).grants.filter(({ rule }) => rule === 'spend')).toEqual(points ? [grant] : [])
  })
  test('the smallest of all counts, and a rule that may give nothing says so', () => {
    expect(worth(limited, 0, { caps: { spend: 30, b: 20 } }).grants).toEqual([
      { rule: 'spend', wallet: 'main', base: 14_000, points: 30, withheld: 110 },
      { rule: 'b', wallet: 'main', base: 1, points: 9 },
    ])
    expect(worth(limited, 0, { caps: { spend: 0 } }).silent).toEqual([{ rule: 'spend', reason: 'limit' }])
  })
  test('is looked up by what was said, not by what every object has', () => {
    const named: ProgrammeOptions = { earn: [{ kind: 'bonus', id: 'constructor', points: 9 }] }
    expect(worth(named, 0, { caps: {} }).points).toBe(9)
  })
  test('of points comes after the multiplier', () => {
    expect(worth(limited, 0, { multiplier: 2 })).toMatchObject({
      points: 118,
      grants: [{ points: 100, withheld: 180 }, { points: 18 }],
    })
  })
})

test('a multiplier counts for every rule that lets it, before the one rounding, and the grant says so', () => {
  const earn: ProgrammeOptions['earn'] = [
    spend('1/3'), // 46.67, and 70 of it half as much again: rounded before, it were 69
    { kind: 'items', id: 'socks', products: ['sock'], each: 3 }, // 9, and 13.5
    { kind: 'bonus', id: 'fixed', points: 7, multiply: false },
  ]
  expect(worth({ earn }, 0, { multiplier: 1.5 }).grants).toEqual([
    { rule: 'spend', wallet: 'main', base: 14_000, points: 70, multiplier: 1.5 },
    { rule: 'socks', wallet: 'main', base: 3, points: 13, multiplier: 1.5 },
    { rule: 'fixed', wallet: 'main', base: 1, points: 7 },
  ])
  expect(() => worth({ earn }, 0, { multiplier: 'much' })).toThrow(
    expect.objectContaining({ code: 'PROGRAMME_INVALID', details: expect.objectContaining({ path: 'multiplier' }) }),
  )
})

test('one and the same line twice is two lines, and one that matches by both its names counts once', () => {
  const line = { productId: 'coat', category: 'clothes', price: eur(8_000) }
  const rule = { kind: 'items' as const, id: 'coats', categories: ['clothes', 'clothes'], products: ['coat'] }
  const cart = { total: eur(16_000), products: [line, line] }
  expect(quote({ earn: [{ ...rule, rate: 1 }] }, cart).grants).toMatchObject([{ base: 16_000, points: 160 }])
  expect(quote({ earn: [{ ...rule, each: 1 }] }, cart).grants).toMatchObject([{ base: 2, points: 2 }])
})

describe('a programme that cannot be run is refused, with the path', () => {
  const joined = { kind: 'action', id: 'joined', event: 'customer.signed-up', points: 1 }
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
    [
      'a group that is not there',
      'earn.1.group',
      { earn: [spend(1), { kind: 'bonus', id: 'a', points: 1, group: 'b' }] },
    ],
    ['a group by a name of every object', 'earn.0.group', { earn: [spend(1, { group: 'constructor' })] }],
    ['a group of which nobody knows who gives', 'groups.season', { groups: { season: 'last' } }],
    ['a group of an action', 'earn.0.group', { earn: [{ ...joined, group: 'season' }], groups: { season: 'best' } }],
    ['a limit of nothing', 'earn.0.limit.order', { earn: [spend(1, { limit: { order: 0 } })] }],
    ['a limit of part of a point', 'earn.0.limit.order', { earn: [spend(1, { limit: { order: 1.5 } })] }],
    ['a limit by a word that means nothing', 'earn.0.limit.orders', { earn: [spend(1, { limit: { orders: 5 } })] }],
    ['a multiplier on a rule', 'earn.0.multiply', { earn: [spend(1, { multiply: 2 })] }],
    ['a word that means nothing', 'earnings', { earnings: [] }],
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
