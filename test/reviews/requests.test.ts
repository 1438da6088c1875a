/** Whom, what, when and how often: a request's way, with dates by hand. */
import { describe, expect, test } from 'vitest'
import { day, openShop } from './shop.ts'

describe('a request', () => {
  test('goes out once, a week after the arrival', async () => {
    const shop = openShop()
    await shop.order(day(1), '1', ['mug', 'cup'])
    await shop.arrives(day(3), '1')
    expect(await shop.upcoming()).toEqual([
      { orderId: '1', ask: 'request', products: ['mug', 'cup'], status: 'planned', at: day(10), channel: 'email' },
    ])
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-10T10:00 review-request mug+cup'])
    expect(shop.sent[0]?.request).toEqual({
      ask: 'request',
      orderId: '1',
      destination: 'shop',
      products: ['mug', 'cup'],
      says: ['right-to-object', 'postal-address'],
    })
    expect(await shop.upcoming()).toEqual([
      { orderId: '1', ask: 'request', products: ['mug', 'cup'], status: 'sent', at: day(10) },
    ])
  })
  test('is about the order as a whole where no products are known', async () => {
    const shop = openShop()
    await shop.order(day(1), '1', [])
    await shop.arrives(day(3), '1')
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-10T10:00 review-request order'])
  })
  test('is not sent where the order was reviewed, whatever the rating', async () => {
    for (const rating of [1, 5]) {
      const shop = openShop()
      await shop.order(day(1), '1', [])
      await shop.arrives(day(3), '1')
      await shop.review(day(5), { orderId: '1' }, rating)
      await shop.until(day(60))
      expect(shop.sent).toEqual([])
      expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'reviewed', since: day(5) }])
    }
  })
  test('waits for payment, fulfilment and arrival, and says so', async () => {
    const shop = openShop()
    await shop.tell(day(1), 'order.placed', { orderId: '1', total: { amount: 1, currency: 'EUR' } })
    expect(await shop.upcoming('1')).toMatchObject([{ status: 'waiting', reason: 'payment', since: day(1) }])
    await shop.tell(day(1), 'order.paid', { orderId: '1' })
    expect(await shop.upcoming('1')).toMatchObject([{ status: 'waiting', reason: 'fulfilment', since: day(1) }])
    await shop.tell(day(2), 'shipment.created', { orderId: '1', shipmentId: 's' })
    expect(await shop.upcoming('1')).toMatchObject([{ status: 'waiting', reason: 'delivery' }])
    await shop.tell(day(3), 'shipment.delivered', { orderId: '1', shipmentId: 's' })
    expect(await shop.upcoming('1')).toMatchObject([{ status: 'planned', at: day(10) }])
  })
})

describe('products', () => {
  test('only those that were kept are asked about', async () => {
    const shop = openShop()
    await shop.order(day(1), '1', ['mug', 'cup', 'pot'])
    await shop.arrives(day(3), '1')
    await shop.tell(day(5), 'order.refunded', {
      orderId: '1',
      refundId: 'r',
      amount: { amount: 1_000, currency: 'EUR' },
      products: [{ productId: 'cup' }],
    })
    await shop.tell(day(6), 'return.requested', { orderId: '1', returnId: 'b', products: [{ productId: 'pot' }] })
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-10T10:00 review-request mug'])
  })
  test('a refund that does not say of what stops all of it', async () => {
    const shop = openShop()
    await shop.order(day(1), '1', ['mug', 'cup'])
    await shop.arrives(day(3), '1')
    await shop.tell(day(5), 'order.refunded', { orderId: '1', refundId: 'r', amount: { amount: 5, currency: 'EUR' } })
    await shop.until(day(60))
    expect(shop.sent).toEqual([])
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'refund-unclear', since: day(5) }])
  })
  test('what is sent back as a whole is not asked about, whatever else is waited for', async () => {
    const shop = openShop()
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.tell(day(4), 'case.opened', { caseId: 'k' })
    await shop.tell(day(5), 'return.requested', { orderId: '1', returnId: 'b' })
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'returned', since: day(5) }])
  })
  test('a gift card is none that anybody could judge', async () => {
    const shop = openShop()
    await shop.order(day(1), '1', ['mug', { productId: 'card', giftCard: true }])
    await shop.arrives(day(3), '1')
    expect(await shop.upcoming()).toMatchObject([
      { products: ['mug'], left: [{ productId: 'card', reason: 'gift-card' }] },
    ])
  })
  test.each([
    ['most-expensive', ['pot', 'cup']],
    ['least-reviewed', ['cup', 'mug']],
    ['as-ordered', ['mug', 'cup']],
  ] as const)('at most two, %s', async (by, expected) => {
    const counts: Record<string, number> = { mug: 5, cup: 0, pot: 9 }
    const shop = openShop({ items: { most: 2, by, reviewsOf: (id) => counts[id] ?? 0 } })
    const price = (amount: number) => ({ amount, currency: 'EUR' })
    await shop.order(day(1), '1', [
      { productId: 'mug', price: price(500) },
      { productId: 'cup', price: price(700) },
      { productId: 'pot', price: price(900) },
    ])
    await shop.arrives(day(3), '1')
    const [entry] = await shop.upcoming()
    expect(entry).toMatchObject({ products: expected, left: [{ reason: 'not-chosen' }] })
  })
  test('one is not asked about twice in a year, and the other order’s request goes without it', async () => {
    const shop = openShop({ person: { most: 5, days: 1 } })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.order(day(20), '2', ['mug', 'cup'])
    await shop.arrives(day(21), '2')
    await shop.order(day(30), '3', ['mug'])
    await shop.arrives(day(31), '3')
    await shop.until(day(70))
    expect(shop.lines()).toEqual(['2026-03-10T10:00 review-request mug', '2026-03-28T10:00 review-request cup'])
    expect(await shop.upcoming('2')).toMatchObject([{ status: 'sent', products: ['cup'] }])
    expect(await shop.upcoming('3')).toMatchObject([
      { status: 'skipped', reason: 'asked-recently', since: day(10), until: day(375) },
    ])
  })
  test.each([[['mug', 'cup', 'card']], [['card', 'cup', 'mug']]])(
    'none of them (%j) says what holds of the nearest one, whatever their order',
    async (products) => {
      const shop = openShop({ person: { most: 5, days: 1 } })
      await shop.order(day(1), '1', ['mug'])
      await shop.arrives(day(3), '1')
      await shop.order(
        day(20),
        '2',
        products.map((productId) => ({ productId, giftCard: productId === 'card' })),
      )
      await shop.arrives(day(21), '2')
      await shop.review(day(22), { productId: 'cup' })
      expect(await shop.upcoming('2')).toMatchObject([
        { status: 'skipped', reason: 'asked-recently', since: day(10), until: day(375) },
      ])
    },
  )
  test.each([[['mug', 'cup']], [['cup', 'mug']]])('of which one was sent (%j) wait for the other', async (products) => {
    const shop = openShop({ trigger: 'paid' })
    await shop.order(day(1), '1', products)
    await shop.tell(day(2), 'shipment.created', { orderId: '1', shipmentId: 'a', products: [{ productId: 'mug' }] })
    await shop.tell(day(3), 'shipment.lost', { orderId: '1', shipmentId: 'a' })
    expect(await shop.upcoming()).toMatchObject([{ status: 'waiting', reason: 'replacement' }])
  })
  test('one is asked about again when the period is over by the date of the request', async () => {
    const shop = openShop({ product: { days: 30 }, person: { most: 9, days: 1 } })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.order(day(20), '2', ['mug'])
    await shop.arrives(day(32), '2') // due a day too early
    await shop.order(day(21), '3', ['mug'])
    await shop.arrives(day(33), '3')
    await shop.until(day(100))
    expect(shop.sent.map(({ at, request }) => [at, request.orderId])).toEqual([
      [day(10), '1'],
      [day(40), '3'],
    ])
  })
  test('each in a request of its own, by its own parcel', async () => {
    const shop = openShop({ grouping: 'product', person: { most: 5, days: 30 }, items: { most: 2, by: 'as-ordered' } })
    await shop.order(day(1), '1', ['mug', 'cup', 'pot'])
    await shop.arrives(day(3), '1', 'a', ['cup'])
    await shop.arrives(day(5), '1', 'b', ['mug', 'pot'])
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-10T10:00 review-request cup', '2026-03-12T10:00 review-request mug'])
    expect(await shop.upcoming()).toMatchObject([
      { status: 'sent', products: ['mug'] },
      { status: 'sent', products: ['cup'] },
      { status: 'skipped', reason: 'not-chosen', left: [{ productId: 'pot' }] },
    ])
  })
})

describe('a person', () => {
  test('is asked once in 30 days: the later order waits, and goes at the hour', async () => {
    const shop = openShop({ hour: '09:00' })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.order(day(2), '2', ['cup'])
    await shop.arrives(day(4), '2')
    expect(await shop.upcoming('2')).toMatchObject([
      { status: 'planned', at: day(41, '09:00'), reason: 'person-asked-recently' },
    ])
    await shop.until(day(100))
    expect(shop.lines()).toEqual(['2026-03-11T09:00 review-request mug', '2026-04-10T09:00 review-request cup'])
  })
  test('is not asked on a day that is excluded, whatever makes it wait', async () => {
    const shop = openShop({ notOn: ['04-10'] })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(4), '1')
    await shop.order(day(2), '2', ['cup'])
    await shop.arrives(day(5), '2')
    await shop.until(day(100))
    expect(shop.sent.map(({ at }) => at)).toEqual([day(11), day(42)])
  })
  test('is not kept waiting by a reminder', async () => {
    const shop = openShop({ reminders: [{ days: 5 }] })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.order(day(2), '2', ['cup'])
    await shop.arrives(day(4), '2')
    await shop.until(day(44))
    expect(shop.lines()).toEqual([
      '2026-03-10T10:00 review-request mug',
      '2026-03-15T10:00 review-reminder mug',
      '2026-04-09T10:00 review-request cup',
    ])
  })
  test('is shown as given up when its time is over, though nothing happened', async () => {
    const shop = openShop()
    await shop.order(day(1), '1')
    await shop.arrives(day(3), '1')
    expect(await shop.upcoming()).toMatchObject([{ status: 'planned' }])
    shop.clock.set(day(80))
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'too-late', since: day(70) }])
  })
  test('two orders of one instant do not both go out', async () => {
    const shop = openShop()
    for (const id of ['1', '2']) {
      await shop.order(day(1), id, [`mug-${id}`])
      await shop.arrives(day(3), id)
    }
    await shop.until(day(39))
    expect(shop.lines()).toEqual(['2026-03-10T10:00 review-request mug-1'])
    await shop.until(day(100))
    expect(shop.lines()).toHaveLength(2)
  })
  test('the later order moves up when the first is not asked about any more', async () => {
    const shop = openShop()
    for (const id of ['1', '2']) {
      await shop.order(day(1), id, [`mug-${id}`])
      await shop.arrives(day(3), id)
    }
    await shop.tell(day(8), 'order.refunded', {
      orderId: '1',
      refundId: 'r',
      amount: { amount: 1_000, currency: 'EUR' },
    })
    await shop.until(day(100))
    expect(shop.lines()).toEqual(['2026-03-10T10:00 review-request mug-2'])
  })
  test('what cannot be sent in time is given up', async () => {
    const shop = openShop({ giveUpAfter: { days: 20 } })
    for (const id of ['1', '2']) {
      await shop.order(day(1), id, [`mug-${id}`])
      await shop.arrives(day(3), id)
    }
    expect(await shop.upcoming('2')).toMatchObject([{ status: 'skipped', reason: 'person-asked-recently' }])
    await shop.until(day(100))
    expect(shop.sent).toHaveLength(1)
    expect(await shop.upcoming('2')).toMatchObject([{ status: 'skipped', reason: 'too-late', since: day(30) }])
  })
})

describe('a case', () => {
  test('keeps every request waiting until it is closed, and then it goes at the next hour', async () => {
    const shop = openShop({ hour: '09:00' })
    await shop.order(day(1), '1')
    await shop.arrives(day(3), '1')
    await shop.tell(day(8), 'case.opened', { caseId: 'k' })
    expect(await shop.upcoming()).toMatchObject([{ status: 'waiting', reason: 'case-open', since: day(8) }])
    await shop.until(day(14))
    await shop.tell(day(14, '15:00'), 'case.resolved', { caseId: 'k', solved: true })
    expect(await shop.upcoming()).toMatchObject([{ status: 'planned', at: day(15, '09:00') }])
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-15T09:00 review-request mug'])
  })
  test('that is open too long: nothing is sent', async () => {
    const shop = openShop()
    await shop.order(day(1), '1')
    await shop.arrives(day(3), '1')
    await shop.tell(day(8), 'case.opened', { caseId: 'k' })
    await shop.tell(day(80), 'case.resolved', { caseId: 'k', solved: true })
    await shop.until(day(90))
    expect(shop.sent).toEqual([])
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'too-late', since: day(70) }])
  })
})

describe('who is not asked', () => {
  test.each<[string, object, string, object]>([
    [
      'an address on the blocklist',
      { customers: ['*@EXAMPLE.com'] },
      'customer-excluded',
      { email: 'ada@example.com' },
    ],
    ['an id on the blocklist', { customers: ['a*a'] }, 'customer-excluded', {}],
    ['a tag', { tags: ['wholesale'] }, 'tag-excluded', { tags: ['wholesale'] }],
  ])('%s', async (_, exclude, reason, update) => {
    const shop = openShop({ exclude })
    await shop.tell(day(1), 'customer.updated', update)
    await shop.order(day(1), '1')
    await shop.arrives(day(3), '1')
    await shop.until(day(60))
    expect(shop.sent).toEqual([])
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason }])
  })
  test.each<[string, object, string, object]>([
    ['a channel of sale', { channels: ['marketplace'] }, 'channel-excluded', { channel: 'marketplace' }],
    ['a tag of the order', { tags: ['sample'] }, 'tag-excluded', { tags: ['sample'] }],
    ['a product', { products: ['mug'] }, 'excluded', {}],
  ])('%s', async (_, exclude, reason, more) => {
    const shop = openShop({ exclude })
    await shop.order(day(1), '1', ['mug'], more)
    await shop.arrives(day(3), '1')
    await shop.until(day(60))
    expect(shop.sent).toEqual([])
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason }])
  })
  test('whoever has not agreed, where that is needed, until they do', async () => {
    const shop = openShop({ existingCustomer: {} })
    await shop.order(day(1), '1')
    await shop.arrives(day(3), '1')
    await shop.until(day(20))
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'no-consent', pack: 'de-uwg' }])
    await shop.tell(day(21, '12:00'), 'consent.given', { channel: 'email', purpose: 'reviews' })
    await shop.until(day(60))
    expect(shop.lines()).toEqual(['2026-03-21T12:00 review-request mug'])
  })
  test('whoever objects before it is due', async () => {
    const shop = openShop()
    await shop.order(day(1), '1')
    await shop.arrives(day(3), '1')
    await shop.tell(day(9), 'consent.withdrawn', { channel: 'email', purpose: 'marketing' })
    await shop.until(day(60))
    expect(shop.sent).toEqual([])
    expect(await shop.upcoming()).toMatchObject([{ status: 'skipped', reason: 'objected', since: day(9) }])
  })
  test('a second channel takes over where the first may not', async () => {
    const shop = openShop({ existingCustomer: {}, channels: ['email', 'sms'] })
    await shop.tell(day(1), 'consent.given', { channel: 'sms', purpose: 'reviews' })
    await shop.order(day(1), '1')
    await shop.arrives(day(3), '1')
    await shop.until(day(60))
    expect(shop.sent.map(({ channel }) => channel)).toEqual(['sms'])
  })
})

describe('reminders', () => {
  test('up to three, each so long after the last, and none after the review', async () => {
    const shop = openShop({ reminders: [{ days: 5 }, { days: 10 }, { days: 20 }] })
    await shop.order(day(1), '1', ['mug', 'cup'])
    await shop.arrives(day(3), '1')
    await shop.until(day(16))
    expect(await shop.upcoming()).toMatchObject([
      { reminder: 2, status: 'planned', at: day(25), products: ['mug', 'cup'] },
      { status: 'sent' },
    ])
    await shop.review(day(20), { orderId: '1', productId: 'mug' })
    await shop.until(day(30))
    await shop.review(day(30), { orderId: '1', productId: 'cup' })
    await shop.until(day(100))
    expect(shop.lines()).toEqual([
      '2026-03-10T10:00 review-request mug+cup',
      '2026-03-15T10:00 review-reminder mug+cup',
      '2026-03-25T10:00 review-reminder cup',
    ])
    expect(await shop.upcoming()).toMatchObject([{ reminder: 3, status: 'skipped', reason: 'reviewed' }, {}])
  })
  test('are judged anew: a refund, an objection and a case count', async () => {
    const shop = openShop({ reminders: [{ days: 5 }] })
    await shop.order(day(1), '1', ['mug', 'cup'])
    await shop.arrives(day(3), '1')
    await shop.tell(day(12), 'order.refunded', {
      orderId: '1',
      refundId: 'r',
      amount: { amount: 1_000, currency: 'EUR' },
      products: [{ productId: 'mug' }],
    })
    await shop.tell(day(13), 'case.opened', { caseId: 'k' })
    await shop.until(day(18))
    expect(shop.sent).toHaveLength(1)
    await shop.tell(day(18), 'case.resolved', { caseId: 'k' })
    expect(shop.lines().at(-1)).toBe('2026-03-18T10:00 review-reminder cup')
  })
})

describe('incentives', () => {
  const promise = [
    { for: 'text', reward: 'points-10' },
    { for: 'photo', reward: 'points-50', data: { validDays: 30 } },
  ] as const
  test('once an order, for the first that earns one', async () => {
    const shop = openShop({ incentives: [...promise] })
    await shop.order(day(1), '1', ['mug', 'cup'])
    await shop.arrives(day(3), '1')
    await shop.until(day(11))
    expect(shop.sent[0]?.request.incentives).toEqual(promise)
    expect(shop.sent[0]?.request.says).toContain('disclose-the-incentive')
    await shop.review(day(12), { orderId: '1', productId: 'mug', body: '' }, 5)
    expect(shop.given).toEqual([])
    await shop.review(day(13), { orderId: '1', productId: 'cup', body: 'bad', media: ['photo'] }, 1)
    await shop.review(day(14), { orderId: '1', productId: 'mug', body: 'good' }, 5)
    expect(shop.given).toEqual([
      {
        at: day(13),
        reward: 'points-50',
        data: { validDays: 30, orderId: '1', reviewId: expect.any(String), for: 'photo', productId: 'cup' },
        key: 'default/reviews.reward/order/1/reward',
      },
    ])
  })
  test('the best of what was given, where it comes together, and of its own order', async () => {
    const shop = openShop({ incentives: [...promise], person: { most: 9, days: 1 } })
    for (const [id, product] of [
      ['1', 'mug'],
      ['2', 'cup'],
    ] as const) {
      await shop.order(day(1), id, [product, 'pot'])
      await shop.arrives(day(3), id)
    }
    await shop.until(day(11))
    const review = (id: string, time: string, more: object) => ({
      id,
      source: 'form',
      type: 'review.submitted',
      time,
      customer: { id: 'ada' },
      data: { reviewId: id, rating: 3, orderId: '1', ...more },
    })
    shop.clock.set(day(13))
    await shop.mot.ingestMany([
      review('a', day(12), { productId: 'mug', body: 'text' }),
      review('b', day(13), { productId: 'pot', media: ['photo'] }),
    ])
    await shop.mot.catchUp()
    expect(shop.given.map(({ reward, key }) => [reward, key])).toEqual([
      ['points-50', 'default/reviews.reward/order/1/reward'],
    ])
  })
  test('nothing for a review of before that is told of late', async () => {
    const shop = openShop({ incentives: [...promise] })
    await shop.order(day(1), '1', ['mug'])
    await shop.arrives(day(3), '1')
    await shop.until(day(12))
    const data = { reviewId: 'r', rating: 5, orderId: '1', productId: 'mug', body: 'good' }
    await shop.mot.ingestMany([
      { id: 'late', source: 'form', type: 'review.submitted', time: day(5), customer: { id: 'ada' }, data },
    ])
    await shop.mot.catchUp()
    expect(shop.given).toEqual([])
  })
  test('nothing for a review that was there before, and nothing without a promise', async () => {
    const shop = openShop({ incentives: [...promise], exclude: { products: ['pot'] } })
    await shop.order(day(1), '1', ['mug', 'cup', 'pot'])
    await shop.arrives(day(3), '1')
    await shop.review(day(5), { orderId: '1', productId: 'mug', body: 'good' })
    await shop.until(day(11))
    await shop.review(day(12), { orderId: '1', productId: 'pot', body: 'good' })
    expect(shop.given).toEqual([])
  })
})
