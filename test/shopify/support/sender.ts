/**
 * Sends webhooks as Shopify does: at least once, in no order, the original bytes again after anything but a timely 2xx,
 * and given up after the last retry. Hours are shortened; what goes wrong is drawn from a seed.
 */
import { createHmac } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import { createChance } from '../../../packages/testing/src/simulation/chance.ts'

export interface Webhook {
  readonly topic: string
  readonly shop: string
  readonly body: string | Uint8Array
  /** UTC, ISO 8601. */
  readonly triggeredAt: string
}
export interface SenderOptions {
  /** Asked at each attempt: a server that was killed may come back elsewhere. */
  readonly url: string | (() => string)
  readonly secret: string
  readonly seed?: number
  /** Deliveries that are due in a second. Default: as fast as they are taken, 20 at a time. */
  readonly perSecond?: number
  /** The share that is sent twice, at the same instant. Default: 0. */
  readonly duplicates?: number
  /** The share that is held back, and for how long at most. Default: none. */
  readonly late?: { readonly share: number; readonly ms: number }
  /** The share of answers that is lost on the way back. Default: 0. */
  readonly lost?: number
  /** Of Shopify: 5,000. */
  readonly timeoutMs?: number
  /** Of Shopify: 8, over four hours. Default: 8. */
  readonly retries?: number
  /** The wait before the first retry, doubled each time. Default: 50. */
  readonly retryMs?: number
}
export interface SenderReport {
  readonly delivered: number
  /** What was never answered with a 2xx in time. */
  readonly gaveUp: readonly Webhook[]
  readonly attempts: number
  /** By status; 0 where there was no answer in time. */
  readonly answers: Readonly<Record<number, number>>
  /** Milliseconds of each answer, the fastest first. */
  readonly latencies: readonly number[]
}
const UNDER_WAY = 20

const signatureOf = (body: string | Uint8Array, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('base64')
export const headersOf = ({ topic, shop, body, triggeredAt }: Webhook, id: string, secret: string) => ({
  'content-type': 'application/json',
  'x-shopify-topic': topic,
  'x-shopify-shop-domain': shop,
  'x-shopify-webhook-id': id,
  'x-shopify-event-id': `event-${id}`,
  'x-shopify-api-version': '2026-10',
  'x-shopify-triggered-at': triggeredAt,
  'x-shopify-hmac-sha256': signatureOf(body, secret),
})

/** Answers when each was delivered, or given up. */
export async function sendLikeShopify(webhooks: readonly Webhook[], options: SenderOptions): Promise<SenderReport> {
  const {
    url,
    secret,
    seed = 1,
    duplicates = 0,
    late,
    lost = 0,
    timeoutMs = 5_000,
    retries = 8,
    retryMs = 50,
  } = options
  const chance = createChance(seed, 7)
  const spacing = 1_000 / (options.perSecond ?? Number.POSITIVE_INFINITY)
  const line = webhooks
    .map((webhook, n) => ({
      webhook,
      id: `${seed}-${n}`,
      at: n * spacing + (late && chance.happens(late.share) ? chance.between(0, late.ms) : 0),
      copies: chance.happens(duplicates) ? 2 : 1,
    }))
    .sort((a, b) => a.at - b.at)
  const answers: Record<number, number> = {}
  const latencies: number[] = []
  const gaveUp: Webhook[] = []
  let [attempts, delivered] = [0, 0]

  /** The status, or 0. */
  async function attempt(webhook: Webhook, id: string): Promise<number> {
    attempts++
    const since = performance.now()
    try {
      const answer = await fetch(typeof url === 'string' ? url : url(), {
        method: 'POST',
        headers: headersOf(webhook, id, secret),
        body: webhook.body as string,
        signal: AbortSignal.timeout(timeoutMs),
      })
      await answer.arrayBuffer()
      latencies.push(performance.now() - since)
      return chance.happens(lost) ? 0 : answer.status
    } catch {
      return 0
    }
  }
  async function deliver(webhook: Webhook, id: string): Promise<boolean> {
    for (let n = 0; n <= retries; n++) {
      if (n > 0) await rest(retryMs * 2 ** (n - 1))
      const status = await attempt(webhook, id)
      answers[status] = (answers[status] ?? 0) + 1
      if (status >= 200 && status < 300) return true
    }
    return false
  }

  const started = performance.now()
  const underWay = new Set<Promise<void>>()
  for (const { webhook, id, at, copies } of line) {
    const wait = at - (performance.now() - started)
    if (options.perSecond !== undefined && wait > 1) await rest(wait)
    while (options.perSecond === undefined && underWay.size >= UNDER_WAY) await Promise.race(underWay)
    const one = Promise.all(Array.from({ length: copies }, () => deliver(webhook, id))).then((taken) => {
      underWay.delete(one)
      if (taken.some(Boolean)) delivered++
      else gaveUp.push(webhook)
    })
    underWay.add(one)
  }
  await Promise.all(underWay)
  return { delivered, gaveUp, attempts, answers, latencies: latencies.sort((a, b) => a - b) }
}
