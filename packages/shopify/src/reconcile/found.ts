/** What was found in a shop, as facts: those that its webhooks say, read by the readers of these. */
import { readCustomer } from '../facts/customers.ts'
import { readDispute } from '../facts/disputes.ts'
import type { Fact } from '../facts/fact.ts'
import { readOrder } from '../facts/order.ts'
import { type Ignore, within } from '../facts/reading.ts'
import { readReturn } from '../facts/returns.ts'
import { readFulfillmentEvent } from '../facts/shipments.ts'
import type { ReadingOptions, Telling } from '../facts/telling.ts'
import type { WholeOrder } from './complete.ts'
import { customerPayload, digitsOf, disputePayload, fulfillmentEventPayload, orderPayload } from './payloads.ts'
import type { CustomerNode, DisputeNode } from './shapes.ts'

/** A customer, an order or a dispute that changed. */
export interface Found {
  /** Its global id. */
  readonly id: string
  /** By what its search goes: UTC, ISO 8601. */
  readonly at: string
  /** @throws MotError SHOPIFY_PAYLOAD_INVALID */
  facts(reading: FoundReading): readonly Fact[]
}
export interface FoundReading extends ReadingOptions {
  readonly shop: string
  readonly ignore: Ignore
}
/** An order that nothing was done with is as it was created; any other topic shows it as it stands, and says when it was paid. */
const topicOf = ({ createdAt, updatedAt }: WholeOrder): string =>
  Date.parse(createdAt) === Date.parse(updatedAt) ? 'orders/create' : 'orders/fulfilled'

const toInstant = (time: string): string => new Date(time).toISOString()
const tellingOf = (reading: FoundReading, topic: string, at: string): Telling => ({
  ...reading,
  topic,
  at: toInstant(at),
})

export const foundCustomer = (customer: CustomerNode): Found => ({
  id: customer.id,
  at: toInstant(customer.updatedAt),
  facts: (reading) =>
    readCustomer(customerPayload(customer), tellingOf(reading, 'customers/update', customer.updatedAt)),
})

/** An order says itself, its refunds and parcels; what happened to these, and its returns, are told as webhooks of their own. */
export const foundOrder = (order: WholeOrder, at = order.updatedAt): Found => ({
  id: order.id,
  at: toInstant(at),
  facts(reading) {
    const telling = tellingOf(reading, topicOf(order), order.updatedAt)
    const facts = readOrder(orderPayload(order), telling)
    if (facts.length === 0) return facts // made to try the shop
    const orderId = digitsOf(order.id)
    const ignoreEvent = within('fulfillments.events', reading.ignore)
    const events = order.fulfillments.flatMap(({ id, events }) =>
      events.flatMap((event) =>
        readFulfillmentEvent(fulfillmentEventPayload(event, id, orderId), { ...telling, ignore: ignoreEvent }),
      ),
    )
    return [...facts, ...events, ...order.returns.flatMap((one) => returnFacts(one, orderId, telling))]
  },
})

/** That it was asked for stays so, whatever became of it; webhooks name no time, and come a moment after. */
function returnFacts(
  { id, status, createdAt, closedAt }: WholeOrder['returns'][number],
  order_id: string,
  telling: Telling,
) {
  const said = { id: digitsOf(id), order_id }
  const ignore = within('returns', telling.ignore)
  const asked = readReturn({ ...said, status: 'requested' }, { ...telling, at: toInstant(createdAt), ignore })
  if (status !== 'CLOSED' || !closedAt) return asked
  return [...asked, ...readReturn({ ...said, status: 'closed' }, { ...telling, at: toInstant(closedAt), ignore })]
}

export const foundDispute = (dispute: DisputeNode): Found => ({
  id: dispute.id,
  at: toInstant(dispute.initiatedAt),
  facts: (reading) =>
    readDispute(
      disputePayload(dispute),
      tellingOf(reading, 'disputes/update', dispute.finalizedOn ?? dispute.initiatedAt),
    ),
})
