/** The servers that an app may run on, each on loopback, with the handler mounted as the guide says. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { serve } from '@hono/node-server'
import { expressHandler, fastifyWebhooks, honoHandler, nodeHandler, type ShopifyWebhooks } from '@motkit/shopify'
import express from 'express'
import express4 from 'express4'
import fastify from 'fastify'
import { Hono } from 'hono'

export const PATH = '/webhooks'
export type Webhooks = Pick<ShopifyWebhooks, 'handle'>
/** @param parses whether a body parser is mounted where users mount one: before everything */
export type Host = (webhooks: Webhooks, parses?: boolean) => Promise<Server>

export const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
export const listening = (listener: RequestListener): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () => resolve(server))
  })

export const hosts = {
  'Node http': (webhooks, parses = false) => {
    const handle = nodeHandler(webhooks)
    return listening(async (request, response) => {
      if (parses) for await (const _ of request);
      await handle(request, response)
    })
  },
  'Express 5': (webhooks, parses = false) => {
    const app = express()
    if (parses) app.use(express.json())
    app.post(PATH, expressHandler(webhooks))
    app.use(express.json())
    return listening(app)
  },
  'Express 4': (webhooks, parses = false) => {
    const app = express4()
    if (parses) app.use(express4.json())
    app.post(PATH, expressHandler(webhooks))
    app.use(express4.json())
    return listening(app)
  },
  Fastify: async (webhooks, parses = false) => {
    const app = fastify()
    if (parses)
      app.addHook('preParsing', async (_request, _reply, payload) => {
        for await (const _ of payload);
        return payload
      })
    app.post('/other', async ({ body }) => body)
    app.register(fastifyWebhooks(webhooks, PATH))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server
  },
  Hono: (webhooks, parses = false) => {
    const app = new Hono()
    if (parses)
      app.use(async ({ req }, next) => {
        await req.json()
        await next()
      })
    app.post(PATH, honoHandler(webhooks))
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server as Server))
    })
  },
} satisfies Readonly<Record<string, Host>>
export type HostName = keyof typeof hosts
