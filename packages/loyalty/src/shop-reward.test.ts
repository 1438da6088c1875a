/** What a shop can be asked to give, and what it cannot, by the place of what stands in the way. */
import { expect, test } from 'vitest'
import { rewardCode, rewardKey, shopReward } from './shop-reward.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const now = Date.parse('2026-03-02T10:00:00Z')
const validUntil = '2026-04-01T21:59:59.999Z'
const redeemed = (gift: object, more: object = {}) => ({
  reward: 'any',
  data: { redemptionId: 'r-1', gift, points: 5, wallet: 'main', redeemedAt: '2026-03-02T10:00:00Z', ...more },
})

test.each([
  [
    { kind: 'coupon', percent: 10, bound: true },
    { off: { percent: 10 }, isBound: true },
  ],
  [
    { kind: 'coupon', amount: eur(500), bound: false },
    { off: { amount: eur(500) }, isBound: false },
  ],
  [
    { kind: 'coupon', percent: 5, minimum: eur(4_000) },
    { off: { percent: 5 }, minimum: eur(4_000) },
  ],
  [{ kind: 'free-shipping' }, { off: 'shipping' }],
  [{ kind: 'free-product', productId: 'p', quantity: 2 }, { off: { productId: 'p', quantity: 2 } }],
  [
    { kind: 'store-credit', amount: eur(700) },
    { kind: 'store-credit', amount: eur(700) },
  ],
  [
    { kind: 'gift-voucher', amount: eur(900) },
    { kind: 'gift-card', amount: eur(900) },
  ],
])('gives %j', (gift, expected) => {
  expect(shopReward(redeemed(gift), { now })).toMatchObject({ ...expected })
})

test('what is redeemed ends when its redemption says, a reward of an offer so many days from now', () => {
  for (const gift of [
    { kind: 'coupon', percent: 10 },
    { kind: 'store-credit', amount: eur(1) },
    { kind: 'gift-voucher', amount: eur(1) },
  ])
    expect(shopReward(redeemed(gift, { validUntil }), { now })).toMatchObject({ endsAt: validUntil })
  const offer = { reward: 'welcome', data: { percent: 10, validDays: 2, cartId: 'c1' } }
  expect(shopReward(offer, { now })).toEqual({
    kind: 'coupon',
    off: { percent: 10 },
    endsAt: '2026-03-04T10:00:00.000Z',
    isBound: true,
  })
})

test('a reward that says nothing of its worth is the one of that name in the catalogue', () => {
  const catalogue = { five: { kind: 'coupon', amount: eur(500), bound: true, validDays: 1 } } as const
  expect(shopReward({ reward: 'five', data: { tier: 'gold' } }, { now, catalogue })).toMatchObject({
    off: { amount: eur(500) },
    endsAt: '2026-03-03T10:00:00.000Z',
  })
})

test.each([
  [redeemed({ kind: 'store-credit', amount: eur(1), minimum: eur(9) }), 'gift.minimum'],
  [redeemed({ kind: 'gift-voucher', amount: eur(1), minimum: eur(9) }), 'gift.minimum'],
  [redeemed({ kind: 'donation', to: 'wwf' }), 'gift.kind'],
  [redeemed({ kind: 'custom', data: {} }), 'gift.kind'],
  [redeemed({ kind: 'coupon' }), 'gift'],
  [{ reward: 'champagne', data: { tier: 'gold' } }, 'reward'],
  [{ reward: 'champagne' }, 'reward'],
  [{ reward: 'ten', data: { percent: 200 } }, 'data.percent'],
  [{ reward: 'ten', data: { amount: { amount: 5, currency: 'EUX' } } }, 'data.amount.currency'],
])('refuses %j by its place', (data, path) => {
  expect(() => shopReward(data, { now })).toThrow(
    expect.objectContaining({
      code: 'REWARD_UNSUPPORTED',
      retryable: false,
      details: expect.objectContaining({ path }),
    }),
  )
})

test('a redemption has one key and one code, whatever action is about it', () => {
  const secret = 'only the tests know these 32 bytes'
  const data = redeemed({ kind: 'coupon', percent: 10 })
  expect([rewardKey(data, 'give'), rewardKey(data, 'revoke')]).toEqual(['redemption/r-1', 'redemption/r-1'])
  expect(rewardKey({ reward: 'welcome' }, 'give')).toBe('give')
  expect(rewardCode({ secret, prefix: 'club' }, 'a')).toMatch(/^CLUB-\w{4}-\w{4}-\w{4}-\w{4}$/)
  expect(rewardCode({ secret }, 'a')).not.toBe(rewardCode({ secret }, 'b'))
  expect(() => rewardCode({}, 'a')).toThrow(expect.objectContaining({ code: 'REWARD_UNSUPPORTED' }))
})
