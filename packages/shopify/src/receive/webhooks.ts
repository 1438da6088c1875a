/** Receiving: a delivery is checked, committed and answered, and only then processed. */
import { type Clock, MotError, systemClock, type Telemetry } from '@motkit/core'
import { shopifyTopics } from '../facts/table.ts'
import { type AcceptOptions, accept } from './accept.ts'
import { type ReceiveCode, receiveError, statusOf, toReceiveError } from './errors.ts'
import { topicKey } from './headers.ts'
import { createProcessing, type Drained, type ProcessingOptions } from './processing.ts'
import type { DeadDelivery, DeadDeliveryFilter, DeliveryHealth, DeliveryKey, DeliveryStore } from './store.ts'
import { createTally, type WebhookCounts } from './tally.ts'
import { type ProcessDelivery, type TellOptions, tellEngine } from './tell.ts'

export interface ReceivingOptions {
  /** The app's client secret; while it is rotated, the new and the old one. */
  readonly secrets: readonly string[]
  /**
   * The tenant of a shop, as its domain; nothing where the shop is not the app's. One that uninstalled the app still is,
   * until its `shop/redact`: that and `customers/redact` come afterwards.
   */
  tenantOf(shop: string, topic: string): string | undefined | Promise<string | undefined>
  readonly deliveries: DeliveryStore
  /** The topics that are subscribed to. Default: all of `shopifyTopics`. */
  readonly topics?: readonly string[]
  /** Default: 10 MiB. */
  readonly maxBodyBytes?: number
  /** What was triggered longer ago is refused. Default: two days; Shopify delivers up to a day late. */
  readonly maxAgeMs?: number
  /** What is not committed by then is answered 503. Default: 4,000; Shopify waits for five seconds. */
  readonly answerWithinMs?: number
  readonly processing?: Partial<ProcessingOptions>
  readonly clock?: Clock
  readonly telemetry?: Telemetry
  /** Told what went wrong: a delivery refused, one that could not be processed, a store that failed. */
  readonly onError?: (error: unknown, during: string) => unknown
}
/** Told to an engine, or processed by the host. */
export type WebhooksOptions = ReceivingOptions & (TellOptions | { readonly process: ProcessDelivery })

export interface ShopifyWebhooks {
  /** Answers 200 once the delivery is committed, or was before; anything else has Shopify send it again. Never rejects. */
  handle(request: Request): Promise<Response>
  /** Processes in this process what any process received, until the returned function is called, which waits for what is under way. */
  start(options?: { readonly pollMs?: number }): () => Promise<void>
  /** Processes what is due, to its end: for hosts that do not run on, as serverless ones. */
  drain(): Promise<Drained>
  /** Deliveries that were given up. */
  readonly dead: {
    list(options?: {
      readonly tenant?: string
      readonly after?: DeliveryKey
      readonly limit?: number
    }): Promise<readonly DeadDelivery[]>
    /** From the first attempt on. Without keys: all. */
    retry(filter?: DeadDeliveryFilter): Promise<{ readonly retried: number }>
    /** Gives them up for good, and deletes what they say. */
    drop(filter?: DeadDeliveryFilter): Promise<{ readonly dropped: number }>
  }
  /** Of this process, since it was made. */
  counts(): WebhookCounts
  health(): Promise<DeliveryHealth>
}
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const defaults: ProcessingOptions = {
  batch: 50,
  leaseMs: 2 * MINUTE,
  retryMs: 5_000,
  maxAttempts: 12,
  maxRetries: 100,
  maxLost: 5,
  keepMs: 3 * DAY,
}

/**
 * Receives the webhooks of every shop of an app.
 * @example
 * const webhooks = createShopifyWebhooks({
 *   secrets: [process.env.SHOPIFY_API_SECRET],
 *   tenantOf: async (shop) => ((await shops.has(shop)) ? shop : undefined),
 *   deliveries: postgresDeliveries({ pool }),
 *   mot,
 * })
 * webhooks.start()
 * app.post('/webhooks', expressHandler(webhooks)) // before express.json()
 * @throws MotError SETUP_INVALID
 */
export function createShopifyWebhooks(options: WebhooksOptions): ShopifyWebhooks {
  const { deliveries, telemetry, onError, answerWithinMs = 4_000 } = options
  const processOptions = { ...defaults, ...options.processing }
  const acceptOptions = acceptOptionsOf(options, processOptions)
  const tally = createTally(telemetry)
  const failed = (error: unknown, during: string): void => {
    try {
      void Promise.resolve(onError?.(error, during)).catch(() => undefined)
    } catch {} // a listener's own fault harms nobody
  }
  const process = 'process' in options ? options.process : tellEngine(options)
  const processing = createProcessing({ ...processOptions, deliveries, process, tally, failed })
  let ring = (): void => undefined

  async function receive(request: Request, signal: AbortSignal): Promise<Answer> {
    const accepted = await accept(request, acceptOptions, signal)
    if (!accepted.ok) return accepted.error
    const added = await deliveries.add(accepted.value)
    if (added === 'replayed') return receiveError('WEBHOOK_REPLAYED', { path: 'x-shopify-webhook-id' })
    tally.count(added === 'added' ? 'accepted' : 'duplicate')
    if (added === 'added') ring()
    return 'taken'
  }
  return {
    async handle(request) {
      const answer = await within(answerWithinMs, (signal) => receive(request, signal).catch(toReceiveError))
      if (answer === 'taken') return new Response(null, { status: 200 })
      tally.refuse(answer.code)
      failed(answer, 'receiving')
      return Response.json({ code: answer.code, message: answer.message }, { status: statusOf(answer.code) })
    },
    start({ pollMs = 1_000 } = {}) {
      const running = processing.start(pollMs)
      ring = running.ring
      return () => {
        ring = () => undefined
        return running.stop()
      }
    },
    drain: processing.drain,
    dead: {
      list: ({ limit = 100, ...filter } = {}) => deliveries.dead({ ...filter, limit }),
      async retry(filter = {}) {
        const retried = await deliveries.revive(filter)
        ring()
        return { retried }
      },
      drop: async (filter = {}) => ({ dropped: await deliveries.drop(filter) }),
    },
    counts: tally.read,
    health: () => deliveries.health(),
  }
}
type Answer = 'taken' | MotError<ReceiveCode>

/** The answer, or that it came too late: then what is under way goes on, and whoever sends again finds its end. */
async function within(ms: number, work: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const halt = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      resolve(receiveError('WEBHOOK_LATE', {}, { retryable: true }))
      halt.abort()
    }, ms)
  })
  try {
    return await Promise.race([work(halt.signal), late])
  } finally {
    clearTimeout(timer)
  }
}

function acceptOptionsOf(options: ReceivingOptions, { keepMs }: ProcessingOptions): AcceptOptions {
  const { secrets, tenantOf, topics = shopifyTopics.map(({ topic }) => topic) } = options
  const { maxBodyBytes = 10 * 2 ** 20, maxAgeMs = 2 * DAY, clock = systemClock } = options
  const check = (holds: boolean, path: string, expected: string): void => {
    if (!holds) throw new MotError('SETUP_INVALID', `${path}: expected ${expected}`, { details: { path, expected } })
  }
  check(
    secrets.length > 0 && secrets.every((secret) => secret?.length > 0),
    'secrets',
    'one or more secrets, none empty',
  )
  check(
    maxAgeMs > 0 && maxAgeMs < keepMs,
    'maxAgeMs',
    'less than processing.keepMs: what is forgotten could be replayed',
  )
  return { secrets, topics: new Set(topics.map(topicKey)), maxBodyBytes, maxAgeMs, clock, tenantOf }
}
