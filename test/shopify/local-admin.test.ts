/** The local Admin API on the wire: Shopify's own clients, tokens, scopes, points, and what goes wrong on purpose. */
import '@shopify/shopify-api/adapters/node'
import { virtualClock } from '@motkit/core'
import { type Fault, faultNames, seededFaults } from '@motkit/shopify/testing'
import { createAdminApiClient } from '@shopify/admin-api-client'
import { ApiVersion, Session, shopifyApi } from '@shopify/shopify-api'
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime'
import { describe, expect, test } from 'vitest'
import { noSchema, SHOP, startLocalAdmin, TOKEN } from './support/local-admin.ts'

const OTHER = 'coffee.myshopify.com'
const shops = { [SHOP]: { token: TOKEN }, [OTHER]: { token: 'shpat_coffee' } }

async function start(options: Parameters<typeof startLocalAdmin>[0] = {}) {
  const admin = await startLocalAdmin({ shops, ...options })
  const clientOf = (shop = SHOP, token = TOKEN) =>
    createAdminApiClient({
      storeDomain: shop,
      apiVersion: admin.version,
      accessToken: token,
      retries: 0,
      customFetchApi: admin.fetch,
    })
  return { admin, clientOf, api: clientOf(), shop: admin.shop(SHOP) }
}
const CREDIT = `mutation credit($id: ID!, $amount: Decimal!) {
  storeCreditAccountCredit(id: $id, creditInput: { creditAmount: { amount: $amount, currencyCode: EUR } }) {
    storeCreditAccountTransaction { balanceAfterTransaction { amount } } userErrors { message }
  }
}`
const NAME = '{ shop { name } }'

describe.skipIf(noSchema)('over HTTP', () => {
  test("both of Shopify's clients are answered", async () => {
    const { admin, api } = await start()
    expect(await api.request(NAME)).toMatchObject({ data: { shop: { name: 'tea' } } })

    setAbstractFetchFunc(admin.fetch)
    const { clients } = shopifyApi({
      apiKey: 'key',
      apiSecretKey: 'secret',
      apiVersion: ApiVersion.October26,
      hostName: 'app.example.com',
      isEmbeddedApp: false,
    })
    const session = new Session({ id: '1', shop: SHOP, state: '', isOnline: false, accessToken: TOKEN })
    expect(await new clients.Graphql({ session }).request(NAME)).toMatchObject({ data: { shop: { name: 'tea' } } })
  })

  test.each(['2025-10', '2026-10'])('the version %s alone is there', async (version) => {
    const { admin } = await start({ version })
    const headers = { 'x-shopify-access-token': TOKEN }
    const ask = async (path: string) =>
      (await admin.fetch(`https://${SHOP}${path}`, { method: 'POST', headers, body: JSON.stringify({ query: NAME }) }))
        .status
    expect(await ask(`/admin/api/${version}/graphql.json`)).toBe(200)
    expect(await ask('/admin/api/2024-01/graphql.json')).toBe(404)
  })

  test('a shop asks for its own token, and for a new one once it has it', async () => {
    const { clientOf, shop } = await start()
    expect(await clientOf(SHOP, 'shpat_coffee').request(NAME)).toMatchObject({ errors: { networkStatusCode: 401 } })
    shop.token = 'shpat_new'
    expect(await clientOf().request(NAME)).toMatchObject({ errors: { networkStatusCode: 401 } })
    expect(await clientOf(SHOP, 'shpat_new').request(NAME)).toHaveProperty('data')
    expect(await clientOf('gone.myshopify.com').request(NAME)).toMatchObject({
      errors: { message: expect.stringContaining('no shop gone.myshopify.com') },
    })
  })

  test('shops know nothing of each other', async () => {
    const { admin, clientOf, shop } = await start()
    const kim = shop.addCustomer({ email: 'kim@example.com' })
    const asked = 'query ($id: ID!) { customer(id: $id) { id } customers(first: 9) { nodes { id } } }'
    const own = await clientOf().request(asked, { variables: { id: kim.id } })
    const foreign = await clientOf(OTHER, 'shpat_coffee').request(asked, { variables: { id: kim.id } })
    expect(own.data).toEqual({ customer: { id: kim.id }, customers: { nodes: [{ id: kim.id }] } })
    expect(foreign.data).toEqual({ customer: null, customers: { nodes: [] } })
    expect(admin.seen.map(({ shop: domain }) => domain)).toEqual([SHOP, OTHER])
  })

  test('what the schema does not allow, and what is not known here, is an error', async () => {
    const { api } = await start()
    const messages = async (query: string) =>
      (await api.request(query)).errors?.graphQLErrors?.map(({ message }) => message)
    expect(await messages('{ shop { colour } }')).toEqual(['Cannot query field "colour" on type "Shop".'])
    expect(await messages('{ publications(first: 1) { nodes { id } } }')).toEqual([
      'The local Admin API does not know QueryRoot.publications',
    ])
    expect(await messages('{ customers { nodes { id } } }')).toEqual(['you must provide one of first or last'])
    expect(await messages('{ customer(id: "7") { id } }')).toEqual(["Invalid global id '7'"])
    expect(await messages('mutation { giftCardCreate(input: { initialValue: "a lot" }) { giftCardCode } }')).toEqual([
      expect.stringContaining('"a lot" is no Decimal'),
    ])
  })

  test('scopes are asked for, and to write is to read', async () => {
    const { api } = await start({ shops: { [SHOP]: { token: TOKEN, scopes: ['write_customers'] } } })
    expect(await api.request('{ customers(first: 1) { nodes { id } } }')).not.toHaveProperty('errors')
    const { errors } = await api.request('{ orders(first: 1) { nodes { id } } }')
    expect(errors?.graphQLErrors).toMatchObject([
      {
        message: expect.stringContaining('Access denied for Order. Required access: `read_orders`'),
        extensions: { code: 'ACCESS_DENIED' },
      },
    ])
  })
})

describe.skipIf(noSchema)('points', () => {
  test('are two for a connection, one for each object in it, and ten for a mutation', async () => {
    const { api, shop } = await start()
    const kim = shop.addCustomer()
    for (let n = 0; n < 3; n++) shop.addCustomer()
    const page = await api.request('{ customers(first: 10) { nodes { id } } }')
    expect(page.extensions?.cost).toMatchObject({ requestedQueryCost: 12, actualQueryCost: 6 })
    const credit = await api.request(CREDIT, { variables: { id: kim.id, amount: '1' } })
    expect(credit.extensions?.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 })
  })

  test('come back by the second, and without them nothing is done', async () => {
    const clock = virtualClock('2026-03-02T10:00:00Z')
    const { api, shop } = await start({ clock, budget: { maximumAvailable: 25, restoreRate: 5 } })
    const kim = shop.addCustomer()
    const credit = () => api.request(CREDIT, { variables: { id: kim.id, amount: '1' } })
    await credit()
    await credit()
    const throttled = await credit()
    expect(throttled.errors?.graphQLErrors).toMatchObject([{ extensions: { code: 'THROTTLED' } }])
    expect(throttled.extensions?.cost).toEqual({
      requestedQueryCost: 10,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 25, currentlyAvailable: 5, restoreRate: 5 },
    })
    clock.set(clock.now() + 1_000)
    expect(await credit()).toMatchObject({
      data: {
        storeCreditAccountCredit: { storeCreditAccountTransaction: { balanceAfterTransaction: { amount: '3.0' } } },
      },
    })
  })

  test('are a thousand at most for one query', async () => {
    const { api } = await start()
    const { errors } = await api.request('{ customers(first: 250) { nodes { orders(first: 5) { nodes { id } } } } }')
    expect(errors?.graphQLErrors).toMatchObject([{ extensions: { code: 'MAX_COST_EXCEEDED', cost: 2_002 } }])
  })
})

describe.skipIf(noSchema)('a fault', () => {
  /** Of each: how often the money was given, and what the client is told. */
  const outcomes: Readonly<Record<Fault, readonly [balance: string | undefined, told: object]>> = {
    throttled: [undefined, { errors: { graphQLErrors: [{ extensions: { code: 'THROTTLED' } }] } }],
    'too-many-requests': [undefined, { errors: { networkStatusCode: 429 } }],
    'server-error': [undefined, { errors: { networkStatusCode: 500 } }],
    'broken-before': [undefined, { errors: { message: expect.stringContaining('fetch failed') } }],
    'broken-after': ['5.0', { errors: { message: expect.stringContaining('fetch failed') } }],
    'bad-gateway-after': ['5.0', { errors: { networkStatusCode: 502 } }],
    'silent-after': ['5.0', { errors: { message: expect.stringContaining('aborted') } }],
    twice: ['10.0', { data: { storeCreditAccountCredit: { userErrors: [] } } }],
    slow: ['5.0', { data: { storeCreditAccountCredit: { userErrors: [] } } }],
    'user-error': [
      undefined,
      { data: { storeCreditAccountCredit: { userErrors: [{ message: 'Refused on purpose' }] } } },
    ],
  }
  test.each(faultNames)('%s leaves the effect that it says', async (fault) => {
    const { admin, api, shop } = await start({ slowMs: 50 })
    const kim = shop.addCustomer()
    admin.failNext(fault, 'storeCreditAccountCredit')
    await api.request(NAME) // another operation is spared
    const signal = AbortSignal.timeout(fault === 'silent-after' ? 300 : 10_000)
    const [balance, told] = outcomes[fault]
    expect(await api.request(CREDIT, { variables: { id: kim.id, amount: '5' }, signal })).toMatchObject(told)
    const { customer } = await shop.ask<{ customer: { storeCreditAccounts: { nodes: { balance: object }[] } } }>(
      'query ($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 1) { nodes { balance { amount } } } } }',
      { id: kim.id },
    )
    expect(customer.storeCreditAccounts.nodes.map((one) => one.balance)).toEqual(
      balance === undefined ? [] : [{ amount: balance }],
    )
    expect(admin.seen.map((one) => one.fault)).toEqual([undefined, fault])
  })

  test('comes by chance as often as it should, and again under the same seed, in whatever order', () => {
    const calls = Array.from({ length: 5_000 }, (_, n) => ({
      shop: SHOP,
      operation: 'credit',
      kind: 'mutation' as const,
      fields: ['storeCreditAccountCredit'],
      variables: { n: n % 2_500 },
      repeat: Math.floor(n / 2_500),
    }))
    const rates = { throttled: 0.2, 'broken-after': 0.1 } as const
    const drawn = calls.map(seededFaults(7, rates))
    expect([...calls].reverse().map(seededFaults(7, rates)).reverse()).toEqual(drawn)
    expect(calls.map(seededFaults(8, rates))).not.toEqual(drawn)
    const share = (fault: Fault) => drawn.filter((one) => one === fault).length / calls.length
    expect(share('throttled')).toBeCloseTo(0.2, 1)
    expect(share('broken-after')).toBeCloseTo(0.1, 1)
    expect(drawn.slice(0, 2_500)).not.toEqual(drawn.slice(2_500)) // the same call, asked again, may fare better
  })
})
