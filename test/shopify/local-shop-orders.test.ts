/** What a shop of the local Admin API tells of orders, discounts, webhooks and in bulk. */
import type { LocalAdmin } from '@motkit/shopify/testing'
import { describe, expect, test } from 'vitest'
import { noSchema, SHOP, TOKEN } from './support/local-admin.ts'
import { codesIn, DAY, doing, NOW, startShop } from './support/local-shop.ts'

const later = (days: number) => new Date(Date.parse(NOW) + days * DAY).toISOString()

describe.skipIf(noSchema)('a discount', () => {
  const prepare = async () => {
    const { shop, clock, admin } = await startShop()
    const terms = {
      title: 'Tea',
      code: 'TEA',
      startsAt: NOW,
      context: { all: 'ALL' },
      customerGets: { value: { percentage: 0.1 }, items: { all: true } },
    }
    const answer =
      '{ codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic { title status endsAt } } } userErrors { field code message } }'
    const create = doing(
      shop,
      `mutation ($input: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $input) ${answer} }`,
    )
    const update = doing(
      shop,
      `mutation ($id: ID!, $input: DiscountCodeBasicInput!) { discountCodeBasicUpdate(id: $id, basicCodeDiscount: $input) ${answer} }`,
    )
    const deactivate = doing(shop, `mutation ($id: ID!) { discountCodeDeactivate(id: $id) ${answer} }`)
    const remove = doing(
      shop,
      'mutation ($id: ID!) { discountCodeDelete(id: $id) { deletedCodeDiscountId userErrors { code message } } }',
    )
    const byCode = async (code: string) => {
      const { codeDiscountNodeByCode: node } = await shop.ask<{ codeDiscountNodeByCode: { id: string } | null }>(
        `query ($code: String!) { codeDiscountNodeByCode(code: $code) { id codeDiscount { ... on DiscountCodeBasic {
          status codes(first: 9) { nodes { code asyncUsageCount } } } } } }`,
        { code },
      )
      return node
    }
    return { shop, clock, admin, terms, create, update, deactivate, remove, byCode }
  }

  test('has a code of its own, in whatever case, until it is deleted', async () => {
    const { create, remove, terms, byCode } = await prepare()
    await create({ input: terms })
    expect(await create({ input: { ...terms, code: 'tea' } })).toMatchObject({
      codeDiscountNode: null,
      userErrors: [{ field: ['basicCodeDiscount', 'code'], code: 'TAKEN' }],
    })
    const found = await byCode('Tea')
    expect(found).toMatchObject({ codeDiscount: { status: 'ACTIVE', codes: { nodes: [{ code: 'TEA' }] } } })
    expect(await remove({ id: found?.id })).toMatchObject({ deletedCodeDiscountId: found?.id, userErrors: [] })
    expect(await byCode('TEA')).toBeNull()
    expect(codesIn(await remove({ id: found?.id }))).toEqual(['INVALID'])
    expect(codesIn(await create({ input: terms }))).toEqual([])
  })

  test('is refused as a whole, with all that is wrong', async () => {
    const { create, terms, byCode } = await prepare()
    const wrong = {
      ...terms,
      title: '',
      endsAt: later(-1),
      usageLimit: 0,
      customerGets: { value: { percentage: 1.5 }, items: { all: true } },
      context: { customers: { add: ['gid://shopify/Customer/1'] } },
    }
    expect(codesIn(await create({ input: wrong }))).toEqual([
      'BLANK',
      'END_DATE_BEFORE_START_DATE',
      'GREATER_THAN',
      'INVALID',
      'VALUE_OUTSIDE_RANGE',
    ])
    expect(await byCode('TEA')).toBeNull()
    await expect(create({ input: { ...terms, context: { all: 'ALL', customers: {} } } })).rejects.toThrow(
      /exactly one/i,
    )
  })

  test('is scheduled, active, expired; ended when it is deactivated', async () => {
    const { create, update, deactivate, terms, byCode, clock } = await prepare()
    await create({ input: { ...terms, startsAt: later(1), endsAt: later(3) } })
    const id = (await byCode('TEA'))?.id
    const status = async () => (await byCode('TEA')) as unknown as { codeDiscount: { status: string } } | null
    expect(await status()).toMatchObject({ codeDiscount: { status: 'SCHEDULED' } })
    clock.set(Date.parse(NOW) + 2 * DAY)
    expect(await status()).toMatchObject({ codeDiscount: { status: 'ACTIVE' } })
    expect(await deactivate({ id })).toMatchObject({
      codeDiscountNode: { codeDiscount: { status: 'EXPIRED', endsAt: '2026-03-04T10:00:00Z' } },
    })
    expect(await update({ id, input: { title: 'More tea', endsAt: null } })).toMatchObject({
      codeDiscountNode: { codeDiscount: { title: 'More tea', status: 'ACTIVE' } },
    })
  })

  test('is given many codes in the background, each on its own', async () => {
    const { shop, admin, create, terms, byCode } = await prepare()
    await create({ input: terms })
    const add = doing(
      shop,
      `mutation ($id: ID!, $codes: [DiscountRedeemCodeInput!]!) { discountRedeemCodeBulkAdd(discountId: $id, codes: $codes) {
        bulkCreation { id done } userErrors { code message } } }`,
    )
    const id = (await byCode('TEA'))?.id
    const { bulkCreation } = await add({ id, codes: [{ code: 'A1' }, { code: 'tea' }, { code: 'a1' }] })
    const asked = `query ($id: ID!) { discountRedeemCodeBulkCreation(id: $id) { done importedCount failedCount
      codes(first: 9) { nodes { code discountRedeemCode { code } errors { code } } } } }`
    const poll = () => send(admin, asked, { id: (bulkCreation as { id: string }).id })
    expect(await poll()).toMatchObject({ discountRedeemCodeBulkCreation: { done: false, importedCount: 0 } })
    expect(await byCode('A1')).toBeNull()
    expect(await poll()).toEqual({
      discountRedeemCodeBulkCreation: {
        done: true,
        importedCount: 1,
        failedCount: 2,
        codes: {
          nodes: [
            { code: 'A1', discountRedeemCode: { code: 'A1' }, errors: [] },
            { code: 'tea', discountRedeemCode: null, errors: [{ code: 'TAKEN' }] },
            { code: 'a1', discountRedeemCode: null, errors: [{ code: 'TAKEN' }] },
          ],
        },
      },
    })
    shop.redeem('a1')
    expect(await byCode('A1')).toMatchObject({
      codeDiscount: { codes: { nodes: [{}, { code: 'A1', asyncUsageCount: 1 }] } },
    })
    const many = Array.from({ length: 251 }, (_, n) => ({ code: `M${n}` }))
    await expect(add({ id, codes: many })).rejects.toThrow(
      'The input array size of 251 is greater than the maximum allowed of 250',
    )
  })
})

const send = async (admin: LocalAdmin, query: string, variables: object = {}) => {
  const headers = { 'x-shopify-access-token': TOKEN, 'content-type': 'application/json' }
  const body = JSON.stringify({ query, variables })
  const url = `https://${SHOP}/admin/api/${admin.version}/graphql.json`
  const answer = await (await admin.fetch(url, { method: 'POST', headers, body })).json()
  return (answer as { data: Readonly<Record<string, never>> }).data
}

describe.skipIf(noSchema)('an order', () => {
  test('goes from placed to partly refunded, in the money of the customer and of the shop', async () => {
    const { shop, clock } = await startShop()
    const kim = shop.addCustomer({ email: 'kim@example.com' })
    const lines = [
      { price: '20.00', quantity: 2 },
      { price: '5.00', discount: '1.00' },
    ]
    const order = shop.addOrder({ customer: kim.id, lines, shipping: '4.90', currency: 'USD', rate: 0.5 })
    const bag = '{ presentmentMoney { amount currencyCode } shopMoney { amount currencyCode } }'
    const ask = async () =>
      (
        await shop.ask<{ order: unknown }>(
          `query ($id: ID!) { order(id: $id) { displayFinancialStatus displayFulfillmentStatus updatedAt cancelledAt
            totalPriceSet ${bag} currentTotalPriceSet { presentmentMoney { amount } } totalRefundedSet { presentmentMoney { amount } }
            refunds { totalRefundedSet { presentmentMoney { amount } } refundLineItems(first: 9) { nodes { quantity subtotalSet { presentmentMoney { amount } } } } }
            fulfillments { displayStatus deliveredAt } returns(first: 9) { nodes { status } } } }`,
          { id: order.id },
        )
      ).order
    expect(await ask()).toMatchObject({
      displayFinancialStatus: 'PENDING',
      displayFulfillmentStatus: 'UNFULFILLED',
      totalPriceSet: {
        presentmentMoney: { amount: '48.9', currencyCode: 'USD' },
        shopMoney: { amount: '24.45', currencyCode: 'EUR' },
      },
    })
    const [first] = order.lineItems
    shop.orders.pay(order.id)
    const parcel = shop.orders.ship(order.id, { lines: [{ line: first?.id ?? '' }] })
    expect(await ask()).toMatchObject({
      displayFinancialStatus: 'PAID',
      displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
    })
    clock.set(Date.parse(NOW) + DAY)
    shop.orders.track(order.id, parcel.id, 'DELIVERED')
    shop.orders.takeBack(order.id, { lines: [{ line: first?.id ?? '', quantity: 1 }], status: 'REQUESTED' })
    shop.orders.refund(order.id, { lines: [{ line: first?.id ?? '', quantity: 1 }] })
    shop.orders.refund(order.id, { amount: '2.50', status: 'PENDING' })
    expect(await ask()).toMatchObject({
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      updatedAt: '2026-03-03T10:00:00Z',
      currentTotalPriceSet: { presentmentMoney: { amount: '28.9' } },
      totalRefundedSet: { presentmentMoney: { amount: '20.0' } },
      refunds: [
        {
          totalRefundedSet: { presentmentMoney: { amount: '20.0' } },
          refundLineItems: { nodes: [{ quantity: 1, subtotalSet: { presentmentMoney: { amount: '20.0' } } }] },
        },
        { totalRefundedSet: { presentmentMoney: { amount: '0.0' } }, refundLineItems: { nodes: [] } },
      ],
      fulfillments: [{ displayStatus: 'DELIVERED', deliveredAt: '2026-03-03T10:00:00Z' }],
      returns: { nodes: [{ status: 'REQUESTED' }] },
    })
    shop.orders.cancel(order.id)
    expect(await ask()).toMatchObject({ cancelledAt: '2026-03-03T10:00:00Z' })
    expect(() => shop.orders.ship(order.id, { lines: [{ line: 'gid://shopify/LineItem/1' }] })).toThrow(RangeError)
  })

  test('is found by time and by id, page by page, though others change meanwhile', async () => {
    const { shop } = await startShop()
    for (let day = 1; day <= 5; day++) {
      shop.addOrder({ id: day, lines: [{ price: '1' }], createdAt: later(day), tags: day === 2 ? ['gift'] : [] })
    }
    const page = async (query: string, after: string | null = null, more = '') => {
      type Page = { orders: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } }
      const { orders } = await shop.ask<Page>(
        `query ($query: String, $after: String) { orders(first: 2, after: $after, query: $query, sortKey: UPDATED_AT ${more}) {
          nodes { id } pageInfo { endCursor hasNextPage } } }`,
        { query, after },
      )
      const { endCursor, hasNextPage } = orders.pageInfo
      return { ids: orders.nodes.map(({ id }) => Number(id.split('/').at(-1))), endCursor, hasNextPage }
    }
    const first = await page(`updated_at:>='${later(2)}'`)
    expect(first).toMatchObject({ ids: [2, 3], hasNextPage: true })
    expect(await page(`updated_at:>='${later(2)}'`, first.endCursor)).toMatchObject({ ids: [4, 5], hasNextPage: false })
    shop.orders.change('gid://shopify/Order/3', { tags: ['late'] }, { at: later(9) })
    expect(await page(`updated_at:>='${later(2)}'`, first.endCursor)).toMatchObject({ ids: [4, 5], hasNextPage: true })
    expect(await page('', null, ', reverse: true')).toMatchObject({ ids: [3, 5] })
    expect(await page('id:>=2 AND id:<4')).toMatchObject({ ids: [2, 3], hasNextPage: false })
    expect(await page('tag:gift OR tag:late')).toMatchObject({ ids: [2, 3] })
    expect(await page('-tag:late (id:1 OR id:3)')).toMatchObject({ ids: [1] })
    await expect(page('colour:red')).rejects.toThrow('has no filter colour')
    await expect(page('(id:1')).rejects.toThrow('a parenthesis is missing')
    await expect(page('', 'nonsense')).rejects.toThrow('invalid cursor')
  })
})

describe.skipIf(noSchema)('a bulk operation', () => {
  const RUN = `mutation ($query: String!, $grouped: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
    bulkOperation { id status } userErrors { code message } } }`
  const POLL = 'query ($id: ID!) { node(id: $id) { ... on BulkOperation { status url objectCount rootObjectCount } } }'
  const ORDERS = '{ orders { edges { node { id lineItems { edges { node { quantity } } } } } } }'
  const prepare = async () => {
    const { admin, shop } = await startShop()
    for (const id of [1, 2]) shop.addOrder({ id, lines: [{ price: '1' }, { price: '1', quantity: id + 1 }] })
    const run = async (query: string, grouped = false) => {
      const { bulkOperationRunQuery: answer } = await send(admin, RUN, { query, grouped })
      return answer as unknown as {
        bulkOperation: { id: string; status: string } | null
        userErrors: { code: string }[]
      }
    }
    return { admin, run }
  }
  const orders = ['gid://shopify/Order/1', 'gid://shopify/Order/2'] as const
  const line = (quantity: number, parent: string) => ({ quantity, __parentId: parent })

  test.each([
    [
      false,
      [
        { id: orders[0] },
        { id: orders[1] },
        line(1, orders[0]),
        line(2, orders[0]),
        line(1, orders[1]),
        line(3, orders[1]),
      ],
    ],
    [
      true,
      [
        { id: orders[0] },
        line(1, orders[0]),
        line(2, orders[0]),
        { id: orders[1] },
        line(1, orders[1]),
        line(3, orders[1]),
      ],
    ],
  ])('leaves a file of lines, children under their parents; grouped: %s', async (grouped, lines) => {
    const { admin, run } = await prepare()
    const { bulkOperation } = await run(ORDERS, grouped)
    expect(bulkOperation?.status).toBe('CREATED')
    const poll = () => send(admin, POLL, { id: bulkOperation?.id }) as Promise<unknown>
    expect(await poll()).toMatchObject({ node: { status: 'RUNNING', url: null } })
    const done = (await poll()) as { node: { url: string } }
    expect(done.node).toMatchObject({ status: 'COMPLETED', objectCount: '6', rootObjectCount: '2' })
    const text = await (await admin.fetch(done.node.url)).text()
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((one) => JSON.parse(one)),
    ).toEqual(lines)
  })

  test('is refused where its query is none for it', async () => {
    const { run } = await prepare()
    for (const query of [
      '{ shop { name } }',
      '{ orders { edges { node { lineItems { edges { node { id } } } } } } }',
      '{ orders { edges { node { id refunds { id refundLineItems { edges { node { quantity } } } } } } } }',
      '{ colours }',
    ]) {
      expect(await run(query), query).toMatchObject({ bulkOperation: null, userErrors: [{ code: 'INVALID' }] })
    }
  })
})

test.skipIf(noSchema)('a subscription to a topic is there once for an address', async () => {
  const { shop } = await startShop()
  const create = doing(
    shop,
    `mutation ($topic: WebhookSubscriptionTopic!, $uri: String!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri }) {
      webhookSubscription { id } userErrors { message } } }`,
  )
  const uri = 'https://app.example.com/webhooks'
  const { webhookSubscription } = await create({ topic: 'ORDERS_CREATE', uri })
  expect(codesIn(await create({ topic: 'ORDERS_CREATE', uri }))).toEqual([
    'Address for this topic has already been taken',
  ])
  expect(codesIn(await create({ topic: 'ORDERS_CREATE', uri: 'http://app.example.com' }))).toEqual([
    'Address is invalid',
  ])
  expect(codesIn(await create({ topic: 'ORDERS_PAID', uri }))).toEqual([])
  const remove = doing(
    shop,
    'mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }',
  )
  await remove({ id: (webhookSubscription as { id: string }).id })
  expect(await shop.ask('{ webhookSubscriptions(first: 9) { nodes { topic uri format } } }')).toEqual({
    webhookSubscriptions: { nodes: [{ topic: 'ORDERS_PAID', uri, format: 'JSON' }] },
  })
})
