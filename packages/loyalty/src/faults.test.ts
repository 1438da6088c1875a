/** Faults that were found by reading, and mended. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { type LoyaltyOptions, loyalty } from './loyalty.ts'

const ada = { id: 'ada' }
const ben = { id: 'ben' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
function open(options: LoyaltyOptions = {}) {
  const clock = virtualClock('2026-03-01T00:00:00Z')
  const club = loyalty(options)
  const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
  let n = 0
  const now = () => new Date(clock.now()).toISOString()
  const tell = async (type: string, data: object, customer = ada) => {
    n += 1
    const [answer] = await mot.ingestMany([{ id: `e${n}`, source: 'shop', type, time: now(), customer, data }])
    if (!answer?.ok) throw answer?.error
  }
  return {
    mot,
    clock,
    tell,
    order: async (orderId: string, amount: number, more: object = {}, customer = ada) => {
      await tell('order.placed', { orderId, total: eur(amount), ...more }, customer)
      await tell('order.paid', { orderId }, customer)
    },
    balance: async (customer = ada) => {
      const found = await mot.journey(customer)
      if (!found.ok) throw found.error
      return club.balance(found.value, now())
    },
  }
}

test('an action about an order keeps its points, whatever becomes of those of the order', async () => {
  const shop = open({
    earn: [
      { kind: 'spend', id: 'spend', rate: 1 },
      { kind: 'action', id: 'survey', event: 'survey.answered', points: 10 },
    ],
  })
  await shop.tell('order.placed', { orderId: '1', total: eur(5_000) })
  await shop.tell('survey.answered', { surveyId: 's', kind: 'nps', score: 9, orderId: '1' })
  expect((await shop.balance()).available).toBe(10)
  await shop.tell('order.paid', { orderId: '1' })
  expect((await shop.balance()).available).toBe(60)
  await shop.tell('order.canceled', { orderId: '1' })
  expect(await shop.balance()).toMatchObject({ available: 10, owed: 0 })
})

test('an action about an order keeps what it took of its limit', async () => {
  const shop = open({
    earn: [
      { kind: 'spend', id: 'spend', rate: 1, limit: { member: 1_000 } },
      { kind: 'action', id: 'survey', event: 'survey.answered', points: 10, limit: { member: 10 } },
    ],
  })
  await shop.tell('order.placed', { orderId: '1', total: eur(5_000) })
  await shop.tell('survey.answered', { surveyId: 's', kind: 'nps', score: 9, orderId: '1' })
  await shop.tell('order.paid', { orderId: '1' })
  await shop.tell('survey.answered', { surveyId: 't', kind: 'nps', score: 9, orderId: '2' })
  expect((await shop.balance()).available).toBe(60)
})

describe('found by reading', () => {
  test('points given by hand in a month without an act end too, where points last as long as the customer acts', async () => {
    const shop = open({ wallets: { main: { expiry: { kind: 'sliding', months: 3 } } } })
    await shop.order('1', 1_000)
    shop.clock.set('2026-05-10T00:00:00Z')
    await shop.mot.loyalty.adjust({ customer: ada, points: 5, reason: 'sorry' })
    shop.clock.set('2030-01-01T00:00:00Z')
    expect((await shop.balance()).available).toBe(0)
  })
  test('points may wait for an event that the ledger reads itself: order.placed', async () => {
    const shop = open({
      exclude: { shipping: true },
      wallets: { main: { pending: { after: { event: 'order.placed' } } } },
    })
    await shop.order('1', 1_000, { shipping: eur(500) })
    expect((await shop.balance()).available).toBe(5)
  })
  test('points may wait for an event that the ledger reads itself: points.redeemed', async () => {
    const shop = open({ wallets: { main: { pending: { after: { event: 'points.redeemed' } } } } })
    await shop.order('1', 1_000)
    await shop.mot.loyalty.adjust({ customer: ada, points: 100, reason: 'sorry' })
    await shop.mot.loyalty.redeem({ customer: ada, points: 60, orderId: '1' })
    expect((await shop.balance()).available).toBe(50)
  })
  test('an order of nothing but what is excluded earns no bonus: or points would breed points', async () => {
    const shop = open({ earn: [{ kind: 'bonus', id: 'each-order', points: 10 }] })
    const card = { productId: 'card', price: eur(5_000), giftCard: true, withPoints: true }
    await shop.order('1', 5_000, { products: [card] })
    expect((await shop.balance()).available).toBe(0)
  })
  test('what one customer owes makes no room under a cap for points of others', async () => {
    const shop = open({ wallets: { main: { cap: 100 } } })
    await shop.order('1', 10_000)
    await shop.mot.loyalty.redeem({ customer: ada, points: 100 })
    await shop.tell('order.refunded', { orderId: '1', refundId: 'r', amount: eur(10_000) })
    await shop.order('2', 20_000, {}, ben)
    expect((await shop.balance(ben)).available).toBe(0)
  })
  test('the same orders and refunds come to the same under a member’s limit, in whatever order they are told', async () => {
    const told = async (...ids: readonly ('1' | '2')[]) => {
      const shop = open({ earn: [{ kind: 'spend', id: 'spend', rate: 1, limit: { member: 100 } }] })
      for (const id of ids) await shop.order(id, { 1: 8_000, 2: 6_000 }[id])
      await shop.tell('order.refunded', { orderId: '1', refundId: 'r', amount: eur(4_000) })
      return (await shop.balance()).available
    }
    expect(await told('1', '2')).toBe(await told('2', '1'))
  })
})
