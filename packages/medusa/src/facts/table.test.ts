import { readFileSync } from 'node:fs'
import { events, moments } from '@motkit/core'
import { expect, it } from 'vitest'
import { busEvents } from './table'

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
  expect(names.filter((name) => name.startsWith('auth.'))).toEqual([])
})
it('promises only events that motkit knows', () => {
  const known = new Set<string>(Object.values(events).map(({ type }) => type))
  expect(busEvents.flatMap(({ tells }) => tells).filter((type) => !known.has(type))).toEqual([])
})
it('names only moments that motkit finds', () => {
  const known = new Set<string>(Object.values(moments).map(({ type }) => type))
  expect(busEvents.map(({ moment }) => moment).filter((type) => type !== '' && !known.has(type))).toEqual([])
})
it('is the table of the guide', () => {
  const code = (name: string) => `\`${name}\``
  const lines = busEvents.map(({ event, entity, tells, moment }) => {
    const rest = entity === 'deletion' ? 'nothing: the customer is erased' : 'what is new'
    return `| ${code(event)} | the ${entity} | ${tells.map(code).join(', ') || rest} | ${moment && code(moment)} |`
  })
  const guide = readFileSync(new URL('../../../../docs/23-medusa.md', import.meta.url), 'utf8').split('\n')
  const first = guide.indexOf(lines[0] ?? '')
  expect(guide.slice(first, first + lines.length + 1)).toEqual([...lines, ''])
})
