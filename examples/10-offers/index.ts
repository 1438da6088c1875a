/** Offers at moments of truth: a welcome, a ladder for a cart, a voucher; each ends by itself, and says why. */
import { consent, createMot, memoryStore, quietHours, virtualClock } from '@motkit/core'
import { offers } from '@motkit/loyalty'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const clock = virtualClock('2026-03-02T18:00:00Z')
const now = () => new Date(clock.now()).toISOString()
const mot = createMot({
  store: memoryStore(),
  clock,
  plugins: [
    offers({
      welcome: { reward: 'welcome-10', percent: 10, validDays: 14, message: 'welcome' },
      abandonedCart: {
        steps: [
          { message: 'cart-reminder' },
          {
            after: { days: 1 },
            reward: 'cart-5',
            amount: eur(500),
            minimum: { EUR: 5_000 },
            message: 'cart-incentive',
          },
          { after: { days: 3 }, message: 'cart-last-word' },
        ],
      },
      highTicket: { minimum: { EUR: 50_000 }, reward: 'voucher-25', amount: eur(2_500), budget: { limit: 100 } },
    }),
  ],
  settings: { abandonedAfter: { hours: 2 }, returnWindow: { days: 14 } },
  guards: [consent(), quietHours({ from: '21:00', to: '08:00' })],
  handlers: {
    'message.send': async ({ data: { template, data }, subject }) =>
      console.log(now(), 'message', template, 'about', subject, data?.reward ?? ''),
    'reward.give': async ({ data: { reward }, subject }) => console.log(now(), 'reward ', reward, 'about', subject),
  },
})
mot.on('decision', ({ state, decision, judgement }) => {
  if (judgement) console.log(now(), state, decision.rule, 'about', decision.subject, judgement.reason)
})

const customer = { id: 'ada' }
let n = 0
async function tell(type: string, data: object) {
  n += 1
  const answer = await mot.ingestMany([{ id: `evt-${n}`, source: 'shop', type, time: now(), customer, data }])
  for (const one of answer) if (!one.ok) throw one.error
}
async function playUntil(end: string) {
  for (let { next } = await mot.catchUp(); next !== undefined && next <= end; { next } = await mot.catchUp())
    clock.set(next)
  clock.set(end)
}

await tell('consent.given', { channel: 'email', purpose: 'marketing' })
await tell('page.viewed', { sessionId: 's1' })
await tell('product.viewed', { sessionId: 's1', productId: 'sofa' })
await playUntil('2026-03-02T18:30:00Z')

// Left at 18:30: the reminder would come at 20:30, the incentive a day later.
await tell('cart.viewed', { sessionId: 's1', cartId: 'k1', value: eur(60_000) })
await playUntil('2026-03-03T22:00:00Z')
await tell('order.placed', { orderId: '1', total: eur(60_000) })
await tell('shipment.delivered', { orderId: '1' })

// The voucher waits for the return window; what comes back meanwhile counts.
await playUntil('2026-03-10T10:00:00Z')
await tell('order.refunded', { orderId: '1', refundId: 'r1', amount: eur(20_000) })
const explained = await mot.explain(customer)
if (explained.ok)
  for (const { rule, subject, failed } of explained.value.rules)
    if (subject === 'order/1' && rule === 'offers.high-ticket') console.log('no voucher:', failed?.condition)
await mot.close()
