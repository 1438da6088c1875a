/** Orders are joins of facts: two words on one refund end the same in either order. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Envelope, instant } from '../event.ts'
import { delivered, type Order, orders } from './orders.ts'

const refunded = (id: string, currency: string): Envelope => ({
  id,
  source: 'shop',
  type: 'order.refunded',
  subject: 'order/1',
  time: '2026-01-01T10:00:00.000Z',
  tenant: 'default',
  customer: { id: 'c1' },
  data: { orderId: '1', refundId: 'r1', amount: { amount: 500, currency } },
})
const fold = (events: readonly Envelope[]): Order =>
  events.reduce((order, event) => orders.fold[event.type]?.(order, event, 'order/1'), orders.keyed?.initial as Order)

test('one refund told in two currencies is the same whichever comes first', () => {
  const [euros, dollars] = [refunded('e1', 'EUR'), refunded('e2', 'USD')]
  expect(fold([dollars, euros])).toEqual(fold([euros, dollars]))
})

const fact = (id: string, type: string, data: object): Envelope => ({
  ...refunded(id, 'EUR'),
  type,
  time: `2026-01-0${id}T10:00:00.000Z`,
  data: { orderId: '1', ...data },
})
const holding = (...ids: readonly string[]) => ({ products: ids.map((productId) => ({ productId })) })
const told = [
  fact('1', 'order.placed', {
    total: { amount: 500, currency: 'EUR' },
    market: 'domestic',
    channel: 'web',
    tags: ['gift'],
  }),
  fact('2', 'shipment.created', { shipmentId: 's1', ...holding('cup', 'bowl') }),
  fact('3', 'shipment.created', { shipmentId: 's1', ...holding('bowl', 'plate') }),
  fact('4', 'order.updated', { market: 'international', tags: ['gift', 'wholesale'] }),
  fact('5', 'shipment.updated', { shipmentId: 's1', status: 'canceled' }),
  fact('6', 'shipment.created', { shipmentId: 's2', ...holding('cup') }),
  fact('7', 'shipment.updated', { shipmentId: 's3', status: 'returned-to-sender' }),
  fact('8', 'shipment.delivered', { shipmentId: 's2' }),
  fact('9', 'order.updated', { tags: [] }),
]
test('a parcel holds all that was ever said to be in it, and the latest word on the market counts', () => {
  const order = fold(told)
  expect(order.parcels.s1?.products).toEqual(['bowl', 'cup', 'plate'])
  expect(order.parcels.s2?.products).toEqual(['cup'])
  expect(order.market?.value).toBe('international')
})
test('where it was bought and its tags are the latest word, and an empty list says that there are none', () => {
  const stampOf = (id: string) => `2026-01-0${id}T10:00:00.000Z shop#${id}`
  expect(fold(told.slice(0, 3))).toMatchObject({
    original: { channel: 'web' },
    tags: { value: ['gift'], at: stampOf('1') },
  })
  expect(fold(told.slice(0, 4)).tags).toEqual({ value: ['gift', 'wholesale'], at: stampOf('4') })
  expect(fold(told)).toMatchObject({ original: { channel: 'web' }, tags: { value: [], at: stampOf('9') } })
  const bare = fold([fact('1', 'order.placed', { total: { amount: 500, currency: 'EUR' } })])
  expect(bare).not.toHaveProperty('tags')
  expect(bare.original).not.toHaveProperty('channel')
})
test('a parcel that was canceled or returned to its sender is not waited for', () => {
  const order = fold(told)
  expect(instant(order.parcels.s1?.canceled ?? '')).toBe('2026-01-05T10:00:00.000Z')
  expect(instant(order.parcels.s3?.canceled ?? '')).toBe('2026-01-07T10:00:00.000Z')
  expect(instant(delivered(order) ?? '')).toBe('2026-01-08T10:00:00.000Z')
})
test('parcels, the market, the channel and the tags end the same in any order, each fact told any number of times', () => {
  const shuffled = fc.shuffledSubarray([...told, ...told], { minLength: 2 * told.length })
  fc.assert(
    fc.property(shuffled, (events) => {
      expect(fold(events)).toEqual(fold(told))
    }),
  )
})
