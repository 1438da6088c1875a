/** What is told of an order afterwards, by carriers, returns and disputes: written by hand. */
import { describe, expect, test } from 'vitest'
import { readDelivery } from './delivery.ts'

const AT = '2026-03-20T10:00:00.000Z'
function read(topic: string, payload: unknown) {
  const body = JSON.stringify(payload)
  const reading = readDelivery({ topic, shop: 'tea.myshopify.com', triggeredAt: AT, body })
  if (!reading.ok) throw reading.error
  return reading.value
}
const said = (topic: string, payload: unknown) =>
  read(topic, payload).events.map(({ type, time, data }) => ({ type, time, data }))
const ordered = { orderId: '1001' }

describe('a carrier', () => {
  const time = '2026-03-04T08:00:00.000Z'
  const word = (status: string) => ({
    id: 3,
    order_id: 1001,
    fulfillment_id: 31,
    status,
    message: 'At the depot',
    happened_at: time,
    estimated_delivery_at: '2026-03-08T10:00:00Z',
  })
  const parcel = { ...ordered, shipmentId: '31' }
  const update = (status: string) => ({
    type: 'shipment.updated',
    time,
    data: { ...parcel, status, note: 'At the depot' },
  })
  test.each([
    ['label_purchased', update('label-printed')],
    ['label_printed', update('label-printed')],
    ['carrier_picked_up', update('in-transit')],
    ['in_transit', update('in-transit')],
    ['ready_for_pickup', update('pickup-ready')],
    ['attempted_delivery', update('attempted')],
    ['failure', update('exception')],
    ['out_for_delivery', { type: 'shipment.out-for-delivery', time, data: parcel }],
    ['delivered', { type: 'shipment.delivered', time, data: parcel }],
    [
      'delayed',
      {
        type: 'shipment.delayed',
        time,
        data: { ...parcel, expectedAt: '2026-03-08T10:00:00.000Z', reason: 'At the depot' },
      },
    ],
  ])('says %s', (status, fact) => {
    expect(said('fulfillment_events/create', word(status))).toEqual([fact])
  })
  test.each(['confirmed', 'on_the_moon'])('says %s, which is no news', (status) => {
    expect(read('fulfillment_events/create', word(status))).toEqual({
      events: [],
      ignored: [{ path: '', why: `a parcel that is "${status}" is no news to its customer` }],
    })
  })
})

test.each([
  ['returns/request', { status: 'requested', order: { id: 1001 } }, ['return.requested']],
  ['returns/approve', { status: 'open', order: { id: 1001 } }, ['return.requested']],
  ['returns/reopen', { status: 'open', order_id: 1001 }, ['return.requested']],
  ['returns/close', { status: 'closed', order_id: 1001 }, ['return.received']],
])('%s is told at the time it was set off', (topic, payload, types) => {
  const facts = types.map((type) => ({ type, time: AT, data: { ...ordered, returnId: '51' } }))
  expect(said(topic, { id: 51, ...payload })).toEqual(facts)
})

describe('a dispute', () => {
  const dispute = {
    id: 41,
    order_id: 1001,
    type: 'chargeback',
    amount: '11.50',
    currency: 'CAD',
    reason: 'fraudulent',
    initiated_at: '2026-03-10T10:00:00Z',
    finalized_on: '2026-03-15T10:00:00Z',
  }
  const caseId = 'dispute/41'
  const opened = {
    type: 'case.opened',
    time: '2026-03-10T10:00:00.000Z',
    data: { caseId, kind: 'claim', ...ordered, topic: 'fraudulent' },
  }
  const time = '2026-03-15T10:00:00.000Z'
  const resolved = (solved: boolean) => ({ type: 'case.resolved', time, data: { caseId, solved } })
  const refunded = (status: string) => ({
    type: 'order.refunded',
    time,
    data: { ...ordered, refundId: caseId, amount: { amount: 1_150, currency: 'CAD' }, reason: `dispute ${status}` },
  })
  test.each([
    ['needs_response', [opened]],
    ['under_review', [opened]],
    ['charge_refunded', [opened, resolved(true)]],
    ['accepted', [opened, resolved(true), refunded('accepted')]],
    ['lost', [opened, resolved(false), refunded('lost')]],
    ['won', [opened, resolved(false)]],
  ])('that is %s', (status, facts) => {
    expect(said('disputes/update', { ...dispute, status })).toEqual(facts)
  })
  test('of an inquiry is a complaint; of no order it is nobody’s', () => {
    const inquiry = { ...dispute, type: 'inquiry', status: 'under_review' }
    expect(said('disputes/create', inquiry)).toMatchObject([{ data: { kind: 'complaint' } }])
    expect(read('disputes/create', { ...inquiry, order_id: null }).events).toEqual([])
  })
})
