/** A rule of the shop's own: who orders for 100 euro or more is thanked by a card. */
import { definePlugin, defineRule, moments, sendMessage } from '@motkit/core'

const card = defineRule({
  id: 'card',
  on: moments.smotPurchase,
  may: [sendMessage],
  when: {
    'an order was placed': ({ moment }) => moment.reason === 'order-placed',
    'total is 100 or more': ({ moment }) => (moment.data.total?.amount ?? 0) >= 10_000,
  },
  decide: ({ moment }) => [sendMessage({ template: 'thank-you-card', data: { orderId: moment.data.orderId } })],
})

export const thanks = definePlugin({ id: 'thanks', rules: [card] })
