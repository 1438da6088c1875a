import { events } from '@motkit/core'
import { expect, it } from 'vitest'
import { busEvents, neverStored } from './table'

const idOf = (name: string, data: object) => busEvents.find(({ event }) => event === name)?.id({ ...data })

it('finds the id in the payloads that Medusa emits', () => {
  expect(idOf('order.placed', { id: 'order_1' })).toBe('order_1')
  expect(idOf('order.return_requested', { order_id: 'order_1', return_id: 'return_1' })).toBe('order_1')
  expect(idOf('order-edit.confirmed', { order_id: 'order_1', actions: [] })).toBe('order_1')
  expect(idOf('payment.refunded', { id: 'pay_1' })).toBe('pay_1')
  expect(idOf('shipment.created', { id: 'ful_1', no_notification: false })).toBe('ful_1')
  expect(idOf('cart.customer_transferred', { id: 'cart_1', customer_id: 'cus_1' })).toBe('cart_1')
  expect(idOf('order.placed', {})).toBeUndefined()
  expect(idOf('order.placed', { id: 1 })).toBeUndefined()
})
it('names each event of the bus once, and none that carries a secret', () => {
  const names = busEvents.map(({ event }) => event)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => neverStored.includes(name) || name.startsWith('auth.'))).toEqual([])
})
it('promises only events that motkit knows', () => {
  const known = new Set<string>(Object.values(events).map(({ type }) => type))
  expect(busEvents.flatMap(({ tells }) => tells).filter((type) => !known.has(type))).toEqual([])
})
