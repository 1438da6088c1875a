/** From a stored delivery to the engine: its facts, under the shop's tenant, or what Shopify asks. */
import type { Ingested, IngestOptions, Result } from '@motkit/core'
import { readDelivery } from '../facts/delivery.ts'
import type { Ignored } from '../facts/reading.ts'
import type { ReadingOptions, ShopRequest } from '../facts/telling.ts'
import { receiveError } from './errors.ts'
import type { ClaimedDelivery } from './store.ts'

/** Does what a delivery asks for. What it throws is tried again; the same delivery may come to it twice. */
export type ProcessDelivery = (delivery: ClaimedDelivery) => unknown

/** Of an engine, what is used. */
export interface Engine {
  ingestMany(events: Iterable<unknown>, options?: IngestOptions): Promise<readonly Result<Ingested, string>[]>
}
export interface TellOptions extends ReadingOptions {
  readonly mot: Engine
  /** Does what Shopify asks, beside telling what happened: to export, to erase, to stop. What it throws is tried again. */
  readonly onRequest?: (request: ShopRequest, delivery: ClaimedDelivery) => unknown
  /** Told what of a delivery could not be used. */
  readonly onIgnored?: (ignored: readonly Ignored[], delivery: ClaimedDelivery) => unknown
}

/** Tells all of a delivery; an event that was told before counts once, so that trying again is safe. */
export const tellEngine =
  ({ mot, onRequest, onIgnored, ...options }: TellOptions): ProcessDelivery =>
  async (delivery) => {
    const reading = readDelivery(delivery, options)
    if (!reading.ok) throw reading.error
    const { events, request, ignored } = reading.value
    if (ignored.length > 0) await onIgnored?.(ignored, delivery)
    if (request) {
      if (!onRequest) throw receiveError('WEBHOOK_REQUEST_UNHEARD', { path: 'onRequest', received: request.kind })
      await onRequest(request, delivery)
    }
    const told = events.map((event) => ({ ...event, tenant: delivery.tenant }))
    // Whose it is comes first: of somebody who was erased, nothing more is told, and nothing is kept under another name.
    const isErased = await tell(mot, told.filter(isLink))
    if (!isErased)
      await tell(
        mot,
        told.filter((event) => !isLink(event)),
      )
  }
export const isLink = ({ type }: { readonly type: string }): boolean => type === 'customer.identified'

/** Whether somebody of them was erased. @throws what was refused otherwise, first of all what may go through later */
async function tell(mot: Engine, events: readonly unknown[]): Promise<boolean> {
  if (events.length === 0) return false
  const errors = (await mot.ingestMany(events)).flatMap((answer) => (answer.ok ? [] : [answer.error]))
  const others = errors.filter(({ code }) => code !== 'CUSTOMER_ERASED')
  const error = others.find(({ retryable }) => retryable) ?? others[0]
  if (error) throw error
  return errors.length > 0
}
