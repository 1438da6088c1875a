/** The programme on an engine: figures worked out by hand. */
import { createMot, memoryStore, type Store, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { type LoyaltyOptions, loyalty } from './loyalty.ts'

const ada = { id: 'ada' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
function open(options: LoyaltyOptions = {}, store: Store = memoryStore()) {
  const clock = virtualClock('2026-03-01T00:00:00Z')
  const club = loyalty(options)
  const mot = createMot({ store, clock, plugins: [club] })
  let n = 0
  const now = () => new Date(clock.now()).toISOString()
  const tell = async (type: string, data: object, time = now()) => {
    n += 1
    const [answer] = await mot.ingestMany([{ id: `e${n}`, source: 'shop', type, time, customer: ada, data }])
    if (!answer?.ok) throw answer?.error
  }
  const journey = async () => {
    const found = await mot.journey(ada)
    if (!found.ok) throw found.error
    return found.value
  }
  return {
    club,
    mot,
    clock,
    tell,
    journey,
    order: async (orderId: string, amount: number, more: object = {}) => {
      await tell('order.placed', { orderId, total: eur(amount), ...more })
      await tell('order.paid', { orderId })
    },
    refund: (orderId: string, refundId: string, amount: number) =>
      tell('order.refunded', { orderId, refundId, amount: eur(amount) }),
    balance: async (wallet?: string) => club.balance(await journey(), now(), wallet),
    facts: async (type: string) => {
      const kept = await mot.export(ada)
      return kept.ok ? kept.value.events.filter((event) => event.type === type) : []
    },
  }
}
const code = (answer: { ok: boolean; error?: { code: string } }) => (answer.ok ? 'ok' : answer.error?.code)

describe('reversal by construction', () => {
  test('two refunds of 20 % are 40 %, and the last one leaves nothing', async () => {
    const shop = open({ earn: [{ kind: 'spend', id: 'spend', rate: 1, rounding: 'round' }] })
    await shop.order('1', 9_990) // 99.9 points: 100
    expect((await shop.balance()).available).toBe(100)
    await shop.refund('1', 'a', 1_998)
    expect((await shop.balance()).available).toBe(80) // 79.92
    await shop.refund('1', 'b', 1_998)
    expect((await shop.balance()).available).toBe(60) // 59.94
    await shop.refund('1', 'c', 5_994)
    expect((await shop.balance()).available).toBe(0)
  })
  test.each(['floor', 'round', 'ceil'] as const)(
    'many small refunds leave nothing, rounded by %s',
    async (rounding) => {
      const shop = open({
        earn: [
          { kind: 'spend', id: 'spend', rate: '1/7', rounding },
          { kind: 'bonus', id: 'bonus', points: 13, rounding },
        ],
      })
      await shop.order('1', 1_000)
      for (let i = 0; i < 9; i++) await shop.refund('1', `r${i}`, 100)
      expect((await shop.balance()).available).toBe({ floor: 1, round: 1, ceil: 3 }[rounding])
      await shop.refund('1', 'last', 100)
      expect(await shop.balance()).toMatchObject({ available: 0, owed: 0 })
    },
  )
  test('a changed rule takes back what was really granted, and so does a deleted one', async () => {
    // Smile: earned 50, 100 are taken where the rule was doubled meanwhile, none where it was deleted.
    const changes: readonly LoyaltyOptions[] = [
      { earn: [{ kind: 'spend', id: 'spend', rate: 2 }] },
      { earn: [{ kind: 'bonus', id: 'other', points: 7 }] },
    ]
    for (const changed of changes) {
      const store = memoryStore()
      const before = open({ earn: [{ kind: 'spend', id: 'spend', rate: 1 }] }, store)
      await before.order('1', 5_000)
      expect((await before.balance()).available).toBe(50)
      const after = open(changed, store)
      await after.mot.ingestMany([refundOf('1', 'a', 2_000)])
      expect((await after.balance()).available).toBe(30)
      await after.mot.ingestMany([refundOf('1', 'b', 3_000)])
      expect((await after.balance()).available).toBe(0)
    }
  })
  test('which rule of a group gave is kept, and so is how that was found', async () => {
    const store = memoryStore()
    const before = open(
      {
        groups: { season: 'best' },
        earn: [
          { kind: 'spend', id: 'spend', rate: 1, group: 'season' },
          { kind: 'bonus', id: 'bonus', points: 30, group: 'season' },
        ],
      },
      store,
    )
    await before.order('1', 5_000)
    expect((await before.balance()).available).toBe(50)
    await before.tell('order.updated', { orderId: '1', total: eur(2_000) })
    expect((await before.balance()).available).toBe(30)
    const after = open({ earn: [{ kind: 'bonus', id: 'other', points: 7 }] }, store)
    await after.mot.ingestMany([refundOf('1', 'a', 1_000)])
    expect((await after.balance()).available).toBe(15) // half of the bonus; both rules would be 25
  })
  test('a limit counts for what is due after refunds', async () => {
    const shop = open({ earn: [{ kind: 'spend', id: 'spend', rate: 1, limit: { order: 100 } }] })
    await shop.order('1', 20_000)
    await shop.refund('1', 'a', 5_000)
    expect((await shop.balance()).available).toBe(100)
    await shop.refund('1', 'b', 6_000)
    expect((await shop.balance()).available).toBe(90)
    const grants = (await shop.facts('points.recorded')).map(({ data }) => (data as { grants: unknown }).grants)
    expect(grants).toEqual([
      [{ rule: 'spend', wallet: 'main', base: 20_000, points: 100, withheld: 100 }],
      [{ rule: 'spend', wallet: 'main', base: 20_000, points: 90 }],
    ])
  })
  test('points keep their end where the programme gives another one now', async () => {
    const store = memoryStore()
    const lasting = (months: number): LoyaltyOptions => ({
      wallets: { main: { expiry: { kind: 'rolling', months, end: 'month' } } },
    })
    await open(lasting(1), store).order('1', 5_000)
    const after = open(lasting(12), store)
    await after.mot.ingestMany([refundOf('1', 'a', 2_000)])
    expect(await after.balance()).toMatchObject({
      available: 30,
      expiring: [{ points: 30, at: '2026-04-30T23:59:59.999Z' }],
      owed: 0,
    })
  })
  test('a refund before its order ends in the same balance', async () => {
    const shop = open()
    await shop.refund('1', 'a', 2_000)
    await shop.order('1', 5_000)
    expect((await shop.balance()).available).toBe(30)
  })
  test('an order that turns out not to be the first gives the bonus back, and the first one gets it', async () => {
    const shop = open({ from: 'placed', earn: [{ kind: 'bonus', id: 'first', points: 100, first: true }] })
    await shop.tell('order.placed', { orderId: '2', total: eur(100) }, '2026-02-20T00:00:00Z')
    expect((await shop.facts('points.recorded')).map(({ subject }) => subject)).toEqual(['order/2'])
    await shop.tell('order.placed', { orderId: '3', total: eur(100) }, '2026-02-25T00:00:00Z')
    await shop.tell('order.placed', { orderId: '1', total: eur(100) }, '2026-02-10T00:00:00Z')
    expect((await shop.balance()).available).toBe(100)
    const sums: Record<string, number> = {}
    for (const { subject = '', data } of await shop.facts('points.recorded'))
      sums[subject] = (sums[subject] ?? 0) + (data as { points: number }).points
    expect(sums).toEqual({ 'order/1': 100, 'order/2': 0 })
  })
  test('a gift card bought with points earns nothing', async () => {
    const shop = open()
    const card = { productId: 'card', price: eur(5_000), giftCard: true, withPoints: true }
    await shop.order('1', 5_000, { products: [card] })
    expect((await shop.balance()).available).toBe(0)
  })
})
const refundOf = (orderId: string, refundId: string, amount: number) => ({
  id: `refund/${refundId}`,
  source: 'shop',
  type: 'order.refunded',
  time: '2026-03-01T00:00:00Z',
  customer: ada,
  data: { orderId, refundId, amount: eur(amount) },
})

describe('waiting and ending', () => {
  test('points wait until some days after the delivery, in the zone of the programme', async () => {
    const shop = open({ timeZone: 'Europe/Berlin', wallets: { main: { pending: { after: 'delivered', days: 14 } } } })
    shop.clock.set('2026-03-20T10:00:00Z')
    await shop.order('1', 5_000)
    expect(await shop.balance()).toMatchObject({ available: 0, pending: 50 })
    await shop.tell('shipment.delivered', { orderId: '1' })
    shop.clock.set('2026-04-03T08:59:59.999Z') // the clocks went forward: 11:00 in Berlin is 9:00 UTC now
    expect(await shop.balance()).toMatchObject({ available: 0, pending: 50 })
    shop.clock.set('2026-04-03T09:00:00.000Z')
    expect(await shop.balance()).toMatchObject({ available: 50, pending: 0 })
  })
  test('points wait for an event', async () => {
    const shop = open({ wallets: { main: { pending: { after: { event: 'review.submitted' } } } } })
    await shop.order('1', 5_000)
    await shop.tell('review.submitted', { reviewId: 'r', orderId: '1', rating: 5 })
    expect(await shop.balance()).toMatchObject({ available: 50, pending: 0 })
  })
  test('what waits is not lost when its order is long over', async () => {
    const shop = open({ wallets: { main: { pending: { after: 'delivered' } } } })
    await shop.order('1', 5_000)
    shop.clock.set('2028-03-01T00:00:00Z')
    await shop.mot.catchUp()
    await shop.tell('page.viewed', {})
    expect((await shop.journey()).slices.points.open).toEqual({})
    expect(await shop.balance()).toMatchObject({ available: 0, pending: 50 })
    await shop.tell('shipment.delivered', { orderId: '1' })
    expect(await shop.balance()).toMatchObject({ available: 50, pending: 0 })
  })
  test('points are spent soonest ending first, and end with nothing written', async () => {
    const shop = open({ wallets: { main: { expiry: { kind: 'rolling', months: 1, end: 'month' } } } })
    shop.clock.set('2026-03-31T10:00:00Z')
    await shop.order('1', 10_000)
    shop.clock.set('2026-04-02T10:00:00Z')
    await shop.order('2', 5_000)
    expect((await shop.balance()).expiring).toEqual([
      { points: 100, at: '2026-04-30T23:59:59.999Z' },
      { points: 50, at: '2026-05-31T23:59:59.999Z' },
    ])
    await shop.mot.loyalty.redeem({ customer: ada, points: 70 })
    expect(await shop.balance()).toMatchObject({ available: 80, expiring: [{ points: 30 }, { points: 50 }] })
    shop.clock.set('2026-05-01T00:00:00Z')
    expect(await shop.balance()).toMatchObject({ available: 50, owed: 0 })
    shop.clock.set('2026-06-01T00:00:00Z')
    expect(await shop.balance()).toEqual({ available: 0, pending: 0, reserved: 0, expiring: [], owed: 0 })
  })
  test('a shortfall is paid once, by what would have ended unspent, and forgotten a year after its lot', async () => {
    const shop = open({ wallets: { main: { expiry: { kind: 'rolling', months: 1, end: 'month' } } } })
    await shop.order('1', 10_000) // ends with April
    await shop.mot.loyalty.redeem({ customer: ada, points: 100 })
    await shop.refund('1', 'a', 10_000)
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 100 })
    shop.clock.set('2026-04-10T00:00:00Z')
    await shop.order('2', 6_000) // ends with May
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 40, expiring: [] })
    shop.clock.set('2026-06-01T00:00:00Z')
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 40 })
    await shop.order('3', 1_000) // ends with July
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 30 })
    shop.clock.set('2027-05-01T00:00:00Z')
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 0 })
    await shop.order('4', 1_000)
    expect(await shop.balance()).toMatchObject({ available: 10, owed: 0 })
  })
  test('a ledger does not grow with the customer’s age', async () => {
    const shop = open({ wallets: { main: { expiry: { kind: 'rolling', months: 12, end: 'month' } } } })
    const names: number[] = []
    for (let month = 0; month < 96; month++) {
      shop.clock.set(new Date(Date.UTC(2026, 2 + month, 1)).toISOString())
      await shop.order(String(month), 1_000)
      if (month % 3 === 0) await shop.mot.loyalty.redeem({ customer: ada, points: 15, reservationId: `r${month}` })
      const { points, wallets } = (await shop.journey()).slices
      names.push(Object.keys(points.closed).length + Object.keys(wallets.recorded).length)
    }
    expect(Math.max(...names.slice(48))).toBe(Math.max(...names.slice(24, 48)))
  })
  test('sliding points live as long as the customer acts', async () => {
    const shop = open({ wallets: { main: { expiry: { kind: 'sliding', months: 3 } } } })
    await shop.order('1', 10_000)
    shop.clock.set('2026-05-20T00:00:00Z')
    await shop.mot.loyalty.redeem({ customer: ada, points: 10 })
    shop.clock.set('2026-08-20T00:00:00Z')
    expect((await shop.balance()).expiring).toEqual([{ points: 90, at: '2026-08-20T23:59:59.999Z' }])
    shop.clock.set('2026-08-21T00:00:00Z')
    expect((await shop.balance()).available).toBe(0)
  })
})

describe('actions and wallets', () => {
  test('each earns once for each subject, or once for the customer', async () => {
    const shop = open({
      earn: [
        { kind: 'action', id: 'joined', event: 'customer.signed-up', points: 100 },
        { kind: 'action', id: 'birthday', event: 'birthday.reached', points: 25, wallet: 'gifts' },
        { kind: 'action', id: 'review', event: 'review.submitted', points: 10 },
        { kind: 'action', id: 'share', event: 'content.shared', points: 5, until: '2026-03-02T00:00:00Z' },
      ],
      wallets: { main: {}, gifts: { expiry: { kind: 'rolling', days: 30 } } },
    })
    await shop.tell('customer.signed-up', {})
    await shop.tell('customer.signed-up', {})
    await shop.tell('birthday.reached', { year: 2026 })
    await shop.tell('birthday.reached', { year: 2026 })
    for (const reviewId of ['a', 'b', 'a']) await shop.tell('review.submitted', { reviewId, rating: 1 })
    await shop.tell('content.shared', { contentId: 'x' })
    shop.clock.set('2026-03-20T00:00:00Z')
    await shop.tell('content.shared', { contentId: 'y' })
    expect((await shop.balance()).available).toBe(125)
    expect(await shop.balance('gifts')).toMatchObject({ available: 25, expiring: [{ at: '2026-03-31T23:59:59.999Z' }] })
    shop.clock.set('2026-08-01T00:00:00Z') // the reviews are closed by now
    await shop.tell('review.submitted', { reviewId: 'a', rating: 2 })
    expect((await shop.balance()).available).toBe(125)
  })
})

describe('spending', () => {
  test('a reservation is spent or given up, and ends by itself', async () => {
    const shop = open()
    await shop.order('1', 10_000)
    const { loyalty: points } = shop.mot
    await points.reserve({ customer: ada, reservationId: 'a', points: 60 })
    expect(await shop.balance()).toMatchObject({ available: 40, reserved: 60 })
    expect(code(await points.redeem({ customer: ada, points: 50 }))).toBe('POINTS_TOO_FEW')
    expect(code(await points.reserve({ customer: ada, reservationId: 'a', points: 1 }))).toBe('RESERVATION_EXISTS')
    await points.release({ customer: ada, reservationId: 'a' })
    expect(await shop.balance()).toMatchObject({ available: 100, reserved: 0 })
    expect(code(await points.commit({ customer: ada, reservationId: 'a' }))).toBe('RESERVATION_ENDED')

    await points.reserve({ customer: ada, reservationId: 'b', points: 60, minutes: 10 })
    shop.clock.set('2026-03-01T00:10:00Z')
    expect(await shop.balance()).toMatchObject({ available: 100, reserved: 0 })
    expect(code(await points.commit({ customer: ada, reservationId: 'b' }))).toBe('RESERVATION_EXPIRED')

    await points.reserve({ customer: ada, reservationId: 'c', points: 60 })
    expect(code(await points.commit({ customer: ada, reservationId: 'c' }))).toBe('ok')
    expect(await shop.balance()).toMatchObject({ available: 40, reserved: 0 })
    expect(code(await points.commit({ customer: ada, reservationId: 'c' }))).toBe('RESERVATION_ENDED')
    await points.release({ customer: ada, reservationId: 'c' })
    expect(await shop.balance()).toMatchObject({ available: 100, reserved: 0 })
    expect(code(await points.release({ customer: ada, reservationId: 'c' }))).toBe('RESERVATION_ENDED')
    expect(code(await points.commit({ customer: ada, reservationId: 'z' }))).toBe('RESERVATION_UNKNOWN')
  })
  test('what was set aside for a cart is spent on the order that came of it, and comes back when that is canceled', async () => {
    const shop = open()
    await shop.order('1', 10_000)
    const { loyalty: points } = shop.mot
    await points.reserve({ customer: ada, reservationId: 'a', points: 60, cartId: 'cart-7' })
    expect((await shop.journey()).slices.points.open['reservation/a']?.hold).toMatchObject({ cartId: 'cart-7' })
    await points.commit({ customer: ada, reservationId: 'a', orderId: '2' })
    expect(await shop.facts('points.redeemed')).toMatchObject([
      { subject: 'order/2', data: { points: 60, orderId: '2', reservationId: 'a' } },
    ])
    await shop.tell('order.placed', { orderId: '2', total: eur(5_000) })
    expect(await shop.balance()).toMatchObject({ available: 40, reserved: 0 })
    await shop.tell('order.canceled', { orderId: '2' })
    expect(await shop.balance()).toMatchObject({ available: 100, reserved: 0 })
  })
  test('points spent on an order that is canceled come back, to end when they would have', async () => {
    const shop = open({ wallets: { main: { expiry: { kind: 'rolling', months: 1, end: 'month' } } } })
    await shop.order('1', 10_000)
    await shop.mot.loyalty.redeem({ customer: ada, points: 70, orderId: '2' })
    shop.clock.set('2026-04-10T00:00:00Z')
    await shop.order('2', 1_000)
    expect(await shop.balance()).toMatchObject({ available: 40 })
    await shop.tell('order.canceled', { orderId: '2' })
    expect(await shop.balance()).toMatchObject({
      available: 100,
      expiring: [{ points: 100, at: '2026-04-30T23:59:59.999Z' }],
    })
  })
  test('a wallet takes a minimum, a maximum and steps', async () => {
    const shop = open({ wallets: { main: { spend: { minimum: 20, maximum: 60, multiple: 10 } } } })
    await shop.order('1', 10_000)
    const spend = async (points: number) => code(await shop.mot.loyalty.redeem({ customer: ada, points }))
    expect([await spend(10), await spend(25), await spend(70), await spend(20)]).toEqual([
      'POINTS_REFUSED',
      'POINTS_REFUSED',
      'POINTS_REFUSED',
      'ok',
    ])
  })
  test.each([
    ['owe', { available: 0, owed: 80 }, { available: 0, owed: 30 }],
    ['absorb', { available: 0, owed: 0 }, { available: 50, owed: 0 }],
    ['negative', { available: -80, owed: 0 }, { available: -30, owed: 0 }],
  ] as const)('spent points of a refunded order: %s', async (shortfall, after, later) => {
    const shop = open({ wallets: { main: { shortfall } } })
    await shop.order('1', 10_000)
    await shop.mot.loyalty.redeem({ customer: ada, points: 80 })
    await shop.refund('1', 'a', 10_000)
    expect(await shop.balance()).toMatchObject(after)
    shop.clock.set('2026-04-01T00:00:00Z')
    await shop.order('2', 5_000)
    expect(await shop.balance()).toMatchObject(later)
  })
  test('an adjustment has a reason, and a customer', async () => {
    const shop = open()
    const { adjust } = shop.mot.loyalty
    expect(code(await adjust({ customer: ada, points: 5, reason: 'sorry' }))).toBe('CUSTOMER_UNKNOWN')
    await shop.order('1', 1_000)
    expect(code(await adjust({ customer: ada, points: 0, reason: 'sorry' }))).toBe('ADJUSTMENT_INVALID')
    expect(code(await adjust({ customer: ada, points: 1.5, reason: 'sorry' }))).toBe('ADJUSTMENT_INVALID')
    expect(code(await adjust({ customer: ada, points: 5, reason: ' ' }))).toBe('ADJUSTMENT_INVALID')
    expect(code(await adjust({ customer: ada, points: -11, reason: 'abuse' }))).toBe('POINTS_TOO_FEW')
    expect(code(await adjust({ customer: ada, points: 5, reason: 'sorry', wallet: 'x' }))).toBe('WALLET_UNKNOWN')
    expect((await shop.balance()).available).toBe(10)
    shop.clock.set('2026-03-02T00:00:00Z')
    await adjust({ customer: ada, points: 5, reason: 'sorry', actor: 'kim', expiresAt: '2026-03-05T00:00:00Z' })
    shop.clock.set('2026-03-03T00:00:00Z')
    await adjust({ customer: ada, points: -2, reason: 'oops' })
    expect(await shop.balance()).toMatchObject({ available: 13, expiring: [{ points: 3 }] })
    const kept = await shop.mot.export(ada)
    const lines = kept.ok ? shop.club.statement(kept.value.events) : []
    expect(lines.map(({ what, points, why, total }) => [what, points, why, total])).toEqual([
      ['earned', 10, 'spend', 10],
      ['adjusted', 5, 'sorry', 15],
      ['adjusted', -2, 'oops', 13],
    ])
  })
  test('of 50 redemptions of the whole balance at once, one wins; the same command again is answered as before', async () => {
    const shop = open()
    await shop.order('1', 10_000)
    const { redeem } = shop.mot.loyalty
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => redeem({ customer: ada, points: 100, commandId: `c${i}` })),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect((await shop.balance()).available).toBe(0)
    const won = answers.findIndex(({ ok }) => ok)
    expect(code(await redeem({ customer: ada, points: 100, commandId: `c${won}` }))).toBe('ok')
    expect(code(await redeem({ customer: ada, points: 99, commandId: `c${won}` }))).toBe('COMMAND_CONFLICT')
    expect((await shop.balance()).available).toBe(0)
  })
})
