/** A programme with rewards needs handlers, one without needs none. */
import { createMot, memoryStore } from '@motkit/core'
import { test } from 'vitest'
import { type LoyaltyOptions, loyalty } from './loyalty.ts'
import { readReward } from './rewards.ts'

const store = memoryStore()
const rewards = { ship: { kind: 'free-shipping', points: 20 } } as const
declare const options: LoyaltyOptions

test('handlers for what is given and revoked, where there are rewards', () => {
  createMot({ store, plugins: [loyalty()] })
  createMot({ store, plugins: [loyalty({ from: 'placed' })] })
  createMot({ store, plugins: [loyalty(options)] })
  // @ts-expect-error no handlers
  createMot({ store, plugins: [loyalty({ rewards })] })
  // @ts-expect-error none for reward.revoke
  createMot({ store, plugins: [loyalty({ rewards })], handlers: { 'reward.give': 'none' } })
  createMot({
    store,
    plugins: [loyalty({ rewards })],
    handlers: {
      'reward.give': async (action) => {
        const gift = readReward(action)?.gift
        if (gift?.kind === 'free-product') return gift.productId
        return gift?.kind === 'custom' ? gift.data.tree : undefined
      },
      'reward.revoke': async ({ data }) => data.data.redemptionId,
    },
  })
})
test('a reward of no kind, and an option that is none, do not compile', () => {
  // @ts-expect-error no such kind
  loyalty({ rewards: { car: { kind: 'car', points: 1 } } })
  // @ts-expect-error no such option
  loyalty({ ern: [] })
})
