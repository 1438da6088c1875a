/** How a customer came, however many orders there are. */
import { expect, test } from 'vitest'
import { type Referred, referred, referredOrder } from './referred.ts'

const time = (hour: number): string => new Date(Date.parse('2026-03-01T00:00:00.000Z') + hour * 3_600_000).toISOString()
const event = (type: string, hour: number, data: object, subject?: string) => ({
  id: `${type}/${hour}`,
  source: 'shop',
  type,
  time: time(hour),
  ...(subject && { subject }),
  tenant: 'default',
  customer: { id: 'bea' },
  data,
})
const fold = (events: readonly ReturnType<typeof event>[]): Referred =>
  events.reduce((state, one) => referred.fold[one.type]?.(state, one, one.subject ?? 'customer'), referred.initial)
const order = (hour: number) => event('order.placed', hour, { orderId: `${hour}` }, `order/${hour}`)
const visit = (hour: number, referredBy: string) => event('visit.started', hour, { referredBy })

test('the latest 20 orders are kept, and the first', () => {
  const orders = Array.from({ length: 30 }, (_, hour) => order(hour))
  const state = fold(orders)
  expect(state.recent).toEqual(orders.slice(10).map(({ time: at, subject }) => `${at} ${subject}`))
  expect(state.first).toBe(`${time(0)} order/0`)
  expect(fold([...orders].reverse())).toEqual(state)
})
test('the first order since the first code is the one', () => {
  expect(referredOrder(fold([visit(5, 'bob'), visit(3, 'ada'), order(4), order(2), order(6)]))).toBe('order/4')
  expect(referredOrder(fold([visit(3, 'ada'), order(2)]))).toBeUndefined()
  expect(referredOrder(fold([visit(3, ' - '), order(4)]))).toBeUndefined()
})
