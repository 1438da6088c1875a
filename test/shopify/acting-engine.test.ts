/** From an order to a code in the shop and back, by a real engine: in memory, and on PostgreSQL. */
import { setTimeout as rest } from 'node:timers/promises'
import { type Customer, createMot, memoryStore, type Store } from '@motkit/core'
import { descriptions, loyalty, offers } from '@motkit/loyalty'
import { postgresStore } from '@motkit/postgres'
import {
  type CustomerStanding,
  flowMessages,
  type IntentStore,
  memoryIntents,
  postgresIntents,
  shopifyConsents,
  shopifyHandlers,
} from '@motkit/shopify'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { clientOf, movementsOf, numberOf, SECRET } from './support/acting.ts'
import { noSchema, SHOP, startLocalAdmin } from './support/local-admin.ts'

interface Kept {
  readonly store: Store
  readonly intents: IntentStore
}
async function onPostgres(): Promise<Kept> {
  const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 6 })
  onTestFinished(() => pool.end())
  const store = postgresStore({ pool, listen: false })
  await store.migrate()
  const intents = postgresIntents({ pool })
  await intents.migrate()
  return { store, intents }
}
const kinds: [string, () => Promise<Kept>][] = [
  ['in memory', async () => ({ store: memoryStore(), intents: memoryIntents() })],
]
if (!noPostgres()) kinds.push(['on PostgreSQL', onPostgres])

async function start({ store, intents }: Kept) {
  const local = await startLocalAdmin()
  const shop = local.shop(SHOP)
  const amount = { amount: 1_000, currency: 'EUR' }
  const club = loyalty({
    earn: [{ kind: 'spend', id: 'spend', rate: 1 }],
    tiers: { by: 'orders', levels: [{ id: 'silver', enter: 1 }] },
    rewards: {
      ten: { kind: 'coupon', points: 10, percent: 10 },
      credit: { kind: 'store-credit', points: 10, amount },
      mug: { kind: 'donation', points: 10, to: 'wwf' },
    },
  })
  const admin = clientOf(local)
  const mot = createMot({
    store,
    plugins: [club, descriptions, shopifyConsents],
    delivery: { backoffMs: 10 },
    handlers: shopifyHandlers({
      admin,
      intents,
      coupons: { secret: SECRET },
      settleMs: 1_000,
      standingOf,
    }),
  })
  /** Of what it answers the compiler is told: the engine that it asks is made with it. */
  async function standingOf(
    customer: Customer,
    { tenant, at }: { tenant: string; at: string },
  ): Promise<CustomerStanding> {
    const journey = await mot.journey(customer, { tenant })
    if (!journey.ok) throw journey.error
    const { available: points, pending } = club.balance(journey.value, at)
    return { points, pending, tier: club.tier(journey.value, at)?.tier }
  }
  onTestFinished(() => mot.close())
  const ada = shop.addCustomer({ email: 'ada@example.com' })
  const customer = { id: numberOf(ada.id) }
  shop.addOrder({ id: 1, lines: [{ price: '99.00' }] })
  const time = new Date(Date.now() - 60_000).toISOString()
  const about = { source: 'shop', time, tenant: SHOP, customer }
  const told = await mot.ingestMany([
    { ...about, id: '1', type: 'order.placed', data: { orderId: '1', total: { amount: 9_900, currency: 'EUR' } } },
    { ...about, id: '2', type: 'order.paid', data: { orderId: '1' } },
  ])
  expect(told.every(({ ok }) => ok)).toBe(true)
  const redeem = async (reward: string) => {
    const redeemed = await mot.loyalty.redeem({ customer, tenant: SHOP, reward })
    if (!redeemed.ok) throw redeemed.error
    await mot.catchUp()
    const { redemptionId } = redeemed.value
    const release = async () => {
      const released = await mot.loyalty.release({ customer, tenant: SHOP, redemptionId })
      if (!released.ok) throw released.error
      await mot.catchUp()
    }
    return { redemptionId, release }
  }
  return { local, shop, mot, ada, about, redeem, intents }
}
const DISCOUNTS = `{ codeDiscountNodes(first: 9) { nodes { codeDiscount { ... on DiscountCodeBasic { title status } } } } }`

describe.skipIf(noSchema).each(kinds)('an engine %s', (_, keep) => {
  test('gives what points are spent on, and takes it back with them', async () => {
    const { shop, redeem, ada } = await start(await keep())
    const { release } = await redeem('ten')
    const nodes = async () =>
      (await shop.ask<{ codeDiscountNodes: { nodes: object[] } }>(DISCOUNTS)).codeDiscountNodes.nodes
    expect(await nodes()).toEqual([{ codeDiscount: { title: 'ten', status: 'ACTIVE' } }])
    await release()
    expect(await nodes()).toEqual([{ codeDiscount: { title: 'ten', status: 'EXPIRED' } }])
    const credit = await redeem('credit')
    expect(await movementsOf(shop, ada.id)).toEqual(['10.0'])
    await credit.release()
    expect(await movementsOf(shop, ada.id)).toEqual(['10.0', '-10.0'])
  })

  test('says in the shop what the customer has', async () => {
    const { shop, ada, redeem } = await start(await keep())
    await redeem('ten')
    const { customer } = await shop.ask<{ customer: { metafield: { jsonValue: object } } }>(
      'query ($id: ID!) { customer(id: $id) { metafield(namespace: "$app:mot", key: "loyalty") { jsonValue } } }',
      { id: ada.id },
    )
    expect(customer.metafield.jsonValue).toMatchObject({ points: 89, pending: 0, tier: 'silver' })
  })

  test('tells of consents, but for those that Shopify told', async () => {
    const { mot, shop, about, local } = await start(await keep())
    const data = { channel: 'email', purpose: 'marketing' }
    const tell = async (id: string, source: string, type: string, more: object = data) => {
      const told = await mot.ingest({ ...about, id, source, type, data: more })
      if (!told.ok) throw told.error
      await mot.catchUp()
      return local.seen.filter(({ operation }) => operation === 'updateEmailConsent').length
    }
    expect(await tell('c-1', 'shopify', 'consent.given')).toBe(0)
    expect(await tell('c-2', 'reviews', 'consent.given', { ...data, purpose: 'reviews' })).toBe(0)
    expect(await tell('c-3', 'reviews', 'consent.given', { ...data, channel: 'push' })).toBe(0)
    expect(await tell('c-4', 'page', 'consent.given')).toBe(1)
    expect(shop.all<{ id: string; consents: object }>('Customer')[0]).toMatchObject({
      consents: { email: { state: 'SUBSCRIBED' } },
    })
  })

  test('looks up what nobody knows, and buries what the shop cannot give', async () => {
    const { mot, shop, ada, local, redeem, intents } = await start(await keep())
    local.failNext('broken-after', 'creditAccount')
    const { redemptionId } = await redeem('credit')
    expect(await mot.dead.list({ tenant: SHOP })).toEqual([])
    await rest(1_100)
    await mot.catchUp()
    expect(await intents.find({ shop: SHOP, key: `redemption/${redemptionId}` })).toMatchObject({ state: 'done' })
    await redeem('mug')
    expect(await mot.dead.list({ tenant: SHOP })).toMatchObject([
      { type: 'reward.give', error: { code: 'REWARD_UNSUPPORTED', message: expect.stringMatching(/^gift.kind/) } },
    ])
    expect(await movementsOf(shop, ada.id)).toEqual(['10.0'])
    expect(local.seen.filter(({ operation }) => operation === 'creditAccount')).toHaveLength(1)
  })
})

describe.skipIf(noSchema)('a message of an offer', () => {
  test('says the code that the offer gave, however the offer names it', async () => {
    const local = await startLocalAdmin()
    const shop = local.shop(SHOP)
    const [admin, intents, coupons] = [clientOf(local), memoryIntents(), { secret: SECRET }]
    const mot = createMot({
      store: memoryStore(),
      plugins: [
        offers({
          welcome: { from: 'landed', message: 'welcome', reward: 'welcome-10', percent: 10 },
          abandonedCart: { steps: [{ message: 'your-cart', reward: 'cart-5', percent: 5 }] },
        }),
      ],
      handlers: {
        ...shopifyHandlers({ admin, intents, coupons }),
        'message.send': flowMessages({ admin, intents, coupons, handle: 'motkit-message' }),
      },
    })
    onTestFinished(() => mot.close())
    const tell = async (hoursAgo: number, type: string, data: object) => {
      const customer = { id: numberOf(shop.addCustomer().id) }
      const time = new Date(Date.now() - hoursAgo * 3_600_000).toISOString()
      const about = { source: 'shop', tenant: SHOP, customer, time }
      const consent = { type: 'consent.given', data: { channel: 'email', purpose: 'marketing' } }
      return mot.ingestMany([
        { ...about, ...consent, id: `${type}/consent` },
        { ...about, id: type, type, data },
      ])
    }
    const told = [
      ...(await tell(0.01, 'visit.started', { sessionId: 's1' })),
      ...(await tell(25, 'checkout.started', { cartId: 'c1', total: { amount: 4_990, currency: 'EUR' } })),
    ]
    expect(told.filter(({ ok }) => !ok)).toEqual([])
    await mot.catchUp()
    const payloads = shop.all<{ id: string; payload: { template: string; data: string } }>('FlowTrigger')
    const codes = Object.fromEntries(payloads.map(({ payload }) => [payload.template, JSON.parse(payload.data).code]))
    const { codeDiscountNodes } = await shop.ask<{
      codeDiscountNodes: { nodes: { codeDiscount: { title: string; codes: { nodes: { code: string }[] } } }[] }
    }>(
      '{ codeDiscountNodes(first: 9) { nodes { codeDiscount { ... on DiscountCodeBasic { title codes(first: 1) { nodes { code } } } } } } }',
    )
    const given = codeDiscountNodes.nodes.map(({ codeDiscount: { title, codes } }) => [title, codes.nodes[0]?.code])
    expect(Object.keys(codes).toSorted()).toEqual(['welcome', 'your-cart'])
    expect(codes).toEqual({
      welcome: Object.fromEntries(given)['welcome-10'],
      'your-cart': Object.fromEntries(given)['cart-5'],
    })
    expect(codes.welcome).toMatch(/^[0-9A-Z]{4}-/)
  })
})
