/** The signature, held against Shopify's own library. */
import { createHmac } from 'node:crypto'
import '@shopify/shopify-api/adapters/web-api'
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryDeliveries } from './memory.ts'
import { isSigned } from './signature.ts'
import { createShopifyWebhooks } from './webhooks.ts'

const SECRET = 'shpss_0123456789abcdef'
const oracle = shopifyApi({
  apiKey: 'key',
  apiSecretKey: SECRET,
  apiVersion: ApiVersion.October26,
  hostName: 'app.example.com',
  isEmbeddedApp: false,
  logger: { level: LogSeverity.Error, log: () => undefined },
})
const sign = (body: string | Uint8Array, secret = SECRET) => createHmac('sha256', secret).update(body).digest()
const base64 = (body: string | Uint8Array, secret?: string) => sign(body, secret).toString('base64')
const others = {
  'x-shopify-topic': 'orders/create',
  'x-shopify-shop-domain': 'tea.myshopify.com',
  'x-shopify-api-version': '2026-10',
  'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
}
const requestOf = (body: string | Uint8Array, headers: Record<string, string>) =>
  new Request('https://app.example.com/webhooks', { method: 'POST', headers, body: body as string })

/** What both say of the same request. */
async function judge(body: string, headers: Record<string, string>) {
  const { valid } = await oracle.webhooks.validate({ rawBody: body, rawRequest: requestOf(body, headers) })
  const webhooks = createShopifyWebhooks({
    secrets: [SECRET],
    tenantOf: (shop) => shop,
    deliveries: memoryDeliveries(),
    process: () => undefined,
  })
  const { status } = await webhooks.handle(requestOf(body, headers))
  return { oracle: valid, own: status === 200 }
}
const text = fc.string({ unit: 'binary', maxLength: 300 }).map((any) => any.toWellFormed())
const written = (
  body: string,
  how: 'right' | 'wrong' | 'unpadded' | 'hex' | 'url' | 'spaced' | 'twice' | 'lower' | 'empty',
): string => {
  const right = base64(body)
  return {
    right,
    wrong: base64(body, 'other'),
    unpadded: right.slice(0, -1),
    hex: sign(body).toString('hex'),
    url: right.replaceAll('+', '-').replaceAll('/', '_'),
    spaced: ` ${right} `, // headers are trimmed
    twice: `${right}, ${right}`,
    lower: right.toLowerCase(),
    empty: '',
  }[how]
}

describe('a signature', () => {
  test('is right where the library says so, however it is written', async () => {
    const how = fc.constantFrom(
      'right',
      'wrong',
      'unpadded',
      'hex',
      'url',
      'spaced',
      'twice',
      'lower',
      'empty',
    ) as fc.Arbitrary<Parameters<typeof written>[1]>
    await fc.assert(
      fc.asyncProperty(text, how, async (body, way) => {
        const said = await judge(body, { ...others, 'x-shopify-hmac-sha256': written(body, way) })
        expect(said.own).toBe(said.oracle)
        if (body !== '' && way === 'right') expect(said.own).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
  test('is wrong, and the library says so, when a character of the body is another', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), fc.integer({ min: 0x20, max: 0x7e }), async (body, where, code) => {
        const altered = body.split('')
        altered[where % (body.length || 1)] = String.fromCharCode(code)
        fc.pre(altered.join('') !== body)
        const headers = { ...others, 'x-shopify-hmac-sha256': base64(body) }
        expect(await judge(altered.join('').toWellFormed(), headers)).toEqual({ oracle: false, own: false })
      }),
      { numRuns: 200 },
    )
  })
  test('is asked for along with every other header that the library asks for', async () => {
    const all = { ...others, 'x-shopify-hmac-sha256': base64('{}') }
    expect(await judge('{}', all)).toEqual({ oracle: true, own: true })
    for (const missing of Object.keys(all)) {
      const headers = Object.fromEntries(Object.entries(all).filter(([name]) => name !== missing))
      expect(await judge('{}', headers), missing).toEqual({ oracle: false, own: false })
    }
  })
  test('is checked over an empty body and over one of 5 MB', async () => {
    const large = JSON.stringify({ note: 'é'.repeat(2.5 * 2 ** 20) })
    for (const body of ['', large, `${large} `]) {
      const said = await judge(body, { ...others, 'x-shopify-hmac-sha256': base64(large) })
      expect(said).toEqual({ oracle: body === large, own: body === large })
    }
    expect(await judge('', { ...others, 'x-shopify-hmac-sha256': base64('') })).toEqual({ oracle: false, own: false })
  })
  test('covers bytes, also such as are no text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (body, where, by) => {
          const signature = base64(body)
          expect(isSigned(body, signature, [SECRET])).toBe(true)
          const altered = body.slice()
          altered[where % body.length] = (body[where % body.length] as number) ^ by
          expect(isSigned(altered, signature, [SECRET])).toBe(false)
        },
      ),
    )
  })
  test('may be of any secret, while one is rotated', () => {
    const body = Buffer.from('{}')
    expect(isSigned(body, base64(body, 'old'), ['new', 'old'])).toBe(true)
    expect(isSigned(body, base64(body, 'new'), ['new', 'old'])).toBe(true)
    expect(isSigned(body, base64(body, 'older'), ['new', 'old'])).toBe(false)
    expect(isSigned(body, base64(body, ''), ['new', 'old'])).toBe(false)
  })
})
