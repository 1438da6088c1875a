/** No word about an order that Medusa says nothing of. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { delivery } from '@motkit/delivery'
import { expect, test } from 'vitest'
import { quietOrders } from './quiet-orders'

const time = '2026-03-02T10:00:00Z'

test.each([
  [['no-notification'], []],
  [['gift'], ['order-dispatched']],
])('an order tagged %j is told of by %j', async (tags, expected) => {
  const sent: string[] = []
  const mot = createMot({
    store: memoryStore(),
    clock: virtualClock(time),
    plugins: [delivery()],
    guards: [quietOrders],
    handlers: { 'message.send': async ({ data }) => void sent.push(data.template) },
  })
  const about = { source: 'shop', time, customer: { id: 'ada' } }
  const total = { amount: 4_990, currency: 'EUR' }
  await mot.ingestMany([
    { ...about, id: '1', type: 'order.placed', data: { orderId: '1001', total } },
    { ...about, id: '2', type: 'order.updated', data: { orderId: '1001', tags } },
    { ...about, id: '3', type: 'shipment.created', data: { orderId: '1001', shipmentId: 'p1' } },
  ])
  await mot.catchUp()
  expect(sent).toEqual(expected)
  await mot.close()
})
