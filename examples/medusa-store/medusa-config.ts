import { defineConfig } from '@medusajs/framework/utils'
import { thanks } from './src/motkit/thanks'

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: 'http://localhost:8000',
      adminCors: 'http://localhost:9000',
      authCors: 'http://localhost:8000,http://localhost:9000',
      jwtSecret: process.env.JWT_SECRET || 'of this example only',
      cookieSecret: process.env.COOKIE_SECRET || 'of this example only',
    },
  },
  plugins: [
    {
      resolve: '@motkit/medusa',
      options: {
        programme: {
          earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }],
          tiers: {
            by: { spend: 'EUR' },
            window: { months: 12 },
            levels: [
              { id: 'silver', enter: 10_000 },
              { id: 'gold', enter: 50_000 },
            ],
          },
          rewards: {
            'five-off': { kind: 'coupon', points: 100, amount: { amount: 500, currency: 'EUR' }, validDays: 30 },
          },
        },
        coupons: { secret: process.env.COUPON_SECRET || 'a secret of this example, 32 bytes', prefix: 'TEA' },
        reviews: { after: { days: 10 } },
        delivery: {},
        plugins: [thanks],
        erasureKey: process.env.MOT_ERASURE_KEY || 'of this example only',
      },
    },
  ],
  modules: [
    {
      resolve: '@medusajs/medusa/notification',
      options: {
        providers: [{ resolve: '@medusajs/medusa/notification-local', id: 'local', options: { channels: ['email'] } }],
      },
    },
  ],
})
