/** Limits: of a member, of a campaign over all customers, and of a wallet. Figures worked out by hand. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { expect, test } from 'vitest'
import { type LoyaltyOptions, loyalty } from './loyalty.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
function open(options: LoyaltyOptions) {
  const clock = virtualClock('2026-03-01T12:00:00Z')
  const club = loyalty(options)
  const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
  const now = () => new Date(clock.now()).toISOString()
  let n = 0
  const event = (id: string, type: string, data: object, time = now()) => {
    n += 1
    return { id: `e${n}`, source: 'shop', type, time, customer: { id }, data }
  }
  const tell = async (...told: ReturnType<typeof event>[]) => {
    for (const answer of await mot.ingestMany(told)) if (!answer.ok) throw answer.error
  }
  const bought = (id: string, orderId: string, amount: number, time = now()) => [
    event(id, 'order.placed', { orderId, total: eur(amount) }, time),
    event(id, 'order.paid', { orderId }, time),
  ]
  const balance = async (id: string) => {
    const found = await mot.journey({ id })
    if (!found.ok) throw found.error
    return club.balance(found.value, now())
  }
  return {
    club,
    clock,
    mot,
    event,
    tell,
    bought,
    balance,
    order: async (...of: Parameters<typeof bought>) => tell(...bought(...of)),
    refund: (id: string, orderId: string, amount: number) =>
      tell(event(id, 'order.refunded', { orderId, refundId: `r${n}`, amount: eur(amount) })),
    available: async (id: string) => (await balance(id)).available,
    facts: async (id: string) => {
      const kept = await mot.export({ id })
      return kept.ok ? kept.value.events.filter(({ type }) => type.startsWith('points.')) : []
    },
  }
}
const spend = { kind: 'spend', id: 'spend', rate: 1 } as const

test('a member gets at most so much by a rule in a month of the programme’s zone', async () => {
  const shop = open({ timeZone: 'Europe/Berlin', earn: [{ ...spend, limit: { member: 100, per: 'month' } }] })
  await shop.order('ada', '1', 7_000)
  await shop.order('ada', '2', 7_000)
  expect(await shop.available('ada')).toBe(100) // 70, and 30 of 70
  await shop.order('bob', '3', 7_000)
  expect(await shop.available('bob')).toBe(70)
  shop.clock.set('2026-03-31T22:30:00Z') // April in Berlin
  await shop.order('ada', '4', 4_000)
  expect(await shop.available('ada')).toBe(140)
})
test('a refund gives the member’s limit back for the next order', async () => {
  const shop = open({ earn: [{ ...spend, limit: { member: 100 } }] })
  await shop.order('ada', '1', 10_000)
  await shop.refund('ada', '1', 6_000)
  expect(await shop.available('ada')).toBe(40)
  await shop.order('ada', '2', 10_000)
  expect(await shop.available('ada')).toBe(100)
  await shop.refund('ada', '2', 10_000)
  expect(await shop.available('ada')).toBe(40)
})
test('a member’s limit holds for orders long closed, and for actions', async () => {
  const shop = open({
    earn: [
      { ...spend, limit: { member: 100 } },
      { kind: 'action', id: 'review', event: 'review.submitted', points: 20, limit: { member: 30, per: 'year' } },
    ],
  })
  await shop.order('ada', '1', 4_000)
  await shop.order('ada', '2', 5_000)
  for (const orderId of ['1', '2']) await shop.tell(shop.event('ada', 'shipment.delivered', { orderId }))
  for (const reviewId of ['a', 'b', 'c'])
    await shop.tell(shop.event('ada', 'review.submitted', { reviewId, rating: 5 }))
  expect(await shop.available('ada')).toBe(120)
  shop.clock.set('2029-03-01T00:00:00Z')
  await shop.mot.catchUp()
  await shop.tell(shop.event('ada', 'page.viewed', {}))
  const journey = await shop.mot.journey({ id: 'ada' })
  expect(journey.ok && Object.keys(journey.value.slices.points.open)).toEqual([])
  await shop.order('ada', '3', 9_000)
  await shop.tell(shop.event('ada', 'review.submitted', { reviewId: 'd', rating: 5 }))
  expect(await shop.available('ada')).toBe(150)
})
test('a budget is given to those who come first, whole grants only, and given back by who returns', async () => {
  const shop = open({ earn: [spend, { kind: 'bonus', id: 'spring', points: 40, limit: { budget: 100 } }] })
  await shop.order('ada', '1', 1_000)
  await shop.order('bob', '2', 1_000)
  await shop.order('cleo', '3', 1_000)
  expect([await shop.available('ada'), await shop.available('bob'), await shop.available('cleo')]).toEqual([50, 50, 10])
  await shop.refund('ada', '1', 500) // 20 of the bonus go back: 40 are left
  await shop.order('dan', '4', 1_000)
  expect(await shop.available('dan')).toBe(50)
  await shop.refund('bob', '2', 1_000)
  // Cleo was refused for good: what is free now is for whoever comes next.
  await shop.tell(shop.event('cleo', 'shipment.delivered', { orderId: '3' }))
  expect(await shop.available('cleo')).toBe(10)
  await shop.order('eve', '5', 1_000)
  expect(await shop.available('eve')).toBe(50)
  expect((await shop.facts('cleo')).map(({ data }) => data)).toMatchObject([{ points: 10, denied: ['spring'] }])
})
test('a budget holds within one commit of many, and under concurrency', async () => {
  const shop = open({ earn: [{ kind: 'bonus', id: 'spring', points: 70, limit: { budget: 10_000 } }] })
  const ids = Array.from({ length: 200 }, (_, i) => `c${i}`)
  await Promise.all(ids.map((id) => shop.tell(...shop.bought(id, id, 100))))
  const all = await Promise.all(ids.map(shop.available))
  expect(all.reduce((sum, points) => sum + points, 0)).toBe(142 * 70)
})
test('an action without budget gives nothing, and says so once', async () => {
  const shop = open({
    earn: [{ kind: 'action', id: 'review', event: 'review.submitted', points: 20, limit: { budget: 20 } }],
  })
  for (const id of ['ada', 'bob']) await shop.tell(shop.event(id, 'review.submitted', { reviewId: id, rating: 5 }))
  await shop.tell(shop.event('bob', 'review.submitted', { reviewId: 'bob', rating: 4 }))
  expect([await shop.available('ada'), await shop.available('bob')]).toEqual([20, 0])
  expect((await shop.facts('bob')).map(({ data }) => data)).toMatchObject([{ points: 0, denied: ['review'] }])
})
test('a cap on what is outstanding: spending, refunds and ends make room', async () => {
  const shop = open({
    earn: [spend],
    wallets: { main: { cap: 100, expiry: { kind: 'rolling', months: 1, end: 'month' } } },
  })
  await shop.order('ada', '1', 6_000) // 60 of 100
  await shop.order('bob', '2', 5_000) // no room
  expect([await shop.available('ada'), await shop.available('bob')]).toEqual([60, 0])
  await shop.mot.loyalty.redeem({ customer: { id: 'ada' }, points: 20 }) // 40
  await shop.order('bob', '3', 6_000) // 100
  expect(await shop.available('bob')).toBe(60)
  const more = await shop.mot.loyalty.adjust({ customer: { id: 'bob' }, points: 1, reason: 'sorry' })
  expect(more).toMatchObject({ ok: false, error: { code: 'CAP_REACHED' } })
  expect(await shop.available('bob')).toBe(60)
  await shop.refund('bob', '3', 3_000) // 70
  const fits = await shop.mot.loyalty.adjust({ customer: { id: 'bob' }, points: 30, reason: 'sorry' }) // 100
  expect(fits.ok).toBe(true)
  shop.clock.set('2026-05-01T00:00:00Z') // all of March ended with April
  await shop.order('cleo', '4', 10_000)
  expect(await shop.available('cleo')).toBe(0) // nobody has looked yet
  await shop.mot.catchUp()
  await shop.order('dan', '5', 10_000)
  expect(await shop.available('dan')).toBe(100)
  expect((await shop.facts('ada')).filter(({ type }) => type === 'points.expired')).toMatchObject([
    { data: { lot: 'main/2026-04-30T23:59:59.999Z', points: 40 } },
  ])
  // A late refund of what ended: it was counted as ended, and now it never was.
  await shop.refund('ada', '1', 3_000)
  expect(
    (await shop.facts('ada')).filter(({ type }) => type === 'points.expired').map(({ data }) => data),
  ).toMatchObject([{ points: 40 }, { points: -30 }])
  await shop.order('eve', '6', 100)
  expect(await shop.available('eve')).toBe(0)
})
test('what is given back to a customer is theirs, whatever the cap says', async () => {
  const shop = open({ earn: [spend], wallets: { main: { cap: 100 } } })
  await shop.order('ada', '1', 10_000)
  await shop.mot.loyalty.redeem({ customer: { id: 'ada' }, points: 100, orderId: '2' })
  await shop.order('bob', '3', 10_000)
  await shop.order('ada', '2', 0)
  await shop.tell(shop.event('ada', 'order.canceled', { orderId: '2' }))
  expect([await shop.available('ada'), await shop.available('bob')]).toEqual([100, 100])
})
test('a quote knows what is left of a member’s limit', async () => {
  const shop = open({ timeZone: 'Europe/Berlin', earn: [{ ...spend, limit: { member: 100, per: 'month' } }] })
  await shop.order('ada', '1', 7_000)
  const found = await shop.mot.journey({ id: 'ada' })
  if (!found.ok) throw found.error
  const quote = (about: object) => shop.club.quote({ total: eur(7_000) }, { now: '2026-03-20T00:00:00.000Z', ...about })
  expect(quote({ journey: found.value })).toMatchObject({ points: 30, grants: [{ points: 30, withheld: 40 }] })
  expect(quote({ journey: found.value, now: '2026-04-01T00:00:00.000Z' }).points).toBe(70)
  expect(quote({}).points).toBe(70)
})
