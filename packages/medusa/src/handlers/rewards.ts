/** `reward.give` and `reward.revoke`: by promotions of Medusa, or by the official loyalty plugin. */
import type { MedusaContainer } from '@medusajs/framework/types'
import type { giveReward, Handler } from '@motkit/core'
import { type RewardCodeOptions, type revokeReward, rewardCode, rewardKey, shopReward } from '@motkit/loyalty'
import type { MotService } from '../modules/mot/service'
import { giveCoupon, revokeCoupon } from './coupons'
import { giveGiftCard, revokeGiftCard } from './gift-cards'
import { giveStoreCredit, revokeStoreCredit } from './store-credit'

const contextOf = (container: MedusaContainer) => ({
  now: Date.now(),
  catalogue: container.resolve<MotService>('mot').parts.loyalty?.programme.rewards,
})

export const giveRewards =
  (container: MedusaContainer, options: RewardCodeOptions): Handler<typeof giveReward> =>
  async ({ data, customer, rule, subject }, { idempotencyKey }) => {
    const reward = shopReward(data, contextOf(container))
    const key = rewardKey(data, idempotencyKey)
    if (reward.kind === 'store-credit') return giveStoreCredit(container, reward, { key, customer, rule })
    const code = rewardCode(options, key)
    if (reward.kind === 'coupon')
      return giveCoupon(container, reward, { code, customer, about: { rule, subject, reward: data.reward } })
    return giveGiftCard(container, reward, { code, key, rule })
  }

export const revokeRewards =
  (container: MedusaContainer, options: RewardCodeOptions): Handler<typeof revokeReward> =>
  async ({ data, rule }, { idempotencyKey }) => {
    const reward = shopReward(data, contextOf(container))
    const key = rewardKey(data, idempotencyKey)
    if (reward.kind === 'store-credit') return revokeStoreCredit(container, reward, { key, rule })
    const code = rewardCode(options, key)
    if (reward.kind === 'coupon') return revokeCoupon(container, code)
    return revokeGiftCard(container, reward, { code, key, rule })
  }
