// The shop of the tests among neighbours: the official loyalty plugin, and a review plugin of the community.
const shop = require('../app/medusa-config')

const motkit = shop.plugins.find(({ resolve }) => resolve === '@motkit/medusa')
const { programme } = motkit.options

const options = {
  ...motkit.options,
  programme: {
    ...programme,
    earn: [...programme.earn, { kind: 'action', id: 'review', event: 'review.submitted', points: 10 }],
    tiers: {
      by: 'orders',
      levels: [
        { id: 'silver', enter: 1 },
        { id: 'gold', enter: 2 },
      ],
    },
    rewards: {
      ...programme.rewards,
      card: { kind: 'gift-voucher', points: 100, amount: { amount: 2_500, currency: 'EUR' }, validDays: 365 },
    },
  },
  metadata: true,
  tierBenefits: { levels: { silver: { tag: 'Silver members' }, gold: { tag: 'Gold members' } } },
}

module.exports = {
  ...shop,
  plugins: [
    ...shop.plugins.filter((plugin) => plugin !== motkit),
    { resolve: '@medusajs/loyalty-plugin', options: {} },
    { resolve: '@lambdacurry/medusa-product-reviews', options: {} },
    { ...motkit, options },
  ],
}
