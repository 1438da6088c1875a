/** How Medusa says what a reward is, and what it cannot say. */
import { expect, test } from 'vitest'
import { checkEndless, inUnits, methodOf } from './reward'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const order = { target_type: 'order', allocation: 'across' }
const isProduct = { attribute: 'items.product.id', operator: 'eq', values: ['p'] }
const items = { type: 'percentage', value: 100, target_type: 'items', allocation: 'once' }

test.each([
  [{ percent: 10 }, { type: 'percentage', value: 10, ...order }],
  [{ amount: eur(550) }, { type: 'fixed', value: 5.5, currency_code: 'eur', ...order }],
  ['shipping' as const, { type: 'percentage', value: 100, target_type: 'shipping_methods', allocation: 'across' }],
  [
    { productId: 'p', quantity: 2 },
    { ...items, max_quantity: 2, target_rules: [isProduct] },
  ],
  [
    { productId: 'p', variantId: 'v', quantity: 1 },
    {
      ...items,
      max_quantity: 1,
      target_rules: [isProduct, { attribute: 'items.variant.id', operator: 'eq', values: ['v'] }],
    },
  ],
])('takes off %j', (off, expected) => {
  expect(methodOf(off)).toEqual(expected)
})

test('store credit that ends is refused by its place', () => {
  const credit = { kind: 'store-credit', amount: eur(1) } as const
  expect(() => checkEndless(credit)).not.toThrow()
  expect(() => checkEndless({ ...credit, endsAt: '2026-04-01T21:59:59.999Z' })).toThrow(
    expect.objectContaining({
      code: 'REWARD_UNSUPPORTED',
      retryable: false,
      details: expect.objectContaining({ path: 'gift.validDays' }),
    }),
  )
})

test('Medusa counts in units: euro, yen, dinar', () => {
  expect([
    inUnits(eur(1_250)),
    inUnits({ amount: 1_250, currency: 'JPY' }),
    inUnits({ amount: 1_250, currency: 'KWD' }),
  ]).toEqual([12.5, 1_250, 1.25])
})
