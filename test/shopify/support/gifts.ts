/** Gifts that are store credit: an engine that gives each as it is earned. */
import { createMot, defineEvent, definePlugin, defineRule, giveReward } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import { postgresIntents, type ShopifyAdmin, shopifyHandlers } from '@motkit/shopify'
import type pg from 'pg'
import * as z from 'zod'

const earned = defineEvent('gift.earned', z.object({ giftId: z.string() }), {
  subject: ({ giftId }) => `gift/${giftId}`,
})
const gifts = definePlugin({
  id: 'gifts',
  rules: [
    defineRule({
      id: 'gifts',
      on: earned,
      may: [giveReward],
      decide: ({ event }) => [giveReward({ reward: 'credit' }, { name: event.data.giftId })],
    }),
  ],
})
/** Of each gift. */
const CENTS = 500

export function openGifts(pool: pg.Pool, admin: ShopifyAdmin) {
  const intents = postgresIntents({ pool })
  const { 'reward.give': give } = shopifyHandlers({
    admin,
    intents,
    catalogue: { credit: { kind: 'store-credit', amount: { amount: CENTS, currency: 'EUR' }, bound: true } },
    leaseMs: 800,
    settleMs: 1_500,
    waitMs: 500,
  })
  const mot = createMot({
    store: postgresStore({ pool }),
    plugins: [gifts],
    delivery: { leaseMs: 500, backoffMs: 50, maxAttempts: 50 },
    handlers: { 'reward.give': give },
  })
  return { mot, intents }
}
