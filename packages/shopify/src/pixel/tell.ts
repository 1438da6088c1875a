/** From what a browser says to facts of a visitor: of what happened, when by the server's clock, and whose checkout it was. */
import { type Customer, isMotError } from '@motkit/core'
import { type Fact, payerOf, visitorOf } from '../facts/fact.ts'
import { type Ignore, read, within } from '../facts/reading.ts'
import { type Batch, type StandardEvent, standardEvent } from './batch.ts'
import type { deviceOf } from './device.ts'
import type { PageKind } from './page.ts'
import { completedCheckout, pixelRow } from './standard-events.ts'

export interface Telling {
  readonly tenant: string
  readonly device: ReturnType<typeof deviceOf>
  /** In milliseconds. */
  readonly now: number
  readonly maxAgeMs: number
  /** Whether this visitor may become the customer whose checkout they paid. */
  readonly mayLink: boolean
  readonly ignore: Ignore
  pageKind(path: string): PageKind | undefined
}
/** Not the source of what Shopify signs: no id of a browser's meets one of those. */
const SOURCE = 'shopify-pixel'
/** A clock that is off by less is as good as ours. */
const TOLERATED_MS = 60_000

/** What cannot be read is ignored, and said to be so; the other events go on. */
export function factsOf(batch: Batch, telling: Telling): readonly Fact[] {
  const timeOf = clockOf(batch, telling)
  return batch.events.flatMap((raw, n): readonly Fact[] => {
    const ignore = within(`events.${n}`, telling.ignore)
    try {
      const event = read(standardEvent, raw, ignore)
      return eventFacts(event, batch.clientId, timeOf(event.timestamp), { ...telling, ignore })
    } catch (error) {
      if (!isMotError(error)) throw error
      ignore('', `${error.details.path}: expected ${error.details.expected}`)
      return []
    }
  })
}

function eventFacts(event: StandardEvent, clientId: string, time: string, telling: Telling): readonly Fact[] {
  const { tenant, device, mayLink, ignore, pageKind } = telling
  const { id, name, data, page } = event
  const row = pixelRow.get(name)
  const ignoreData = within('data', ignore)
  const fact = (own: string, type: string, customer: Customer, said: object) =>
    ({ id: own, source: SOURCE, type, time, tenant, customer, data: said }) as unknown as Fact
  if (name === 'checkout_completed') {
    const token = completedCheckout(data, ignoreData)
    // One name for all who say so: the first of them counts, and nobody else is taken for who paid.
    if (mayLink) return [fact(`checkout/${token}`, 'customer.identified', payerOf(token), visitorOf(clientId))]
    ignore('', 'nobody agreed to be known by their checkout')
    return []
  }
  if (!row?.says) {
    ignore('name', row?.silent ?? 'no standard event that is read')
    return []
  }
  const onsite = { device, channel: 'web' }
  return row
    .says(data, { page, ignore: name === 'page_viewed' ? ignore : ignoreData, pageKind })
    .map((said) => fact(`${clientId}/${id}/${said.type}`, said.type, visitorOf(clientId), { ...onsite, ...said.data }))
}

/**
 * When something happened by our clock: a browser's clock that is off is put right by when it says that it sent. Neither
 * the future nor the far past can be told.
 */
function clockOf({ sentAt }: Batch, { now, maxAgeMs }: Telling): (timestamp: string) => string {
  const skew = sentAt === undefined ? 0 : now - Date.parse(sentAt)
  const shift = Math.abs(skew) > TOLERATED_MS ? skew : 0
  return (timestamp) => {
    const at = Date.parse(timestamp) + shift
    return new Date(Math.min(now, Math.max(now - maxAgeMs, at))).toISOString()
  }
}
