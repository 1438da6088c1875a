/** Codes: discounts of their own for one customer, and codes of a discount that many share. */
import * as z from 'zod'
import { defineOperation } from '../../admin/operation.ts'
import { count, decimal, gid, text } from './fields.ts'

const created = z.object({ codeDiscountNode: z.object({ id: gid }) })
const payload = 'codeDiscountNode { id } userErrors { field code message }'

/** Sent again, it is refused with TAKEN: a code is there once. */
export const createBasicDiscount = defineOperation<{ input: object }>()({
  name: 'createBasicDiscount',
  document: `mutation createBasicDiscount($input: DiscountCodeBasicInput!) {
    discountCodeBasicCreate(basicCodeDiscount: $input) { ${payload} }
  }`,
  result: z.object({ discountCodeBasicCreate: created }).transform((data) => data.discountCodeBasicCreate),
  repeatable: true,
})
/** As `createBasicDiscount`. */
export const createFreeShipping = defineOperation<{ input: object }>()({
  name: 'createFreeShipping',
  document: `mutation createFreeShipping($input: DiscountCodeFreeShippingInput!) {
    discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) { ${payload} }
  }`,
  result: z
    .object({ discountCodeFreeShippingCreate: created })
    .transform((data) => data.discountCodeFreeShippingCreate),
  repeatable: true,
})

const redeemCode = z.object({ id: gid, code: text, asyncUsageCount: count })
const kept = `title status context { ... on DiscountCustomers { customers { id } } }
  codes(first: 10, query: $quoted) { nodes { id code asyncUsageCount } }`
const discount = z.object({
  id: gid,
  codeDiscount: z.object({
    title: text.optional(),
    status: text.optional(),
    context: z.object({ customers: z.array(z.object({ id: gid })).optional() }).optional(),
    codes: z.object({ nodes: z.array(redeemCode) }).optional(),
  }),
})
export type FoundDiscount = z.output<typeof discount>

export const findDiscount = defineOperation<{
  code: string
  /** The code in quotation marks: of a discount that many share, the code that is looked for. */
  quoted: string
}>()({
  name: 'findDiscount',
  document: `query findDiscount($code: String!, $quoted: String!) {
    codeDiscountNodeByCode(code: $code) {
      id
      codeDiscount { ... on DiscountCodeBasic { ${kept} } ... on DiscountCodeFreeShipping { ${kept} } }
    }
  }`,
  result: z.object({ codeDiscountNodeByCode: discount.nullable() }).transform((data) => data.codeDiscountNodeByCode),
})

/** A code that the discount already has is not added again. */
export const addRedeemCodes = defineOperation<{ discount: string; codes: readonly { code: string }[] }>()({
  name: 'addRedeemCodes',
  document: `mutation addRedeemCodes($discount: ID!, $codes: [DiscountRedeemCodeInput!]!) {
    discountRedeemCodeBulkAdd(discountId: $discount, codes: $codes) {
      bulkCreation { id done } userErrors { field code message }
    }
  }`,
  result: z
    .object({ discountRedeemCodeBulkAdd: z.object({ bulkCreation: z.object({ id: gid, done: z.boolean() }) }) })
    .transform((data) => data.discountRedeemCodeBulkAdd.bulkCreation),
  repeatable: true,
})
export const readRedeemCodes = defineOperation<{ id: string }>()({
  name: 'readRedeemCodes',
  document: `query readRedeemCodes($id: ID!) {
    discountRedeemCodeBulkCreation(id: $id) { id done codes(first: 1) { nodes { errors { code message } } } }
  }`,
  result: z
    .object({
      discountRedeemCodeBulkCreation: z
        .object({
          done: z.boolean(),
          codes: z.object({
            nodes: z.array(z.object({ errors: z.array(z.object({ code: text.nullish(), message: text })) })),
          }),
        })
        .nullable(),
    })
    .transform((data) => data.discountRedeemCodeBulkCreation),
})

export const deactivateDiscount = defineOperation<{ id: string }>()({
  name: 'deactivateDiscount',
  document: `mutation deactivateDiscount($id: ID!) { discountCodeDeactivate(id: $id) { ${payload} } }`,
  result: z.object({ discountCodeDeactivate: z.object({}) }),
  repeatable: true,
})
export const deleteRedeemCodes = defineOperation<{ discount: string; ids: readonly string[] }>()({
  name: 'deleteRedeemCodes',
  document: `mutation deleteRedeemCodes($discount: ID!, $ids: [ID!]!) {
    discountCodeRedeemCodeBulkDelete(discountId: $discount, ids: $ids) { job { id } userErrors { field code message } }
  }`,
  result: z.object({ discountCodeRedeemCodeBulkDelete: z.object({}) }),
  repeatable: true,
})

/** In what the shop counts: discounts and gift cards know no other currency. */
export const readShop = defineOperation<Record<never, never>>()({
  name: 'readShop',
  document: 'query readShop { shop { currencyCode ianaTimezone } }',
  result: z.object({ shop: z.object({ currencyCode: text, ianaTimezone: text }) }).transform(({ shop }) => shop),
})
export type Shop = z.output<typeof readShop.result>

/** What a product, or a variant, costs in the shop's currency. */
export const readPrice = defineOperation<{ id: string }>()({
  name: 'readPrice',
  document: `query readPrice($id: ID!) {
    node(id: $id) {
      ... on ProductVariant { price }
      ... on Product { priceRangeV2 { maxVariantPrice { amount } } }
    }
  }`,
  result: z
    .object({
      node: z
        .object({
          price: decimal.optional(),
          priceRangeV2: z.object({ maxVariantPrice: z.object({ amount: decimal }) }).optional(),
        })
        .nullable(),
    })
    .transform(({ node }) => node?.price ?? node?.priceRangeV2?.maxVariantPrice.amount),
})
