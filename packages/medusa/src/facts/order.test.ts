/** Against what a real Medusa answered, at each stage of an order's life. */
import { events } from '@motkit/core'
import { expect, it } from 'vitest'
import { orderAt, orderStages, type Story } from './fixtures/recorded'
import { eventsOfOrder, type OrderEntity } from './order'

const stories: readonly Story[] = ['guest', 'edited', 'canceled', 'claimed', 'damaged', 'transferred']
const eur = (amount: number) => ({ amount, currency: 'EUR' })
/** The events of a type, of one stage. */
const told = (story: Story, stage: string, type: string) =>
  eventsOfOrder(orderAt(story, stage)).filter((event) => event.type === type)
const dataOf = (story: Story, stage: string, type: string) => told(story, stage, type).map(({ data }) => data)
/** With all of its lists the other way round. */
const reversed = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(reversed).toReversed() as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reversed(inner)])) as T
}
/** A recorded order with something else in it. */
const altered = (story: Story, stage: string, order: object): OrderEntity => {
  const entity = orderAt(story, stage)
  return { ...entity, order: { ...(entity.order as object), ...order } }
}

it('tells an order as it was placed, whatever became of it', () => {
  const placed = {
    id: 'order.placed/order_01',
    source: 'medusa',
    type: 'order.placed',
    time: '2026-11-23T09:49:35.096Z',
    customer: { id: 'cus_01' },
    data: {
      orderId: 'order_01',
      cartId: 'cart_01',
      total: eur(7544),
      shipping: eur(583),
      tax: eur(1204),
      discount: eur(773),
      coupon: 'TEN',
      products: [
        {
          productId: 'prod_01',
          variantId: 'variant_01',
          sku: 'MUG',
          name: 'mug',
          price: eur(1250),
          quantity: 2,
          discount: eur(298),
        },
        {
          productId: 'prod_02',
          variantId: 'variant_02',
          sku: 'POT',
          name: 'pot',
          price: eur(3999),
          quantity: 1,
          discount: eur(476),
        },
      ],
    },
  }
  for (const { stage } of orderStages('guest')) expect(told('guest', stage, 'order.placed'), stage).toEqual([placed])
})
it('is paid by the capture that completes the price, and not before', () => {
  expect(told('guest', 'placed', 'order.paid')).toEqual([])
  expect(told('guest', 'paid in part', 'order.paid')).toEqual([])
  expect(told('guest', 'paid', 'order.paid')).toMatchObject([
    {
      id: 'order.paid/order_01/capt_02',
      time: '2026-11-23T09:49:35.495Z',
      data: { orderId: 'order_01', amount: eur(7544), paymentMethod: 'pp_system_default' },
    },
  ])
  expect(told('guest', 'exchanged', 'order.paid')).toEqual(told('guest', 'paid', 'order.paid'))
})
it('is paid by less where less was left of it, and when it was placed where it costs nothing', () => {
  expect(dataOf('edited', 'captured', 'order.paid')).toMatchObject([{ amount: eur(2740) }])
  const entity = orderAt('guest', 'placed')
  const free = { ...entity, original: { ...(entity.original as object), total: 0 } }
  expect(eventsOfOrder(free).filter(({ type }) => type === 'order.paid')).toMatchObject([
    { id: 'order.paid/order_01', time: '2026-11-23T09:49:35.096Z', data: { amount: eur(0) } },
  ])
})
it('tells parcels: sent with what is in them, arrived, taken back; a packed one is no news', () => {
  expect(told('guest', 'paid', 'shipment.created')).toEqual([])
  expect(dataOf('guest', 'shipped', 'shipment.created')).toEqual([
    {
      orderId: 'order_01',
      shipmentId: 'ful_01',
      trackingNumber: 'T1',
      trackingUrl: 'https://carrier.example/T1',
      products: [{ productId: 'prod_01', variantId: 'variant_01', quantity: 2 }],
    },
  ])
  expect(dataOf('guest', 'second parcel canceled', 'shipment.updated')).toEqual([
    { orderId: 'order_01', shipmentId: 'ful_02', status: 'canceled' },
  ])
  expect(told('guest', 'delivered in part', 'shipment.delivered').map(({ id }) => id)).toEqual([
    'shipment.delivered/ful_01',
  ])
  expect(told('guest', 'delivered', 'shipment.delivered').map(({ id, time }) => [id, time])).toEqual([
    ['shipment.delivered/ful_01', '2026-11-23T09:49:36.377Z'],
    ['shipment.delivered/ful_03', '2026-11-23T09:49:36.506Z'],
  ])
})
it('tells each refund once, by its own id', () => {
  expect(told('guest', 'return refunded', 'order.refunded').map(({ id, data }) => [id, data])).toEqual([
    ['order.refunded/ref_01', { orderId: 'order_01', refundId: 'ref_01', amount: eur(550), reason: 'scratched' }],
    ['order.refunded/ref_02', { orderId: 'order_01', refundId: 'ref_02', amount: eur(848) }],
  ])
})
it('takes neither a refund nor a return for a change of the order', () => {
  for (const stage of ['refunded in part', 'return received', 'return refunded', 'claim drawn up'])
    expect(dataOf('guest', stage, 'order.updated')).toEqual([{ orderId: 'order_01', market: 'domestic' }])
})
it('tells what is ordered after an exchange, without what came back taken off: 75.44 and a tea of 5.95', () => {
  const [updated] = told('guest', 'exchanged', 'order.updated')
  expect(updated).toMatchObject({ id: 'order.updated/order_01/17', data: { total: eur(8139) } })
  const lines = ['mug', 'pot', 'pot', 'tea'].map((name) => expect.objectContaining({ name }))
  expect(updated?.data).toHaveProperty('products', lines)
})
it('tells an edit after a return, also of something damaged, by what was ordered: 45.99 and a tea of 5.95', () => {
  const products = [
    expect.objectContaining({ name: 'mug', quantity: 3, discount: eur(446) }),
    expect.objectContaining({ name: 'tea', quantity: 1 }),
  ]
  expect(dataOf('damaged', 'placed', 'order.placed')).toMatchObject([
    { total: eur(4599), products: products.slice(0, 1) },
  ])
  expect(dataOf('damaged', 'tea added', 'order.updated')[0]).toMatchObject({ total: eur(5194), products })
  expect(dataOf('damaged', 'tea added', 'return.received')).toMatchObject([{ products: [{ quantity: 2 }] }])
})
it('tells an edit once it is confirmed: three mugs, then a tea more, then two mugs less', () => {
  const totals = orderStages('edited').map(({ stage }) => [
    stage,
    ...told('edited', stage, 'order.updated')
      .filter(({ data }) => 'total' in data)
      .map(({ id, data }) => [id, (data as { total: object }).total]),
  ])
  expect(totals.slice(0, 4)).toEqual([
    ['placed'],
    ['edit drawn up'],
    ['tea added', ['order.updated/order_02/2', eur(5240)]],
    ['two mugs less', ['order.updated/order_02/3', eur(2740)]],
  ])
})
it('knows the market by the countries of the stock locations, and the shops with a door', () => {
  expect(dataOf('edited', 'placed', 'order.updated')).toEqual([{ orderId: 'order_02', market: 'international' }])
  const [word] = eventsOfOrder(orderAt('guest', 'placed'), { pointOfSale: ['sc_01'] }).filter(
    ({ type }) => type === 'order.updated',
  )
  expect(word?.data).toMatchObject({ market: 'point-of-sale' })
  const nowhere = altered('guest', 'placed', { shipping_address: null })
  expect(eventsOfOrder(nowhere).filter(({ type }) => type === 'order.updated')).toEqual([])
})
it('reads a promise and a wish not to be notified', () => {
  expect(dataOf('edited', 'promised', 'order.updated')).toContainEqual({
    orderId: 'order_02',
    market: 'international',
    promisedAt: '2026-12-01T00:00:00.000Z',
  })
  const quiet = eventsOfOrder(altered('guest', 'placed', { no_notification: true }))
  expect(quiet.find(({ type }) => type === 'order.updated')?.data).toMatchObject({ tags: ['no-notification'] })
})
it('tells returns with what they are of, those of exchanges too, and none that is only drawn up', () => {
  expect(dataOf('guest', 'return received', 'return.requested')).toEqual([
    {
      orderId: 'order_01',
      returnId: 'return_01',
      reason: 'too small',
      products: [{ productId: 'prod_01', variantId: 'variant_01', quantity: 1 }],
    },
  ])
  expect(dataOf('guest', 'return received', 'return.received')).toMatchObject([
    { returnId: 'return_01', products: [{ productId: 'prod_01', quantity: 1 }] },
  ])
  expect(told('guest', 'exchange drawn up', 'return.requested')).toHaveLength(1)
  expect(dataOf('guest', 'exchanged', 'return.requested')).toMatchObject([
    { returnId: 'return_01' },
    { returnId: 'return_02' },
  ])
})
it('takes a claim for a case, settled when the money was given back or what was sent anew has arrived', () => {
  expect(told('guest', 'claim drawn up', 'case.opened')).toEqual([])
  const claim = { caseId: 'claim_01', kind: 'claim', orderId: 'order_01', topic: 'production_failure' }
  expect(dataOf('guest', 'claim confirmed', 'case.opened')).toEqual([claim])
  expect(told('guest', 'claim confirmed', 'case.resolved')).toEqual([])
  expect(told('guest', 'claim delivered', 'case.resolved')).toMatchObject([
    { time: '2026-11-23T09:49:38.602Z', data: { caseId: 'claim_01', solved: true } },
  ])
  const { fulfillments } = orderAt('guest', 'claim delivered').order as { fulfillments: { id: string }[] }
  const neverCame = fulfillments.map((parcel) => (parcel.id === 'ful_03' ? { ...parcel, delivered_at: null } : parcel))
  const solved = eventsOfOrder(altered('guest', 'claim delivered', { fulfillments: neverCame }))
  expect(solved.filter(({ type }) => type === 'case.resolved')).toHaveLength(1)
  expect(told('claimed', 'claimed', 'case.resolved')).toEqual([])
  const [refund] = told('claimed', 'claim refunded', 'order.refunded')
  expect(told('claimed', 'claim refunded', 'case.resolved')).toMatchObject([{ time: refund?.time }])
})
it('tells that an order was canceled, and by whom where the shop wrote it down', () => {
  expect(told('canceled', 'paid', 'order.canceled')).toEqual([])
  expect(dataOf('canceled', 'canceled', 'order.canceled')).toEqual([{ orderId: 'order_03' }])
  const canceled = eventsOfOrder(altered('canceled', 'canceled', { metadata: { mot_canceled_by: 'customer' } }))
  expect(canceled.find(({ type }) => type === 'order.canceled')?.data).toMatchObject({ by: 'customer' })
})
it('has nothing to tell of a draft, or of an order of nobody', () => {
  expect(eventsOfOrder(altered('guest', 'placed', { is_draft_order: true }))).toEqual([])
  expect(eventsOfOrder(altered('guest', 'placed', { status: 'draft' }))).toEqual([])
  expect(eventsOfOrder(altered('guest', 'placed', { customer_id: null }))).toEqual([])
})
it('names what is missing', () => {
  const wrong = (entity: OrderEntity, path: string) =>
    expect(() => eventsOfOrder(entity)).toThrowError(
      expect.objectContaining({ code: 'MEDUSA_ENTITY_INVALID', details: expect.objectContaining({ path }) }),
    )
  wrong(altered('guest', 'placed', { created_at: undefined }), 'order.created_at')
  wrong({ ...orderAt('guest', 'placed'), original: undefined }, 'original')
  wrong({ ...orderAt('guest', 'exchanged'), edited: undefined }, 'edited')
})
it('tells nothing in two ways: one id has one time and one content at every stage', () => {
  for (const story of stories) {
    const known = new Map<string, string>()
    for (const { entity } of orderStages(story))
      for (const { customer: _, ...event } of eventsOfOrder(entity)) {
        expect(known.get(event.id) ?? JSON.stringify(event)).toBe(JSON.stringify(event))
        known.set(event.id, JSON.stringify(event))
      }
  }
})
it('tells the same in whatever order Medusa answers its lists', () => {
  const byId = (entity: OrderEntity) => eventsOfOrder(entity).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  for (const story of stories)
    for (const { entity } of orderStages(story)) expect(byId(reversed(entity))).toEqual(byId(entity))
})
it('makes events that the engine takes: of its catalogue, in the shape of their types', () => {
  const schemas = new Map(Object.values(events).map(({ type, schema }) => [type as string, schema]))
  for (const story of stories)
    for (const { entity } of orderStages(story))
      for (const { type, id, data } of eventsOfOrder(entity)) {
        expect(id.length).toBeLessThan(200)
        expect(schemas.get(type)?.['~standard'].validate(data)).not.toHaveProperty('issues')
      }
})
