/** Three guards, three customers, and why each message went out, waited or stayed behind. */
import {
  bucket,
  createMot,
  definePlugin,
  defineRule,
  holdout,
  memoryStore,
  messageBudget,
  moments,
  quietHours,
  sendMessage,
  virtualClock,
} from '@motkit/core'

const comeBack = defineRule({
  id: 'come-back',
  on: moments.smotPurchase,
  may: [sendMessage],
  when: { 'the cart was left': ({ moment }) => moment.reason === 'cart-abandoned' },
  decide: ({ moment }) => [
    sendMessage({ template: 'your-cart', purpose: 'marketing', topic: 'cart', data: { cartId: moment.data.cartId } }),
  ],
})
const clock = virtualClock('2026-03-02T20:30:00Z')
const now = () => new Date(clock.now()).toISOString()
const mot = createMot({
  store: memoryStore(),
  clock,
  plugins: [definePlugin({ id: 'carts', rules: [comeBack] })],
  // Asked in this order; the first that does not allow decides.
  guards: [
    holdout({ share: 0.2, seed: 'spring' }),
    messageBudget({ max: 1, per: { days: 7 }, topic: 'cart' }),
    quietHours({ from: '21:00', to: '08:00' }),
  ],
  handlers: {
    'message.send': async ({ data, customer }) => console.log(now(), 'sent', data.template, JSON.stringify(customer)),
  },
})
mot.on('decision', ({ state, customer, judgement }) => {
  if (judgement) console.log(now(), state, customer, `${judgement.guard}: ${judgement.reason}`, judgement.until ?? '')
})

/** Fills a cart and leaves it: abandoned a day later. */
const leaveCart = async (id: string, cartId: string, timeZone?: string) => {
  const event = { source: 'shop', time: now(), customer: { id } }
  if (timeZone) await mot.ingest({ ...event, id: `zone/${id}`, type: 'customer.updated', data: { timeZone } })
  await mot.ingest({ ...event, id: `added/${cartId}`, type: 'product.added', data: { cartId, productId: 'p1' } })
}
const playUntil = async (end: string) => {
  for (let { next } = await mot.catchUp(); next !== undefined && next <= end; { next } = await mot.catchUp())
    clock.set(next)
  clock.set(end)
}

// The same customer is always on the same side of a seed.
const ids = ['ada', 'grace', 'edsger', 'barbara', 'alan', 'margaret']
const inGroup = (id: string) => bucket('spring', `id:${id}`) < 0.2
const [held = '', free = '', second = ''] = [ids.find(inGroup), ...ids.filter((id) => !inGroup(id))]

await leaveCart(held, 'k1')
await leaveCart(free, 'k2') // abandoned at 20:30 by the shop's clock: sent
await leaveCart(second, 'k3', 'Europe/Athens') // 22:30 in Athens: waits until 08:00 there
await playUntil('2026-03-04T12:00:00.000Z')

await leaveCart(free, 'k4') // a second cart within a week: waits for the budget
await playUntil('2026-03-05T12:00:00.000Z')

const explained = await mot.explain({ id: free })
if (explained.ok)
  for (const { subject, state, due, held: by } of explained.value.decisions)
    console.log('explain', subject, by ? `${state} until ${due} because of ${by.guard}` : state)
