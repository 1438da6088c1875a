// Offers for birthdays, those about to lapse, and those who are content.
import { describe, expect, test } from 'vitest'
import { day, openShop } from './shop.ts'

describe('birthday', () => {
  test('once a year, and not weeks after the day', async () => {
    const shop = openShop({ birthday: { message: 'birthday', reward: 'gift', validDays: 30 } })
    await shop.at(day(2), 'birthday.reached', { year: 2026 })
    await shop.tell('birthday.reached', { year: 2026 })
    await shop.until(day(3))
    expect(shop.given).toEqual(['03-02T10:00 gift birthday/2026', '03-02T10:00 birthday birthday/2026'])
    await shop.tell('birthday.reached', { year: 2025 }, { time: '2025-03-02T10:00:00Z' })
    await shop.until(day(400))
    expect(shop.ended).toEqual(['03-03T10:00 suppressed reward birthday/2025 late'])
    await shop.at('2028-03-02T10:00:00.000Z', 'birthday.reached', { year: 2028 })
    await shop.until('2028-03-03T00:00:00.000Z')
    expect(shop.given).toHaveLength(4)
  })
})

describe('win back', () => {
  const winBack = {
    before: { days: 20 },
    message: 'miss-you',
    lapsed: { after: { days: 10 }, message: 'come-back', reward: 'back-15', percent: 15 },
  }
  const settings = { lapseAfter: { days: 100 } }
  test('before the customer lapses, and once more after', async () => {
    const shop = openShop({ winBack }, { settings })
    await shop.order('1', day(1))
    expect(await shop.promised()).toEqual(['05-20T10:00 message lapse/1'])
    await shop.until(day(300))
    expect(shop.given).toEqual([
      '05-20T10:00 miss-you lapse/1', // 80 days
      '06-19T10:00 back-15 lapse/1', // 110 days
      '06-19T10:00 come-back lapse/1',
    ])
  })
  test('an order begins it anew', async () => {
    const shop = openShop({ winBack }, { settings })
    await shop.order('1', day(1))
    await shop.order('2', day(80))
    expect(await shop.promised()).toEqual(['08-07T10:00 message lapse/2'])
    await shop.order('3', day(185)) // lapsed, the incentive not yet due
    expect(shop.given).toEqual(['08-07T10:00 miss-you lapse/2'])
    expect(shop.ended.map((line) => line.slice(6))).toEqual([
      '10:00 withdrawn message lapse/1 no-longer-wanted',
      '10:00 withdrawn lapsed/reward lapse/2 no-longer-wanted',
    ])
    expect(await shop.promised()).toEqual(['11-20T10:00 message lapse/3'])
  })
  test('not where the last order was canceled', async () => {
    const shop = openShop({ winBack }, { settings })
    await shop.order('1', day(1))
    await shop.at(day(2), 'order.canceled', { orderId: '1' })
    await shop.until(day(300))
    expect(shop.given).toEqual([])
  })
})

describe('advocate', () => {
  const advocate = { message: 'tell' }
  test('after a good review', async () => {
    const shop = openShop({ advocate })
    await shop.order('1', day(1))
    await shop.arrive('1', day(2))
    await shop.at(day(4), 'review.submitted', { reviewId: 'r', orderId: '1', rating: 5 })
    await shop.until(day(30))
    expect(shop.given).toEqual(['03-06T10:00 tell review/r'])
    expect(shop.data).toEqual([
      {
        template: 'tell',
        purpose: 'marketing',
        topic: 'offer',
        data: { reviewId: 'r', because: 'recommended', ask: ['refer', 'share'] },
      },
    ])
  })
  test('after a further order that went well, not after the first', async () => {
    const shop = openShop({ advocate })
    await shop.order('1', day(1))
    await shop.arrive('1', day(2))
    await shop.order('2', day(30))
    await shop.arrive('2', day(32))
    await shop.until(day(60))
    expect(shop.given).toEqual(['04-17T10:00 tell order/2']) // 1 April, 14 days, 2 days
  })
  test('one of several reasons, and not again for half a year', async () => {
    const shop = openShop({ advocate })
    for (const id of ['1', '2']) {
      await shop.order(id, day(1))
      await shop.arrive(id, day(2))
      await shop.at(day(3), 'review.submitted', { reviewId: id, orderId: id, rating: 5 })
    }
    await shop.at(day(30), 'review.submitted', { reviewId: '3', rating: 4 })
    await shop.order('3', day(60))
    await shop.arrive('3', day(62)) // kept, and no review is open any more
    await shop.until(day(180))
    expect(shop.given).toEqual(['03-05T10:00 tell review/1'])
    await shop.at(day(200), 'review.submitted', { reviewId: '4', rating: 4 })
    await shop.until(day(210))
    expect(shop.given).toHaveLength(2)
  })
  test('a reason that was missed stands in no way', async () => {
    const shop = openShop({ advocate })
    await shop.at(day(1), 'case.opened', { caseId: 'c' })
    await shop.at(day(2), 'review.submitted', { reviewId: '1', rating: 5 })
    await shop.at(day(25), 'case.resolved', { caseId: 'c', solved: true })
    await shop.at(day(26), 'review.submitted', { reviewId: '2', rating: 5 })
    await shop.until(day(40))
    expect(shop.given).toEqual(['03-28T10:00 tell review/2'])
  })
  test.each([
    ['referral.made', { referralId: 'f' }],
    ['content.shared', { contentId: 's' }],
  ])('ends with a %s', async (type, data) => {
    const shop = openShop({ advocate })
    await shop.at(day(4), 'review.submitted', { reviewId: 'r', rating: 5 })
    await shop.at(day(5), type, data)
    expect(shop.ended).toEqual(['03-05T10:00 withdrawn message review/r no-longer-wanted'])
    await shop.at(day(300), 'review.submitted', { reviewId: 'q', rating: 5 })
    await shop.until(day(310))
    expect(shop.given).toEqual([])
  })
  test.each([
    ['case.opened', { caseId: 'c' }],
    ['shipment.lost', { orderId: '2' }],
    ['return.requested', { orderId: '2', returnId: 'x' }],
    ['review.submitted', { reviewId: 'bad', rating: 1 }],
    ['order.canceled', { orderId: '2', by: 'shop' }],
  ])('not while something is unresolved: %s', async (type, data) => {
    const shop = openShop({ advocate })
    await shop.order('2', day(1))
    await shop.at(day(4), 'review.submitted', { reviewId: 'r', rating: 5 })
    expect(await shop.promised()).toHaveLength(1)
    await shop.at(day(5), type, data)
    expect(await shop.promised()).toEqual([])
    await shop.until(day(8))
    expect(shop.given).toEqual([])
  })
  test('a case that ended well clears its order', async () => {
    const shop = openShop({ advocate })
    await shop.order('2', day(1))
    await shop.at(day(2), 'shipment.lost', { orderId: '2' })
    await shop.at(day(3), 'case.opened', { caseId: 'c', orderId: '2' })
    await shop.at(day(4), 'review.submitted', { reviewId: 'r', rating: 5 })
    const silent = (await shop.explain()).rules.find(({ subject }) => subject === 'review/r')
    expect(silent?.failed?.condition).toBe('nothing is unresolved')
    await shop.at(day(5), 'case.resolved', { caseId: 'c', satisfaction: 5 })
    await shop.until(day(8))
    expect(shop.given).toEqual(['03-06T10:00 tell review/r'])
  })
})
