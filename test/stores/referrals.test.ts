// Referrals on a durable store: aliases, links of aliases and the walk over customers are the database's there.
import { type Customer, createMot, virtualClock } from '@motkit/core'
import { everyHeldReferral, friendOf, referrals, relayEvents } from '@motkit/loyalty'
import type { DurableStore } from '@motkit/postgres'
import { describe, expect, test } from 'vitest'
import { noPostgres } from '../support/postgres.ts'
import { emptyPglite, emptyPostgres } from './places.ts'

const ada = { id: 'ada' }
const bea = { id: 'bea' }
const cookie = { anonymousId: 'cookie' }

async function play(store: DurableStore) {
  const clock = virtualClock('2026-03-01T10:00:00Z')
  const friends = referrals({
    secret: 'a secret of the shop',
    rewards: { advocate: { reward: 'ten-off' }, friend: { reward: 'free-mug' } },
  })
  const given: string[] = []
  const mot = createMot({
    store,
    clock,
    erasureKey: 'another secret',
    plugins: [friends],
    handlers: {
      'referral.relay': async (action, context) => {
        await relayEvents(mot, action, context)
      },
      'referral.review': async ({ data }) => given.push(`review ${data.signals}`),
      'referral.take-back': 'none',
      'reward.give': async ({ data, customer }) => given.push(`${data.reward} ${JSON.stringify(customer)}`),
    },
  })
  let n = 0
  const tell = async (customer: Customer, type: string, data: object) => {
    n += 1
    const event = { id: `${n}`, source: 'shop', time: new Date(clock.now()).toISOString(), type, customer, data }
    const [answer] = await mot.ingestMany([event])
    if (!answer?.ok) throw answer?.error
  }
  const order = async (customer: Customer, orderId: string, device: string) => {
    await tell(customer, 'visit.started', { referredBy: 'ADA-10' })
    await tell(customer, 'fingerprints.taken', friends.fingerprints({ device }))
    await tell(customer, 'order.placed', { orderId, total: { amount: 5_000, currency: 'EUR' } })
    await tell(customer, 'shipment.delivered', { orderId })
  }
  const after = async (days: number) => {
    clock.set(clock.now() + days * 86_400_000)
    await mot.catchUp()
  }

  // The friends come before anybody has the code, one of them under a cookie.
  await order(cookie, '1', 'phone-1')
  await order({ id: 'cleo' }, '2', 'phone-2')
  await after(14)
  expect(given).toEqual([])
  await tell(ada, 'fingerprints.taken', friends.fingerprints({ device: 'phone-1' }))
  const time = new Date(clock.now()).toISOString()
  const issued = await friends.issueCode(mot, { customer: ada, time, code: 'ADA-10' })
  expect(issued).toEqual({ ok: true, value: { code: 'ADA-10' } })
  await tell(bea, 'customer.identified', { anonymousId: 'cookie' })
  await after(1)
  expect(given.sort()).toEqual(['free-mug {"id":"cleo"}', 'review same-device', 'ten-off {"id":"ada"}'])

  const held = []
  for await (const one of everyHeldReferral(mot.journeys())) held.push(one)
  expect(held).toMatchObject([{ customer: ada, signals: ['same-device'], code: 'ADA10' }])
  const referralId = held[0]?.referralId ?? ''
  expect(await friendOf(mot, referralId)).toEqual({ ok: true, value: bea })
  await mot.referrals.approve({ customer: ada, referralId, actor: 'grace' })
  await after(1)
  expect(given.slice(3).sort()).toEqual(['free-mug {"id":"bea"}', 'ten-off {"id":"ada"}'])

  await mot.erase(bea)
  await mot.referrals.revoke({ customer: ada, referralId, actor: 'grace' })
  await after(1)
  expect((await mot.health()).actions).toMatchObject({ due: 0, dead: 0 })
  expect(await friendOf(mot, referralId)).toMatchObject({ ok: false })
  await mot.close()
}

test('referrals on PGlite', async () => {
  await play(await emptyPglite())
})
describe.skipIf(noPostgres())('on PostgreSQL', () => {
  test('referrals', async () => {
    await play((await emptyPostgres()).store)
  })
})
