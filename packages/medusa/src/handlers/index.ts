/** How a Medusa shop carries out the actions of motkit. */
import type { MedusaContainer } from '@medusajs/framework/types'
import type { ShopHandlers } from '../engine'
import type { MotPluginOptions } from '../options'
import { settleBy } from '../redeeming/settle'
import { tagByGroup } from './groups'
import { describeCustomerIn, describeOrderIn } from './metadata'
import { giveRewards, revokeRewards } from './rewards'
import { sendMessageBy } from './send-message'

export const handlersOf = (container: MedusaContainer, { templates, coupons }: MotPluginOptions): ShopHandlers => ({
  'message.send': sendMessageBy(container, templates),
  'reward.give': giveRewards(container, coupons ?? {}),
  'reward.revoke': revokeRewards(container, coupons ?? {}),
  'customer.tag': tagByGroup(container),
  'customer.describe': describeCustomerIn(container),
  'order.describe': describeOrderIn(container),
  'redemption.settle': settleBy(container),
})

/**
 * How many run at once in a process. A lock in the database holds one of Medusa's connections while what it guards needs
 * others: twenty at once, as is usual, would wait for each other.
 */
export const limits = {
  'reward.give': { concurrency: 2 },
  'reward.revoke': { concurrency: 1 },
  'customer.tag': { concurrency: 1 },
  'customer.describe': { concurrency: 1 },
}
