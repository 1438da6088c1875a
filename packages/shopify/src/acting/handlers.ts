/** How a Shopify shop carries out the actions of motkit. */
import { type Clock, type Customer, type giveReward, type Handler, systemClock, type tagCustomer } from '@motkit/core'
import {
  type describeCustomer,
  type describeOrder,
  type Gift,
  type RewardCodeOptions,
  type revokeReward,
  rewardCode,
  rewardKey,
  shopReward,
} from '@motkit/loyalty'
import type { ShopifyAdmin } from '../admin/admin.ts'
import { type recordConsent, writeConsent } from './consent.ts'
import { giveCoupon, revokeCoupon } from './coupons.ts'
import { describe, type MetafieldOptions } from './describe.ts'
import { giveGiftCard, revokeGiftCard } from './gift-cards.ts'
import type { OnceOptions } from './once.ts'
import { type Calling, customerGid, gidOf } from './shop.ts'
import { giveStoreCredit, revokeStoreCredit } from './store-credit.ts'
import { setTag } from './tags.ts'

export interface ShopOptions {
  readonly admin: ShopifyAdmin
  /** The domain of a tenant's shop, as `tea.myshopify.com`. Default: the tenant is the shop. */
  readonly shopOf?: (tenant: string) => string
}
/** What a customer has: as `loyalty().balance` and `.tier` say it. */
export interface CustomerStanding {
  readonly points: number
  readonly pending: number
  readonly tier?: string | undefined
}
export interface ShopifyHandlersOptions extends ShopOptions, OnceOptions {
  /** Codes of discounts and gift cards. Without a secret neither is given. */
  readonly coupons?: RewardCodeOptions
  /** The rewards of the programme, for what is given by their name alone: `loyalty(…).programme.rewards`. */
  readonly catalogue?: Readonly<Record<string, Gift>>
  /** Reads what a customer has, for `customer.describe`. Without it none is described. */
  readonly standingOf?: (
    customer: Customer,
    about: { tenant: string; at: string },
  ) => Promise<CustomerStanding | undefined>
  readonly metafields?: MetafieldOptions
  readonly clock?: Clock
}
type Actions =
  | typeof giveReward
  | typeof revokeReward
  | typeof tagCustomer
  | typeof describeCustomer
  | typeof describeOrder
  | typeof recordConsent
export type ShopifyHandlers = { readonly [A in Actions as A['type']]: Handler<A> }
type Context = Parameters<Handler<typeof giveReward>>[1]

/**
 * Handlers for what motkit's packages do to customers, but for messages: those are `flowMessages`, or the host's own.
 * @example createMot({ …, handlers: { ...shopifyHandlers({ admin, intents, coupons: { secret } }), 'message.send': … } })
 */
export function shopifyHandlers(options: ShopifyHandlersOptions): ShopifyHandlers {
  const {
    admin,
    shopOf = (tenant) => tenant,
    coupons = {},
    catalogue,
    standingOf,
    metafields,
    clock = systemClock,
  } = options
  const callingOf = ({ tenant, signal }: Context): Calling => ({ admin, shop: shopOf(tenant), signal })
  return {
    async 'reward.give'({ data, customer: who }, context) {
      const now = clock.now()
      const [reward, customer, calling] = [shopReward(data, { now, catalogue }), customerGid(who), callingOf(context)]
      const key = rewardKey(data, context.idempotencyKey)
      if (reward.kind === 'store-credit') return giveStoreCredit(calling, reward, { key, customer }, options)
      if (reward.kind === 'gift-card') return giveGiftCard(calling, reward, key, coupons)
      return giveCoupon(calling, reward, { key, customer, reward: data.reward, now }, coupons)
    },
    async 'reward.revoke'({ data, customer: who }, context) {
      const [reward, calling] = [shopReward(data, { now: clock.now(), catalogue }), callingOf(context)]
      const key = rewardKey(data, context.idempotencyKey)
      if (reward.kind === 'store-credit')
        return revokeStoreCredit(calling, reward, { key, customer: customerGid(who) }, options)
      if (reward.kind === 'gift-card') return revokeGiftCard(calling, key, coupons)
      return revokeCoupon(calling, reward, rewardCode(coupons, key))
    },
    async 'customer.tag'({ data, customer: who }, context) {
      const customer = customerGid(who)
      if (customer !== undefined) await setTag(callingOf(context), customer, data)
    },
    async 'customer.describe'({ customer: who }, context) {
      const [customer, at] = [customerGid(who), new Date(clock.now()).toISOString()]
      const standing = customer && (await standingOf?.(who, { tenant: context.tenant, at }))
      if (standing) await describe(callingOf(context), customer, { ...standing, at }, metafields)
    },
    async 'order.describe'({ data: { orderId, points, at } }, context) {
      const order = gidOf('Order', orderId, 'data.orderId')
      await describe(callingOf(context), order, { points, at }, metafields)
    },
    async 'consent.record'({ data, customer: who }, context) {
      const customer = customerGid(who)
      return customer === undefined ? 'skipped' : writeConsent(callingOf(context), customer, data)
    },
  }
}
