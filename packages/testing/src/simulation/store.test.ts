/** A simulated store is the same for the same seed, in order, valid, and quick. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { defaultRates, type SimulationOptions, simulateStore } from '../index.ts'

const small = { customers: 60, months: 4 }

describe('a simulated store', () => {
  test('is the same for the same seed and options, and another for another seed', () => {
    const first = JSON.stringify(simulateStore({ ...small, seed: 7 }))
    expect(JSON.stringify(simulateStore({ ...small, seed: 7 }))).toBe(first)
    expect(JSON.stringify(simulateStore({ ...small, seed: 8 }))).not.toBe(first)
    expect(JSON.stringify(simulateStore({ ...small, seed: -7 }))).not.toBe(first)
  })

  test('is sorted by time, within its months, with ids of its own', () => {
    const events = simulateStore({ customers: 300, months: 3, start: '2025-03-01T00:00:00+01:00' })
    const times = events.map(({ time }) => time)
    expect(times).toEqual([...times].sort())
    expect((times[0] ?? '') >= '2025-02-28T23:00:00.000Z').toBe(true)
    expect((times.at(-1) ?? '~') < '2025-05-28T23:00:00.000Z').toBe(true)
    expect(new Set(events.map(({ source, id }) => `${source}#${id}`)).size).toBe(events.length)
  })

  test('tells nothing that an engine refuses, and has every kind of thing that happens in a store', async () => {
    const events = simulateStore({ seed: 3, customers: 400, lost: 0.05, canceledByShop: 0.05 })
    const mot = createMot({ store: memoryStore(), plugins: [], clock: virtualClock('2026-01-01T00:00:00Z') })
    const answers = await mot.ingestMany(events)
    expect(answers.filter((answer) => !answer.ok || answer.value.duplicate)).toEqual([])
    expect([...new Set(events.map(({ type }) => type))].sort()).toMatchInlineSnapshot(`
      [
        "cart.viewed",
        "case.answered",
        "case.opened",
        "case.resolved",
        "checkout.started",
        "consent.given",
        "consent.withdrawn",
        "content.shared",
        "customer.identified",
        "customer.updated",
        "order.canceled",
        "order.paid",
        "order.placed",
        "order.refunded",
        "page.viewed",
        "payment.entered",
        "payment.failed",
        "product-list.viewed",
        "product.added",
        "product.viewed",
        "products.compared",
        "products.searched",
        "referral.made",
        "return.received",
        "return.requested",
        "review.submitted",
        "reviews.read",
        "shipment.created",
        "shipment.delayed",
        "shipment.delivered",
        "shipment.lost",
        "shipment.out-for-delivery",
        "survey.answered",
        "visit.started",
        "wishlist.product-added",
      ]
    `)
  })

  test('has as many people as it says, in several time zones, some without a name', () => {
    const events = simulateStore({ customers: 200, months: 6 })
    const people = new Set(
      events.map(({ customer }) => ('id' in customer ? customer.id : customer.anonymousId).slice(-6)),
    )
    expect(people.size).toBeLessThanOrEqual(200)
    expect(people.size).toBeGreaterThan(180)
    const zones = events.flatMap((event) => (event.type === 'customer.updated' ? [event.data.timeZone] : []))
    expect(new Set(zones).size).toBeGreaterThan(3)
    expect(events.some(({ customer }) => 'anonymousId' in customer)).toBe(true)
    expect(simulateStore({ customers: 0 })).toEqual([])
  })

  test('is in the currency and the zone of the shop', () => {
    const events = simulateStore({
      ...small,
      conversion: 0.3,
      cartAbandonment: 0.3,
      currency: 'JPY',
      timeZone: 'Asia/Tokyo',
    })
    const placed = events.flatMap((event) => (event.type === 'order.placed' ? [event.data] : []))
    expect(placed.length).toBeGreaterThan(10)
    expect(new Set(placed.map(({ total }) => total.currency))).toEqual(new Set(['JPY']))
    expect(placed.every(({ promisedAt }) => promisedAt?.endsWith('T15:00:00.000Z'))).toBe(true)
  })

  test('makes at least 50,000 events a second of processor time', () => {
    const before = process.cpuUsage()
    const events = simulateStore({ customers: 3_000 })
    const { user, system } = process.cpuUsage(before)
    expect(events.length / ((user + system) / 1e6)).toBeGreaterThan(50_000)
  })
})

describe('an option that cannot be', () => {
  test.each<[string, object]>([
    ['conversion', { conversion: 1.2 }],
    ['bounce', { bounce: -0.1 }],
    ['lateDelivery', { lateDelivery: Number.NaN }],
    ['reviews', { reviews: '0.3' }],
    ['conversion', { bounce: 0.5, conversion: 0.3, cartAbandonment: 0.7 }],
    ['conversion', { cartAbandonment: 1 }],
    ['canceledByShop', { canceledByShop: 0.6, canceledByCustomer: 0.6 }],
    ['ratings.late', { ratings: { late: [0.2, 0.2, 0.2, 0.2, 0.3] } }],
    ['repeatAfterDays', { repeatAfterDays: [20, 10] }],
    ['promiseDays', { promiseDays: 2 }],
    ['customers', { customers: 1.5 }],
    ['months', { months: 0 }],
    ['seed', { seed: 0.5 }],
    ['start', { start: '2025-01-01' }],
    ['currency', { currency: 'EURO' }],
    ['timeZone', { timeZone: 'Europe/Nowhere' }],
    ['lateDelivry', { lateDelivry: 0.1 }],
  ])('is refused with the path %s: %j', (path, options) => {
    expect(() => simulateStore(options as SimulationOptions)).toThrow(
      expect.objectContaining({ name: 'MotError', code: 'SETUP_INVALID', details: expect.objectContaining({ path }) }),
    )
  })

  test('leaves the others at their defaults', () => {
    expect(simulateStore({ ...small, ...defaultRates })).toEqual(simulateStore(small))
    const { onTime, late } = defaultRates.ratings
    expect(simulateStore({ ...small, ratings: { late } })).toEqual(simulateStore({ ...small, ratings: { onTime } }))
  })
})
