/** The handler for Fastify, as a plugin: it parses bodies by itself, but not within this plugin. */
import type { IncomingMessage } from 'node:http'
import { toRequest } from './node.ts'
import type { ShopifyWebhooks } from './webhooks.ts'

/** Of a Fastify instance, what is used. */
export interface FastifyLike {
  removeAllContentTypeParsers(): unknown
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: Error | null, body?: unknown) => void) => void,
  ): unknown
  post(path: string, handler: (request: { readonly raw: IncomingMessage }) => Promise<Response>): unknown
  options(path: string, handler: (request: { readonly raw: IncomingMessage }) => Promise<Response>): unknown
}

/** @example app.register(fastifyWebhooks(webhooks, '/webhooks')) */
export const fastifyWebhooks =
  (webhooks: Pick<ShopifyWebhooks, 'handle'>, path: string) =>
  async (instance: FastifyLike): Promise<void> => {
    instance.removeAllContentTypeParsers()
    instance.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const method of ['post', 'options'] as const)
      instance[method](path, ({ raw }) => webhooks.handle(toRequest(raw)))
  }
