/** Whether a shop sends what is wanted, and that what it does not send is seen and made good. */
import { shopifyTopics } from '@motkit/shopify'
import type { Node } from '@motkit/shopify/testing'
import { describe, expect, test } from 'vitest'
import { noSchema, SHOP } from './support/local-admin.ts'
import { reconciling } from './support/reconciling.ts'

const uri = 'https://app.example.com/webhooks'
const topics = ['orders/create', 'orders/paid', 'orders/updated', 'refunds/create', 'customers/merge', 'returns/close']
interface Subscription extends Node {
  topic: string
  uri: string
  format: string
  filter: string | null
  includeFields: readonly string[]
}

async function app() {
  const { reconciliation, shop, local } = await reconciling()
  return {
    shop,
    local,
    async check(asked: Partial<Parameters<typeof reconciliation.checkSubscriptions>[1]> = {}) {
      const answer = await reconciliation.checkSubscriptions(SHOP, { uri, topics, ...asked })
      if (!answer.ok) throw answer.error
      return answer.value
    },
    kept: () => shop.all<Subscription>('WebhookSubscription'),
  }
}

describe.skipIf(noSchema)('subscriptions', () => {
  test('that are missing are named, and made where that is asked for', async () => {
    const { check, kept } = await app()
    expect(await check()).toEqual(topics.map((topic) => ({ topic, fault: 'missing' })))
    expect(kept()).toEqual([])
    expect(await check({ create: true })).toEqual([])
    expect(kept().map((one) => [one.topic, one.uri, one.format])).toEqual([
      ['ORDERS_CREATE', uri, 'JSON'],
      ['ORDERS_PAID', uri, 'JSON'],
      ['ORDERS_UPDATED', uri, 'JSON'],
      ['REFUNDS_CREATE', uri, 'JSON'],
      ['CUSTOMERS_MERGE', uri, 'JSON'],
      ['RETURNS_CLOSE', uri, 'JSON'],
    ])
    expect(await check()).toEqual([])
  })

  test('that go elsewhere, are no JSON, leave out what is needed or are filtered, are named', async () => {
    const { check, kept } = await app()
    await check({ create: true })
    const [create, paid, updated, refunds, merge, close] = kept()
    Object.assign(create as Subscription, { uri: 'https://old.example.com/webhooks' })
    Object.assign(paid as Subscription, { format: 'XML' })
    Object.assign(updated as Subscription, { includeFields: ['id', 'customer'] })
    Object.assign(refunds as Subscription, { filter: 'note:*' })
    Object.assign(merge as Subscription, { includeFields: ['status'] }) // its payload has no updated_at
    expect(await check()).toEqual([
      { topic: 'orders/create', fault: 'uri', subscription: create?.id, found: 'https://old.example.com/webhooks' },
      { topic: 'orders/paid', fault: 'format', subscription: paid?.id, found: 'XML' },
      { topic: 'orders/updated', fault: 'fields', subscription: updated?.id, found: 'id, customer' },
      { topic: 'refunds/create', fault: 'filter', subscription: refunds?.id, found: 'note:*' },
    ])
    expect(close).toBeDefined()
  })

  test('of which one is as it should be are no fault', async () => {
    const { check, shop, kept } = await app()
    await shop.ask(`mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE,
      webhookSubscription: { uri: "https://old.example.com/webhooks" }) { userErrors { message } } }`)
    expect((await check({ create: true })).map(({ topic, fault }) => `${topic} ${fault}`)).toEqual([
      'orders/create uri',
    ])
    await shop.ask(`mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE,
      webhookSubscription: { uri: "${uri}" }) { userErrors { message } } }`)
    expect(await check()).toEqual([])
    expect(kept()).toHaveLength(7)
  })

  test('of every topic that is read can be made: but for those of the configuration file, and those that say nothing', async () => {
    const { check, kept } = await app()
    expect(await check({ topics: undefined as never, create: true })).toEqual([])
    const made = new Set(kept().map(({ topic }) => topic))
    const wanted = shopifyTopics.filter(({ subscribedBy, silent }) => subscribedBy === 'api' && !silent)
    expect(made.size).toBe(wanted.length)
    for (const name of ['CUSTOMERS_REDACT', 'SHOP_REDACT', 'ORDERS_EDITED']) expect(made).not.toContain(name)
    expect(made).toContain('APP_UNINSTALLED')
  })

  test('made by a call whose answer was lost are made once; one that cannot be made says why', async () => {
    const { check, kept, local } = await app()
    local.failNext('broken-after', 'motSubscribe')
    expect(await check({ create: true })).toEqual([])
    expect(kept()).toHaveLength(topics.length)
    expect(
      await check({ uri: 'http://app.example.com', topics: ['orders/create', 'disputes/create'], create: true }),
    ).toMatchObject([
      { topic: 'orders/create', fault: 'uri' },
      { topic: 'disputes/create', fault: 'missing', error: { code: 'SHOPIFY_REFUSED' } },
    ])
  })
})
