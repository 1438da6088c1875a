/** The handler for Express, 4 and 5. */
import type { ServerResponse } from 'node:http'
import { type NodeRequest, nodeHandler } from './node.ts'
import type { ShopifyWebhooks } from './webhooks.ts'

/**
 * To be mounted before any body parser, or behind `express.raw`, which keeps the bytes.
 * @example app.post('/webhooks', expressHandler(webhooks))
 */
export function expressHandler(webhooks: Pick<ShopifyWebhooks, 'handle'>) {
  const handle = nodeHandler(webhooks)
  return (request: NodeRequest, response: ServerResponse, next: (error: unknown) => void): void => {
    handle(request, response).catch(next)
  }
}
