/** The pixel in a real browser, in both of Shopify's sandboxes, against real servers on loopback. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMot, memoryStore } from '@motkit/core'
import { createPixelIngest, nodeHandler } from '@motkit/shopify'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { type Shop, sandboxes } from './support/sandbox.ts'
import { CLIENT, initOf, privacyOf, published, SECRETS, TOKEN } from './support/standard-events.ts'

declare global {
  // of the page: see `Shop`
  var shop: Shop
}
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser.close())

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Told {
  readonly type: string
  readonly customer: object
  readonly data: object
}
/** A shop whose pages run the pixel, and an app that hears it. */
async function open(kind: keyof typeof sandboxes, { allowed = true, fails = 0, detourMs = 0 } = {}) {
  const told: Told[] = []
  const bodies: string[] = []
  const origins = new Set<string | undefined>()
  const mot = createMot({ store: memoryStore(), plugins: [] })
  const pixel = createPixelIngest({
    mot: {
      ingestMany(events) {
        told.push(...(events as Told[]))
        return mot.ingestMany(events)
      },
    },
    tenantOf: (shop) => (shop === 'tea.myshopify.com' ? shop : undefined),
  })
  const handle = nodeHandler({
    async handle(request) {
      bodies.push(await request.clone().text())
      return pixel.handle(request)
    },
  })
  let failing = fails
  const app = await listening((request, response) => {
    if (failing-- > 0) return void request.socket.destroy()
    if (detourMs > 0 && request.url === '/pixel') {
      const there = { location: '/there', 'access-control-allow-origin': '*' }
      return void setTimeout(() => response.writeHead(307, there).end(), detourMs)
    }
    origins.add(request.headers.origin)
    void handle(request, response)
  })
  const html = await sandboxes[kind](`${app}/pixel`, initOf(allowed))
  const shop = await listening((_request, response) => {
    response.setHeader('content-type', 'text/html').end(html)
  })
  const page = await browser.newPage()
  onTestFinished(() => page.close())
  await page.goto(shop)
  await page.waitForFunction('window.shop !== undefined')
  const publish = (events: readonly object[]) =>
    page.evaluate((some) => {
      for (const event of some) globalThis.shop.publish(event)
    }, events)
  const consent = (isAllowed: boolean) => page.evaluate((said) => globalThis.shop.consent(said), privacyOf(isAllowed))
  const faults = () => page.evaluate(() => globalThis.shop.faults)
  return { page, pixel, told, bodies, origins, publish, consent, faults, mot }
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 400))

describe.each(['custom', 'app'] as const)('as a pixel of kind %s', (kind) => {
  test('tells what happens, and nothing of who it is', async () => {
    const { publish, pixel, told, bodies, faults, origins } = await open(kind)
    await publish(published)
    await vi.waitFor(() => expect(pixel.counts().told).toBe(14), 10_000)
    expect(told.map(({ type }) => type)).toEqual([
      'visit.started',
      'page.viewed',
      'product.viewed',
      'product-list.viewed',
      'products.searched',
      'cart.viewed',
      'product.added',
      'product.removed',
      'checkout.started',
      'checkout.step-completed',
      'checkout.step-completed',
      'checkout.step-completed',
      'payment.entered',
      'customer.identified',
    ])
    expect(told[0]).toMatchObject({
      customer: { anonymousId: `visitor/${CLIENT}` },
      data: {
        source: 'ad',
        campaign: 'May',
        url: 'https://tea.example/',
        referrer: 'https://www.google.com/',
        device: 'desktop',
      },
    })
    expect(told[4]?.data).toMatchObject({ query: 'green tea ' })
    expect(told[6]?.data).toMatchObject({ productId: '501', price: { amount: 2_000, currency: 'EUR' }, quantity: 2 })
    expect(told.at(-1)?.customer).toEqual({ anonymousId: `checkout/${TOKEN}` })
    expect(bodies).toHaveLength(1)
    expect(SECRETS.filter((secret) => JSON.stringify(published).includes(secret))).toEqual(SECRETS)
    expect(SECRETS.filter((secret) => bodies.join().includes(secret))).toEqual([])
    if (kind === 'custom') expect([...origins]).toEqual(['null'])
    expect(await faults()).toEqual([])
  })
  test('waits for consent, keeps what happened on the page until then, and stops when it is withdrawn', async () => {
    const { publish, consent, told, bodies, pixel } = await open(kind, { allowed: false })
    await publish(published.slice(0, 2))
    await settle()
    expect(bodies).toEqual([])
    await consent(true)
    await vi.waitFor(() => expect(pixel.counts().told).toBe(3), 10_000)
    expect(told[0]?.type).toBe('visit.started')
    await consent(false)
    await publish(published.slice(2, 4))
    await settle()
    await consent(true)
    await settle()
    expect(bodies).toHaveLength(1) // what happened without consent is gone
    await publish(published.slice(4, 5))
    await vi.waitFor(() => expect(pixel.counts().told).toBe(4), 10_000)
  })
  test('sends nothing after a no', async () => {
    const { publish, consent, bodies } = await open(kind, { allowed: false })
    await publish(published.slice(0, 2))
    await consent(false)
    await publish(published.slice(2))
    await settle()
    expect(bodies).toEqual([])
  })
  test('goes another way where one fails, and is silent where all do', async () => {
    const once = await open(kind, kind === 'custom' ? { fails: 1 } : {})
    if (kind === 'app') await once.page.evaluate(() => globalThis.shop.refuseBeacons())
    await once.publish(published.slice(1, 2))
    await vi.waitFor(() => expect(once.pixel.counts().told).toBe(1), 10_000)
    const never = await open(kind, { fails: 1_000 })
    await never.page.evaluate(() => globalThis.shop.refuseBeacons())
    await never.publish(published.slice(1, 2))
    await settle()
    expect(await never.faults()).toEqual([])
  })
  test('is not stopped by an event that is not as it should be', async () => {
    const { publish, pixel, faults } = await open(kind)
    const broken = published.map((event) => ({ ...event, data: null }))
    await publish([...broken.slice(1), { ...published[0], context: null }, published[1] as object])
    await vi.waitFor(() => expect(pixel.counts().told).toBe(1), 10_000)
    expect(await faults()).toEqual([])
  })
  test('outlives its page', async () => {
    const { publish, page, pixel } = await open(kind, { detourMs: 500 })
    await publish(published.slice(1, 2))
    await new Promise((resolve) => setTimeout(resolve, 200))
    await page.goto('about:blank') // before it is said where to send it
    await vi.waitFor(() => expect(pixel.counts().told).toBe(1), 10_000)
  })
})
