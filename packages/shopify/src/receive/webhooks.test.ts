/** At the door: what is taken, what is refused and how it is answered; and what becomes of what was taken. */
import { createHmac } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import { MotError, virtualClock } from '@motkit/core'
import { describe, expect, test, vi } from 'vitest'
import { memoryDeliveries } from './memory.ts'
import type { ClaimedDelivery, DeliveryStore } from './store.ts'
import { createShopifyWebhooks, type ReceivingOptions } from './webhooks.ts'

const NOW = '2026-11-01T10:00:00.000Z'
const SHOP = 'tea.myshopify.com'
const order = '{"id":1}'

interface Setup extends Partial<ReceivingOptions> {
  readonly process?: (delivery: ClaimedDelivery) => unknown
}
function setup({ process = () => undefined, ...options }: Setup = {}) {
  const clock = virtualClock(NOW)
  const deliveries = options.deliveries ?? memoryDeliveries({ clock })
  const errors: unknown[] = []
  const webhooks = createShopifyWebhooks({
    secrets: ['new', 'old'],
    tenantOf: (shop) => (shop === SHOP ? 'tea' : undefined),
    clock,
    onError: (error) => errors.push(error),
    process,
    ...options,
    deliveries,
  })
  return { clock, deliveries, errors, webhooks }
}
function requestOf(
  body: string | Uint8Array = order,
  { secret = 'new', method = 'POST', ...headers }: Record<string, string> = {},
): Request {
  const signature = createHmac('sha256', secret).update(body).digest('base64')
  return new Request('https://app.example.com/webhooks', {
    method,
    headers: {
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': SHOP,
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': 'w1',
      'x-shopify-triggered-at': NOW,
      'x-shopify-hmac-sha256': signature,
      ...headers,
    },
    ...(method === 'POST' && { body: body as string }),
  })
}
const asked = (topic: string, payload: object, id = 'asks') =>
  requestOf(JSON.stringify(payload), { 'x-shopify-topic': topic, 'x-shopify-webhook-id': id })

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

describe('a delivery', () => {
  test('is taken, then processed as it came', async () => {
    const process = vi.fn()
    const { webhooks } = setup({ process })
    expect((await webhooks.handle(requestOf())).status).toBe(200)
    expect(process).not.toHaveBeenCalled()
    expect(await webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    expect(process.mock.calls).toEqual([
      [
        {
          id: 'w1',
          shop: SHOP,
          tenant: 'tea',
          topic: 'orders/create',
          apiVersion: '2026-10',
          triggeredAt: NOW,
          body: Buffer.from(order),
          attempt: 1,
          lost: 0,
        },
      ],
    ])
    expect(webhooks.counts()).toEqual({ accepted: 1, duplicate: 0, processed: 1, returned: 0, dead: 0, refused: {} })
  })
  test('is taken with the old secret while it is rotated, in any case of its headers', async () => {
    const { webhooks } = setup()
    const headers = { 'x-shopify-topic': 'ORDERS/CREATE', 'x-shopify-shop-domain': 'Tea.MyShopify.com' }
    expect((await webhooks.handle(requestOf(order, { secret: 'old', ...headers }))).status).toBe(200)
  })
  test('that comes again is answered, and counts once', async () => {
    const process = vi.fn()
    const { webhooks } = setup({ process })
    for (const id of ['w1', 'w1', 'w2'])
      expect((await webhooks.handle(requestOf(order, { 'x-shopify-webhook-id': id }))).status).toBe(200)
    await webhooks.drain()
    expect((await webhooks.handle(requestOf())).status).toBe(200)
    await webhooks.drain()
    expect(process).toHaveBeenCalledTimes(1)
    expect(webhooks.counts()).toMatchObject({ accepted: 1, duplicate: 3 })
  })
  test('may be a day late, not older than what is remembered', async () => {
    const { webhooks } = setup()
    const late = { 'x-shopify-triggered-at': '2026-10-31T08:00:00Z' }
    expect((await webhooks.handle(requestOf(order, late))).status).toBe(200)
  })
})

const redact = { shop_id: 1, shop_domain: SHOP, customer: { id: 7, email: 'ada@example.com' }, orders_to_redact: [9] }
const refusals: readonly (readonly [what: string, code: string, status: number, request: () => Request])[] = [
  ['no POST', 'WEBHOOK_METHOD_INVALID', 405, () => requestOf(order, { method: 'GET' })],
  ['an empty body', 'WEBHOOK_BODY_EMPTY', 400, () => requestOf('')],
  ['a body that is too large', 'WEBHOOK_BODY_TOO_LARGE', 413, () => requestOf('x'.repeat(1_001))],
  ['a forged signature', 'WEBHOOK_SIGNATURE_INVALID', 401, () => requestOf(order, { secret: 'forged' })],
  ['an empty signature', 'WEBHOOK_SIGNATURE_MISSING', 401, () => requestOf(order, { 'x-shopify-hmac-sha256': '' })],
  [
    'a topic nobody subscribed to',
    'WEBHOOK_TOPIC_REFUSED',
    404,
    () => requestOf(order, { 'x-shopify-topic': 'themes/publish' }),
  ],
  ['no topic at all', 'WEBHOOK_HEADER_INVALID', 400, () => requestOf(order, { 'x-shopify-topic': '../../etc' })],
  [
    'a topic twice',
    'WEBHOOK_HEADER_INVALID',
    400,
    () => requestOf(order, { 'x-shopify-topic': 'orders/create, orders/paid' }),
  ],
  [
    'a foreign shop',
    'WEBHOOK_SHOP_REFUSED',
    403,
    () => requestOf(order, { 'x-shopify-shop-domain': 'foreign.myshopify.com' }),
  ],
  [
    'a domain that is not of Shopify',
    'WEBHOOK_HEADER_INVALID',
    400,
    () => requestOf(order, { 'x-shopify-shop-domain': 'tea.myshopify.com.evil.com' }),
  ],
  ['an id that is none', 'WEBHOOK_HEADER_INVALID', 400, () => requestOf(order, { 'x-shopify-webhook-id': 'a b' })],
  ['a time that is none', 'WEBHOOK_HEADER_INVALID', 400, () => requestOf(order, { 'x-shopify-triggered-at': 'soon' })],
  ['an old one', 'WEBHOOK_STALE', 409, () => requestOf(order, { 'x-shopify-triggered-at': '2026-10-30T09:59:59Z' })],
  [
    'a redaction of another shop',
    'WEBHOOK_SHOP_MISMATCH',
    403,
    () => asked('shop/redact', { shop_domain: 'foreign.myshopify.com' }),
  ],
  ['an order as a redaction', 'WEBHOOK_TOPIC_MISMATCH', 403, () => asked('shop/redact', { id: 1 })],
  ["a customer's redaction as the shop's", 'WEBHOOK_TOPIC_MISMATCH', 403, () => asked('shop/redact', redact)],
  [
    'a data request as a redaction',
    'WEBHOOK_TOPIC_MISMATCH',
    403,
    () => asked('customers/redact', { ...redact, data_request: { id: 1 } }),
  ],
  ['an order as an uninstallation', 'WEBHOOK_TOPIC_MISMATCH', 403, () => asked('app/uninstalled', { id: 1 })],
  ['no JSON as a redaction', 'WEBHOOK_TOPIC_MISMATCH', 403, () => requestOf('{', { 'x-shopify-topic': 'shop/redact' })],
]

describe('what is refused', () => {
  test.each(refusals)('%s: %s', async (_, code, status, request) => {
    const { webhooks, errors, deliveries } = setup({ maxBodyBytes: 1_000 })
    const answer = await webhooks.handle(request())
    expect([answer.status, await codeOf(answer)]).toEqual([status, code])
    expect(webhooks.counts()).toMatchObject({ accepted: 0, refused: { [code]: 1 } })
    expect(errors).toMatchObject([{ code }])
    expect(await deliveries.health()).toMatchObject({ waiting: 0 })
  })
  test('a body that somebody read before, with the reason', async () => {
    const { webhooks } = setup()
    const request = requestOf()
    await request.json()
    const answer = await webhooks.handle(request)
    expect(answer.status).toBe(500)
    expect(await answer.json()).toMatchObject({
      code: 'WEBHOOK_BODY_PARSED',
      message: expect.stringContaining('before any body parser'),
    })
  })
  test('a replay: an id with another body, a body from another shop', async () => {
    const { webhooks, deliveries } = setup({ tenantOf: (shop) => shop })
    await webhooks.handle(requestOf())
    const other = { 'x-shopify-webhook-id': 'w2', 'x-shopify-shop-domain': 'coffee.myshopify.com' }
    for (const request of [requestOf('{"id":2}'), requestOf(order, other)]) {
      const answer = await webhooks.handle(request)
      expect([answer.status, await codeOf(answer)]).toEqual([409, 'WEBHOOK_REPLAYED'])
    }
    expect(webhooks.counts()).toMatchObject({ accepted: 1, refused: { WEBHOOK_REPLAYED: 2 } })
    expect((await deliveries.health()).waiting).toBe(1)
  })
  test('everything while the store is away, and Shopify is to come again', async () => {
    const away = { ...memoryDeliveries(), add: () => Promise.reject(new Error('connection refused')) }
    const { webhooks, errors } = setup({ deliveries: away as DeliveryStore })
    const answer = await webhooks.handle(requestOf())
    expect([answer.status, await codeOf(answer)]).toEqual([503, 'WEBHOOK_UNAVAILABLE'])
    expect(errors).toMatchObject([{ cause: { message: 'connection refused' } }])
  })
  test('what could not be committed in time; that it was committed later does no harm', async () => {
    const store = memoryDeliveries()
    const slow: DeliveryStore = { ...store, add: (one) => rest(60).then(() => store.add(one)) }
    const { webhooks } = setup({ deliveries: slow, answerWithinMs: 20 })
    const answer = await webhooks.handle(requestOf())
    expect([answer.status, await codeOf(answer)]).toEqual([503, 'WEBHOOK_LATE'])
    await rest(80)
    expect(await store.add({ ...(await store.claim(1, 1_000))[0] } as never)).toBe('duplicate')
  })
  test('a body that does not come', async () => {
    const body = new ReadableStream({ pull: () => rest(10_000, undefined, { ref: false }) })
    const { webhooks } = setup({ answerWithinMs: 20 })
    const { headers } = requestOf()
    const request = new Request('https://a.example.com', { method: 'POST', headers, body, duplex: 'half' })
    expect((await webhooks.handle(request)).status).toBe(503)
  })
  test('a setup that refuses nobody, or all', () => {
    expect(() => setup({ secrets: [] })).toThrow(MotError)
    expect(() => setup({ secrets: [''] })).toThrow('secrets: expected one or more secrets, none empty')
    expect(() => setup({ maxAgeMs: 4 * 86_400_000 })).toThrow('maxAgeMs: expected less than processing.keepMs')
  })
})

describe('what was taken', () => {
  test('and failed is tried again after a wait that doubles, and is dead in the end', async () => {
    const process = vi.fn(() => Promise.reject(new Error('no such order')))
    const { webhooks, clock } = setup({ process, processing: { retryMs: 1_000, maxAttempts: 3 } })
    const pass = (ms: number) => clock.set(clock.now() + ms)
    await webhooks.handle(requestOf())
    const attempts: number[] = []
    for (const wait of [0, 999, 1, 1_999, 1]) {
      pass(wait)
      await webhooks.drain()
      attempts.push(process.mock.calls.length)
    }
    expect(attempts).toEqual([1, 1, 2, 2, 3])
    expect(webhooks.counts()).toMatchObject({ returned: 2, dead: 1 })
    expect(await webhooks.dead.list()).toMatchObject([{ id: 'w1', attempts: 3, error: 'no such order' }])
    expect(await webhooks.dead.retry({ tenant: 'tea' })).toEqual({ retried: 1 })
    process.mockResolvedValue(undefined as never)
    expect(await webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    expect(await webhooks.dead.list()).toEqual([])
  })
  test('is dead at once where trying again is no help, and never while it may be', async () => {
    let error: MotError = new MotError('STORE_UNAVAILABLE', 'away', { retryable: true, retryAfter: 7 })
    const process = vi.fn(() => Promise.reject(error))
    const { webhooks, clock } = setup({ process, processing: { maxAttempts: 1 } })
    await webhooks.handle(requestOf())
    for (let n = 0; n < 4; n++) {
      await webhooks.drain()
      clock.set(clock.now() + 7_000)
    }
    expect(process).toHaveBeenCalledTimes(4)
    error = new MotError('EVENT_INVALID', 'broken')
    await webhooks.drain()
    expect(await webhooks.dead.list()).toMatchObject([{ error: 'EVENT_INVALID: broken' }])
    expect(await webhooks.dead.drop()).toEqual({ dropped: 1 })
  })
  test('and fails for ever by what may pass is dead in the end', async () => {
    const process = vi.fn(() => Promise.reject(new MotError('STORE_UNAVAILABLE', 'away', { retryable: true })))
    const { webhooks, clock } = setup({ process, processing: { maxAttempts: 1, maxRetries: 3 } })
    await webhooks.handle(requestOf())
    for (let n = 0; n < 5; n++) {
      await webhooks.drain()
      clock.set(clock.now() + 3_600_000)
    }
    expect(process).toHaveBeenCalledTimes(3)
    expect(await webhooks.dead.list()).toMatchObject([{ attempts: 3, error: 'STORE_UNAVAILABLE: away' }])
  })
  test('and never returns is tried again, holds up no other, and is dead in the end', async () => {
    const process = vi.fn(({ id }: ClaimedDelivery) => (id === 'hangs' ? new Promise(() => undefined) : undefined))
    const { webhooks, clock, errors } = setup({ process, processing: { leaseMs: 20, maxAttempts: 2 } })
    await webhooks.handle(requestOf(order, { 'x-shopify-webhook-id': 'hangs' }))
    await webhooks.handle(requestOf('{"id":2}', { 'x-shopify-webhook-id': 'w2' }))
    expect(await webhooks.drain()).toEqual({ processed: 1, failed: 1 })
    clock.set(clock.now() + 3_600_000)
    expect(await webhooks.drain()).toEqual({ processed: 0, failed: 1 })
    expect(errors).toMatchObject([{ code: 'WEBHOOK_TIMEOUT' }, { code: 'WEBHOOK_TIMEOUT' }])
    expect(await webhooks.dead.list()).toMatchObject([{ id: 'hangs', attempts: 2 }])
  })
  test('and was lost so often that it may be what kills is dead, and can be tried again', async () => {
    const process = vi.fn()
    const { webhooks, clock, deliveries } = setup({ process, processing: { maxLost: 2 } })
    await webhooks.handle(requestOf())
    for (let n = 0; n < 2; n++) {
      await deliveries.claim(1, 1_000) // and whoever did so died
      clock.set(clock.now() + 1_000)
    }
    expect(await webhooks.drain()).toEqual({ processed: 0, failed: 1 })
    expect(process).not.toHaveBeenCalled()
    expect(await webhooks.dead.list()).toMatchObject([{ id: 'w1', error: expect.stringContaining('WEBHOOK_LOST') }])
    await webhooks.dead.retry()
    expect(await webhooks.drain()).toEqual({ processed: 1, failed: 0 })
  })
  test('is processed right away by a process that runs, until it is stopped', async () => {
    const process = vi.fn()
    const { webhooks } = setup({ process })
    const stop = webhooks.start({ pollMs: 60_000 })
    await rest(5)
    await webhooks.handle(requestOf())
    await vi.waitFor(() => expect(process).toHaveBeenCalledTimes(1))
    await stop()
    await webhooks.handle(requestOf('{"id":2}', { 'x-shopify-webhook-id': 'w2' }))
    await rest(20)
    expect(process).toHaveBeenCalledTimes(1)
    expect(await webhooks.drain()).toEqual({ processed: 1, failed: 0 })
  })
  test('and speaks of a customer is deleted when they are to be forgotten; of another it is not', async () => {
    const dead = vi.fn(() => Promise.reject(new MotError('EVENT_INVALID', 'broken')))
    const process = ({ topic }: ClaimedDelivery) => (topic === 'customers/redact' ? undefined : dead())
    const { webhooks } = setup({ process })
    const bodies = {
      byId: '{"customer":{"id":7}}',
      byMail: '{"email":"ADA@example.com"}',
      byOrder: '{"order_id":9}',
      byGid: '{"id":"gid://shopify/Customer/7"}',
      otherId: '{"customer":{"id":77},"total":"17.50"}',
      otherMail: '{"email":"da-ada@example.com.au"}',
    }
    for (const [id, body] of Object.entries(bodies))
      await webhooks.handle(requestOf(body, { 'x-shopify-webhook-id': id }))
    await webhooks.drain()
    expect((await webhooks.health()).dead).toBe(6)
    await webhooks.handle(asked('customers/redact', redact))
    expect(await webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    expect((await webhooks.dead.list()).map(({ id }) => id)).toEqual(['otherId', 'otherMail'])
  })
  test('is deleted when the whole shop is to be forgotten', async () => {
    const broken = () => Promise.reject(new MotError('EVENT_INVALID', 'broken'))
    const { webhooks } = setup({ process: ({ topic }) => (topic === 'shop/redact' ? undefined : broken()) })
    await webhooks.handle(requestOf())
    await webhooks.drain()
    await webhooks.handle(asked('shop/redact', { shop_id: 1, shop_domain: SHOP }))
    await webhooks.drain()
    expect(await webhooks.health()).toEqual({ waiting: 0, dead: 0, lagMs: 0 })
  })
})
