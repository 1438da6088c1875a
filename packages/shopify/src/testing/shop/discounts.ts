/** Discounts with codes: made, changed, ended, deleted. */
import { listing } from '../graphql/connection.ts'
import type { Resolvers } from '../graphql/execute.ts'
import { type Filters, matching } from '../graphql/search.ts'
import { refusalsOf } from './discount-rules.ts'
import {
  buysOf,
  contextOf,
  type DiscountInput,
  destinationOf,
  getsOf,
  inShop,
  minimumOf,
  summaryOf,
} from './discount-terms.ts'
import { metafieldsFields } from './metafields.ts'
import { byNumber, type Node, numberOf } from './node.ts'
import { addCode, codesOf, dropCodes, isTaken, type RedeemCode } from './redeem-codes.ts'
import type { Shop } from './shop.ts'
import { refusing } from './user-errors.ts'

type Kind = 'Basic' | 'FreeShipping' | 'Bxgy'
export interface Discount extends Node {
  readonly kind: Kind
  readonly createdAt: string
  updatedAt: string
  input: DiscountInput
}

/** `Basic` is asked for by the argument `basicCodeDiscount`. */
const argumentOf = (kind: Kind): string => `${kind[0]?.toLowerCase()}${kind.slice(1)}CodeDiscount`

function addDiscount(shop: Shop, kind: Kind, input: DiscountInput): Discount {
  const id = shop.nextId('DiscountCodeNode')
  const discount = {
    id,
    kind,
    createdAt: shop.now(),
    updatedAt: shop.now(),
    input,
    codeDiscount: () => viewOf(shop, discount),
    ...metafieldsFields(shop, id),
  }
  shop.add(discount)
  if (input.code) addCode(shop, discount.id, input.code)
  return discount
}

function statusOf(shop: Shop, { startsAt = '', endsAt }: DiscountInput): 'ACTIVE' | 'EXPIRED' | 'SCHEDULED' {
  const now = Date.parse(shop.now())
  if (endsAt && Date.parse(endsAt) <= now) return 'EXPIRED'
  return Date.parse(startsAt) > now ? 'SCHEDULED' : 'ACTIVE'
}
const used = (codes: readonly RedeemCode[]): number =>
  codes.reduce((sum, { asyncUsageCount }) => sum + asyncUsageCount, 0)

function viewOf(shop: Shop, { id, kind, input, createdAt, updatedAt }: Discount) {
  const discountClass = kind === 'FreeShipping' ? 'SHIPPING' : input.customerGets?.items?.all ? 'ORDER' : 'PRODUCT'
  return {
    __typename: `DiscountCode${kind}`,
    title: input.title,
    status: statusOf(shop, input),
    startsAt: input.startsAt,
    endsAt: input.endsAt ?? null,
    usageLimit: input.usageLimit ?? null,
    usesPerOrderLimit: input.usesPerOrderLimit ?? null,
    appliesOncePerCustomer: input.appliesOncePerCustomer ?? false,
    appliesOnOneTimePurchase: input.appliesOnOneTimePurchase ?? true,
    appliesOnSubscription: input.appliesOnSubscription ?? false,
    recurringCycleLimit: input.recurringCycleLimit ?? null,
    tags: input.tags ?? [],
    codes: ({ query }: { query?: string }) =>
      codesOf(shop, id).filter(matching(query, codeFilters, ({ code }) => [code])),
    codesCount: () => ({ count: codesOf(shop, id).length, precision: 'EXACT' }),
    asyncUsageCount: () => used(codesOf(shop, id)),
    combinesWith: {
      orderDiscounts: false,
      productDiscounts: false,
      shippingDiscounts: false,
      ...input.combinesWith,
    },
    context: contextOf(shop, input),
    minimumRequirement: minimumOf(shop, input),
    customerGets: () => getsOf(shop, input),
    customerBuys: () => buysOf(shop, input),
    destinationSelection: destinationOf(input),
    maximumShippingPrice: input.maximumShippingPrice ? inShop(shop, input.maximumShippingPrice) : null,
    discountClass,
    discountClasses: [discountClass],
    summary: summaryOf(kind, input),
    shortSummary: summaryOf(kind, input),
    totalSales: null,
    hasTimelineComment: false,
    shareableUrls: [],
    createdAt,
    updatedAt,
  }
}

const codeFilters: Filters<RedeemCode> = {
  id: ({ id }) => numberOf(id),
  times_used: ({ asyncUsageCount }) => asyncUsageCount,
}
const filters: Filters<Discount> = {
  id: ({ id }) => numberOf(id),
  title: ({ input }) => input.title,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  tag: ({ input }) => input.tags,
}

export function discountResolvers(shop: Shop) {
  const find = (id: string) => shop.find<Discount>('DiscountCodeNode', id)
  const missing = (result: string) => refusing(result)('INVALID', 'Code discount does not exist', 'id')
  const creating =
    (kind: Kind) =>
    (given: Readonly<Record<string, DiscountInput>>): unknown => {
      const input = given[argumentOf(kind)] ?? {}
      const userErrors = refusalsOf(shop, argumentOf(kind), input)
      return { codeDiscountNode: userErrors.length > 0 ? null : addDiscount(shop, kind, input), userErrors }
    }
  const updating =
    (kind: Kind) =>
    ({ id, ...given }: { readonly id: string } & Readonly<Record<string, unknown>>): unknown => {
      const discount = find(id)
      if (!discount || discount.kind !== kind) return missing('codeDiscountNode')
      const input = { ...discount.input, ...(given[argumentOf(kind)] as DiscountInput) }
      const userErrors = refusalsOf(shop, argumentOf(kind), input, id)
      if (userErrors.length > 0) return { codeDiscountNode: null, userErrors }
      if (input.code && input.code !== discount.input.code) {
        dropCodes(shop, id, ({ code }) => code === discount.input.code)
        addCode(shop, id, input.code)
      }
      Object.assign(discount, { input, updatedAt: shop.now() })
      return { codeDiscountNode: discount, userErrors }
    }
  const changing =
    (change: (input: DiscountInput) => Partial<DiscountInput>) =>
    ({ id }: { readonly id: string }): unknown => {
      const discount = find(id)
      if (!discount) return missing('codeDiscountNode')
      Object.assign(discount, { input: { ...discount.input, ...change(discount.input) }, updatedAt: shop.now() })
      return { codeDiscountNode: discount, userErrors: [] }
    }
  return {
    codeDiscountNode: ({ id }: { id: string }) => find(id) ?? null,
    codeDiscountNodeByCode: ({ code }: { code: string }) => {
      const taken = isTaken(shop, code)
      return taken ? (find(taken.discountId) ?? null) : null
    },
    codeDiscountNodes: ({ query }: { query?: string }) =>
      listing(shop.all<Discount>('DiscountCodeNode').filter(matching(query, filters)), byNumber),
    discountCodeBasicCreate: creating('Basic'),
    discountCodeFreeShippingCreate: creating('FreeShipping'),
    discountCodeBxgyCreate: creating('Bxgy'),
    discountCodeBasicUpdate: updating('Basic'),
    discountCodeFreeShippingUpdate: updating('FreeShipping'),
    discountCodeBxgyUpdate: updating('Bxgy'),
    discountCodeActivate: changing(({ startsAt }) => ({
      endsAt: null,
      ...(Date.parse(startsAt ?? '') > Date.parse(shop.now()) ? { startsAt: shop.now() } : {}),
    })),
    discountCodeDeactivate: changing(({ endsAt }) => ({
      endsAt: endsAt && Date.parse(endsAt) <= Date.parse(shop.now()) ? endsAt : shop.now(),
    })),
    discountCodeDelete: ({ id }: { id: string }) => {
      if (!find(id)) return missing('deletedCodeDiscountId')
      dropCodes(shop, id, () => true)
      shop.remove(id)
      return { deletedCodeDiscountId: id, userErrors: [] }
    },
  } satisfies Resolvers
}
