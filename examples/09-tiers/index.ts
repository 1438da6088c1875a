/** Tiers: reached, kept, endangered, lost; what they multiply, and what they bring. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { loyalty, tierBenefits } from '@motkit/loyalty'

const club = loyalty({
  earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }],
  tiers: {
    by: { spend: 'EUR' }, // in cents
    window: { months: 12 },
    levels: [
      { id: 'silver', enter: 20_000 },
      { id: 'gold', enter: 60_000, keep: 40_000, multiplier: 2 },
    ],
    grace: { days: 30 },
  },
})
const benefits = tierBenefits(club, {
  levels: { gold: { reward: 'champagne', message: 'welcome-to-gold', tag: 'gold' } },
  dropped: 'we-miss-you',
  warning: { message: 'your-tier-ends-soon', days: 14 },
})
const clock = virtualClock('2026-01-10T10:00:00Z')
const now = () => new Date(clock.now()).toISOString()
const note = (what: string) => console.log(now().slice(0, 10), what)
const mot = createMot({
  store: memoryStore(),
  clock,
  plugins: [club, benefits],
  handlers: {
    'message.send': async ({ data }) => note(`  message ${data.template}`),
    'reward.give': async ({ data }) => note(`  reward ${data.reward}`),
    'customer.tag': async ({ data }) => note(`  tag ${data.tag} ${data.remove ? 'off' : 'on'}`),
  },
})
const customer = { id: 'ada' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })

async function say(what: string) {
  await mot.catchUp()
  const journey = await mot.journey(customer)
  if (!journey.ok) throw journey.error
  const { available } = club.balance(journey.value, now())
  const { tier = 'no tier', next, drop } = club.tier(journey.value, now()) ?? {}
  const ahead = next ? `, ${next.away} to ${next.tier}` : ''
  const behind = drop ? `, ${drop.to ?? 'no tier'} on ${drop.at.slice(0, 10)} unless ${drop.missing} more` : ''
  note(`${what}: ${available} points, ${tier}${ahead}${behind}`)
}
async function order(orderId: string, amount: number) {
  const event = { source: 'shop', time: now(), customer }
  await mot.ingest({ ...event, id: `${orderId}/placed`, type: 'order.placed', data: { orderId, total: eur(amount) } })
  await mot.ingest({ ...event, id: `${orderId}/paid`, type: 'order.paid', data: { orderId } })
}
/** Time passes, and what it brings is done when it is due. */
async function wait(until: string) {
  for (let { next } = await mot.catchUp(); next !== undefined && next <= until; { next } = await mot.catchUp())
    clock.set(next)
  clock.set(until)
}

await order('1', 45_000)
await say('ordered for 450.00')
await wait('2026-03-10T10:00:00.000Z')
await order('2', 15_000)
await say('ordered for 150.00')
await order('3', 5_000)
await say('ordered for 50.00, in gold')
await mot.ingest({
  id: 'refund',
  source: 'shop',
  time: now(),
  customer,
  type: 'order.refunded',
  data: { orderId: '1', refundId: 'r1', amount: eur(10_000) },
})
await say('100.00 of the first order came back')
await wait('2027-01-12T10:00:00.000Z')
await say('a year after the first order')
await wait('2027-05-01T00:00:00.000Z')
await say('all is quiet')
await mot.close()
