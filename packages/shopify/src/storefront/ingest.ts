/** Storefronts of one's own, where neither pixels nor the webhooks of carts are: what their server tells, in signed requests or in-process. */
import { type Clock, type Ingested, MotError, ok, type Result, systemClock } from '@motkit/core'
import * as z from 'zod'
import { holderOf, visitorOf } from '../facts/fact.ts'
import { answer, hear, readAs, readJson, readPost } from '../pixel/door.ts'
import { type IngestCode, refuseIngest } from '../pixel/errors.ts'
import { SHOP } from '../receive/headers.ts'
import type { Engine } from '../receive/tell.ts'
import { checkSigned } from './signature.ts'
import { type StorefrontEvent, storefrontEvent, storefrontEvents } from './vocabulary.ts'

type Told = Result<Ingested, string>
export interface StorefrontIngestOptions {
  readonly mot: Engine
  /** Shared with the storefront's server alone; while one is changed, the new and the old one. Without any, no request is taken. */
  readonly secrets?: readonly string[]
  /** The tenant of a shop, as its domain; nothing where the shop is not the app's. */
  tenantOf(shop: string): string | undefined | Promise<string | undefined>
  /** Default: 256 KiB. */
  readonly maxBodyBytes?: number
  /** Of one request. Default: 200. */
  readonly maxEvents?: number
  /** What was signed longer ago is refused. Default: five minutes. */
  readonly maxAgeMs?: number
  readonly clock?: Clock
  /** Told what was refused, and what failed. */
  readonly onError?: (error: unknown, during: string) => unknown
}
export interface StorefrontIngest {
  /** Answers 200 with what became of each event, in `results`. Never rejects. */
  handle(request: Request): Promise<Response>
  /** The same for a server that is part of the app. */
  tell(shop: string, events: readonly StorefrontEvent[]): Promise<readonly Told[]>
}
const SOURCE = 'storefront'
const typesTold = new Set(storefrontEvents)

/**
 * Takes what the server of a headless storefront tells.
 * @example
 * const storefront = createStorefrontIngest({ mot, secrets: [process.env.STOREFRONT_SECRET], tenantOf })
 * app.post('/storefront', expressHandler(storefront))
 * @throws MotError SETUP_INVALID
 */
export function createStorefrontIngest(options: StorefrontIngestOptions): StorefrontIngest {
  const { mot, secrets = [], tenantOf, onError, clock = systemClock } = options
  const { maxBodyBytes = 2 ** 18, maxEvents = 200, maxAgeMs = 300_000 } = options
  if (!secrets.every((secret) => secret?.length >= 16)) {
    const details = { path: 'secrets', expected: 'secrets of 16 characters or more' }
    throw new MotError('SETUP_INVALID', `secrets: expected ${details.expected}`, { details })
  }
  const envelope = z.object({
    shop: z.string('a domain').toLowerCase().regex(SHOP, 'a domain, as tea.myshopify.com'),
    events: z.array(z.unknown(), 'events').max(maxEvents, `${maxEvents} events at most`),
  })

  async function take(request: Request): Promise<Result<Response, IngestCode>> {
    const body = await readPost(request, maxBodyBytes)
    if (!body.ok) return body
    const signed = checkSigned(request.headers, body.value, { secrets, maxAgeMs, now: clock.now() })
    if (!signed.ok) return signed
    const read = readJson(body.value, envelope)
    if (!read.ok) return read
    const results = await tell(read.value.shop, read.value.events)
    if (!results.ok) return results
    return ok(Response.json({ results: results.value.map((one) => (one.ok ? { ok: true, ...one.value } : one)) }))
  }
  async function tell(shop: string, events: readonly unknown[]): Promise<Result<readonly Told[], IngestCode>> {
    const tenant = await tenantOf(shop)
    if (tenant === undefined) return refuseIngest('INGEST_SHOP_REFUSED', { path: 'shop', received: shop })
    const told = events.map((raw) => factsOf(raw, tenant))
    const answers = [...(await mot.ingestMany(told.flatMap((one) => (one.ok ? one.value : []))))]
    // The last of an event's facts is the event itself; whether a link before it was known is no news.
    return ok(told.map((one) => (one.ok ? (answers.splice(0, one.value.length).at(-1) as Told) : one)))
  }
  return {
    handle: (request) => answer(take(request), (error) => hear(() => onError?.(error, 'ingest'))),
    async tell(shop, events) {
      const results = await tell(shop, events)
      if (!results.ok) throw results.error
      return results.value
    },
  }
}

/** An event, after whose cart it is. Nobody but the storefront has a hand in carts that Shopify tells nothing of. */
function factsOf(raw: unknown, tenant: string): Result<readonly object[], IngestCode> {
  const read = readAs(raw, storefrontEvent)
  if (!read.ok) return read
  const { id, type, time, data, customer } = read.value
  if (!typesTold.has(type)) return refuseIngest('INGEST_TYPE_REFUSED', { path: 'type', received: type })
  const isLogin = type === 'customer.identified'
  if (isLogin && !('id' in customer && typeof data.anonymousId === 'string'))
    return refuseIngest('INGEST_BODY_INVALID', { path: 'customer', expected: 'who logged in, and data.anonymousId' })
  const event = { id, source: SOURCE, type, time, tenant }
  const who = 'id' in customer ? customer : visitorOf(customer.anonymousId)
  const said = isLogin ? visitorOf(String(data.anonymousId)) : data
  if (typeof data.cartId !== 'string') return ok([{ ...event, customer: who, data: said }])
  const holder = holderOf(data.cartId)
  const link = {
    ...event,
    id: `${holder.anonymousId}/${'id' in who ? who.id : who.anonymousId}`,
    source: `${SOURCE}/carts`,
    type: 'customer.identified',
    // The cart becomes the customer's; a guest becomes whoever holds the cart, as the order will say.
    ...('id' in who ? { customer: who, data: holder } : { customer: holder, data: who }),
  }
  return ok([link, { ...event, customer: 'id' in who ? who : holder, data: said }])
}
