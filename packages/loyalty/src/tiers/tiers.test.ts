/** Tiers on an engine with a clock that is told the time: figures worked out by hand. */
import { memoryStore } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { pointsBalance } from '../ledger.ts'
import type { LoyaltyOptions } from '../loyalty.ts'
import { eur, openShop } from './shop.ts'

type TiersOptions = NonNullable<LoyaltyOptions['tiers']>
/** Silver from 100 EUR, gold from 500 EUR, within 12 months. */
const spending = (more: Partial<TiersOptions> = {}): LoyaltyOptions => ({
  tiers: {
    by: { spend: 'EUR' },
    window: { months: 12 },
    levels: [
      { id: 'silver', enter: 10_000 },
      { id: 'gold', enter: 50_000 },
    ],
    ...more,
  },
})
const hysteresis: TiersOptions['levels'] = [
  { id: 'silver', enter: 10_000, keep: 6_000, reenter: 8_000 },
  { id: 'gold', enter: 50_000, keep: 30_000, reenter: 40_000 },
]

describe('what counts', () => {
  test('money, to the cent, less what was refunded; other currencies by their rates', async () => {
    const shop = openShop(spending({ by: { spend: 'EUR', rates: { JPY: '0.006' } } }))
    await shop.order('1', 9_999)
    expect(await shop.standing()).toEqual({ qualifying: 9_999, next: { tier: 'silver', away: 1 } })
    await shop.tell('order.placed', { orderId: '2', total: { amount: 10_000, currency: 'JPY' } })
    await shop.tell('order.paid', { orderId: '2' })
    expect(await shop.standing()).toMatchObject({ tier: 'silver', qualifying: 15_999 }) // 10,000 yen are 60 EUR
    await shop.refund('1', 1)
    expect((await shop.standing())?.qualifying).toBe(15_998)
    await shop.tell('order.placed', { orderId: '3', total: { amount: 10_000, currency: 'USD' } })
    await shop.tell('order.paid', { orderId: '3' })
    expect((await shop.standing())?.qualifying).toBe(15_998)
  })
  test('orders, until all of one is given back', async () => {
    const levels = [{ id: 'regular', enter: 2 }]
    const shop = openShop({ tiers: { by: 'orders', levels } })
    await shop.order('1', 5_000)
    await shop.order('2', 300)
    expect(await shop.tier()).toBe('regular')
    await shop.refund('2', 299)
    expect(await shop.tier()).toBe('regular')
    await shop.refund('2', 1)
    expect(await shop.standing()).toEqual({ qualifying: 1, next: { tier: 'regular', away: 1 } })
    await shop.order('3', 1)
    await shop.tell('order.canceled', { orderId: '3' })
    expect((await shop.standing())?.qualifying).toBe(1)
  })
  test('points earned in main, spent or not, and without the multiplier', async () => {
    const shop = openShop({
      earn: [
        { kind: 'spend', id: 'spend', rate: 1 },
        { kind: 'action', id: 'review', event: 'review.submitted', points: 20 },
        { kind: 'bonus', id: 'other', points: 1_000, wallet: 'gifts' },
      ],
      wallets: { main: { pending: { after: 'delivered' } }, gifts: {} },
      tiers: { by: 'points', levels: [{ id: 'silver', enter: 100, multiplier: 3 }] },
    })
    await shop.order('1', 8_000)
    await shop.tell('review.submitted', { reviewId: 'r', rating: 4 })
    expect(await shop.tier()).toBe('silver')
    await shop.mot.loyalty.redeem({ customer: shop.ada, points: 20 })
    await shop.order('2', 1_000)
    await shop.tell('shipment.delivered', { orderId: '2' })
    expect(await shop.available()).toBe(30) // 20 for the review are spent; the first order waits
    expect((await shop.standing())?.qualifying).toBe(110)
  })
  test('events', async () => {
    const shop = openShop({
      tiers: { by: { event: 'review.submitted' }, window: { months: 1 }, levels: [{ id: 'critic', enter: 2 }] },
    })
    await shop.tell('review.submitted', { reviewId: 'a', rating: 1 })
    await shop.tell('review.submitted', { reviewId: 'a', rating: 2 })
    expect(await shop.tier()).toBe('-')
    await shop.tell('review.submitted', { reviewId: 'b', rating: 1 })
    expect(await shop.tier()).toBe('critic')
    await shop.at('2026-02-02T00:00:00Z')
    expect(await shop.tier()).toBe('-')
  })
  test('a wallet: what is spent of it is gone, what is set aside is not', async () => {
    const shop = openShop({
      earn: [{ kind: 'spend', id: 'spend', rate: 1, wallet: 'stars' }],
      wallets: { main: {}, stars: { expiry: { kind: 'rolling', months: 1 } } },
      tiers: { by: { wallet: 'stars' }, levels: [{ id: 'silver', enter: 100 }] },
    })
    const { ada: customer, mot } = shop
    await shop.order('1', 10_000)
    await mot.loyalty.reserve({ customer, reservationId: 'r', points: 100, wallet: 'stars', minutes: 60 * 24 * 60 })
    expect(await shop.tier()).toBe('silver')
    await shop.at('2026-02-15T00:00:00Z') // all points have ended, but are held
    expect(await shop.tier()).toBe('silver')
    await shop.at('2026-03-02T12:00:00Z') // 60 days after
    expect(await shop.tier()).toBe('-')
    await shop.order('2', 15_000)
    await mot.loyalty.redeem({ customer, points: 51, wallet: 'stars' })
    expect(await shop.announced()).toEqual([
      '2026-01-01 ->silver reached',
      '2026-03-02 silver>- dropped',
      '2026-03-02 ->silver returned',
      '2026-03-02 silver>- dropped',
    ])
  })
  test('nothing can be spent of it, and a hand may give some', async () => {
    const shop = openShop(spending())
    const { ada: customer, mot } = shop
    await shop.order('1', 9_000)
    const redeemed = await mot.loyalty.redeem({ customer, points: 1, wallet: 'status' })
    expect(redeemed.ok || redeemed.error.code).toBe('WALLET_UNKNOWN')
    const reserved = await mot.loyalty.reserve({ customer, points: 1, wallet: 'status', reservationId: 'r' })
    expect(reserved.ok || reserved.error.code).toBe('WALLET_UNKNOWN')
    await mot.loyalty.adjust({ customer, points: 1_000, wallet: 'status', reason: 'silver elsewhere', actor: 'kim' })
    expect(await shop.tier()).toBe('silver')
    expect(await shop.available()).toBe(90)
    expect(pointsBalance((await shop.journey()).slices.points)).toBe(90)
    const [fact] = await shop.facts('points.recorded')
    expect(fact?.data).toMatchObject({ points: 90, worth: 90 })
  })
})

describe('windows', () => {
  test('rolling: a drop with nothing happening, long after everything is quiet', async () => {
    const shop = openShop({ timeZone: 'Europe/Berlin', ...spending() })
    await shop.order('1', 30_000)
    await shop.at('2026-03-10T10:00:00Z')
    await shop.order('2', 25_000)
    expect(await shop.standing()).toEqual({
      tier: 'gold',
      since: '2026-03-10T10:00:00.000Z',
      qualifying: 55_000,
      drop: { at: '2027-01-01T23:00:00.000Z', to: 'silver', missing: 25_000 },
    })
    await shop.at('2027-01-01T22:59:59.999Z')
    expect(await shop.tier()).toBe('gold')
    await shop.at('2027-01-01T23:00:00.000Z')
    expect(await shop.standing()).toEqual({
      tier: 'silver',
      since: '2027-01-01T23:00:00.000Z',
      qualifying: 25_000,
      next: { tier: 'gold', away: 25_000 },
      drop: { at: '2027-03-10T23:00:00.000Z', missing: 10_000 },
    })
    await shop.at('2029-01-01T00:00:00Z')
    expect(await shop.announced()).toEqual([
      '2026-01-01 ->silver reached',
      '2026-03-10 silver>gold reached',
      '2027-01-01 gold>silver dropped',
      '2027-03-10 silver>- dropped',
    ])
    expect((await shop.mot.catchUp()).next).toBeUndefined()
  })
  test('calendar: a year counts up to its end', async () => {
    const shop = openShop(spending({ window: { until: '12-31' } }))
    await shop.order('1', 10_000)
    await shop.at('2026-12-31T23:59:59.999Z')
    expect(await shop.tier()).toBe('silver')
    await shop.at('2027-01-01T00:00:00Z')
    expect(await shop.tier()).toBe('-')
  })
  test('calendar, kept through the year after: reached again or lost at its end', async () => {
    const shop = openShop(spending({ window: { until: '12-31' }, when: { on: '12-31' }, levels: hysteresis }))
    await shop.order('1', 60_000)
    await shop.at('2027-05-01T00:00:00Z')
    expect(await shop.standing()).toMatchObject({
      tier: 'gold',
      qualifying: 0,
      drop: { at: '2028-01-01T00:00:00.000Z', missing: 30_000 },
    })
    await shop.order('2', 30_000) // keeps gold
    expect(await shop.standing()).toMatchObject({ drop: { at: '2029-01-01T00:00:00.000Z', missing: 30_000 } })
    await shop.at('2028-06-01T00:00:00Z')
    await shop.order('3', 7_000) // what is left at the end of 2028 keeps silver
    await shop.at('2030-06-01T00:00:00Z')
    expect(await shop.announced()).toEqual([
      '2026-01-01 ->gold reached',
      '2027-01-01 gold endangered until 2028-01-01T00:00:00.000Z',
      '2027-05-01 gold secured',
      '2028-01-01 gold endangered until 2029-01-01T00:00:00.000Z',
      '2029-01-01 gold>silver dropped',
      '2029-01-01 silver endangered until 2030-01-01T00:00:00.000Z',
      '2030-01-01 silver>- dropped',
    ])
  })
  test('for good', async () => {
    const { window: _, ...tiers } = spending().tiers as TiersOptions
    const shop = openShop({ tiers })
    await shop.order('1', 10_000)
    await shop.at('2046-01-01T00:00:00Z')
    expect(await shop.standing()).toMatchObject({ tier: 'silver', next: { tier: 'gold', away: 40_000 } })
    expect((await shop.standing())?.drop).toBeUndefined()
  })
})

describe('thresholds', () => {
  test('one to rise, one to stay, one to come back', async () => {
    const shop = openShop(spending({ levels: hysteresis }))
    await shop.order('1', 50_000)
    await shop.refund('1', 20_000)
    expect(await shop.standing()).toMatchObject({ tier: 'gold', qualifying: 30_000 })
    await shop.refund('1', 1)
    expect(await shop.standing()).toMatchObject({ tier: 'silver', next: { tier: 'gold', away: 10_001 } })
    await shop.order('2', 10_000)
    expect(await shop.tier()).toBe('silver')
    await shop.order('3', 1)
    expect(await shop.tier()).toBe('gold')
    await shop.tell('order.canceled', { orderId: '1' })
    expect(await shop.tier()).toBe('silver') // 10,001 left
    await shop.refund('2', 4_002)
    expect(await shop.standing()).toEqual({ qualifying: 5_999, next: { tier: 'silver', away: 2_001 } })
    expect(await shop.announced()).toEqual([
      '2026-01-01 ->gold reached',
      '2026-01-01 gold>silver dropped',
      '2026-01-01 silver>gold returned',
      '2026-01-01 gold>silver dropped',
      '2026-01-01 silver>- dropped',
    ])
  })
  test('a refund drops, and the order that comes after it raises again', async () => {
    const shop = openShop(spending())
    await shop.order('1', 50_000)
    await shop.refund('1', 1)
    expect(await shop.tier()).toBe('silver')
    await shop.order('2', 1)
    expect(await shop.tier()).toBe('gold')
  })
  test('late facts count when they are of', async () => {
    const shop = openShop(spending())
    await shop.at('2026-06-01T00:00:00Z')
    await shop.refund('1', 45_000)
    await shop.order('1', 60_000, '2025-07-01T10:00:00Z')
    expect(await shop.standing()).toMatchObject({
      tier: 'silver',
      qualifying: 15_000,
      drop: { at: '2026-07-02T00:00:00.000Z', missing: 10_000 },
    })
    await shop.order('2', 60_000, '2025-05-01T10:00:00Z') // more than 12 months ago
    expect((await shop.standing())?.qualifying).toBe(15_000)
  })
})

describe('drops', () => {
  test('after a grace, unless what counts is enough again', async () => {
    const shop = openShop(spending({ grace: { days: 30 } }))
    await shop.order('1', 60_000)
    await shop.refund('1', 15_000)
    expect(await shop.standing()).toMatchObject({
      tier: 'gold',
      drop: { at: '2026-01-31T12:00:00.000Z', to: 'silver', missing: 5_000 },
    })
    await shop.at('2026-01-20T00:00:00Z')
    await shop.order('2', 5_000)
    await shop.at('2026-02-10T00:00:00Z')
    expect(await shop.tier()).toBe('gold')
    await shop.refund('2', 1)
    await shop.at('2026-03-11T23:59:59.999Z')
    expect(await shop.tier()).toBe('gold')
    await shop.at('2026-03-12T00:00:00Z')
    expect(await shop.announced()).toEqual([
      '2026-01-01 ->gold reached',
      '2026-01-01 gold endangered until 2026-01-31T12:00:00.000Z',
      '2026-01-20 gold secured',
      '2026-02-10 gold endangered until 2026-03-12T00:00:00.000Z',
      '2026-03-12 gold>silver dropped',
    ])
  })
  test('by one step: the next one after the grace again', async () => {
    const levels: TiersOptions['levels'] = [...hysteresis, { id: 'black', enter: 100_000 }]
    const shop = openShop(spending({ levels, downgrade: 'one-step', grace: { months: 1 } }))
    await shop.order('1', 100_000)
    await shop.tell('order.canceled', { orderId: '1' })
    expect((await shop.standing())?.drop).toEqual({ at: '2026-02-01T12:00:00.000Z', to: 'gold', missing: 100_000 })
    await shop.at('2026-02-28T00:00:00Z')
    expect(await shop.tier()).toBe('gold')
    await shop.order('2', 8_000) // keeps silver when it comes to that
    await shop.at('2027-01-01T00:00:00Z')
    expect((await shop.announced()).filter((line) => line.includes('>'))).toEqual([
      '2026-01-01 ->black reached',
      '2026-02-01 black>gold dropped',
      '2026-03-01 gold>silver dropped',
    ])
  })
  test('by one step on a date: the next one on the next such date', async () => {
    const shop = openShop(spending({ downgrade: 'one-step', when: { on: '02-29' } }))
    await shop.order('1', 60_000)
    await shop.tell('order.canceled', { orderId: '1' })
    await shop.at('2030-01-01T00:00:00Z')
    expect((await shop.announced()).filter((line) => line.includes('>'))).toEqual([
      '2026-01-01 ->gold reached',
      '2026-03-01 gold>silver dropped',
      '2027-03-01 silver>- dropped',
    ])
  })
  test('on a date of the year, after the grace', async () => {
    const shop = openShop({
      timeZone: 'America/New_York',
      ...spending({ when: { on: '06-30' }, grace: { months: 6 } }),
    })
    await shop.order('1', 60_000)
    await shop.refund('1', 15_000)
    expect((await shop.standing())?.drop).toEqual({ at: '2027-07-01T04:00:00.000Z', missing: 50_000 })
  })
  test('what counted in time keeps the tier, though it is heard of after the deadline', async () => {
    const shop = openShop(spending({ window: { until: '12-31' }, when: { on: '12-31' } }))
    await shop.order('1', 50_000)
    await shop.at('2027-01-02T00:00:00Z')
    shop.clock.set('2028-01-05T00:00:00Z') // no process ran at the deadline
    await shop.order('2', 50_000, '2027-12-30T10:00:00Z')
    expect((await shop.announced()).slice(1)).toEqual([
      '2027-01-01 gold endangered until 2028-01-01T00:00:00.000Z',
      '2028-01-05 gold secured',
      '2028-01-05 gold endangered until 2029-01-01T00:00:00.000Z',
    ])
  })
  test('a listener hears how a customer stands', async () => {
    const shop = openShop(spending({ grace: { days: 30 } }))
    const heard: unknown[] = []
    shop.mot.on('moment.tier', ({ polarity, reason, data: { tier = '-', qualifying } }) =>
      heard.push(`${polarity} ${reason} ${tier} ${qualifying}`),
    )
    await shop.order('1', 9_000)
    await shop.order('2', 1_000)
    await shop.refund('2', 1)
    await shop.at('2026-03-01T00:00:00Z')
    expect(heard).toEqual([
      'neutral open - 9000',
      'neutral open - 10000',
      'positive reached silver 10000',
      'positive reached silver 9999',
      'negative endangered silver 9999',
      'negative dropped - 9999',
    ])
  })
  test('one who was not looked at for long drops all the same, once', async () => {
    const shop = openShop(spending({ grace: { days: 10 }, downgrade: 'one-step' }))
    await shop.order('1', 60_000)
    shop.clock.set('2030-01-01T00:00:00Z') // no process ran for years
    await shop.mot.catchUp()
    expect(await shop.announced()).toEqual([
      '2026-01-01 ->gold reached',
      '2030-01-01 gold endangered until 2030-01-11T00:00:00.000Z',
    ])
    await shop.at('2031-01-01T00:00:00Z')
    expect(await shop.tier()).toBe('-')
  })
})

describe('multipliers', () => {
  const programme = (more: LoyaltyOptions = {}): LoyaltyOptions => ({
    earn: [{ kind: 'spend', id: 'spend', rate: 1 }],
    tiers: {
      by: { spend: 'EUR' },
      window: { months: 12 },
      levels: [
        { id: 'silver', enter: 10_000 },
        { id: 'gold', enter: 50_000, multiplier: 2 },
        { id: 'black', enter: 90_000, multiplier: '2.5' },
      ],
    },
    ...more,
  })
  test('a refund after the tier changed takes back what was granted, and nothing goes below zero', async () => {
    // Zenoti takes back by the tier at the time of the refund: 100 earned in silver, 200 taken in gold.
    const shop = openShop(programme())
    await shop.order('1', 10_000) // in no tier: 100 points
    await shop.order('2', 40_000) // in silver: 400, and gold is reached
    expect(await shop.tier()).toBe('gold')
    await shop.mot.loyalty.redeem({ customer: shop.ada, points: 400 })
    await shop.refund('1', 10_000)
    expect(await shop.tier()).toBe('silver')
    expect(await shop.available()).toBe(0)
    expect((await shop.club.balance(await shop.journey(), shop.now())).owed).toBe(0)
  })
  test('an order keeps the tier it was earned in, whatever comes', async () => {
    const shop = openShop(programme())
    await shop.order('1', 50_000)
    expect(await shop.available()).toBe(500) // the order that raises is earned in the tier before
    await shop.order('2', 10_000)
    expect(await shop.available()).toBe(700) // in gold
    await shop.tell('order.canceled', { orderId: '1' })
    expect(await shop.tier()).toBe('silver')
    expect(await shop.available()).toBe(200)
    await shop.refund('2', 5_000)
    expect(await shop.tier()).toBe('-')
    expect(await shop.available()).toBe(100) // half of what gold gave
    await shop.refund('2', 5_000)
    expect(await shop.available()).toBe(0)
    const terms = (await shop.facts('points.recorded')).map(({ data }) => (data as { terms: object }).terms)
    expect(terms).toMatchObject([{}, { tier: 'gold', multiplier: 2 }, {}, { tier: 'gold' }, { multiplier: 2 }])
    expect(terms[0]).not.toHaveProperty('tier')
  })
  test('another multiplier in a changed programme is for orders to come', async () => {
    const store = memoryStore()
    const before = openShop(programme(), { store })
    await before.order('1', 50_000)
    await before.order('2', 10_000)
    const levels = [{ id: 'gold', enter: 50_000, multiplier: 7 }]
    const after = openShop(programme({ tiers: { by: { spend: 'EUR' }, levels } }), { store })
    await after.tell('order.refunded', { orderId: '2', refundId: 'x', amount: eur(5_000) }, '2026-01-02T00:00:00Z')
    expect(await after.available()).toBe(600)
  })
  test('a quote is by the tier in force, and does not count what is for tiers', async () => {
    const shop = openShop(programme())
    const about = async () => ({ now: shop.now(), journey: await shop.journey() })
    await shop.order('1', 50_000)
    expect(shop.club.quote({ total: eur(990) }, await about())).toMatchObject({
      points: 19,
      grants: [{ rule: 'spend', points: 19 }],
    })
    expect(shop.club.quote({ total: eur(990) }, { now: shop.now() }).points).toBe(9)
  })
})

test('of two journeys that become one, all counts, and what was announced twice is one', async () => {
  const shop = openShop(spending(), {
    benefits: { levels: { silver: { reward: 'tote' }, gold: { reward: 'champagne' } } },
  })
  const { mot, now } = shop
  const cookie = { anonymousId: 'cookie' }
  const event = (id: string, type: string, data: object) => ({
    id,
    source: 'web',
    type,
    time: now(),
    customer: cookie,
    data,
  })
  await shop.order('1', 30_000)
  await mot.ingestMany([
    event('a', 'order.placed', { orderId: '2', total: eur(20_000) }),
    event('b', 'order.paid', { orderId: '2' }),
  ])
  expect(await shop.tier()).toBe('silver')
  await shop.tell('customer.identified', { anonymousId: 'cookie' })
  expect(await shop.standing()).toMatchObject({ tier: 'gold', qualifying: 50_000 })
  await shop.at('2026-02-01T00:00:00Z')
  expect(shop.done.filter((line) => line.endsWith('champagne'))).toHaveLength(1)
  expect(await shop.announced()).toHaveLength(3)
})

describe('a changed programme', () => {
  test('a tier that is no more ends', async () => {
    const store = memoryStore()
    await openShop(spending(), { store }).order('1', 60_000)
    const after = openShop(spending({ levels: [{ id: 'member', enter: 70_000 }] }), { store })
    await after.tell('order.placed', { orderId: '9', total: eur(100) }, '2026-01-02T00:00:00Z')
    await after.tell('order.paid', { orderId: '9' }, '2026-01-02T00:00:00Z')
    expect(await after.announced()).toEqual(['2026-01-01 ->gold reached', '2026-01-01 gold>- removed'])
  })
  test('without tiers there are none', async () => {
    const shop = openShop({})
    await shop.order('1', 60_000)
    expect(await shop.standing()).toBeUndefined()
    expect(await shop.announced()).toEqual([])
  })
})

test('by points, rules of a group give way to each other as for points, and a limit does not hold for what counts', async () => {
  const shop = openShop({
    groups: { campaigns: 'best' },
    earn: [
      { kind: 'bonus', id: 'small', points: 10, group: 'campaigns' },
      { kind: 'bonus', id: 'large', points: 30, group: 'campaigns', limit: { order: 20 } },
    ],
    tiers: { by: 'points', levels: [{ id: 'gold', enter: 1_000 }] },
  })
  await shop.order('1', 10_000)
  expect(await shop.available()).toBe(20)
  expect((await shop.standing())?.qualifying).toBe(30)
})
