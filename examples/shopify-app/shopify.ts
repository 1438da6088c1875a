/** Shopify, as the app hears it: webhooks, signed and sent as Shopify does, and what the pixel says in somebody's browser. */
import { createHmac } from 'node:crypto'

export interface ShopifyOptions {
  /** Where the app listens. */
  readonly url: string
  readonly shop: string
  readonly apiSecret: string
  now(): string
}
interface BrowserEvent {
  readonly name: string
  readonly data?: object
}

export function createShopify({ url, shop, apiSecret, now }: ShopifyOptions) {
  let sent = 0
  async function post(path: string, body: string, headers: Record<string, string>): Promise<void> {
    const answer = await fetch(url + path, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  return {
    webhook(topic: string, payload: object): Promise<void> {
      sent += 1
      const body = JSON.stringify(payload)
      return post('/webhooks', body, {
        'content-type': 'application/json',
        'x-shopify-topic': topic,
        'x-shopify-shop-domain': shop,
        'x-shopify-webhook-id': `webhook-${sent}`,
        'x-shopify-api-version': '2026-10',
        'x-shopify-triggered-at': now(),
        'x-shopify-hmac-sha256': createHmac('sha256', apiSecret).update(body).digest('base64'),
      })
    },
    browser(clientId: string, page: { readonly url: string; readonly referrer?: string }, events: BrowserEvent[]) {
      const customerPrivacy = { analyticsProcessingAllowed: true, marketingAllowed: true }
      const said = events.map((event, n) => ({ data: {}, ...event, id: `${clientId}-${n}`, timestamp: now(), page }))
      const body = JSON.stringify({ shop, clientId, customerPrivacy, sentAt: now(), events: said })
      return post('/pixel', body, { 'content-type': 'text/plain' })
    },
  }
}
