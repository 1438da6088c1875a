import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { memoryStore } from './memory-store.ts'
import { definePlugin } from './plugin.ts'
import { defineQuery } from './query.ts'
import { defineSlice } from './slice.ts'
import { orders } from './slices/orders.ts'
import type { Store } from './store.ts'

const START = '2026-03-01T12:00:00.000Z'
const event = (type: string, id: string, customer: object, data: object, time = START) => ({
  id: `${type}/${id}`,
  source: 'shop',
  type,
  time,
  customer,
  data,
})
const placed = (orderId: string, customer: object, time = START) =>
  event('order.placed', orderId, customer, { orderId, total: { amount: 100, currency: 'EUR' } }, time)

const notes = defineSlice({ name: 'notes', on: [], initial: ['none yet'], fold: {} })
const open = defineQuery({
  input: z.object({ most: z.int().positive().optional() }),
  reads: [orders, notes],
  codes: ['ORDERS_NONE'],
  answer({ input, journey, now, settings, order }) {
    const { customer, stage, slices } = journey
    const known = Object.keys(slices.orders.open).sort().slice(0, input.most)
    return known.length > 0
      ? { ok: true, value: { known, customer, stage, notes: slices.notes, now, order, zone: settings.timeZone } }
      : { ok: false, error: { code: 'ORDERS_NONE', message: 'no order is open', details: { most: input.most } } }
  },
})
const broken = defineQuery({
  input: z.object({}),
  codes: [],
  answer: () => {
    throw new Error('of no use')
  },
})
const desk = definePlugin({ id: 'desk', slices: [notes], queries: { open, broken } })
const engine = (store: Store = memoryStore()) =>
  createMot({ store, clock: virtualClock(START), plugins: [desk], settings: { timeZone: 'Europe/Berlin' } })
const ada = { id: 'ada' }
const refusal = (code: string, path: string, expected: string) => ({
  ok: false,
  error: { code, details: { path, expected } },
})

describe('a query', () => {
  it('is answered from the journey, with the time, the settings and the order that it was asked by', async () => {
    const mot = engine()
    await mot.ingestMany([placed('1', ada), placed('2', ada), placed('3', { id: 'eve' })])
    const value = {
      known: ['order/1', 'order/2'],
      customer: ada,
      stage: 'repeat_customer',
      notes: ['none yet'],
      now: START,
      order: undefined,
      zone: 'Europe/Berlin',
    }
    expect(await mot.desk.open({ customer: ada })).toEqual({ ok: true, value })
    expect(await mot.desk.open({ order: '2' })).toEqual({ ok: true, value: { ...value, order: '2' } })
    expect(await mot.desk.open({ order: '3', most: 1 })).toMatchObject({
      value: { known: ['order/3'], customer: { id: 'eve' } },
    })
  })
  it('gives a code of its own', async () => {
    const mot = engine()
    await mot.ingestMany([event('visit.started', '1', ada, {})])
    const answer = await mot.desk.open({ customer: ada, most: 2 })
    expect(answer).toMatchObject({
      ok: false,
      error: { name: 'MotError', code: 'ORDERS_NONE', message: 'no order is open', details: { most: 2 } },
    })
  })
  it('records nothing and opens no transaction', async () => {
    const store = memoryStore()
    await engine(store).ingestMany([placed('1', ada)])
    const before = JSON.stringify(await store.export('default', 'id:ada'))
    const locked = () => Promise.reject(new Error('locked'))
    const mot = engine({ ...store, transaction: locked })
    expect(await mot.desk.open({ customer: ada })).toMatchObject({ ok: true })
    expect(await mot.desk.open({ order: '1' })).toMatchObject({ ok: true })
    expect(JSON.stringify(await store.export('default', 'id:ada'))).toBe(before)
  })
  it('finds slices that came after the journey at their beginning', async () => {
    const store = memoryStore()
    await createMot({ store, plugins: [], clock: virtualClock(START) }).ingestMany([placed('1', ada)])
    expect(await engine(store).desk.open({ order: '1' })).toMatchObject({ value: { notes: ['none yet'] } })
  })
})

describe('whom a query is about', () => {
  it('is who an anonymous buyer became, by each of their names', async () => {
    const mot = engine()
    const anonymous = { anonymousId: 'a' }
    await mot.ingestMany([placed('1', anonymous)])
    expect(await mot.desk.open({ order: '1' })).toMatchObject({ value: { customer: anonymous } })
    await mot.ingestMany([event('customer.identified', '1', ada, { anonymousId: 'a' })])
    for (const about of [{ order: '1' }, { customer: anonymous }, { customer: ada }])
      expect(await mot.desk.open(about)).toMatchObject({ ok: true, value: { customer: ada, known: ['order/1'] } })
  })
  it('is who was first to place the order, not who is heard of it besides', async () => {
    const mot = engine()
    const later = '2026-03-01T12:00:01.000Z'
    await mot.ingestMany([
      { ...placed('1', { id: 'eve' }, later), id: 'again' },
      placed('1', ada),
      event('order.paid', '1', { id: 'paul' }, { orderId: '1' }, '2026-02-01T00:00:00.000Z'),
    ])
    expect(await mot.desk.open({ order: '1' })).toMatchObject({ value: { customer: ada } })
  })
  it('is looked for in one tenant', async () => {
    const mot = engine()
    await mot.ingestMany([{ ...placed('1', ada), tenant: 'two' }])
    expect(await mot.desk.open({ order: '1', tenant: 'two' })).toMatchObject({ ok: true })
    expect(await mot.desk.open({ order: '1' })).toMatchObject({ ok: false, error: { code: 'ORDER_UNKNOWN' } })
    expect(await mot.desk.open({ customer: ada })).toMatchObject({ ok: false, error: { code: 'CUSTOMER_UNKNOWN' } })
  })
  it('is nobody once they are erased', async () => {
    const mot = engine()
    await mot.ingestMany([placed('1', ada)])
    await mot.erase(ada)
    expect(await mot.desk.open({ order: '1' })).toMatchObject({ ok: false, error: { code: 'ORDER_UNKNOWN' } })
    expect(await mot.desk.open({ customer: ada })).toMatchObject({ ok: false, error: { code: 'CUSTOMER_UNKNOWN' } })
  })
})

describe('a query is refused', () => {
  const NAME = 'a text of 1 to 300 characters'
  const SAFE = 'no __proto__ key, no U+0000, no half of a character'
  it.each([
    ['CUSTOMER_MISSING', {}, 'customer', '{ id } or { anonymousId }, or an order'],
    ['CUSTOMER_MISSING', undefined, 'customer', '{ id } or { anonymousId }, or an order'],
    ['CUSTOMER_MISSING', { customer: { id: '' } }, 'customer', '{ id } or { anonymousId }, or an order'],
    ['INPUT_INVALID', { customer: ada, order: '1' }, 'order', 'a customer or an order, not both'],
    ['INPUT_INVALID', { order: 1 }, 'order', NAME],
    ['INPUT_INVALID', { order: '' }, 'order', NAME],
    ['INPUT_INVALID', { order: '1\u0000' }, 'order', SAFE],
    ['INPUT_INVALID', { customer: ada, more: { 'a\ud800': 1 } }, 'more.a\ud800', SAFE],
    ['INPUT_INVALID', { customer: ada, tenant: 5 }, 'tenant', NAME],
    ['INPUT_INVALID', { customer: ada, most: 0 }, 'most', 'Too small: expected number to be >0'],
    ['CUSTOMER_UNKNOWN', { customer: { id: 'eve' } }, 'customer', 'a customer with a journey'],
    ['ORDER_UNKNOWN', { order: '2' }, 'order', 'the id of an order that was placed'],
    ['ORDER_UNKNOWN', { order: 'order/1' }, 'order', 'the id of an order that was placed'],
  ])('with %s: %j', async (code, input, path, expected) => {
    const mot = engine()
    await mot.ingestMany([placed('1', ada)])
    expect(await mot.desk.open(input as never)).toMatchObject(refusal(code, path, expected))
  })
  it('with PLUGIN_FAILED where it throws', async () => {
    const mot = engine()
    await mot.ingestMany([placed('1', ada)])
    expect(await mot.desk.broken({ customer: ada })).toMatchObject({
      ok: false,
      error: { code: 'PLUGIN_FAILED', retryable: false, details: { path: 'desk.broken' }, cause: Error('of no use') },
    })
  })
  it('with STORE_UNAVAILABLE where the store does not answer', async () => {
    const down = () => Promise.reject(new Error('down'))
    const unavailable = { ok: false, error: { code: 'STORE_UNAVAILABLE', retryable: true } }
    const mot = engine({ ...memoryStore(), journeys: down, buyerOf: down })
    expect(await mot.desk.open({ customer: ada })).toMatchObject(unavailable)
    expect(await mot.desk.open({ order: '1' })).toMatchObject(unavailable)
  })
})
