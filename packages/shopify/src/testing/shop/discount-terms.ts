/** What a discount says of itself, worked out from the input that it was made of. */
import { type MoneyV2, minorOf, moneyV2 } from './money.ts'
import type { Shop } from './shop.ts'

interface Chosen {
  readonly add?: readonly string[]
}
interface ItemsInput {
  readonly all?: boolean
  readonly products?: { readonly productsToAdd?: readonly string[]; readonly productVariantsToAdd?: readonly string[] }
  readonly collections?: Chosen
}
interface AmountInput {
  readonly amount: string
  readonly appliesOnEachItem?: boolean
}
/** The inputs of all kinds of discount, merged. */
export interface DiscountInput {
  readonly title?: string
  readonly code?: string
  readonly startsAt?: string
  readonly endsAt?: string | null
  readonly usageLimit?: number | null
  readonly appliesOncePerCustomer?: boolean
  readonly tags?: readonly string[]
  readonly recurringCycleLimit?: number
  readonly combinesWith?: Readonly<Record<string, unknown>>
  readonly context?: {
    readonly all?: 'ALL'
    readonly customers?: Chosen
    readonly customerSegments?: Chosen
    readonly markets?: Chosen
  }
  /** The older way of saying `context`. */
  readonly customerSelection?: DiscountInput['context']
  readonly minimumRequirement?: {
    readonly subtotal?: { readonly greaterThanOrEqualToSubtotal?: string } | null
    readonly quantity?: { readonly greaterThanOrEqualToQuantity?: string } | null
  } | null
  readonly customerGets?: {
    readonly value?: {
      readonly percentage?: number
      readonly discountAmount?: AmountInput
      readonly discountOnQuantity?: {
        readonly quantity: string
        readonly effect: { readonly percentage?: number; readonly amount?: string }
      }
    }
    readonly items?: ItemsInput
    readonly appliesOnOneTimePurchase?: boolean
    readonly appliesOnSubscription?: boolean
  }
  readonly customerBuys?: {
    readonly value?: { readonly quantity?: string; readonly amount?: string }
    readonly items?: ItemsInput
  }
  readonly usesPerOrderLimit?: number
  readonly destination?: {
    readonly all?: boolean
    readonly countries?: { readonly add?: readonly string[]; readonly includeRestOfWorld?: boolean }
  }
  readonly maximumShippingPrice?: string
  readonly appliesOnOneTimePurchase?: boolean
  readonly appliesOnSubscription?: boolean
}

/** A node that the shop keeps, or its bare id: products are not kept here. */
const referred = (shop: Shop, ids: readonly string[] = []) => ids.map((id) => shop.node(id) ?? { id })

export const contextOf = (shop: Shop, { context, customerSelection }: DiscountInput) => {
  const { customers, customerSegments, markets } = context ?? customerSelection ?? {}
  if (customers) return { __typename: 'DiscountCustomers', customers: referred(shop, customers.add) }
  if (customerSegments)
    return { __typename: 'DiscountCustomerSegments', segments: referred(shop, customerSegments.add) }
  if (markets) return { __typename: 'DiscountMarkets', markets: referred(shop, markets.add) }
  return { __typename: 'DiscountBuyerSelectionAll', all: 'ALL' }
}
export const minimumOf = (shop: Shop, { minimumRequirement }: DiscountInput) => {
  const subtotal = minimumRequirement?.subtotal?.greaterThanOrEqualToSubtotal
  const quantity = minimumRequirement?.quantity?.greaterThanOrEqualToQuantity
  if (subtotal) return { __typename: 'DiscountMinimumSubtotal', greaterThanOrEqualToSubtotal: inShop(shop, subtotal) }
  if (quantity) return { __typename: 'DiscountMinimumQuantity', greaterThanOrEqualToQuantity: quantity }
  return null
}
export const getsOf = (shop: Shop, { customerGets }: DiscountInput) => ({
  items: itemsOf(shop, customerGets?.items),
  value: benefitOf(shop, customerGets?.value ?? {}),
  appliesOnOneTimePurchase: customerGets?.appliesOnOneTimePurchase ?? true,
  appliesOnSubscription: customerGets?.appliesOnSubscription ?? false,
})
export const buysOf = (shop: Shop, { customerBuys }: DiscountInput) => ({
  items: itemsOf(shop, customerBuys?.items),
  value: customerBuys?.value?.amount
    ? { __typename: 'DiscountPurchaseAmount', amount: customerBuys.value.amount }
    : { __typename: 'DiscountQuantity', quantity: customerBuys?.value?.quantity },
  isOneTimePurchase: true,
  isSubscription: false,
})
export const destinationOf = ({ destination }: DiscountInput) =>
  destination?.countries
    ? {
        __typename: 'DiscountCountries',
        countries: destination.countries.add ?? [],
        includeRestOfWorld: destination.countries.includeRestOfWorld ?? false,
      }
    : { __typename: 'DiscountCountryAll', allCountries: true }

/** An amount without a currency is in that of the shop. */
export const inShop = (shop: Shop, amount: string): MoneyV2 =>
  moneyV2(minorOf({ amount: String(amount), currencyCode: shop.currency }), shop.currency)

function itemsOf(shop: Shop, items: ItemsInput = {}) {
  if (items.products) {
    const { productsToAdd, productVariantsToAdd } = items.products
    return {
      __typename: 'DiscountProducts',
      products: referred(shop, productsToAdd),
      productVariants: referred(shop, productVariantsToAdd),
    }
  }
  if (items.collections)
    return { __typename: 'DiscountCollections', collections: referred(shop, items.collections.add) }
  return { __typename: 'AllDiscountItems', allItems: true }
}
type ValueInput = NonNullable<NonNullable<DiscountInput['customerGets']>['value']>
function benefitOf(shop: Shop, { percentage, discountAmount, discountOnQuantity }: ValueInput): object {
  if (discountOnQuantity) {
    const { quantity, effect } = discountOnQuantity
    const amount = effect.amount === undefined ? {} : { discountAmount: { amount: effect.amount } }
    return {
      __typename: 'DiscountOnQuantity',
      quantity: { quantity },
      effect: benefitOf(shop, {
        ...(effect.percentage === undefined ? {} : { percentage: effect.percentage }),
        ...amount,
      }),
    }
  }
  if (!discountAmount) return { __typename: 'DiscountPercentage', percentage }
  return {
    __typename: 'DiscountAmount',
    amount: inShop(shop, discountAmount.amount),
    appliesOnEachItem: discountAmount.appliesOnEachItem ?? false,
  }
}

/** In words, as in Shopify's admin. */
export function summaryOf(kind: string, { customerGets, appliesOncePerCustomer }: DiscountInput): string {
  const { percentage, discountAmount } = customerGets?.value ?? {}
  const benefit =
    kind === 'FreeShipping'
      ? 'Free shipping on all products'
      : percentage === undefined
        ? `${discountAmount?.amount ?? ''} off`
        : `${Math.round(percentage * 100)}% off`
  const what = kind === 'FreeShipping' || customerGets?.items?.all === undefined ? '' : ' entire order'
  return `${benefit}${what}${appliesOncePerCustomer ? ' • One use per customer' : ''}`
}
