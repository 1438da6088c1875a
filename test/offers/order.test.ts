// Offers after an order: given at their instant, ended by their purpose, not repeated.
import { createMot, definePlugin, memoryStore } from '@motkit/core'
import { highTicketVoucher, offered, offers } from '@motkit/loyalty'
import { describe, expect, test } from 'vitest'
import { day, eur, openShop } from './shop.ts'

describe('second purchase', () => {
  const secondPurchase = { message: 'again', after: { days: 3 } }
  test('some days after the first order was kept', async () => {
    const shop = openShop({ secondPurchase })
    await shop.order('1', day(1))
    await shop.arrive('1', day(2))
    await shop.until(day(30))
    expect(shop.given).toEqual(['03-19T10:00 again order/1']) // 2 March, 14 days, 3 days
  })
  test('sooner after it was rated well, and not after it was rated badly', async () => {
    const shop = openShop({ secondPurchase })
    await shop.order('1', day(1))
    await shop.arrive('1', day(2))
    await shop.at(day(4), 'review.submitted', { reviewId: 'r', orderId: '1', rating: 5 })
    expect(await shop.promised()).toEqual(['03-07T10:00 message order/1'])
    await shop.at(day(5), 'review.submitted', { reviewId: 'r', orderId: '1', rating: 1 })
    expect(await shop.promised()).toEqual([])
    await shop.until(day(60))
    expect(shop.given).toEqual([])
  })
  test('ends with a second order', async () => {
    const shop = openShop({ secondPurchase })
    await shop.order('1', day(1))
    await shop.arrive('1', day(2))
    await shop.order('2', day(18))
    expect(shop.ended).toEqual(['03-18T10:00 withdrawn message order/1 no-longer-wanted'])
    await shop.arrive('2', day(20))
    await shop.until(day(60))
    expect(shop.given).toEqual([])
  })
  test('waits while a case is open', async () => {
    const shop = openShop({ secondPurchase })
    await shop.order('1', day(1))
    await shop.arrive('1', day(2))
    await shop.at(day(18), 'case.opened', { caseId: 'c', orderId: '1' })
    expect(await shop.promised()).toEqual([])
    await shop.at(day(20), 'case.resolved', { caseId: 'c', solved: true })
    await shop.until(day(60))
    expect(shop.given).toEqual(['03-20T10:00 again order/1'])
  })
})

describe('high ticket', () => {
  const highTicket = { minimum: { EUR: 50_000, USD: 60_000 }, message: 'thanks', reward: 'voucher', amount: eur(2_500) }
  const large = { total: eur(60_000) }
  test('when the return window is over', async () => {
    const shop = openShop({ highTicket }, { settings: { returnWindow: { days: 30 } } })
    await shop.order('1', day(1), large)
    await shop.arrive('1', day(3))
    expect(await shop.promised()).toEqual(['04-02T10:00 reward order/1'])
    await shop.until(day(60))
    expect(shop.given).toEqual(['04-02T10:00 voucher order/1', '04-02T10:00 thanks order/1'])
    expect(shop.data[0]).toEqual({ reward: 'voucher', data: { amount: eur(2_500), orderId: '1' } })
  })
  test.each([
    ['below the minimum', { total: eur(49_999) }, []],
    ['of a currency without one', { total: { amount: 900_000, currency: 'JPY' } }, []],
    ['refunded below it', large, [['order.refunded', { refundId: 'r', amount: eur(10_001) }]]],
    ['canceled', large, [['order.canceled', {}]]],
    ['on its way back', large, [['return.requested', { returnId: 'r' }]]],
  ] as const)('none for an order %s', async (_, order, facts) => {
    const shop = openShop({ highTicket })
    await shop.order('1', day(1), order)
    await shop.arrive('1', day(3))
    for (const [type, data] of facts) await shop.at(day(5), type, { orderId: '1', ...data })
    expect(await shop.promised()).toEqual([])
    await shop.until(day(60))
    expect(shop.given).toEqual([])
  })
  test('one refunded down to it has one', async () => {
    const shop = openShop({ highTicket })
    await shop.order('1', day(1), large)
    await shop.arrive('1', day(3))
    await shop.at(day(5), 'return.requested', { orderId: '1', returnId: 'r' })
    await shop.at(day(6), 'order.refunded', { orderId: '1', refundId: 'r', amount: eur(10_000) })
    await shop.until(day(60))
    expect(shop.given).toHaveLength(2)
  })
  test('a budget is for all customers, and what it refuses is not announced', async () => {
    const shop = openShop({ highTicket: { ...highTicket, budget: { amount: 2_500, limit: 5_000 } } })
    for (const id of ['1', '2', '3']) {
      await shop.order(id, day(1), large)
      await shop.arrive(id, day(3))
    }
    await shop.until(day(60))
    expect(shop.given.filter((line) => line.includes(' voucher '))).toHaveLength(2)
    expect(shop.given.filter((line) => line.includes(' thanks '))).toHaveLength(2)
    expect(shop.ended).toEqual(['03-17T10:00 suppressed reward order/3 budget'])
  })
  test('two of a kind have names of their own', async () => {
    const platinum = highTicketVoucher({ id: 'platinum', minimum: { EUR: 100_000 }, reward: 'platinum' })
    const plugins = [
      offers({ highTicket: { minimum: { EUR: 50_000 }, reward: 'gold' } }),
      definePlugin({ id: 'more', rules: [platinum] }),
    ] as const
    const mot = createMot({ store: memoryStore(), plugins, handlers: { 'reward.give': 'none' } })
    await mot.close()
    expect([platinum.id, offered.name]).toEqual(['offers.platinum', 'offered'])
  })
})
