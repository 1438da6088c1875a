/** What the programme owes all of its customers: by hand, and against their balances. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { expect, test } from 'vitest'
import { loyalty } from './loyalty.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const club = loyalty({
  timeZone: 'Europe/Berlin',
  earn: [
    { kind: 'spend', id: 'spend', rate: 1 },
    { kind: 'action', id: 'review', event: 'review.submitted', points: 25, wallet: 'gifts' },
  ],
  wallets: {
    main: {
      expiry: { kind: 'rolling', months: 1, end: 'month' },
      pending: { after: 'delivered' },
      spend: { value: { EUR: 0.5, JPY: '4/5' } },
    },
    gifts: {},
  },
})
function open() {
  const clock = virtualClock('2026-03-01T00:00:00Z')
  const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
  const now = () => new Date(clock.now()).toISOString()
  let n = 0
  const tell = async (id: string, type: string, data: object) => {
    n += 1
    const [answer] = await mot.ingestMany([{ id: `e${n}`, source: 'shop', type, time: now(), customer: { id }, data }])
    if (!answer?.ok) throw answer?.error
  }
  const order = async (id: string, orderId: string, amount: number, delivered = true) => {
    await tell(id, 'order.placed', { orderId, total: eur(amount) })
    await tell(id, 'order.paid', { orderId })
    if (delivered) await tell(id, 'shipment.delivered', { orderId })
  }
  return { mot, clock, now, tell, order }
}

test('points and their worth by the month in which they end, over all customers', async () => {
  const { mot, clock, now, tell, order } = open()
  await order('ada', 'a1', 10_100)
  await order('grace', 'g1', 5_000)
  await mot.loyalty.redeem({ customer: { id: 'grace' }, points: 20 })
  await order('barbara', 'b1', 4_000)
  await mot.loyalty.redeem({ customer: { id: 'barbara' }, points: 40 })
  await tell('barbara', 'order.refunded', { orderId: 'b1', refundId: 'r', amount: eur(4_000) })
  await tell('edsger', 'page.viewed', {})
  clock.set('2026-04-10T00:00:00Z')
  await order('ada', 'a2', 3_000, false)
  await tell('ada', 'review.submitted', { reviewId: '1', rating: 5 })
  await mot.loyalty.reserve({ customer: { id: 'ada' }, reservationId: 'r', points: 11 })
  expect(await club.liability(mot.journeys(), now())).toEqual({
    at: '2026-04-10T00:00:00.000Z',
    customers: 2,
    wallets: {
      main: {
        available: 120, // ada 90, grace 30
        pending: 30,
        reserved: 11,
        owed: 40, // barbara, and it makes nothing smaller
        points: 161,
        worth: { EUR: 80, JPY: 128 },
        months: [
          { month: '2026-04', points: 131, worth: { EUR: 65, JPY: 104 } },
          { month: '2026-05', points: 30, worth: { EUR: 15, JPY: 24 } },
        ],
      },
      gifts: {
        available: 25,
        pending: 0,
        reserved: 0,
        owed: 0,
        points: 25,
        worth: {},
        months: [{ month: 'never', points: 25, worth: {} }],
      },
    },
  })
  clock.set('2026-05-01T00:00:00Z')
  const later = await club.liability(mot.journeys(), now())
  expect(later.wallets.main).toMatchObject({ points: 30, months: [{ month: '2026-05', points: 30 }] })
  expect(later.customers).toBe(1)
})
test('comes to the balances of all customers, and its months to the whole', async () => {
  const { mot, clock, now, order } = open()
  for (let i = 0; i < 60; i++) {
    clock.set(clock.now() + 86_400_000)
    const id = `c${i % 17}`
    await order(id, `${i}`, 1_000 + ((i * 7_919) % 9_000), i % 3 > 0)
    if (i % 5 === 0) await mot.loyalty.redeem({ customer: { id }, points: 10 + (i % 30) })
    if (i % 7 === 0)
      await mot.loyalty.reserve({ customer: { id }, points: 5, reservationId: `r${i}`, minutes: 400_000 })
  }
  for (const days of [0, 20, 45]) {
    clock.set(clock.now() + days * 86_400_000)
    const sum = { available: 0, pending: 0, reserved: 0 }
    for await (const journey of mot.journeys()) {
      const { available, pending, reserved } = club.balance(journey, now())
      sum.available += available
      sum.pending += pending
      sum.reserved += reserved
    }
    const { main } = (await club.liability(mot.journeys(), now())).wallets
    expect(main).toMatchObject(sum)
    expect(main?.months.reduce((all, { points }) => all + points, 0)).toBe(main?.points)
    if (days === 0) expect(Object.values(sum).filter((points) => points === 0)).toEqual([])
  }
})
