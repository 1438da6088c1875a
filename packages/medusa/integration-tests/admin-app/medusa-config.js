// The shop of the admin's tests: it advertises, but with consent alone, and its warehouse is closed at times.
const { defineConfig } = require('@medusajs/framework/utils')
const { consent, defineRule, definePlugin, moments, MotError, sendMessage } = require('@motkit/core')

const advertise = defineRule({
  id: 'shop.advertise',
  on: moments.smotPurchase,
  may: [sendMessage],
  when: { 'an order was placed': ({ moment }) => moment.reason === 'order-placed' },
  decide: () => [sendMessage({ template: 'more-mugs', purpose: 'marketing' }, { name: 'more' })],
})
const giveReward = async () => {
  if (process.env.MOT_WAREHOUSE === 'closed') throw new MotError('WAREHOUSE_CLOSED', 'The warehouse is closed.')
}

const config = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: { storeCors: '', adminCors: '', authCors: '', jwtSecret: 'secret', cookieSecret: 'secret' },
  },
  plugins: [
    {
      resolve: '@motkit/medusa',
      options: {
        programme: {
          earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }],
          rewards: { mug: { kind: 'free-product', points: 10, productId: 'mug' } },
          tiers: {
            by: 'points',
            levels: [
              { id: 'silver', enter: 50 },
              { id: 'gold', enter: 500 },
            ],
          },
        },
        reviews: {},
        delivery: {},
        plugins: [definePlugin({ id: 'shop', rules: [advertise] })],
        guards: [consent()],
        handlers: { 'reward.give': giveReward },
      },
    },
  ],
  modules: [
    {
      resolve: '@medusajs/medusa/notification',
      options: {
        providers: [
          { resolve: '@medusajs/medusa/notification-local', id: 'local', options: { channels: ['email', 'feed'] } },
        ],
      },
    },
    {
      resolve: '@medusajs/medusa/locking',
      options: {
        providers: [{ resolve: '@medusajs/medusa/locking-postgres', id: 'locking-postgres', is_default: true }],
      },
    },
  ],
})
// Medusa's test utilities turn the admin off; here it is what is tested.
Object.defineProperty(config.admin, 'disable', { get: () => false, set: () => undefined })

module.exports = config
