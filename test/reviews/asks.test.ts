/** Several asks, experiments, exclusions, what guards and failures leave behind, and what was promised before. */
import {
  createMot,
  defineEvent,
  definePlugin,
  defineSlice,
  holdout,
  memoryStore,
  messageBudget,
  virtualClock,
} from '@motkit/core'
import {
  assign,
  defineExclusion,
  defineExperiment,
  definePolicy,
  policyPacks,
  type ReviewsOptions,
  requestOf,
  reviews,
} from '@motkit/reviews'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { day, eur, known, openShop } from './shop.ts'

describe('two asks', () => {
  const asks = { product: {}, service: { about: 'service' as const, destination: 'trustpilot', after: { days: 2 } } }
  test('are two requests, each closed by its own review', async () => {
    const shop = openShop({ asks, person: { most: 2, days: 30 }, reminders: [{ days: 5 }] })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.until(day(11))
    expect(shop.lines()).toEqual([
      '2026-03-05T10:00 review-request order',
      '2026-03-10T10:00 review-request mug',
      '2026-03-10T10:00 review-reminder order',
    ])
    expect(shop.sent.map(({ request }) => request.destination)).toEqual(['trustpilot', 'shop', 'trustpilot'])
    await shop.review(day(12), { orderId: '1' })
    await shop.until(day(60))
    expect(shop.lines().slice(3)).toEqual(['2026-03-15T10:00 review-reminder mug'])
  })
  test('about products do not both ask about one', async () => {
    const shop = openShop({ asks: { ours: {}, theirs: { destination: 'google' } }, person: { most: 9, days: 1 } })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.until(day(60))
    expect(shop.sent.map(({ request }) => request.ask)).toEqual(['ours'])
    expect((await shop.upcoming())[1]).toMatchObject({ ask: 'theirs', status: 'skipped', reason: 'asked-recently' })
  })
  test('about the service waits for what is kept, and for nothing else', async () => {
    const shop = openShop({ asks: { service: asks.service } })
    await shop.order(day(1), '1', ['mug', 'cup'])
    await shop.tell(day(2), 'shipment.created', {
      orderId: '1',
      shipmentId: 'b',
      products: [{ productId: 'cup', quantity: 1 }],
    })
    await shop.arrives(day(3), '1', 'a', ['mug'])
    expect(await shop.upcoming()).toMatchObject([{ status: 'waiting', reason: 'delivery' }])
    const products = [{ productId: 'cup', quantity: 1 }]
    await shop.tell(day(4), 'order.refunded', { orderId: '1', refundId: 'r', amount: eur(1_000), products })
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-05T10:00 review-request order'])
  })
  test('of which one waits for the other where a person is asked once a month', async () => {
    const shop = openShop({ asks })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-05T10:00 review-request order', '2026-04-04T10:00 review-request mug'])
  })
  test('a review of the shop closes the service ask of an order before it, and of none after it', async () => {
    const shop = openShop({ asks: { service: asks.service }, person: { most: 9, days: 1 } })
    await shop.order(day(1), '1')
    await shop.review(day(2), {})
    await shop.arrives(day(3), '1')
    await shop.order(day(4), '2')
    await shop.arrives(day(5), '2')
    await shop.until(day(60))
    expect(shop.sent.map(({ request }) => request.orderId)).toEqual(['2'])
  })
})

describe('fulfilment', () => {
  test('canceled: nobody is asked; fulfilled anew: by the new dates', async () => {
    const shop = openShop()
    await shop.order(day(1), '1')
    await shop.arrives(day(3), '1', 'a')
    await shop.tell(day(4), 'order.canceled', { orderId: '1' })
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'canceled', since: day(4) }])
    await shop.arrives(day(8), '1', 'b')
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-15T10:00 review-request mug'])
  })
  test('a point of sale is paid and handed over', async () => {
    const shop = openShop()
    await shop.tell(day(1), 'order.placed', { orderId: '1', total: eur(5), market: 'point-of-sale' })
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-08T10:00 review-request order'])
  })
  test('what was paid waits for fulfilment, unless that is not required', async () => {
    for (const [requires, sent] of [
      [['paid', 'fulfilled'], 0],
      [['paid'], 1],
    ] as const) {
      const shop = openShop({ trigger: 'paid', requires: [...requires] })
      await shop.order(day(1), '1')
      await shop.until(day(60))
      expect(shop.sent).toHaveLength(sent)
    }
  })
})

describe('an experiment', () => {
  const experiment = defineExperiment({ key: 'delay', variants: [{ key: 'week' }, { key: 'fortnight' }] })
  /** By the assignment alone, which has its own tests. */
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  const variantOf = (id: string) => assign(experiment, id)?.variant
  test('has variants of delay, channel, incentive and grouping', async () => {
    const shop = openShop({
      experiment,
      person: { most: 9, days: 1 },
      variants: {
        fortnight: {
          after: { days: 14 },
          channels: ['sms'],
          grouping: 'product',
          incentives: [{ for: 'text', reward: 'points-10' }],
        },
      },
    })
    for (const id of ids) {
      await shop.tell(day(1), 'consent.given', { channel: 'sms', purpose: 'reviews' }, { id })
      const products = [{ productId: 'mug' }, { productId: 'cup' }]
      await shop.tell(day(1), 'order.placed', { orderId: id, total: eur(5), products }, { id })
      await shop.tell(day(1), 'order.paid', { orderId: id }, { id })
      await shop.tell(day(3), 'shipment.delivered', { orderId: id }, { id })
    }
    await shop.until(day(60))
    expect(new Set(ids.map(variantOf)).size).toBe(2)
    for (const id of ids) {
      const own = shop.sent.filter(({ request }) => request.orderId === id)
      const told = own.map(({ at, channel, request: { products, incentives, variant } }) => [
        at,
        channel,
        products,
        incentives?.length,
        variant,
      ])
      expect(told).toEqual(
        variantOf(id) === 'fortnight'
          ? [
              [day(17), 'sms', ['cup'], 1, 'fortnight'],
              [day(17), 'sms', ['mug'], 1, 'fortnight'],
            ]
          : [[day(10), 'email', ['mug', 'cup'], undefined, 'week']],
      )
    }
  })
  test('records who met which variant, once, from the order on', async () => {
    const shop = openShop({ experiment, variants: { fortnight: { after: { days: 14 } } } })
    for (const orderId of ['1', '2']) await shop.order(day(1), orderId)
    const kept = await shop.mot.export({ id: 'ada' })
    const met = kept.ok ? kept.value.events.filter(({ type }) => type === 'experiment.viewed') : []
    expect(met).toMatchObject([{ time: day(1), data: { experimentId: 'delay', variationId: variantOf('ada') } }])
  })
})

describe('an exclusion of the host', () => {
  const about = { subject: ({ id }: { id: string }) => `recovery/${id}` }
  const begun = defineEvent('recovery.begun', z.object({ id: z.string() }), about)
  const ended = defineEvent('recovery.ended', z.object({ id: z.string() }), about)
  const recoveries = defineSlice({
    name: 'recoveries',
    initial: {} as Readonly<Record<string, boolean>>,
    on: [begun, ended],
    fold: {
      'recovery.begun': (state, { data }) => ({ [data.id]: true, ...state }),
      'recovery.ended': (state, { data }) => ({ ...state, [data.id]: false }),
    },
  })
  const recovery = (word: 'skip' | 'wait') =>
    defineExclusion({
      id: 'recovery',
      reads: [recoveries],
      excludes: ({ slices, orderId, order }) =>
        slices.recoveries[orderId] && order.original?.total.amount !== 1 ? word : undefined,
    })
  test.each(['skip', 'wait'] as const)('says %s, and upcoming shows it', async (word) => {
    const clock = virtualClock(day(1))
    const sent: string[] = []
    const mot = createMot({
      store: memoryStore(),
      clock,
      plugins: [
        definePlugin({ id: 'recoveries', events: [begun, ended], slices: [recoveries] }),
        reviews({
          existingCustomer: known,
          requires: [],
          person: { most: 2, days: 1 },
          exclude: { if: [recovery(word)] },
        }),
      ],
      handlers: { 'message.send': async (_, { idempotencyKey }) => sent.push(idempotencyKey) },
    })
    const event = (id: string, type: string, data: object) => ({
      id,
      source: 'shop',
      type,
      time: day(1),
      customer: { id: 'ada' },
      data,
    })
    const order = (orderId: string, amount: number) => [
      event(`p${orderId}`, 'order.placed', { orderId, total: eur(amount) }),
      event(`d${orderId}`, 'shipment.delivered', { orderId }),
      event(`b${orderId}`, 'recovery.begun', { id: orderId }),
    ]
    await mot.ingestMany([...order('1', 5), ...order('2', 1)])
    clock.set(day(60))
    await mot.catchUp()
    expect(sent).toEqual(['default/reviews.request/order/2/request'])
    const answer = await mot.reviews.upcoming({ order: '1' })
    const status = word === 'skip' ? 'skipped' : 'waiting'
    expect(answer.ok && answer.value).toMatchObject([{ status, reason: 'recovery' }])
    // Its end is no word about the order, and counts at once.
    await mot.ingestMany([{ ...event('e1', 'recovery.ended', { id: '1' }), time: day(60) }])
    await mot.catchUp()
    expect(sent.slice(1)).toEqual(['default/reviews.request/order/1/request'])
  })
})

describe('what ended unsent says why', () => {
  const arrived = [
    ['order.placed', { orderId: '1', total: eur(5) }],
    ['shipment.delivered', { orderId: '1' }],
  ] as const
  async function shopWith(options: { guards?: Parameters<typeof createMot>[0]['guards']; fails?: boolean } = {}) {
    const clock = virtualClock(day(1))
    const failing = { now: options.fails ?? false }
    let sent = 0
    const mot = createMot({
      store: memoryStore(),
      clock,
      guards: options.guards ?? [],
      delivery: { maxAttempts: 1 },
      plugins: [reviews({ existingCustomer: known, requires: [], purpose: 'marketing', reminders: [{ days: 3 }] })],
      handlers: {
        'message.send': async () => {
          if (failing.now) throw new Error('the mailer is down')
          sent++
        },
      },
    })
    for (const [type, data] of arrived)
      await mot.ingestMany([{ id: type, source: 'shop', type, time: day(1), customer: { id: 'ada' }, data }])
    clock.set(day(8))
    await mot.catchUp()
    return {
      mot,
      failing,
      sent: () => sent,
      async upcoming() {
        const answer = await mot.reviews.upcoming({ customer: { id: 'ada' } })
        return answer.ok && answer.value
      },
    }
  }
  test('held out, for measuring', async () => {
    const shop = await shopWith({ guards: [holdout({ share: 1 })] })
    expect(await shop.upcoming()).toMatchObject([
      { status: 'skipped', reason: 'holdout: control-group', since: day(8) },
    ])
  })
  test('suppressed by a guard', async () => {
    const shop = await shopWith({ guards: [messageBudget({ max: 1, per: 'subject', topic: 'review' })] })
    expect(shop.sent()).toBe(1)
    expect(await shop.upcoming()).toMatchObject([{ reminder: 1, status: 'planned' }, { status: 'sent' }])
  })
  test('dead, and sent after all when it is taken up again', async () => {
    const shop = await shopWith({ fails: true })
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'failed' }])
    shop.failing.now = false
    await shop.mot.dead.retry({})
    await shop.mot.catchUp()
    expect(shop.sent()).toBe(1)
    expect(await shop.upcoming()).toMatchObject([{ reminder: 1 }, { status: 'sent', at: day(8) }])
  })
  test('of the past', async () => {
    const clock = virtualClock(day(5))
    const mot = createMot({
      store: memoryStore(),
      clock,
      plugins: [reviews({ existingCustomer: known, requires: [] })],
      handlers: { 'message.send': async () => expect.unreachable() },
    })
    const past = arrived.map(([type, data]) => ({
      id: type,
      source: 'shop',
      type,
      time: day(1),
      customer: { id: 'ada' },
      data,
    }))
    await mot.ingestMany(past, { backfill: true })
    clock.set(day(20))
    await mot.catchUp()
    const answer = await mot.reviews.upcoming({ order: '1' })
    expect(answer.ok && answer.value).toMatchObject([{ status: 'skipped', reason: 'backfill: past' }])
  })
})

describe('what was promised', () => {
  const opened = (options: ReviewsOptions, store = memoryStore(), at = day(1)) => {
    const clock = virtualClock(at)
    const given: unknown[] = []
    const promised: unknown[] = []
    const mot = createMot({
      store,
      clock,
      plugins: [reviews({ existingCustomer: known, requires: [], incentives: [], ...options })],
      handlers: {
        'message.send': async ({ data }) => promised.push(requestOf(data)?.incentives),
        'reward.give': async ({ data }) => given.push(data),
      },
    })
    const tell = async (time: string, type: string, data: object) => {
      clock.set(time)
      await mot.ingestMany([{ id: `${type}${time}`, source: 'shop', type, time, customer: { id: 'ada' }, data }])
      await mot.catchUp()
    }
    return { mot, store, clock, tell, given, promised }
  }
  const order = { orderId: '1', total: eur(5), products: [{ productId: 'mug' }, { productId: 'cup' }] }
  test('is honoured when the programme changes, long after the order is closed, and once', async () => {
    const old = opened({ incentives: [{ for: 'text', reward: 'points-10', data: { points: 10 } }] })
    await old.tell(day(1), 'order.placed', order)
    await old.tell(day(1), 'shipment.delivered', { orderId: '1' })
    await old.tell(day(8), 'page.viewed', {})
    expect(old.promised).toEqual([[{ for: 'text', reward: 'points-10', data: { points: 10 } }]])
    // 170 days after the order arrived: it is closed, and the programme promises nothing any more.
    const now = opened({}, old.store, day(170))
    await now.tell(day(171), 'review.submitted', {
      reviewId: 'r',
      rating: 1,
      orderId: '1',
      productId: 'cup',
      body: 'no',
    })
    await now.tell(day(172), 'review.submitted', {
      reviewId: 's',
      rating: 5,
      orderId: '1',
      productId: 'mug',
      body: 'yes',
    })
    expect(now.given).toEqual([
      { reward: 'points-10', data: { points: 10, orderId: '1', reviewId: 'r', for: 'text', productId: 'cup' } },
    ])
  })
  test('is honoured where the review names no order, half a year later', async () => {
    const shop = opened({ incentives: [{ for: 'text', reward: 'points-10' }] })
    await shop.tell(day(1), 'order.placed', order)
    await shop.tell(day(1), 'shipment.delivered', { orderId: '1' })
    await shop.tell(day(8), 'page.viewed', {})
    shop.clock.set(day(185)) // the order is closed
    await shop.mot.catchUp()
    await shop.tell(day(190), 'review.submitted', { reviewId: 'r', rating: 1, productId: 'cup', body: 'no' })
    expect(shop.given).toMatchObject([{ reward: 'points-10', data: { orderId: '1', productId: 'cup' } }])
  })
  test('is repeated by a reminder as it was, and not once it is earned', async () => {
    const first = opened({ incentives: [{ for: 'text', reward: 'old' }], reminders: [{ days: 5 }, { days: 5 }] })
    await first.tell(day(1), 'order.placed', order)
    await first.tell(day(1), 'shipment.delivered', { orderId: '1' })
    await first.tell(day(8), 'page.viewed', {})
    const next = opened(
      { incentives: [{ for: 'text', reward: 'new' }], reminders: [{ days: 5 }, { days: 5 }] },
      first.store,
      day(9),
    )
    await next.tell(day(13), 'page.viewed', {})
    await next.tell(day(14), 'review.submitted', {
      reviewId: 'r',
      rating: 3,
      orderId: '1',
      productId: 'cup',
      body: 'so',
    })
    await next.tell(day(18), 'page.viewed', {})
    expect(next.promised).toEqual([[{ for: 'text', reward: 'old' }], undefined])
    expect(next.given).toMatchObject([{ reward: 'old' }])
  })
  test('is nothing where the law of the customer’s country forbids it, and the request goes all the same', async () => {
    const strict = definePolicy({
      id: 'xx',
      name: 'A strict country',
      date: '2026-11-23',
      sources: [{ title: 'none', url: 'https://example.com' }],
      applies: { countries: ['XX'] },
      asking: { email: 'unless-objected' },
      incentives: 'forbidden',
    })
    for (const [country, expected] of [
      ['XX', undefined],
      ['US', [{ for: 'text', reward: 'x' }]],
    ] as const) {
      const shop = opened({ policies: [...policyPacks, strict], incentives: [{ for: 'text', reward: 'x' }] })
      await shop.tell(day(1), 'customer.updated', { country })
      await shop.tell(day(1), 'order.placed', order)
      await shop.tell(day(1), 'shipment.delivered', { orderId: '1' })
      await shop.tell(day(8), 'page.viewed', {})
      expect(shop.promised).toEqual([expected])
    }
  })
})
