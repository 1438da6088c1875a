// When the shop is asked to settle points that are set aside for a cart.
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import { expect, test } from 'vitest'
import { cartRedemptions, holding } from './plugin'

const ada = { id: 'ada' }
async function open() {
  const clock = virtualClock('2026-03-02T10:00:00Z')
  const settled: string[] = []
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [loyalty({}), cartRedemptions({ minutes: 30 })],
    handlers: {
      'redemption.settle': async ({ data: { redemptionId }, rule }) => {
        settled.push(`${redemptionId} ${rule}`)
        if (rule === 'redemption.lapse') await mot.loyalty.release({ customer: ada, reservationId: redemptionId })
        else await mot.loyalty.commit({ customer: ada, reservationId: redemptionId, orderId: 'o1' })
      },
    },
  })
  const tell = async (type: string, data: object) => {
    const time = new Date(clock.now()).toISOString()
    const [answer] = await mot.ingestMany([{ id: `${type}-${time}`, source: 'shop', type, time, customer: ada, data }])
    if (!answer?.ok) throw answer?.error
  }
  const ordered = (cartId: string) =>
    tell('order.placed', { orderId: 'o1', cartId, total: { amount: 4_990, currency: 'EUR' } })
  await tell('customer.updated', {})
  await mot.loyalty.adjust({ customer: ada, points: 100, reason: 'welcome' })
  const reserve = (reservationId: string, cartId?: string) =>
    mot.loyalty.reserve({ customer: ada, points: 40, reservationId, minutes: 1_000, ...(cartId && { cartId }) })
  const settledAt = async (time: string) => {
    clock.set(time)
    await mot.catchUp()
    return settled
  }
  return { mot, settled, ordered, reserve, settledAt }
}

test('when the time is over, once', async () => {
  const { mot, reserve, settledAt } = await open()
  await reserve('r1', 'cart-1')
  await reserve('by the shop itself')
  expect(await settledAt('2026-03-02T10:29:59Z')).toEqual([])
  expect(await settledAt('2026-03-02T10:30:00Z')).toEqual(['r1 redemption.lapse'])
  expect(await settledAt('2026-03-02T12:00:00Z')).toHaveLength(1)
  expect(await mot.dead.list()).toEqual([])
})

test('when the cart is ordered, and then no more', async () => {
  const { mot, ordered, reserve, settledAt } = await open()
  await reserve('r1', 'cart-1')
  await reserve('r2', 'cart-2')
  await ordered('cart-1')
  expect(await settledAt('2026-03-02T10:00:01Z')).toEqual(['r1 redemption.ordered'])
  expect(await settledAt('2026-03-02T12:00:00Z')).toEqual(['r1 redemption.ordered', 'r2 redemption.lapse'])
  expect(await mot.dead.list()).toEqual([])
})

test('not what was taken back before', async () => {
  const { mot, reserve, settledAt } = await open()
  await reserve('r1', 'cart-1')
  await mot.loyalty.release({ customer: ada, reservationId: 'r1' })
  expect(await settledAt('2026-03-02T12:00:00Z')).toEqual([])
})

test('the ledger holds points for longer than the code is good', () => {
  expect(holding().until('2026-03-02T10:00:00.000Z')).toBe('2026-03-02T11:00:00.000Z')
  expect(holding({ minutes: 0.5 })).toMatchObject({ minutes: 7 * 1_440 + 1 })
})
