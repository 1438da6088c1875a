// What the plugin is told in the shop of the tests.
const { consent } = require('@motkit/core')

/** Where it is asked for, carts count as abandoned after so many minutes, and then there are offers. */
const minutes = Number(process.env.MOT_ABANDONED_MINUTES)
const left = {
  offers: {
    abandonedCart: {
      steps: [
        { message: 'cart-reminder', reward: 'cart-5', amount: { amount: 500, currency: 'EUR' }, validDays: 7 },
        { after: { days: 1 }, message: 'cart-last-word' },
      ],
    },
  },
  guards: [consent()],
  settings: { abandonedAfter: { minutes } },
}

module.exports = {
  programme: {
    earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }],
    rewards: {
      five: { kind: 'coupon', points: 100, amount: { amount: 500, currency: 'EUR' }, validDays: 30 },
      tenth: { kind: 'coupon', points: 50, percent: 10 },
      ship: { kind: 'free-shipping', points: 20 },
      forty: {
        kind: 'coupon',
        points: 10,
        amount: { amount: 500, currency: 'EUR' },
        minimum: { amount: 4_000, currency: 'EUR' },
      },
      credit: { kind: 'store-credit', points: 10, amount: { amount: 1_000, currency: 'EUR' } },
    },
  },
  coupons: { secret: 'only the tests know these 32 bytes', prefix: 'CLUB' },
  reviews: {},
  delivery: {},
  templates: { 'order-dispatched': 'on-its-way' },
  erasureKey: 'a key that only the tests know',
  ...(minutes > 0 && left),
}
