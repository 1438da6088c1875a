/** The handler for Hono, and by it for whatever runs on web-standard requests. */
import type { ShopifyWebhooks } from './webhooks.ts'

/** Of a Hono context, what is used. */
export interface HonoLike {
  readonly req: { readonly raw: Request }
}

/** @example app.post('/webhooks', honoHandler(webhooks)) */
export const honoHandler =
  (webhooks: Pick<ShopifyWebhooks, 'handle'>) =>
  ({ req }: HonoLike): Promise<Response> =>
    webhooks.handle(req.raw)
