/** From deliveries to a real engine. */
import { createMot, MotError, memoryStore, virtualClock } from '@motkit/core'
import { describe, expect, test, vi } from 'vitest'
import type { ClaimedDelivery } from './store.ts'
import { tellEngine } from './tell.ts'

const NOW = '2026-11-01T10:00:00.000Z'
const delivery = (topic: string, payload: unknown): ClaimedDelivery => ({
  id: 'w1',
  shop: 'tea.myshopify.com',
  tenant: 'tea',
  topic,
  apiVersion: '2026-10',
  triggeredAt: NOW,
  body: Buffer.from(JSON.stringify(payload)),
  attempt: 1,
  lost: 0,
})
const order = (id: number, customer: number) =>
  delivery('orders/create', {
    id,
    created_at: NOW,
    updated_at: NOW,
    total_price_set: { presentment_money: { amount: '20.00', currency_code: 'EUR' } },
    customer: { id: customer },
  })
const engine = () => createMot({ store: memoryStore(), clock: virtualClock(NOW), plugins: [] })

describe('what a delivery tells', () => {
  test('is told under the tenant of its shop, and twice is once', async () => {
    const mot = engine()
    const tell = tellEngine({ mot })
    await tell(order(1, 7))
    await tell(order(1, 7))
    const journey = await mot.journey({ id: '7' }, { tenant: 'tea' })
    expect(journey.ok && Object.keys(journey.value.slices.orders.open)).toEqual(['order/1'])
    expect((await mot.journey({ id: '7' })).ok).toBe(false)
    expect((await mot.journey({ id: '7' }, { tenant: 'tea.myshopify.com' })).ok).toBe(false)
  })
  test('of somebody who was erased leaves nothing, under no name', async () => {
    const mot = engine()
    const tell = tellEngine({ mot })
    await tell(order(1, 7))
    await mot.erase({ id: '7' }, { tenant: 'tea' })
    await tell(order(1, 7))
    await tell(order(2, 7))
    for await (const journey of mot.journeys({ tenant: 'tea' })) expect.fail(JSON.stringify(journey.customer))
  })
  test('and cannot be read is refused with the path', async () => {
    const tell = tellEngine({ mot: engine() })
    await expect(tell(delivery('orders/create', { id: 1 }))).rejects.toMatchObject({ code: 'SHOPIFY_PAYLOAD_INVALID' })
  })
  test('and the engine refuses is thrown, first of all what may go through later', async () => {
    const broken = { ok: false as const, error: new MotError('EVENT_INVALID', 'broken') }
    const away = { ok: false as const, error: new MotError('STORE_UNAVAILABLE', 'away', { retryable: true }) }
    const mot = { ingestMany: vi.fn(async () => [broken, away]) }
    await expect(tellEngine({ mot })(order(1, 7))).rejects.toBe(away.error)
    expect(mot.ingestMany).toHaveBeenCalledTimes(1) // nothing of an order is told before it is known whose it is
  })
  test('and could not be used is named', async () => {
    const onIgnored = vi.fn()
    const edited = delivery('orders/edited', { order_edit: { id: 1, order_id: 1 } })
    await tellEngine({ mot: engine(), onIgnored })(edited)
    expect(onIgnored).toHaveBeenCalledWith([{ path: '', why: expect.stringContaining('names lines') }], edited)
  })
})
describe('what a delivery asks', () => {
  const redact = delivery('shop/redact', { shop_id: 1, shop_domain: 'tea.myshopify.com' })
  test('is handed on, and waited for', async () => {
    const onRequest = vi.fn(() => Promise.reject(new Error('not yet')))
    await expect(tellEngine({ mot: engine(), onRequest })(redact)).rejects.toThrow('not yet')
    expect(onRequest).toHaveBeenCalledWith({ kind: 'erase-shop', shop: 'tea.myshopify.com' }, redact)
  })
  test('does not get lost where nobody hears it', async () => {
    await expect(tellEngine({ mot: engine() })(redact)).rejects.toMatchObject({
      code: 'WEBHOOK_REQUEST_UNHEARD',
      details: { path: 'onRequest', received: 'erase-shop' },
    })
  })
})
