/** Rewards in Medusa's words. */
import { exponent, type Money } from '@motkit/core'
import { type Coupon, rewardUnsupported, type StoreCredit } from '@motkit/loyalty'

/** Medusa counts in whole units of the currency. */
export const inUnits = ({ amount, currency }: Money): number => amount / 10 ** exponent(currency)

/** A rule that an attribute has this value. */
export const equals = (attribute: string, value: string) => ({ attribute, operator: 'eq', values: [value] }) as const

/** What a promotion takes off, and of what. */
export function methodOf(off: Coupon['off']) {
  const whole = (target: 'order' | 'shipping_methods') => ({ target_type: target, allocation: 'across' })
  const percentage = (value: number) => ({ type: 'percentage', value })
  if (off === 'shipping') return { ...percentage(100), ...whole('shipping_methods') }
  if ('percent' in off) return { ...percentage(off.percent), ...whole('order') }
  if ('amount' in off) {
    const { amount } = off
    return { type: 'fixed', value: inUnits(amount), currency_code: amount.currency.toLowerCase(), ...whole('order') }
  }
  const { productId, variantId, quantity } = off
  return {
    ...percentage(100),
    target_type: 'items',
    allocation: 'once',
    max_quantity: quantity,
    target_rules: [
      equals('items.product.id', productId),
      ...(variantId === undefined ? [] : [equals('items.variant.id', variantId)]),
    ],
  }
}

/** @throws MotError REWARD_UNSUPPORTED for store credit that ends: Medusa's does not */
export function checkEndless({ endsAt }: StoreCredit): void {
  if (endsAt !== undefined) throw rewardUnsupported('gift.validDays', 'none: store credit does not end')
}
