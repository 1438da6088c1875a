/** What `reward.give` and `reward.revoke` ask of a shop, read from the action alone: for adapters of hosts. */
import { type Money, MotError, money } from '@motkit/core'
import * as z from 'zod'
import type { Gift } from './catalogue.ts'
import { couponCode } from './coupon.ts'
import { readReward } from './rewards.ts'

export interface RewardCodeOptions {
  /** 32 bytes or more, kept secret: without it no codes are made. */
  readonly secret?: string | undefined
  /** Stands in front of each code. */
  readonly prefix?: string | undefined
}

/** A discount by a code, for one use. */
export interface Coupon {
  readonly kind: 'coupon'
  /** Off the order; or the product, or the shipping, for nothing. */
  readonly off: { readonly percent: number } | { readonly amount: Money } | FreeProduct | 'shipping'
  /** What the goods of a cart must come to. */
  readonly minimum?: Money | undefined
  readonly endsAt?: string | undefined
  /** For nobody but the customer. */
  readonly isBound: boolean
}
export interface FreeProduct {
  readonly productId: string
  readonly variantId?: string | undefined
  readonly quantity: number
}
/** Money in the customer's account. */
export interface StoreCredit {
  readonly kind: 'store-credit'
  readonly amount: Money
  readonly endsAt?: string | undefined
}
/** A card with a code, for whoever has it. */
export interface GiftCard {
  readonly kind: 'gift-card'
  readonly amount: Money
  readonly endsAt?: string | undefined
}
/** What a shop can give without code of its own. */
export type ShopReward = Coupon | StoreCredit | GiftCard

/** What an adapter throws for a reward that its shop cannot give: it ends as a dead letter that says what is missing. */
export const rewardUnsupported = (path: string, expected: string): MotError<'REWARD_UNSUPPORTED'> =>
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
 * @param now milliseconds since 1970
 * @throws MotError REWARD_UNSUPPORTED for what a handler of the shop's own must give
 * @example 'reward.give': async ({ data }) => { const reward = shopReward(data, { now: Date.now() }); if (reward.kind === 'coupon') … }
 */
export function shopReward(
  { reward, data = {} }: { readonly reward: string; readonly data?: object | undefined },
  { now, catalogue = {} }: { readonly now: number; readonly catalogue?: Readonly<Record<string, Gift>> | undefined },
): ShopReward {
  const redeemed = readReward({ data: { data } })
  if (redeemed) return ofGift(redeemed.gift, redeemed.validUntil)
  const said = plain.safeParse(data)
  if (!said.success) {
    const [issue] = said.error.issues
    throw rewardUnsupported(['data', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'what a reward is worth')
  }
  const { percent, amount, validDays } = said.data
  const endsIn = (days: number | undefined) =>
    days === undefined ? undefined : new Date(now + days * DAY).toISOString()
  const off = percent !== undefined ? { percent } : amount && { amount }
  if (off) return { kind: 'coupon', off, endsAt: endsIn(validDays), isBound: true }
  const gift = catalogue[reward]
  if (gift) return ofGift(gift, endsIn(gift.validDays))
  throw rewardUnsupported(
    'reward',
    `a percent or an amount in the data of ${reward}, a reward of the catalogue, or a handler of the shop’s own`,
  )
}

function ofGift(gift: Gift, endsAt: string | undefined): ShopReward {
  const { minimum, bound: isBound } = gift
  const coupon = (off: Coupon['off']): Coupon => ({ kind: 'coupon', off, minimum, endsAt, isBound })
  switch (gift.kind) {
    case 'coupon':
      if (gift.percent !== undefined) return coupon({ percent: gift.percent })
      if (gift.amount !== undefined) return coupon({ amount: gift.amount })
      throw rewardUnsupported('gift', 'a percent or an amount')
    case 'free-shipping':
      return coupon('shipping')
    case 'free-product': {
      const { productId, variantId, quantity } = gift
      return coupon({ productId, variantId, quantity })
    }
    case 'store-credit':
      if (minimum !== undefined) throw rewardUnsupported('gift.minimum', 'none: store credit pays any order')
      return { kind: 'store-credit', amount: gift.amount, endsAt }
    case 'gift-voucher':
      if (minimum !== undefined) throw rewardUnsupported('gift.minimum', 'none: a gift card pays any order')
      return { kind: 'gift-card', amount: gift.amount, endsAt }
    default:
      throw rewardUnsupported('gift.kind', `no ${gift.kind}, or a handler of the shop’s own`)
  }
}

/**
 * Under which name a reward is given, and taken back: its redemption's; else the action's key.
 * @param data of the action
 */
export const rewardKey = (data: unknown, idempotencyKey: string): string => {
  const redemptionId = readReward({ data })?.redemptionId
  return redemptionId === undefined ? idempotencyKey : `redemption/${redemptionId}`
}

/** The code of a reward, by `couponCode` of its `rewardKey`. @throws MotError REWARD_UNSUPPORTED without a secret */
export function rewardCode({ secret, prefix }: RewardCodeOptions, key: string): string {
  if (secret === undefined) throw rewardUnsupported('options.coupons.secret', 'a secret of 32 bytes or more')
  return couponCode({ secret, key, ...(prefix !== undefined && { prefix }) })
}
