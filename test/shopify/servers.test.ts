/** Real servers on loopback, each fed by something that behaves like Shopify. */
import { type createServer, request as send } from 'node:http'
import { setTimeout as rest } from 'node:timers/promises'
import {
  type ClaimedDelivery,
  createShopifyWebhooks,
  expressHandler,
  memoryDeliveries,
  type WebhooksOptions,
} from '@motkit/shopify'
import express from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { feedOf, SHOP } from './support/feed.ts'
import { type Host, hosts, listening, originOf, PATH } from './support/hosts.ts'
import { headersOf, sendLikeShopify } from './support/sender.ts'

const SECRET = 'shpss_servers'

const tenantOf = (shop: string) => (shop === SHOP ? shop : undefined)
async function open(host: Host, { parses, ...more }: Partial<WebhooksOptions> & { readonly parses?: boolean } = {}) {
  const processed: ClaimedDelivery[] = []
  const webhooks = createShopifyWebhooks({
    secrets: [SECRET],
    tenantOf,
    deliveries: memoryDeliveries(),
    process: (delivery) => processed.push(delivery),
    maxBodyBytes: 6 * 2 ** 20,
    ...more,
  })
  const server = await host(webhooks, parses)
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  onTestFinished(() => (server as ReturnType<typeof createServer>).closeAllConnections())
  const origin = originOf(server)
  return { processed, webhooks, origin, url: origin + PATH }
}
const order = (body: string | Uint8Array) => ({
  topic: 'orders/create',
  shop: SHOP,
  triggeredAt: new Date().toISOString(),
  body,
})
const post = (url: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    body: body as string,
    headers: { ...headersOf(order(body), 'w1', SECRET), ...headers },
  })

const told = (of: readonly { topic: string; body: string | Uint8Array }[]) =>
  of.map(({ topic, body }) => `${topic} ${Buffer.from(body as Uint8Array)}`).sort()
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

describe.each(Object.entries(hosts))('a server of %s', (name, host) => {
  test('takes what Shopify sends, each once, whatever goes wrong on the way', async () => {
    const { url, webhooks, processed } = await open(host)
    const stop = webhooks.start()
    const feed = feedOf(30, Date.now() - 3_600_000)
    const report = await sendLikeShopify(feed, {
      url,
      secret: SECRET,
      duplicates: 0.3,
      lost: 0.1,
      retryMs: 5,
      late: { share: 0.3, ms: 50 },
      perSecond: 2_000,
    })
    expect(report.gaveUp).toHaveLength(0)
    expect(report.attempts).toBeGreaterThan(feed.length * 1.3)
    await webhooks.drain()
    await stop()
    expect(told(processed)).toEqual(told(feed))
    expect(webhooks.counts()).toMatchObject({ accepted: feed.length, processed: feed.length, refused: {} })
  })
  test('takes again what it answered too late, or could not take', async () => {
    let asked = 0
    const { url, webhooks, processed } = await open(host, {
      async tenantOf(shop) {
        asked++
        if (asked % 7 === 0) throw new Error('the database is away')
        if (asked % 9 === 0) await rest(1_500)
        return tenantOf(shop)
      },
    })
    const feed = feedOf(4, Date.now() - 3_600_000)
    const report = await sendLikeShopify(feed, { url, secret: SECRET, timeoutMs: 1_000, retryMs: 20 })
    expect(report.gaveUp).toHaveLength(0)
    expect(report.answers).toEqual({ 0: expect.any(Number), 200: feed.length, 503: expect.any(Number) })
    await webhooks.drain()
    expect(told(processed)).toEqual(told(feed))
  })
  test('takes bytes as they are, up to 5 MB and of any content type', async () => {
    const { url, webhooks, processed } = await open(host)
    const odd = Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x20, 0xff, 0x00, 0x7d]) // a byte order mark, and no UTF-8
    const large = JSON.stringify({ note: '€'.repeat((5 * 2 ** 20) / 3) })
    for (const [id, body] of [
      ['w1', odd],
      ['w2', large],
    ] as const)
      expect((await post(url, body, { 'x-shopify-webhook-id': id })).status).toBe(200)
    expect(
      (await post(url, '{"plain":1}', { 'content-type': 'text/plain', 'x-shopify-webhook-id': 'w3' })).status,
    ).toBe(200)
    await webhooks.drain()
    expect(processed.map(({ body }) => Buffer.from(body).toString('hex'))).toEqual(
      [odd, large, '{"plain":1}'].map((body) => Buffer.from(body as string).toString('hex')),
    )
  })
  test('refuses what is forged, too large or empty, and answers it', async () => {
    const { url, webhooks } = await open(host)
    expect((await post(url, '{}', { 'x-shopify-hmac-sha256': 'forged' })).status).toBe(401)
    expect((await post(url, '')).status).toBe(400)
    const large = await post(url, 'x'.repeat(6 * 2 ** 20 + 1))
    expect([large.status, await codeOf(large)]).toEqual([413, 'WEBHOOK_BODY_TOO_LARGE'])
    expect(await chunked(url, 40)).toBe(413)
    expect((await post(url, '{}')).status).toBe(200)
    expect(webhooks.counts()).toMatchObject({ accepted: 1, refused: { WEBHOOK_BODY_TOO_LARGE: 2 } })
  })
  test('says so where the body was read before', async () => {
    const { url } = await open(host, { parses: true })
    const answer = await post(url, '{"id":1}')
    expect([name, answer.status, await codeOf(answer)]).toEqual([name, 500, 'WEBHOOK_BODY_PARSED'])
  })
  test('takes no header for another that comes twice', async () => {
    const { url, webhooks } = await open(host)
    const headers = Object.entries(headersOf(order('{}'), 'w1', SECRET))
    const twice = [...headers, ['X-Shopify-Shop-Domain', 'foreign.myshopify.com'] as const]
    expect(await raw(url, twice.flat(), '{}')).toBe(400)
    expect(webhooks.counts()).toMatchObject({ accepted: 0, refused: { WEBHOOK_HEADER_INVALID: 1 } })
  })
})

test.each(['GET', 'PUT', 'TRACE'])('Node http refuses a %s, and goes on', async (method) => {
  const { url } = await open(hosts['Node http'])
  expect(await raw(url, [], '', method)).toBe(405)
  expect((await post(url, '{}')).status).toBe(200)
})
describe('Express', () => {
  test('may keep the bytes by express.raw', async () => {
    const { url } = await open((webhooks) => {
      const app = express()
      app.post(PATH, express.raw({ type: '*/*' }), expressHandler(webhooks))
      return listening(app)
    })
    expect((await post(url, '{"id":1}')).status).toBe(200)
    expect((await post(url, '{"id":1}', { 'x-shopify-hmac-sha256': 'forged' })).status).toBe(401)
  })
})
describe('a function of AWS Lambda, behind an API gateway', () => {
  test.each([
    ['base64', true],
    ['utf8', false],
  ] as const)('takes a body in %s', async (encoding, isBase64Encoded) => {
    const processed: ClaimedDelivery[] = []
    const webhooks = createShopifyWebhooks({
      secrets: [SECRET],
      tenantOf,
      deliveries: memoryDeliveries(),
      process: (delivery) => processed.push(delivery),
    })
    const bytes = Buffer.from('{"note":"€"}')
    const event = { headers: headersOf(order(bytes), 'w1', SECRET), body: bytes.toString(encoding), isBase64Encoded }
    const body = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8')
    const request = () => new Request('https://app.example.com/', { method: 'POST', headers: event.headers, body })
    expect((await webhooks.handle(request())).status).toBe(200)
    expect(await webhooks.drain()).toEqual({ processed: 1, failed: 0 })
    expect(processed.map(({ body }) => Buffer.from(body))).toEqual([bytes])
    expect((await webhooks.handle(request())).status).toBe(200)
    expect(webhooks.counts()).toMatchObject({ accepted: 1, duplicate: 1 })
  })
})
test('Fastify goes on parsing bodies elsewhere', async () => {
  const { origin } = await open(hosts.Fastify)
  expect(await (await post(`${origin}/other`, '{"id":1}')).json()).toEqual({ id: 1 })
})

/** The status of a request with headers as they are given, each on a line of its own. */
const raw = (url: string, headers: readonly string[], body: string, method = 'POST'): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const client = send(url, {
      method,
      headers: ['host', new URL(url).host, 'content-length', String(body.length), ...headers] as never,
    })
    client.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    client.on('error', reject)
    client.end(body)
  })
/** The status of a POST of so many megabytes that does not say its length. */
const chunked = (url: string, megabytes: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const client = send(url, { method: 'POST', headers: headersOf(order('{}'), 'w9', SECRET) })
    client.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    client.on('error', reject)
    for (let n = 0; n < megabytes; n++) client.write(Buffer.alloc(2 ** 20, 0x20))
    client.end()
  })
