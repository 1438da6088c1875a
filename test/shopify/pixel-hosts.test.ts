/** What a pixel sends comes in by every host that webhooks come in by, also where the browser asks first. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { createMot, memoryStore } from '@motkit/core'
import {
  createPixelIngest,
  expressHandler,
  fastifyWebhooks,
  honoHandler,
  nodeHandler,
  type PixelIngest,
} from '@motkit/shopify'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'

const PATH = '/pixel'
const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => void server.listen(0, '127.0.0.1', () => resolve(server)))
const hosts: Readonly<Record<string, (pixel: PixelIngest) => Promise<Server>>> = {
  'Node http': (pixel) => listening(createServer(nodeHandler(pixel))),
  Express: (pixel) => {
    const app = express()
    app.use(express.json())
    app.all(PATH, expressHandler(pixel))
    return listening(createServer(app))
  },
  Fastify: async (pixel) => {
    const app = fastify()
    app.register(fastifyWebhooks(pixel, PATH))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server as Server
  },
  Hono: (pixel) => {
    const app = new Hono()
    app.all(PATH, honoHandler(pixel))
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server as Server))
    })
  },
}
const body = JSON.stringify({
  shop: 'tea.myshopify.com',
  clientId: '2e4c7a1f-6a0e-4a51-9c4b-1a2b3c4d5e6f',
  customerPrivacy: { analyticsProcessingAllowed: true },
  events: [
    {
      id: 'e1',
      name: 'search_submitted',
      timestamp: new Date().toISOString(),
      data: { searchResult: { query: 'tea' } },
    },
  ],
})

describe.each(Object.entries(hosts))('%s', (_, host) => {
  test('takes it from an origin that is none', async () => {
    const mot = createMot({ store: memoryStore(), plugins: [] })
    const pixel = createPixelIngest({ mot, tenantOf: (shop) => shop })
    const server = await host(pixel)
    onTestFinished(() => void server.close())
    onTestFinished(() => server.closeAllConnections())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`
    const headers = { origin: 'null', 'access-control-request-method': 'POST' }
    const asked = await fetch(url, { method: 'OPTIONS', headers })
    expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([204, 'POST'])
    // As the pixel sends it: of no type that a parser of bodies, or a browser, minds.
    const taken = await fetch(url, { method: 'POST', body, headers: { origin: 'null' } })
    expect([taken.status, taken.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    expect(pixel.counts()).toMatchObject({ told: 1, refused: {} })
    const got = await fetch(url)
    expect(got.ok).toBe(false)
  })
})
