/** Faults that are known of other programmes, each with its figures: here they do not happen. Sources are named as of November 2026. */
import { type Customer, createMot, memoryStore, type Store, virtualClock } from '@motkit/core'
import { type LoyaltyOptions, loyalty } from '@motkit/loyalty'
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import type { Call } from './till.ts'
import { countOf, openTills } from './tills.ts'

const ada = { id: 'ada' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
/** A shop with one programme; another on the same store is the shop after its programme was changed. */
function open(options: LoyaltyOptions, store: Store = memoryStore()) {
  const clock = virtualClock('2026-03-01T00:00:00Z')
  const club = loyalty(options)
  const mot = createMot({ store, clock, plugins: [club] })
  const now = () => new Date(clock.now()).toISOString()
  async function tell(
    type: string,
    data: { readonly orderId?: string; readonly [key: string]: unknown },
    who?: Customer,
  ) {
    const id = `${type}/${JSON.stringify(data)}`
    const [answer] = await mot.ingestMany([{ id, source: 'shop', type, time: now(), customer: who ?? ada, data }])
    if (!answer?.ok) throw answer?.error
  }
  return {
    mot,
    clock,
    tell,
    async order(orderId: string, amount: number, more: object = {}, who?: Customer) {
      await tell('order.placed', { orderId, total: eur(amount), ...more }, who)
      await tell('order.paid', { orderId }, who)
    },
    refund: (orderId: string, refundId: string, amount: number) =>
      tell('order.refunded', { orderId, refundId, amount: eur(amount) }),
    async balance(customer: Customer = ada) {
      const journey = await mot.journey(customer)
      if (!journey.ok) throw journey.error
      return club.balance(journey.value, now())
    },
  }
}
const rate = (points: number): LoyaltyOptions => ({ earn: [{ kind: 'spend', id: 'spend', rate: points }] })

describe('Smile: a cancellation uses the rule of today (help.smile.io 4036183, 4036284)', () => {
  const ordered = async () => {
    const store = memoryStore()
    const before = open(rate(1), store)
    await before.order('1', 5_000)
    expect(await before.balance()).toMatchObject({ available: 50 })
    return store
  }
  test('50 earned, the rule doubled since: a cancellation takes 50, not 100', async () => {
    const shop = open(rate(2), await ordered())
    await shop.order('2', 5_000) // 100, by the rule of today
    await shop.tell('order.canceled', { orderId: '1' })
    expect(await shop.balance()).toMatchObject({ available: 100, owed: 0 })
  })
  test('50 earned, the rule removed since: a cancellation takes 50, not 0', async () => {
    const shop = open(
      { earn: [{ kind: 'action', id: 'joined', event: 'customer.signed-up', points: 5 }] },
      await ordered(),
    )
    await shop.tell('order.canceled', { orderId: '1' })
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 0 })
  })
  test('50 earned, the rule doubled since: half of it refunded takes 25, not 50 and not 0', async () => {
    const shop = open(rate(2), await ordered())
    await shop.refund('1', 'a', 2_500)
    expect(await shop.balance()).toMatchObject({ available: 25 })
  })
})

describe('Leat: partial refunds are left to the caller (docs.leat.com, credit receptions)', () => {
  test('the host says what was given back, and no more: a refund of 19.98 of 99.90 takes a fifth', async () => {
    const shop = open(rate(1))
    await shop.order('1', 9_990)
    await shop.refund('1', 'a', 1_998)
    expect(await shop.balance()).toMatchObject({ available: 79 }) // 79.92, cut
  })
  test('two refunds of 20 % are 40 %, and the last leaves nothing (the rule that Craft Pointz has: justinholtweb/craft-pointz)', async () => {
    const shop = open(rate(1))
    await shop.order('1', 10_000)
    const left: number[] = []
    for (const [id, amount] of [
      ['a', 2_000],
      ['b', 2_000],
      ['c', 5_999],
      ['d', 1],
    ] as const) {
      await shop.refund('1', id, amount)
      left.push((await shop.balance()).available)
    }
    expect(left).toEqual([80, 60, 0, 0])
  })
  test('a refund told twice, and one larger than the order, take no more than was granted', async () => {
    const shop = open(rate(1))
    await shop.order('1', 10_000)
    await shop.refund('1', 'a', 2_000)
    await shop.tell('order.refunded', {
      orderId: '1',
      refundId: 'a',
      amount: eur(2_000),
      reason: 'told by the bank too',
    })
    expect(await shop.balance()).toMatchObject({ available: 80 })
    await shop.refund('1', 'b', 99_000)
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 0 })
  })
})

describe('Medusa, the official example of loyalty points (docs.medusajs.com): a number that is read, then written', () => {
  const missing = noPostgres()
  test.skipIf(missing)(
    `40 orders at once, each told by two processes: every point once ${missing ?? ''}`,
    async () => {
      const url = await freshDatabase()
      const pool = new pg.Pool({ connectionString: url, max: 4 })
      const store = postgresStore({ pool })
      await store.migrate()
      const tills = await openTills(2, { url, programme: rate(1) })
      try {
        const ingest = (orderId: string, type: string, data: object): Call => {
          const event = { id: `${orderId}/${type}`, source: 'shop', type, time: '2026-03-01T00:00:00.000Z' }
          return { what: 'ingest', event: { ...event, customer: ada, data: { orderId, ...data } } }
        }
        const calls = Array.from({ length: 40 }, (_, n) => `${n}`).flatMap((orderId) => {
          const placed = ingest(orderId, 'order.placed', { total: eur(1_000) })
          const paid = ingest(orderId, 'order.paid', {})
          return [placed, placed, paid, paid] // one of each to either process
        })
        expect(countOf(await tills.serve(calls))).toEqual({ ok: 80, duplicate: 80 })
        expect(await open(rate(1), store).balance()).toMatchObject({ available: 400 })
      } finally {
        await tills.close()
        await pool.end()
      }
    },
    60_000,
  )
  test('points are not there before the order is paid, and are reversed when it is canceled', async () => {
    const shop = open(rate(1))
    await shop.tell('order.placed', { orderId: '1', total: eur(5_000) })
    expect(await shop.balance()).toMatchObject({ available: 0, pending: 0 })
    await shop.tell('order.paid', { orderId: '1' })
    expect(await shop.balance()).toMatchObject({ available: 50 })
    await shop.tell('order.canceled', { orderId: '1' })
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 0 })
  })
  test('a guest earns, and keeps it when they become known', async () => {
    const shop = open(rate(1))
    const guest = { anonymousId: 'cookie-7' }
    await shop.order('1', 5_000, {}, guest)
    expect(await shop.balance(guest)).toMatchObject({ available: 50 })
    await shop.order('2', 3_000)
    await shop.tell('customer.identified', { anonymousId: 'cookie-7' })
    expect(await shop.balance()).toMatchObject({ available: 80 })
    expect(await shop.balance(guest)).toMatchObject({ available: 80 })
    await shop.tell('order.canceled', { orderId: '1' })
    expect(await shop.balance()).toMatchObject({ available: 30, owed: 0 })
  })
  test('what a guest has redeemed is not there again when they become known', async () => {
    const shop = open(rate(1))
    const guest = { anonymousId: 'cookie-7' }
    await shop.order('1', 5_000, {}, guest)
    const first = await shop.mot.loyalty.redeem({ customer: guest, points: 50 })
    expect(first.ok).toBe(true)
    await shop.tell('customer.identified', { anonymousId: 'cookie-7' })
    const again = await shop.mot.loyalty.redeem({ customer: ada, points: 1 })
    expect(again).toMatchObject({ ok: false, error: { code: 'POINTS_TOO_FEW' } })
  })
})

test('nopCommerce #2496: a gift card bought with points earns no points', async () => {
  const shop = open(rate(1))
  await shop.order('1', 10_000)
  const card = { productId: 'gift-card', price: eur(5_000), giftCard: true, withPoints: true }
  const book = { productId: 'book', price: eur(2_000) }
  await shop.mot.loyalty.redeem({ customer: ada, points: 100, orderId: '2' })
  await shop.order('2', 5_000, { products: [card] })
  expect(await shop.balance()).toMatchObject({ available: 0 })
  await shop.order('3', 7_000, { products: [card, book] })
  expect(await shop.balance()).toMatchObject({ available: 20 })
})

describe('Capillary 4000174738, Mastercard: a redemption that is reversed keeps the ageing of its points', () => {
  const expiring: LoyaltyOptions = {
    ...rate(1),
    wallets: { main: { expiry: { kind: 'rolling', months: 1, end: 'month' } } },
  }
  test('points of two months come back to end as before', async () => {
    const shop = open(expiring)
    await shop.order('march', 3_000)
    shop.clock.set('2026-04-10T00:00:00Z')
    await shop.order('april', 5_000)
    const ends = [
      { points: 30, at: '2026-04-30T23:59:59.999Z' },
      { points: 50, at: '2026-05-31T23:59:59.999Z' },
    ]
    expect((await shop.balance()).expiring).toEqual(ends)
    await shop.mot.loyalty.redeem({ customer: ada, points: 60, orderId: 'spent' })
    expect((await shop.balance()).expiring).toEqual([{ points: 20, at: '2026-05-31T23:59:59.999Z' }])
    shop.clock.set('2026-04-20T00:00:00Z')
    await shop.tell('order.placed', { orderId: 'spent', total: eur(0) })
    await shop.tell('order.canceled', { orderId: 'spent' })
    expect((await shop.balance()).expiring).toEqual(ends)
  })
  test('points that would have ended meanwhile are not given a new life', async () => {
    const shop = open(expiring)
    await shop.order('march', 3_000)
    await shop.mot.loyalty.redeem({ customer: ada, points: 30, reservationId: 'r' })
    shop.clock.set('2026-05-01T00:00:00Z')
    expect((await shop.mot.loyalty.release({ customer: ada, reservationId: 'r' })).ok).toBe(true)
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 0 })
  })
})

describe('Odoo #257854, #238806, #206048: a refund keeps the points', () => {
  test('a whole refund takes all of them', async () => {
    const shop = open(rate(1))
    await shop.order('1', 5_000)
    await shop.refund('1', 'a', 5_000)
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 0 })
  })
  test('spent already, they are owed, and what is earned next pays for it', async () => {
    const shop = open(rate(1))
    await shop.order('1', 5_000)
    await shop.mot.loyalty.redeem({ customer: ada, points: 40 })
    await shop.refund('1', 'a', 5_000)
    expect(await shop.balance()).toMatchObject({ available: 0, owed: 40 })
    await shop.order('2', 6_000)
    expect(await shop.balance()).toMatchObject({ available: 20, owed: 0 })
  })
})

test('CleverTap, "unfair forfeiture" (developer.clevertap.com, reverse and refund points): what waits goes before what can be spent', async () => {
  const shop = open({ ...rate(1), wallets: { main: { pending: { after: 'delivered', days: 14 } } } })
  await shop.order('old', 2_000)
  await shop.tell('shipment.delivered', { orderId: 'old' })
  shop.clock.set('2026-04-01T00:00:00Z')
  await shop.order('new', 5_000)
  expect(await shop.balance()).toMatchObject({ available: 20, pending: 50 })
  await shop.refund('new', 'a', 5_000)
  expect(await shop.balance()).toMatchObject({ available: 20, pending: 0, owed: 0 })
})

test('Open Loyalty, durations as raw seconds (help.openloyalty.io, expressions): 14 days are 14 days of the calendar, through a change of the clocks', async () => {
  const shop = open({
    ...rate(1),
    timeZone: 'Europe/Berlin',
    wallets: { main: { pending: { after: 'delivered', days: 14 } } },
  })
  shop.clock.set('2026-10-20T10:00:00Z') // noon in Berlin, and noon again after 337 hours
  await shop.order('1', 5_000)
  await shop.tell('shipment.delivered', { orderId: '1' })
  shop.clock.set(Date.parse('2026-10-20T10:00:00Z') + 14 * 86_400_000)
  expect(await shop.balance()).toMatchObject({ available: 0, pending: 50 })
  shop.clock.set('2026-11-03T11:00:00Z')
  expect(await shop.balance()).toMatchObject({ available: 50, pending: 0 })
})

test('Antavo, no idempotency key documented: a redemption that is sent again is answered again', async () => {
  const shop = open(rate(1))
  await shop.order('1', 10_000)
  const input = { customer: ada, points: 60, commandId: 'checkout-7' }
  const first = await shop.mot.loyalty.redeem(input)
  expect(await shop.mot.loyalty.redeem(input)).toEqual(first)
  expect(await shop.balance()).toMatchObject({ available: 40 })
})
