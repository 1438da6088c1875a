/** The catalogue: what points can be had for, as data. A gift is what a reward comes to, apart from its price. */
import { money } from '@motkit/core'
import * as z from 'zod'
import { invalid } from './errors.ts'
import { count, name } from './fields.ts'

const price = {
  /** What it costs. */
  points: count,
  wallet: name.default('main'),
  /** So many times for one customer at most; what was given back does not count. */
  limit: count.optional(),
}
const use = {
  /** So many days it can be used, to the end of the last one in the programme's zone. */
  validDays: count.optional(),
  /** What an order must come to at least for it to be used. */
  minimum: money.optional(),
  /** Whether it is for nobody but the customer who redeemed it. */
  bound: z.boolean().default(true),
}
const worth = money.refine(({ amount }) => amount > 0, 'an amount above zero')
const text = z.string().min(1).max(200)

/** Off an order: a percentage, or an amount. */
const coupon = {
  kind: z.literal('coupon'),
  ...use,
  percent: z.number().positive().max(100).optional(),
  amount: worth.optional(),
}
const freeShipping = { kind: z.literal('free-shipping'), ...use }
const giftVoucher = { kind: z.literal('gift-voucher'), ...use, amount: worth }
const storeCredit = { kind: z.literal('store-credit'), ...use, amount: worth }
const freeProduct = {
  kind: z.literal('free-product'),
  ...use,
  productId: text,
  variantId: text.optional(),
  quantity: count.default(1),
}
/** To somebody else, in the customer's name. */
const donation = { kind: z.literal('donation'), ...use, to: text, amount: worth.optional() }
/** A kind of the host's own: motkit hands over its data, and the handler knows what it means. */
const custom = { kind: z.literal('custom'), ...use, data: z.record(z.string(), z.unknown()).default({}) }

export const rewards = z.record(
  name,
  z.discriminatedUnion('kind', [
    z.strictObject({ ...price, ...coupon }),
    z.strictObject({ ...price, ...freeShipping }),
    z.strictObject({ ...price, ...giftVoucher }),
    z.strictObject({ ...price, ...storeCredit }),
    z.strictObject({ ...price, ...freeProduct }),
    z.strictObject({ ...price, ...donation }),
    z.strictObject({ ...price, ...custom }),
  ]),
)
/** The rewards of a programme as they are written, by name. */
export type Rewards = z.input<typeof rewards>
export type Reward = z.output<typeof rewards>[string]

/** Reads a reward without its price: as it was when it was redeemed, whatever the catalogue says later. */
export const gift = z.discriminatedUnion('kind', [
  z.object(coupon),
  z.object(freeShipping),
  z.object(giftVoucher),
  z.object(storeCredit),
  z.object(freeProduct),
  z.object(donation),
  z.object(custom),
])
export type Gift = z.output<typeof gift>

/** @throws MotError PROGRAMME_INVALID */
export function checkRewards(all: Readonly<Record<string, Reward>>, wallets: readonly string[]): void {
  for (const [id, reward] of Object.entries(all)) {
    const path = `rewards.${id}`
    if (!wallets.includes(reward.wallet))
      throw invalid(`${path}.wallet`, `there is no wallet ${reward.wallet}`, `one of ${wallets.join(', ')}`)
    if (reward.kind === 'coupon' && (reward.percent === undefined) === (reward.amount === undefined))
      throw invalid(path, 'a coupon takes off a percentage or an amount', 'either percent or amount')
  }
}
