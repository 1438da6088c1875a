/** An event in, a moment found, a message out. */
import { createMot, definePlugin, defineRule, memoryStore, moments, sendMessage, virtualClock } from '@motkit/core'

const thanks = defineRule({
  id: 'thanks',
  on: moments.smotPurchase,
  may: [sendMessage],
  when: { 'an order was placed': ({ moment }) => moment.reason === 'order-placed' },
  decide: ({ moment }) => [sendMessage({ template: 'thank-you', data: { orderId: moment.data.orderId } })],
})
const mot = createMot({
  store: memoryStore(),
  clock: virtualClock('2026-03-02T10:00:00Z'), // leave it out for the machine's clock
  plugins: [definePlugin({ id: 'hello', rules: [thanks] })],
  handlers: {
    'message.send': async ({ data, customer }, { idempotencyKey }) =>
      console.log('message', data.template, 'to', customer, 'under', idempotencyKey),
  },
})
mot.on('moment.smot.purchase', ({ subject, polarity, reason }) => console.log('moment ', subject, polarity, reason))

await mot.ingest({
  id: 'evt-1',
  source: 'shop',
  type: 'order.placed',
  time: '2026-03-02T09:59:00Z',
  customer: { id: 'ada' },
  data: { orderId: '1001', total: { amount: 4_900, currency: 'EUR' } },
})
await mot.catchUp() // in a server: const stop = mot.start()
