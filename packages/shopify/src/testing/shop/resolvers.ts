/** All root fields that the local Admin API answers. */

import type { Resolvers } from '../graphql/execute.ts'
import { type BulkSetup, bulkResolvers } from './bulk.ts'
import { consentResolvers } from './consents.ts'
import { customerResolvers } from './customers.ts'
import { discountResolvers } from './discounts.ts'
import { flowResolvers } from './flow.ts'
import { giftCardResolvers } from './gift-cards.ts'
import { definitionResolvers } from './metafield-definitions.ts'
import { metafieldResolvers } from './metafields.ts'
import { orderResolvers } from './orders.ts'
import { redeemCodeResolvers } from './redeem-codes.ts'
import type { Shop } from './shop.ts'
import { shopResolvers } from './shop-facts.ts'
import { storeCreditResolvers } from './store-credit.ts'
import { tagResolvers } from './tags.ts'
import { webhookResolvers } from './webhook-subscriptions.ts'

export function resolversOf(shop: Shop, bulk: Omit<BulkSetup, 'resolvers'>): Resolvers {
  const resolvers: Resolvers = {
    ...bulkResolvers(shop, { ...bulk, resolvers: () => resolvers }),
    ...consentResolvers(shop),
    ...customerResolvers(shop),
    ...definitionResolvers(shop),
    ...discountResolvers(shop),
    ...flowResolvers(shop),
    ...giftCardResolvers(shop),
    ...metafieldResolvers(shop),
    ...orderResolvers(shop),
    ...redeemCodeResolvers(shop),
    ...shopResolvers(shop),
    ...storeCreditResolvers(shop),
    ...tagResolvers(shop),
    ...webhookResolvers(shop, bulk.version),
  }
  return resolvers
}
