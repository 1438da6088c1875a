/** What a pixel sends, told to the engine: a visit of somebody nobody knows. A browser's word, which grants nothing. */
import { type Clock, ok, type Result, systemClock, type Telemetry } from '@motkit/core'
import type { Ignored } from '../facts/reading.ts'
import type { Engine } from '../receive/tell.ts'
import { type Batch, batchSchema } from './batch.ts'
import { deviceOf } from './device.ts'
import { answer, hear, readJson, readPost } from './door.ts'
import { type IngestCode, ingestError, refuseIngest } from './errors.ts'
import type { PageKind } from './page.ts'
import { memoryRateLimit, type RateLimit } from './rate-limit.ts'
import { factsOf } from './tell.ts'

export interface PixelIngestOptions {
  readonly mot: Engine
  /** The tenant of a shop, as its domain; nothing where the shop is not the app's. */
  tenantOf(shop: string): string | undefined | Promise<string | undefined>
  /** Default: `memoryRateLimit()`. */
  readonly rateLimit?: RateLimit
  /** The network address of whoever sends, for the rate limit: as a header of the host's own proxy says it. It is not kept. */
  addressOf?(request: Request): string | undefined
  /** To what somebody must have agreed so that their visits become those of the customer whose checkout they paid. Default: 'marketing'. */
  readonly link?: 'analytics' | 'marketing' | 'never'
  /** The shop's own word for a page by its path, as 'guide' or 'store-finder', which open a moment. */
  pageKind?(path: string): PageKind | undefined
  /** Default: 64 KiB. */
  readonly maxBodyBytes?: number
  /** Of one request. Default: 50. */
  readonly maxEvents?: number
  /** What is said to be older is told as so old. Default: an hour. */
  readonly maxAgeMs?: number
  readonly clock?: Clock
  readonly telemetry?: Telemetry
  /** Told what of a request could not be used. */
  readonly onIgnored?: (ignored: readonly Ignored[], shop: string) => unknown
  /** Told what was refused, and what failed. */
  readonly onError?: (error: unknown, during: string) => unknown
}
/** Of this process, since it was made. */
export interface PixelCounts {
  /** Events that were told, and those that were known. */
  readonly told: number
  readonly duplicate: number
  /** Events that came without consent to analytics. */
  readonly withheld: number
  /** Requests, by the code with which they were refused. */
  readonly refused: Readonly<Partial<Record<IngestCode, number>>>
}
export interface PixelIngest {
  /** Answers 204. Never rejects. */
  handle(request: Request): Promise<Response>
  counts(): PixelCounts
}
/** Pixels run in a sandbox, whose origin is `null`. */
const anyOrigin = { 'access-control-allow-origin': '*' }
const preflight = {
  ...anyOrigin,
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
}
/** Its word stands already, or is about somebody who was erased. */
const settled: ReadonlySet<string> = new Set(['EVENT_CONFLICT', 'CUSTOMER_ERASED'])

/**
 * Takes what pixels of the app's shops send, by any host handler of the package.
 * @example
 * const pixel = createPixelIngest({ mot, tenantOf: async (shop) => ((await shops.has(shop)) ? shop : undefined) })
 * app.all('/pixel', expressHandler(pixel))
 */
export function createPixelIngest(options: PixelIngestOptions): PixelIngest {
  const { mot, tenantOf, addressOf, telemetry, onIgnored, onError } = options
  const { link = 'marketing', maxBodyBytes = 2 ** 16, maxEvents = 50, maxAgeMs = 3_600_000 } = options
  const { clock = systemClock, rateLimit = memoryRateLimit({ clock }), pageKind = () => undefined } = options
  const schema = batchSchema(maxEvents)
  const counts = { told: 0, duplicate: 0, withheld: 0 }
  const refused: Partial<Record<IngestCode, number>> = {}
  const count = (outcome: keyof typeof counts, events: number): void => {
    counts[outcome] += events
    if (events > 0) telemetry?.count('motkit.shopify.pixel', events, { 'motkit.outcome': outcome })
  }

  async function take(request: Request): Promise<Result<Response, IngestCode>> {
    const body = await readPost(request, maxBodyBytes)
    if (!body.ok) return body
    const read = readJson(body.value, schema)
    if (!read.ok) return read
    const batch = read.value
    const { shop, customerPrivacy, clientId, events } = batch
    const tenant = await tenantOf(shop)
    if (tenant === undefined) return refuseIngest('INGEST_SHOP_REFUSED', { path: 'shop', received: shop })
    const address = addressOf?.(request)
    const of = { shop, visitor: clientId, ...(address !== undefined && { address }) }
    if (!(await rateLimit.take(of, events.length))) return refuseIngest('INGEST_RATE_LIMITED', { path: 'events' })
    if (!customerPrivacy.analyticsProcessingAllowed) count('withheld', events.length)
    else await tell(tenant, batch, request.headers.get('user-agent'))
    return ok(new Response(null, { status: 204 }))
  }
  async function tell(tenant: string, batch: Batch, userAgent: string | null): Promise<void> {
    const ignored: Ignored[] = []
    const mayLink = link !== 'never' && (link === 'analytics' || batch.customerPrivacy.marketingAllowed === true)
    const facts = factsOf(batch, {
      tenant,
      device: deviceOf(userAgent ?? ''),
      now: clock.now(),
      maxAgeMs,
      mayLink,
      pageKind,
      ignore: (path, why) => ignored.push({ path, why }),
    })
    const answers = facts.length > 0 ? await mot.ingestMany(facts) : []
    const errors = answers.flatMap((one) => (one.ok || settled.has(one.error.code) ? [] : [one.error]))
    for (const { code, details } of errors) ignored.push({ path: details.path ?? '', why: code })
    const fresh = answers.filter((one) => one.ok && !one.value.duplicate).length
    count('told', fresh)
    count('duplicate', answers.length - fresh - errors.length)
    if (ignored.length > 0) hear(() => onIgnored?.(ignored, batch.shop))
    const later = errors.find(({ retryable }) => retryable)
    if (later) throw ingestError('INGEST_UNAVAILABLE', {}, { cause: later, retryable: true })
  }
  return {
    async handle(request) {
      if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflight })
      const response = await answer(take(request), (error) => {
        refused[error.code] = (refused[error.code] ?? 0) + 1
        telemetry?.count('motkit.shopify.pixel', 1, { 'motkit.outcome': 'refused', 'motkit.code': error.code })
        hear(() => onError?.(error, 'ingest'))
      })
      for (const [name, value] of Object.entries(anyOrigin)) response.headers.set(name, value)
      return response
    },
    counts: () => ({ ...counts, refused: { ...refused } }),
  }
}
