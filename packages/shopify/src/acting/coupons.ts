/**
 * Coupons as discounts of Shopify. One that is bound is a discount of its own, for its customer alone. Those that are for
 * whoever has the code share one discount for each kind of coupon, to which each adds a code: Shopify asks loyalty apps for
 * that (Built for Shopify, 5.5.3).
 */
import { createHash } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import { type Coupon, type RewardCodeOptions, rewardCode, rewardUnsupported } from '@motkit/loyalty'
import { type DiscountTerms, termsOf } from './discount-input.ts'
import { actingError, isRefusedBy, refusal } from './errors.ts'
import {
  addRedeemCodes,
  createBasicDiscount,
  createFreeShipping,
  deactivateDiscount,
  deleteRedeemCodes,
  type FoundDiscount,
  findDiscount,
  readRedeemCodes,
} from './operations/discounts.ts'
import { ask, type Calling, tryTo } from './shop.ts'

export interface AboutCoupon {
  readonly key: string
  /** The customer's gid. */
  readonly customer: string | undefined
  /** What the discount is called in the shop's admin. */
  readonly reward: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A code that begins now would have to wait where this clock goes before Shopify's. */
const SKEW_MS = 300_000

/** Makes the code, where it is not there already. */
export async function giveCoupon(
  calling: Calling,
  coupon: Coupon,
  { key, customer, reward, now }: AboutCoupon,
  options: RewardCodeOptions,
): Promise<void> {
  const code = rewardCode(options, key)
  const startsAt = new Date(now - SKEW_MS).toISOString()
  if (!coupon.isBound) return addCode(calling, coupon, { code, reward, startsAt }, options)
  if (customer === undefined) throw rewardUnsupported('customer', 'a known customer, whom the code can be bound to')
  const terms = await termsOf(calling, coupon)
  const whose = { context: { customers: { add: [customer] } }, appliesOncePerCustomer: true }
  if (await create(calling, terms, { ...whose, title: reward, code, startsAt })) return
  const found = await find(calling, code)
  if (!found) throw actingError('SHOPIFY_CODE_PENDING', { path: 'code', received: code }, { retryable: true })
  const { title, context } = found.codeDiscount
  if (title !== reward || !context?.customers?.some(({ id }) => id === customer)) throw taken(code)
}

/** Takes the code back; one that was used stays as it is. */
export async function revokeCoupon(calling: Calling, { isBound }: Coupon, code: string): Promise<void> {
  const found = await find(calling, code)
  const redeem = found && redeemCodeOf(found, code)
  if (!found || !redeem || redeem.asyncUsageCount > 0) return
  if (isBound) {
    if (found.codeDiscount.status !== 'EXPIRED') await ask(calling, deactivateDiscount, { id: found.id })
    return
  }
  await ask(calling, deleteRedeemCodes, { discount: found.id, ids: [redeem.id] })
  if (!(await comesTrue(calling, async () => !(await find(calling, code)))))
    throw actingError('SHOPIFY_CODE_PENDING', { path: 'code', received: code }, { retryable: true })
}

/** Whether the code can be used, of whatever discount. */
export const isGiven = async (calling: Calling, code: string): Promise<boolean> => (await find(calling, code)) !== null

interface Shared {
  readonly code: string
  readonly reward: string
  readonly startsAt: string
}
/** Adds a code to the discount of all coupons like this one, which is made where it is not there. */
async function addCode(
  calling: Calling,
  coupon: Coupon,
  { code, reward, startsAt }: Shared,
  options: RewardCodeOptions,
): Promise<void> {
  const known = await find(calling, code)
  if (known && known.codeDiscount.title !== reward) throw taken(code)
  if (known) return
  const parent = await sharedBy(calling, await termsOf(calling, coupon), { reward, startsAt }, options)
  const adding = await ask(calling, addRedeemCodes, { discount: parent, codes: [{ code }] })
  const isDone = async () => adding.done || (await ask(calling, readRedeemCodes, { id: adding.id }))?.done === true
  const pending = { path: 'code', received: code }
  if (!(await comesTrue(calling, isDone))) throw actingError('SHOPIFY_CODE_PENDING', pending, { retryable: true })
  const added = await find(calling, code)
  if (added && added.id !== parent) throw taken(code)
  // Refused for whatever reason, or not to be found yet: the next attempt sees which.
  if (!added) throw actingError('SHOPIFY_CODE_PENDING', pending, { retryable: true })
}

/** The discount that is shared, known by a code of its own that nobody is told: made of what it gives. */
async function sharedBy(
  calling: Calling,
  terms: DiscountTerms,
  { reward, startsAt }: Omit<Shared, 'code'>,
  options: RewardCodeOptions,
): Promise<string> {
  const digest = createHash('sha256')
    .update(JSON.stringify([reward, terms]))
    .digest('hex')
  const code = rewardCode(options, `shared/${calling.shop}/${digest}`)
  const there = await find(calling, code)
  if (there) return there.id
  const input = { context: { all: 'ALL' }, appliesOncePerCustomer: false, title: reward, code, startsAt }
  const made = await create(calling, terms, input)
  if (made !== undefined) return made
  const found = await find(calling, code)
  if (!found) throw actingError('SHOPIFY_CODE_PENDING', { path: 'code' }, { retryable: true })
  return found.id
}

/** Undefined where the code is there already. */
async function create(calling: Calling, { kind, input }: DiscountTerms, own: object): Promise<string | undefined> {
  const operation = kind === 'shipping' ? createFreeShipping : createBasicDiscount
  const said = await tryTo(calling, operation, { input: { ...input, ...own } })
  if (said.ok) return said.value.codeDiscountNode.id
  if (isRefusedBy(said.error, 'TAKEN')) return undefined
  throw refusal(said.error)
}
const find = (calling: Calling, code: string): Promise<FoundDiscount | null> =>
  ask(calling, findDiscount, { code, quoted: `"${code}"` })
const redeemCodeOf = ({ codeDiscount }: FoundDiscount, code: string) =>
  codeDiscount.codes?.nodes.find((redeem) => redeem.code.toUpperCase() === code.toUpperCase())
const taken = (code: string) => actingError('SHOPIFY_CODE_TAKEN', { path: 'code', received: code })

/** Shopify adds and deletes codes in a job of its own: usually within a second. */
const WAITS = [50, 100, 200, 400, 800, 1_600, 3_200]
async function comesTrue({ signal }: Calling, look: () => Promise<boolean>): Promise<boolean> {
  for (const wait of WAITS) {
    if (await look()) return true
    await rest(wait, undefined, { signal })
  }
  return look()
}
