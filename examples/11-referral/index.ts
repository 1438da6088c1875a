/** Referrals: one friend who keeps what she ordered, one who sends it back, and one who lives where the advocate lives. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { friendOf, heldReferrals, loyalty, referralLink, referrals, relayEvents, type Traits } from '@motkit/loyalty'

const friends = referrals({
  secret: process.env.REFERRAL_SECRET ?? 'only for this example',
  minimum: { EUR: 3_000 },
  pending: { after: 'delivered', days: 14 },
  rewards: { friend: { reward: 'free-mug' } },
})
const club = loyalty({
  earn: [{ kind: 'action', id: 'referral', event: 'referral.approved', unless: 'referral.revoked', points: 500 }],
})
const clock = virtualClock('2026-03-01T10:00:00Z')
const now = () => new Date(clock.now()).toISOString()
const mot = createMot({
  store: memoryStore(),
  clock,
  plugins: [friends, club],
  handlers: {
    'referral.relay': async (action, context) => {
      await relayEvents(mot, action, context)
    },
    'referral.review': async ({ data }) => console.log(now().slice(0, 10), 'look at this:', data.signals.join(', ')),
    'referral.take-back': async ({ data }) => console.log(now().slice(0, 10), 'take back', data.reward),
    'reward.give': async ({ data, customer }) => console.log(now().slice(0, 10), data.reward, 'for', customer),
  },
})
const ada = { id: 'ada' }

const issued = await friends.issueCode(mot, { customer: ada, time: now(), code: 'ADA-10' })
if (!issued.ok) throw issued.error
const { code } = issued.value
console.log('share', referralLink('https://shop.example/', code))

let events = 0
async function tell(customer: { readonly id: string }, type: string, data: object) {
  events += 1
  const [answer] = await mot.ingestMany([{ id: `${events}`, source: 'shop', time: now(), type, customer, data }])
  if (!answer?.ok) throw answer?.error
}
const know = (customer: { readonly id: string }, traits: Traits) =>
  tell(customer, 'fingerprints.taken', friends.fingerprints(traits))
async function orders(friend: string, traits: Traits) {
  const customer = { id: friend }
  await tell(customer, 'visit.started', { url: '/', referredBy: code })
  await know(customer, traits)
  await tell(customer, 'order.placed', { orderId: `of-${friend}`, total: { amount: 4_900, currency: 'EUR' } })
  await tell(customer, 'shipment.delivered', { orderId: `of-${friend}` })
}
const home = { line1: '12 Main Street', city: 'Springfield', country: 'US' }
await know(ada, { email: 'ada@example.com', address: home })
await orders('bea', { email: 'bea@example.com' })
await orders('cleo', { email: 'cleo@example.com' })
await orders('dora', { email: 'dora@example.com', address: { ...home, line1: '12 main st.' } })

clock.set('2026-03-10T10:00:00Z')
await tell({ id: 'cleo' }, 'return.requested', { orderId: 'of-cleo', returnId: 'r1' })
clock.set('2026-03-15T10:00:00Z')
await mot.catchUp()

const journey = await mot.journey(ada)
if (!journey.ok) throw journey.error
console.log('points of ada:', club.balance(journey.value, now()).available)
for (const { referralId, signals } of heldReferrals(journey.value)) {
  const friend = await friendOf(mot, referralId)
  console.log('held:', friend.ok && friend.value, signals.join(', '))
  await mot.referrals.approve({ customer: ada, referralId, actor: 'grace', reason: 'they share a flat' })
  const again = await mot.referrals.reject({ customer: ada, referralId, actor: 'heidi' })
  console.log('and rejected by another:', again.ok || again.error.code)
}
await mot.catchUp()
const after = await mot.journey(ada)
if (after.ok) console.log('points of ada:', club.balance(after.value, now()).available)
await mot.close()
