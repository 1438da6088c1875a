/** A coupon as the input of a discount, in what Shopify counts: shares of one, decimal text, the shop's own currency. */
import type { Money } from '@motkit/core'
import { type Coupon, type FreeProduct, rewardUnsupported } from '@motkit/loyalty'
import { fromDecimal, toDecimal } from './money.ts'
import { readPrice, readShop, type Shop } from './operations/discounts.ts'
import { ask, type Calling, gidOf } from './shop.ts'

/** What a discount gives, under whatever code: the same for the same coupon, while the shop's prices stay. */
export interface DiscountTerms {
  readonly kind: 'basic' | 'shipping'
  readonly input: Readonly<Record<string, unknown>>
}

/** @throws MotError REWARD_UNSUPPORTED for another currency than the shop's, and for a product that is not there */
export async function termsOf(calling: Calling, { off, minimum, endsAt }: Coupon): Promise<DiscountTerms> {
  const common = {
    usageLimit: 1,
    ...(endsAt !== undefined && { endsAt }),
    ...(minimum && {
      minimumRequirement: {
        subtotal: {
          greaterThanOrEqualToSubtotal: inShops(await ask(calling, readShop, {}), minimum, 'gift.minimum.currency'),
        },
      },
    }),
  }
  if (off === 'shipping') return { kind: 'shipping', input: { ...common, destination: { all: true } } }
  return { kind: 'basic', input: { ...common, customerGets: await getsOf(calling, off) } }
}

async function getsOf(calling: Calling, off: Exclude<Coupon['off'], 'shipping'>) {
  if ('percent' in off) return { value: { percentage: shareOf(off.percent) }, items: { all: true } }
  const shop = await ask(calling, readShop, {})
  if ('amount' in off)
    return { value: amountOff(inShops(shop, off.amount, 'gift.amount.currency')), items: { all: true } }
  const { variantId } = off
  const product = gidOf('Product', off.productId, 'gift.productId')
  const variant = variantId === undefined ? undefined : gidOf('ProductVariant', variantId, 'gift.variantId')
  return {
    value: amountOff(await worthOf(calling, shop, off, variant ?? product)),
    items: { products: variant === undefined ? { productsToAdd: [product] } : { productVariantsToAdd: [variant] } },
  }
}
/** 33.3 % as 0.333, without what binary fractions add. */
const shareOf = (percent: number): number => Number((percent / 100).toPrecision(12))
/** Off the goods as a whole, not off each of them. */
const amountOff = (amount: string) => ({ discountAmount: { amount, appliesOnEachItem: false } })

/**
 * Shopify knows no "100 % off, so many pieces at most": a percentage would take off every piece in the cart. So a free
 * product is its price off, as it is now; of a product with several prices, the highest.
 */
async function worthOf(calling: Calling, { currencyCode }: Shop, { quantity, variantId }: FreeProduct, id: string) {
  const price = await ask(calling, readPrice, { id })
  if (price === undefined)
    throw rewardUnsupported(variantId === undefined ? 'gift.productId' : 'gift.variantId', 'what the shop sells')
  return toDecimal({ amount: fromDecimal(price, currencyCode) * quantity, currency: currencyCode })
}
/** Discounts and gift cards name no currency: they count in the shop's. */
export function inShops({ currencyCode }: Shop, money: Money, path: string): string {
  if (money.currency !== currencyCode) throw rewardUnsupported(path, `${currencyCode}, the currency of the shop`)
  return toDecimal(money)
}
