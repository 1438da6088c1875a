/** The codes of discounts: unique in a shop, without case; added many at a time in the background. */
import type { Resolvers } from '../graphql/execute.ts'
import { type Node, numberOf } from './node.ts'
import type { Shop } from './shop.ts'
import { refusing, type UserError } from './user-errors.ts'

export interface RedeemCode extends Node {
  readonly code: string
  /** Without case. */
  readonly folded: string
  readonly discountId: string
  /** How often it was used. */
  asyncUsageCount: number
}

/** The code that stands in the way of this one, but for those of the discount `own`. */
export const isTaken = (shop: Shop, code: string, own?: string): RedeemCode | undefined =>
  shop
    .having<RedeemCode>('DiscountRedeemCode', 'folded', code.toLowerCase())
    .find(({ discountId }) => discountId !== own)
export const codesOf = (shop: Shop, discountId: string): RedeemCode[] =>
  shop.having<RedeemCode>('DiscountRedeemCode', 'discountId', discountId)
export const addCode = (shop: Shop, discountId: string, code: string): RedeemCode =>
  shop.add({
    id: shop.nextId('DiscountRedeemCode'),
    code,
    folded: code.toLowerCase(),
    discountId,
    asyncUsageCount: 0,
    createdBy: null,
  })
export function dropCodes(shop: Shop, discountId: string, which: (code: RedeemCode) => boolean): void {
  for (const code of codesOf(shop, discountId).filter(which)) shop.remove(code.id)
}

/** @throws RangeError where there is no such code */
export function redeem(shop: Shop, code: string): void {
  const found = isTaken(shop, code)
  if (!found) throw new RangeError(`There is no code ${code}`)
  found.asyncUsageCount += 1
}

/** How many requests to the shop a job takes: the first poll finds it under way. */
const REQUESTS = 2
interface Entry {
  readonly code: string
  discountRedeemCode: RedeemCode | null
  errors: readonly UserError[]
}

export const redeemCodeResolvers = (shop: Shop) =>
  ({
    discountRedeemCodeBulkCreation: ({ id }: { id: string }) => shop.find('DiscountRedeemCodeBulkCreation', id) ?? null,
    discountRedeemCodeBulkAdd({ discountId, codes }: { discountId: string; codes: readonly { code: string }[] }) {
      const refuse = refusing('bulkCreation')
      const discountCode = shop.find('DiscountCodeNode', discountId)
      if (!discountCode) return refuse('INVALID', 'Code discount does not exist', 'discountId')
      if (codes.length === 0) return refuse('BLANK', "Codes can't be blank", 'codes')
      const entries = codes.map(({ code }): Entry => ({ code, discountRedeemCode: null, errors: [] }))
      const id = shop.nextId('DiscountRedeemCodeBulkCreation')
      const bulkCreation = {
        id,
        legacyResourceId: String(numberOf(id)),
        createdAt: shop.now(),
        discountCode,
        done: false,
        codes: entries,
        codesCount: entries.length,
        importedCount: () => entries.filter(({ discountRedeemCode }) => discountRedeemCode).length,
        failedCount: () => entries.filter(({ errors }) => errors.length > 0).length,
      }
      shop.later(REQUESTS, () => {
        for (const entry of entries) importCode(shop, discountId, entry)
        bulkCreation.done = true
      })
      return { bulkCreation: shop.add(bulkCreation), userErrors: [] }
    },
    discountCodeRedeemCodeBulkDelete({
      discountId,
      ids,
      search,
    }: {
      discountId: string
      ids?: readonly string[]
      search?: string
    }) {
      const refuse = refusing('job')
      if (!shop.find('DiscountCodeNode', discountId))
        return refuse('INVALID', 'Code discount does not exist', 'discountId')
      if (!ids === !search)
        return refuse(ids ? 'TOO_MANY_ARGUMENTS' : 'MISSING_ARGUMENT', 'Either ids or a search', 'ids')
      const job = shop.add({ id: shop.nextId('Job'), done: false, query: null })
      shop.later(1, () => {
        dropCodes(shop, discountId, ({ id, code }) => (ids ? ids.includes(id) : code === search))
        job.done = true
      })
      return { job, userErrors: [] }
    },
  }) satisfies Resolvers

function importCode(shop: Shop, discountId: string, entry: Entry): void {
  const why = refusalOf(shop, entry.code)
  if (why) entry.errors = [{ field: ['code'], ...why }]
  else entry.discountRedeemCode = addCode(shop, discountId, entry.code)
}
function refusalOf(shop: Shop, code: string): { code: string; message: string } | undefined {
  if (!code.trim()) return { code: 'BLANK', message: "Code can't be blank" }
  if (code.length > 255) return { code: 'TOO_LONG', message: 'Code is too long (maximum is 255 characters)' }
  if (isTaken(shop, code)) return { code: 'TAKEN', message: 'Code must be unique. Please try a different code.' }
  return undefined
}
