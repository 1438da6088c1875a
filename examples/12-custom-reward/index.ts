/** A reward kind of the host's own: a tree is planted for points, taken back, or cannot be had. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { couponCode, loyalty, readReward } from '@motkit/loyalty'
import { giveAway, plant } from './nursery.ts'

const secret = 'at least 32 bytes, out of the environment'
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const club = loyalty({
  rewards: {
    oak: { kind: 'custom', points: 100, data: { species: 'oak' } },
    birch: { kind: 'custom', points: 60, data: { species: 'birch' }, limit: 1 },
    five: { kind: 'coupon', points: 50, amount: eur(500), validDays: 30 },
  },
})
const clock = virtualClock('2026-03-02T10:00:00Z')
const mot = createMot({
  store: memoryStore(),
  clock,
  plugins: [club],
  handlers: {
    'reward.give': async (action, { idempotencyKey }) => {
      const reward = readReward(action)
      if (reward?.gift.kind === 'custom') {
        plant(String(reward.gift.data.species), reward.redemptionId)
        console.log('planted', action.data.reward, 'for', reward.redemptionId)
      }
      if (reward?.gift.kind === 'coupon')
        console.log('coupon ', couponCode({ secret, key: idempotencyKey, prefix: 'CLUB' }), 'until', reward.validUntil)
    },
    'reward.revoke': async ({ data: { reward, data } }) => {
      console.log('revoked', reward, 'of', data.redemptionId, giveAway(data.redemptionId) ? 'given away' : 'gone')
    },
  },
})
const customer = { id: 'ada' }
const now = () => new Date(clock.now()).toISOString()
const event = (id: string) => ({ id, source: 'shop', time: now(), customer })
async function say(what: string) {
  await mot.catchUp()
  const journey = await mot.journey(customer)
  if (!journey.ok) throw journey.error
  console.log(`${what}: ${club.balance(journey.value, now()).available} points left`)
}

await mot.ingest({ ...event('1'), type: 'order.placed', data: { orderId: '1', total: eur(30_000) } })
await mot.ingest({ ...event('2'), type: 'order.paid', data: { orderId: '1' } })
clock.set('2026-03-16T10:00:00Z')
await mot.loyalty.redeem({ customer, reward: 'five', redemptionId: 'r1' })
await mot.loyalty.redeem({ customer, reward: 'oak', redemptionId: 'r2' })
await say('a coupon and an oak')

clock.set('2026-03-17T10:00:00Z')
const released = await mot.loyalty.release({ customer, redemptionId: 'r2' })
await say(released.ok ? 'changed her mind' : released.error.code)

clock.set('2026-03-18T10:00:00Z')
await mot.loyalty.redeem({ customer, reward: 'birch', redemptionId: 'r3' })
await say('asked for a birch')
const twice = await mot.loyalty.redeem({ customer, reward: 'birch' })
if (!twice.ok) console.log(twice.error.code, twice.error.message)

clock.set('2026-03-19T10:00:00Z')
for (const letter of await mot.dead.list()) {
  const reward = readReward(letter)
  console.log('dead   ', letter.key, letter.error?.code)
  if (reward) await mot.loyalty.release({ customer, redemptionId: reward.redemptionId })
  await mot.dead.drop({ keys: [letter.key] })
}
await say('the points are given back')

const kept = await mot.export(customer)
if (kept.ok)
  for (const { at, what, points, subject, why = '', total } of club.statement(kept.value.events, now()))
    console.log(at.slice(0, 10), what.padEnd(8), `${points}`.padStart(4), `${total}`.padStart(4), subject, why)
await mot.close()
