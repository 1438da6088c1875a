/** Statements: by hand, and against balances over random histories. */
import { createMot, type Envelope, memoryStore, virtualClock } from '@motkit/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LoyaltyOptions, loyalty } from './loyalty.ts'

const ada = { id: 'ada' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
function open(options: LoyaltyOptions) {
  const clock = virtualClock('2026-03-01T00:00:00Z')
  const club = loyalty(options)
  const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
  const now = () => new Date(clock.now()).toISOString()
  let n = 0
  const tell = async (type: string, data: object, time = now()) => {
    n += 1
    const [answer] = await mot.ingestMany([{ id: `e${n}`, source: 'shop', type, time, customer: ada, data }])
    if (!answer?.ok) throw answer?.error
  }
  return {
    club,
    mot,
    clock,
    now,
    tell,
    order: async (orderId: string, amount: number) => {
      await tell('order.placed', { orderId, total: eur(amount) })
      await tell('order.paid', { orderId })
    },
    async read() {
      const [journey, kept] = [await mot.journey(ada), await mot.export(ada)]
      return { journey: journey.ok ? journey.value : undefined, events: kept.ok ? kept.value.events : [] }
    },
    async lines() {
      const { events } = await this.read()
      return club
        .statement(events, now())
        .map((line) => `${line.at.slice(5, 10)} ${line.what} ${line.points} ${line.total}`)
    },
  }
}

describe('what ended', () => {
  const monthly = { wallets: { main: { expiry: { kind: 'rolling', months: 1, end: 'month' } } } } as const
  test('stands at its end, and what comes back into an ended lot ends at once', async () => {
    const shop = open(monthly)
    await shop.order('1', 10_000)
    shop.clock.set('2026-03-05T00:00:00Z')
    await shop.mot.loyalty.redeem({ customer: ada, points: 30, orderId: '2' })
    await shop.tell('order.placed', { orderId: '2', total: eur(100) })
    shop.clock.set('2026-04-30T23:59:59.999Z')
    expect(await shop.lines()).toEqual(['03-01 earned 100 100', '03-05 redeemed -30 70'])
    shop.clock.set('2026-05-10T00:00:00Z')
    await shop.tell('order.canceled', { orderId: '2' })
    expect(await shop.lines()).toEqual([
      '03-01 earned 100 100',
      '03-05 redeemed -30 70',
      '04-30 expired -70 0',
      '05-10 returned 30 30',
      '05-10 expired -30 0',
    ])
  })
  test('of points that are taken back later was no loss', async () => {
    const shop = open(monthly)
    await shop.order('1', 10_000)
    shop.clock.set('2026-05-10T00:00:00Z')
    await shop.tell('order.refunded', { orderId: '1', refundId: 'a', amount: eur(4_000) })
    expect(await shop.lines()).toEqual([
      '03-01 earned 100 100',
      '04-30 expired -100 0',
      '05-10 taken-back -40 -40',
      '05-10 expired 40 0',
    ])
  })
  test('waits while points are set aside', async () => {
    const shop = open(monthly)
    await shop.order('1', 10_000)
    shop.clock.set('2026-04-30T23:00:00Z')
    await shop.mot.loyalty.reserve({ customer: ada, reservationId: 'r', points: 60, minutes: 120 })
    shop.clock.set('2026-05-01T00:30:00Z')
    expect(await shop.lines()).toEqual(['03-01 earned 100 100', '04-30 expired -40 60'])
    shop.clock.set('2026-05-01T01:00:00Z')
    expect(await shop.lines()).toEqual(['03-01 earned 100 100', '04-30 expired -40 60', '05-01 expired -60 0'])
  })
  test('is not said without an instant', async () => {
    const shop = open(monthly)
    await shop.order('1', 10_000)
    shop.clock.set('2027-01-01T00:00:00Z')
    const { events } = await shop.read()
    expect(shop.club.statement(events)).toEqual([
      expect.objectContaining({ what: 'earned', points: 100, total: 100, subject: 'order/1', why: 'spend' }),
    ])
  })
})
test('what the shop bears stands as absorbed, until what is earned in the same month pays for it', async () => {
  const shop = open({ wallets: { main: { shortfall: 'absorb' } } })
  await shop.order('1', 10_000)
  shop.clock.set('2026-03-01T12:00:00Z')
  await shop.mot.loyalty.redeem({ customer: ada, points: 80 })
  shop.clock.set('2026-03-02T00:00:00Z')
  await shop.tell('order.refunded', { orderId: '1', refundId: 'a', amount: eur(10_000) })
  shop.clock.set('2026-03-03T00:00:00Z')
  await shop.order('2', 5_000)
  expect((await shop.lines()).slice(2)).toEqual([
    '03-02 taken-back -100 -80',
    '03-02 absorbed 80 0',
    '03-03 earned 50 50',
    '03-03 absorbed -50 0',
  ])
})
test('an adjustment says who did it, and why; a redemption says for what', async () => {
  const shop = open({})
  await shop.order('1', 10_000)
  shop.clock.set('2026-03-02T00:00:00Z')
  const by = { commandId: 'ticket-9', reason: 'earned twice', actor: 'grace' }
  await shop.mot.loyalty.adjust({ customer: ada, points: -5, ...by })
  const { events } = await shop.read()
  expect(shop.club.statement(events).filter(({ what }) => what === 'adjusted')).toEqual([
    {
      at: shop.now(),
      what: 'adjusted',
      wallet: 'main',
      points: -5,
      subject: 'adjustment/ticket-9',
      why: 'earned twice',
      actor: 'grace',
      total: 95,
    },
  ])
})

/** Random lives: orders that wait, are delivered, sent back and canceled, reviews, redemptions, reservations, adjustments. */
const act = fc.record({
  what: fc.constantFrom(
    ...(['order', 'order', 'order', 'deliver', 'refund', 'cancel', 'cancel', 'review'] as const),
    ...(['redeem', 'redeem', 'redeem', 'redeem', 'reserve', 'commit', 'release', 'give', 'take', 'late'] as const),
  ),
  which: fc.nat(3),
  points: fc.integer({ min: 1, max: 60 }),
  days: fc.integer({ min: 0, max: 10 }),
})
const expiries = [
  undefined,
  { kind: 'rolling', months: 1, end: 'month' },
  { kind: 'rolling', days: 40 },
  { kind: 'sliding', months: 1 },
] as const
const lives = fc.record({
  acts: fc.array(act, { minLength: 10, maxLength: 40 }),
  expiry: fc.constantFrom(...expiries),
  pending: fc.constantFrom(undefined, { after: 'delivered' as const, days: 10 }),
  shortfall: fc.constantFrom('owe' as const, 'absorb' as const, 'negative' as const),
})
async function live({ acts, expiry, pending, shortfall }: typeof lives extends fc.Arbitrary<infer T> ? T : never) {
  const shop = open({
    timeZone: 'America/New_York',
    earn: [
      { kind: 'spend', id: 'spend', rate: 1 },
      { kind: 'action', id: 'review', event: 'review.submitted', points: 15 },
    ],
    wallets: { main: { shortfall, ...(expiry && { expiry }), ...(pending && { pending }) } },
  })
  const { mot, tell } = shop
  for (const [i, { what, which, points, days }] of acts.entries()) {
    shop.clock.set(shop.clock.now() + days * 86_400_000)
    const orderId = `${which}`
    const reservationId = `r${which}`
    if (what === 'order') await shop.order(orderId, points * 300)
    if (what === 'late')
      await tell('order.placed', { orderId: `late${which}`, total: eur(100) }, '2026-02-01T00:00:00Z')
    if (what === 'deliver') await tell('shipment.delivered', { orderId })
    if (what === 'refund') await tell('order.refunded', { orderId, refundId: `${i}`, amount: eur(points * 300) })
    if (what === 'cancel') await tell('order.canceled', { orderId })
    if (what === 'review') await tell('review.submitted', { reviewId: orderId, rating: 4 })
    if (what === 'redeem') await mot.loyalty.redeem({ customer: ada, points, ...(which > 1 && { orderId }) })
    if (what === 'reserve') await mot.loyalty.reserve({ customer: ada, points, reservationId, minutes: 20_000 })
    if (what === 'commit' || what === 'release') await mot.loyalty[what]({ customer: ada, reservationId })
    if (what === 'give') await mot.loyalty.adjust({ customer: ada, points, reason: 'sorry' })
    if (what === 'take') await mot.loyalty.adjust({ customer: ada, points: -points, reason: 'sorry' })
  }
  return shop
}
test('the last total is what the balance has, at any instant, in whatever order the events come', async () => {
  const seen: Record<string, number> = { expired: 0, absorbed: 0, back: 0, owed: 0, reserved: 0, pending: 0 }
  const count = (what: string) => {
    seen[what] = (seen[what] ?? 0) + 1
  }
  await fc.assert(
    fc.asyncProperty(lives, fc.infiniteStream(fc.nat()), async (life, chance) => {
      const shop = await live(life)
      const { journey, events } = await shop.read()
      if (!journey) return
      const shuffled = events
        .map((event): [number, Envelope] => [chance.next().value ?? 0, event])
        .sort(([a], [b]) => a - b)
        .map(([, event]) => event)
      for (const days of [0, 3, 15, 40, 400]) {
        const now = new Date(shop.clock.now() + days * 86_400_000).toISOString()
        const lines = shop.club.statement(events, now)
        const { available, pending, reserved, owed } = shop.club.balance(journey, now)
        expect(lines.at(-1)?.total ?? 0).toBe(available + pending + reserved - owed)
        expect(shop.club.statement([...shuffled, ...shuffled.slice(0, 3)], now)).toEqual(lines)
        expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort())
        let total = 0
        for (const line of lines) {
          total += line.points
          expect(line.total).toBe(total)
          if (line.what === 'expired') count(line.points < 0 ? 'expired' : 'back')
          if (line.what === 'absorbed') count('absorbed')
        }
        if (owed > 0) count('owed')
        if (reserved > 0) count('reserved')
        if (pending > 0) count('pending')
      }
    }),
    { numRuns: 300 },
  )
  // A run that never gets there shows nothing.
  expect(Object.entries(seen).filter(([, n]) => n < 10)).toEqual([])
}, 60_000)
