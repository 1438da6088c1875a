/** What is forged, replayed, of a foreign shop or of a wrong topic gets into no real server, and into no row of a real PostgreSQL. */
import type { Server } from 'node:http'
import { createShopifyWebhooks, postgresDeliveries } from '@motkit/shopify'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { type Host, hosts, originOf, PATH } from './support/hosts.ts'
import { headersOf, type Webhook } from './support/sender.ts'
import { ADA, asks, COFFEE, orderOf, TEA } from './support/shops.ts'

const SECRET = 'shpss_refused'
const FOREIGN = 'foreign.myshopify.com'
describe.skipIf(noPostgres()).each(Object.entries<Host>(hosts))('a server of %s', (_, host) => {
  test('refuses, counts and does not store what is not for it', async () => {
    const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 4 })
    onTestFinished(() => pool.end())
    const deliveries = postgresDeliveries({ pool })
    await deliveries.migrate()
    const processed: string[] = []
    const webhooks = createShopifyWebhooks({
      secrets: [SECRET],
      tenantOf: (shop) => ([TEA, COFFEE].includes(shop) ? shop : undefined),
      deliveries,
      process: ({ id }) => processed.push(id),
    })
    const server = await host(webhooks)
    onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
    onTestFinished(() => (server as Server).closeAllConnections())
    const url = originOf(server) + PATH
    const now = new Date().toISOString()
    const order = (n: number, shop = TEA, more: Partial<Webhook> = {}): Webhook => ({
      topic: 'orders/create',
      shop,
      triggeredAt: now,
      body: JSON.stringify(orderOf(shop, n, ADA)),
      ...more,
    })
    const post = async (webhook: Webhook, id: string, headers: Record<string, string> = {}, body = webhook.body) => {
      const all = { ...headersOf(webhook, id, SECRET), ...headers }
      const answer = await fetch(url, { method: 'POST', headers: all, body: body as string })
      const text = await answer.text()
      return [answer.status, ...(text ? [JSON.parse(text).code] : [])]
    }
    const rows = async () => (await pool.query('select one::text from motkit.shopify_delivery one order by 1')).rows
    expect(await post(order(1), 'first')).toEqual([200])
    const stored = await rows()
    expect(stored).toHaveLength(1)

    const redaction = (shop: string, body: object): Webhook =>
      order(0, shop, { topic: 'customers/redact', body: JSON.stringify(body) })
    const redacted = asks.redact(TEA, ADA, [1])
    const attempts: readonly (readonly [what: string, expected: readonly [number, string], Promise<unknown>])[] = [
      [
        'another secret',
        [401, 'WEBHOOK_SIGNATURE_INVALID'],
        post(order(2), 'f1', headersOf(order(2), 'f1', 'guessed')),
      ],
      ['a changed body', [401, 'WEBHOOK_SIGNATURE_INVALID'], post(order(2), 'f2', {}, order(3).body)],
      ['no signature', [401, 'WEBHOOK_SIGNATURE_MISSING'], post(order(2), 'f3', { 'x-shopify-hmac-sha256': '' })],
      ['its id with another body', [409, 'WEBHOOK_REPLAYED'], post(order(2), 'first')],
      [
        'its body as of another shop',
        [409, 'WEBHOOK_REPLAYED'],
        post(order(1), 'r1', { 'x-shopify-shop-domain': COFFEE }),
      ],
      [
        'its body, days later',
        [409, 'WEBHOOK_STALE'],
        post(order(1), 'r2', { 'x-shopify-triggered-at': '2020-01-01T00:00:00Z' }),
      ],
      ['a shop nobody knows', [403, 'WEBHOOK_SHOP_REFUSED'], post(order(4, FOREIGN), 's1')],
      ['a domain that is none of Shopify', [400, 'WEBHOOK_HEADER_INVALID'], post(order(4, `${TEA}.evil.com`), 's2')],
      ['a redaction of another shop', [403, 'WEBHOOK_SHOP_MISMATCH'], post(redaction(COFFEE, redacted), 's3')],
      [
        'a topic nobody subscribed to',
        [404, 'WEBHOOK_TOPIC_REFUSED'],
        post(order(5, TEA, { topic: 'themes/publish' }), 't1'),
      ],
      ['an order as a redaction', [403, 'WEBHOOK_TOPIC_MISMATCH'], post(order(6, TEA, { topic: 'shop/redact' }), 't2')],
      [
        "a customer's redaction as the shop's",
        [403, 'WEBHOOK_TOPIC_MISMATCH'],
        post({ ...redaction(TEA, redacted), topic: 'shop/redact' }, 't3'),
      ],
    ]
    for (const [what, expected, answer] of attempts)
      expect([what, ...((await answer) as unknown[])]).toEqual([what, ...expected])
    expect(await rows()).toEqual(stored)

    // Its body again, under another id: known, and not stored twice.
    expect(await post(order(1), 'again')).toEqual([200])
    expect(await rows()).toEqual(stored)
    const refused: Record<string, number> = {}
    for (const [, [, code]] of attempts) refused[code] = (refused[code] ?? 0) + 1
    expect(webhooks.counts()).toMatchObject({ accepted: 1, duplicate: 1, refused })
    await webhooks.drain()
    expect(processed).toEqual(['first'])
  })
})
