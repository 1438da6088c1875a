/** What `reward.give` and `reward.revoke` ask for, in what Medusa can give: read from the action alone. */
import { exponent, type Money, MotError, money } from '@motkit/core'
import { couponCode, type Gift, readReward } from '@motkit/loyalty'
import * as z from 'zod'

export interface CodeOptions {
  /** 32 bytes or more, kept secret: without it no codes are made. */
  readonly secret?: string | undefined
  /** Stands in front of each code. */
  readonly prefix?: string | undefined
}

/** A promotion by a code, for one use. */
export interface Coupon {
  readonly kind: 'coupon'
  readonly off: { readonly percent: number } | { readonly amount: Money }
  readonly target: 'order' | 'shipping_methods' | Product
  /** What the goods of a cart must come to, with taxes and before what is taken off. */
  readonly minimum?: Money | undefined
  readonly endsAt?: string | undefined
  /** For nobody but the customer. */
  readonly isBound: boolean
}
interface Product {
  readonly productId: string
  readonly variantId?: string | undefined
  readonly quantity: number
}
/** Money in the customer's account. */
export interface StoreCredit {
  readonly kind: 'store-credit'
  readonly amount: Money
}
/** A card with a code, for whoever has it. */
export interface GiftCard {
  readonly kind: 'gift-card'
  readonly amount: Money
  readonly endsAt?: string | undefined
}
export type ShopReward = Coupon | StoreCredit | GiftCard

export const unsupported = (path: string, expected: string): MotError =>
  new MotError('REWARD_UNSUPPORTED', `${path}: expected ${expected}`, { details: { path, expected } })

/** What offers and review incentives say in their data, where the reward is not of the catalogue. */
const plain = z.object({
  percent: z.number().positive().max(100).optional(),
  amount: money.refine(({ amount }) => amount > 0, 'an amount above zero').optional(),
  validDays: z.int().positive().optional(),
})
const DAY = 86_400_000

/**
 * What points were spent on, as it was then; else what the data say; else the reward of that name in the catalogue.
 * @throws MotError REWARD_UNSUPPORTED for what a handler of the shop's own must give
 */
export function rewardOf(
  { reward, data = {} }: { readonly reward: string; readonly data?: object | undefined },
  { now, catalogue = {} }: { readonly now: number; readonly catalogue?: Readonly<Record<string, Gift>> | undefined },
): ShopReward {
  const redeemed = readReward({ data: { data } })
  if (redeemed) return rewardOfGift(redeemed.gift, redeemed.validUntil)
  const said = plain.safeParse(data)
  if (!said.success) {
    const [issue] = said.error.issues
    throw unsupported(['data', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'what a reward is worth')
  }
  const { percent, amount, validDays } = said.data
  const endsIn = (days: number | undefined) =>
    days === undefined ? undefined : new Date(now + days * DAY).toISOString()
  const off = percent !== undefined ? { percent } : amount && { amount }
  if (off) return { kind: 'coupon', off, target: 'order', endsAt: endsIn(validDays), isBound: true }
  const gift = catalogue[reward]
  if (gift) return rewardOfGift(gift, endsIn(gift.validDays))
  throw unsupported(
    'reward',
    `a percent or an amount in the data of ${reward}, a reward of the catalogue, or a handler of the shop’s own`,
  )
}

function rewardOfGift(gift: Gift, endsAt: string | undefined): ShopReward {
  const { minimum, bound: isBound } = gift
  const coupon = (off: Coupon['off'], target: Coupon['target']): Coupon => ({
    kind: 'coupon',
    off,
    target,
    minimum,
    endsAt,
    isBound,
  })
  switch (gift.kind) {
    case 'coupon':
      if (gift.percent !== undefined) return coupon({ percent: gift.percent }, 'order')
      if (gift.amount !== undefined) return coupon({ amount: gift.amount }, 'order')
      throw unsupported('gift', 'a percent or an amount')
    case 'free-shipping':
      return coupon({ percent: 100 }, 'shipping_methods')
    case 'free-product':
      return coupon({ percent: 100 }, gift)
    case 'store-credit':
      if (endsAt !== undefined) throw unsupported('gift.validDays', 'none: store credit does not end')
      if (minimum !== undefined) throw unsupported('gift.minimum', 'none: store credit pays any order')
      return { kind: 'store-credit', amount: gift.amount }
    case 'gift-voucher':
      if (minimum !== undefined) throw unsupported('gift.minimum', 'none: a gift card pays any order')
      return { kind: 'gift-card', amount: gift.amount, endsAt }
    default:
      throw unsupported('gift.kind', `no ${gift.kind}, or a handler of the shop’s own`)
  }
}

/** A redemption's own name, under which it is taken back, too; else the action's key. */
export const keyOf = (data: unknown, idempotencyKey: string): string => {
  const redemptionId = readReward({ data })?.redemptionId
  return redemptionId === undefined ? idempotencyKey : `redemption/${redemptionId}`
}

/** The same for the same key, and guessed by nobody. @throws MotError REWARD_UNSUPPORTED without a secret */
export function codeOf({ secret, prefix }: CodeOptions, key: string): string {
  if (secret === undefined) throw unsupported('options.coupons.secret', 'a secret of 32 bytes or more')
  return couponCode({ secret, key, ...(prefix !== undefined && { prefix }) })
}

/** Medusa counts in whole units of the currency. */
export const inUnits = ({ amount, currency }: Money): number => amount / 10 ** exponent(currency)
