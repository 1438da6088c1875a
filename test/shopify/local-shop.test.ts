/** A shop of the local Admin API keeps the rules that Shopify documents for its mutations. */
import { describe, expect, test } from 'vitest'
import { noSchema } from './support/local-admin.ts'
import { codesIn, DAY, doing, startShop } from './support/local-shop.ts'

describe.skipIf(noSchema)('store credit', () => {
  const prepare = async () => {
    const { shop, clock } = await startShop()
    const kim = shop.addCustomer()
    const moving = (kind: 'Credit' | 'Debit') =>
      doing(
        shop,
        `mutation ($id: ID!, $input: StoreCreditAccount${kind}Input!) {
          storeCreditAccount${kind}(id: $id, ${kind.toLowerCase()}Input: $input) {
            storeCreditAccountTransaction { amount { amount } balanceAfterTransaction { amount } account { id } createdAt }
            userErrors { field code message }
          }
        }`,
      )
    const credit = (amount: string, more: object = {}, id = kim.id, currencyCode = 'EUR') =>
      moving('Credit')({ id, input: { creditAmount: { amount, currencyCode }, ...more } })
    const debit = (amount: string, id = kim.id, currencyCode = 'EUR') =>
      moving('Debit')({ id, input: { debitAmount: { amount, currencyCode } } })
    const accounts = async () => {
      const { customer } = await shop.ask<{ customer: { storeCreditAccounts: { nodes: unknown[] } } }>(
        `query ($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 9) { nodes {
          balance { amount currencyCode } transactions(first: 9) { nodes { __typename amount { amount } } } } } } }`,
        { id: kim.id },
      )
      return customer.storeCreditAccounts.nodes
    }
    return { shop, clock, kim, credit, debit, accounts }
  }

  test('is an account for each currency, opened by the first credit', async () => {
    const { credit, debit, accounts } = await prepare()
    expect(await credit('10.50')).toMatchObject({
      storeCreditAccountTransaction: {
        amount: { amount: '10.5' },
        balanceAfterTransaction: { amount: '10.5' },
        createdAt: '2026-03-02T10:00:00Z',
      },
      userErrors: [],
    })
    await credit('3', {}, undefined, 'USD')
    await debit('4')
    expect(await accounts()).toEqual([
      {
        balance: { amount: '6.5', currencyCode: 'EUR' },
        transactions: {
          nodes: [
            { __typename: 'StoreCreditAccountCreditTransaction', amount: { amount: '10.5' } },
            { __typename: 'StoreCreditAccountDebitTransaction', amount: { amount: '-4.0' } },
          ],
        },
      },
      {
        balance: { amount: '3.0', currencyCode: 'USD' },
        transactions: { nodes: [{ __typename: 'StoreCreditAccountCreditTransaction', amount: { amount: '3.0' } }] },
      },
    ])
  })

  test('is refused by every code that the schema has', async () => {
    const { credit, debit, accounts, shop } = await prepare()
    const [customer, account] = ['gid://shopify/Customer/1', 'gid://shopify/StoreCreditAccount/1']
    expect(codesIn(await credit('1', {}, customer))).toEqual(['OWNER_NOT_FOUND'])
    expect(codesIn(await credit('1', {}, account))).toEqual(['ACCOUNT_NOT_FOUND'])
    expect(codesIn(await credit('0'))).toEqual(['NEGATIVE_OR_ZERO_AMOUNT'])
    expect(codesIn(await credit('1', {}, undefined, 'JPY'))).toEqual(['UNSUPPORTED_CURRENCY'])
    expect(codesIn(await credit('1', { expiresAt: '2026-03-02T10:00:00Z' }))).toEqual(['EXPIRES_AT_IN_PAST'])
    expect(codesIn(await credit('100000.01'))).toEqual(['CREDIT_LIMIT_EXCEEDED'])
    expect(codesIn(await debit('1'))).toEqual(['ACCOUNT_NOT_FOUND'])
    expect(await accounts()).toEqual([])
    await credit('5')
    const id = shop.all('StoreCreditAccount')[0]?.id
    expect(codesIn(await credit('1', {}, id, 'USD'))).toEqual(['MISMATCHING_CURRENCY'])
    expect(codesIn(await debit('1', id, 'USD'))).toEqual(['MISMATCHING_CURRENCY'])
    expect(codesIn(await debit('5.01'))).toEqual(['INSUFFICIENT_FUNDS'])
    expect(codesIn(await debit('-1'))).toEqual(['NEGATIVE_OR_ZERO_AMOUNT'])
    expect(await accounts()).toMatchObject([{ balance: { amount: '5.0' } }])
  })

  test('expires as far as it was not spent; what expires first is spent first', async () => {
    const { credit, debit, accounts, clock } = await prepare()
    await credit('10')
    await credit('10', { expiresAt: '2026-03-04T00:00:00Z' })
    await debit('3')
    clock.set(clock.now() + 2 * DAY)
    expect(await accounts()).toMatchObject([
      {
        balance: { amount: '10.0' },
        transactions: {
          nodes: [{}, {}, {}, { __typename: 'StoreCreditAccountExpirationTransaction', amount: { amount: '-7.0' } }],
        },
      },
    ])
  })
})

describe.skipIf(noSchema)('a gift card', () => {
  const prepare = async () => {
    const { shop, clock } = await startShop()
    const create = doing(
      shop,
      `mutation ($input: GiftCardCreateInput!) { giftCardCreate(input: $input) {
        giftCard { id enabled balance { amount currencyCode } maskedCode } giftCardCode userErrors { field code message } } }`,
    )
    const moving = (kind: 'Credit' | 'Debit') =>
      doing(
        shop,
        `mutation ($id: ID!, $money: MoneyInput!) { giftCard${kind}(id: $id, ${kind.toLowerCase()}Input: { ${kind.toLowerCase()}Amount: $money }) {
          giftCard${kind}Transaction { giftCard { balance { amount } } } userErrors { code message } } }`,
      )
    const deactivate = doing(
      shop,
      'mutation ($id: ID!) { giftCardDeactivate(id: $id) { giftCard { enabled } userErrors { code message } } }',
    )
    return { shop, clock, create, credit: moving('Credit'), debit: moving('Debit'), deactivate }
  }
  const euros = (amount: string) => ({ amount, currencyCode: 'EUR' })

  test('has a code that is there once, of 8 to 20 letters and digits', async () => {
    const { create } = await prepare()
    expect(await create({ input: { initialValue: '25', code: 'Club12345' } })).toMatchObject({
      giftCard: { balance: { amount: '25.0', currencyCode: 'EUR' }, maskedCode: '•••• •••• •••• 2345', enabled: true },
      giftCardCode: 'club12345',
    })
    expect(codesIn(await create({ input: { initialValue: '25', code: 'CLUB12345' } }))).toEqual(['TAKEN'])
    expect(codesIn(await create({ input: { initialValue: '25', code: 'CLUB123' } }))).toEqual(['TOO_SHORT'])
    expect(codesIn(await create({ input: { initialValue: '25', code: 'CLUB-12345' } }))).toEqual(['INVALID'])
    expect(codesIn(await create({ input: { initialValue: '0' } }))).toEqual(['GREATER_THAN'])
    expect(codesIn(await create({ input: { initialValue: '1', customerId: 'gid://shopify/Customer/1' } }))).toEqual([
      'CUSTOMER_NOT_FOUND',
    ])
  })

  test('moves its balance until it is deactivated', async () => {
    const { create, credit, debit, deactivate, shop } = await prepare()
    await create({ input: { initialAmount: euros('25') } })
    const id = shop.all('GiftCard')[0]?.id
    expect(await debit({ id, money: euros('5') })).toMatchObject({
      giftCardDebitTransaction: { giftCard: { balance: { amount: '20.0' } } },
    })
    expect(codesIn(await debit({ id, money: euros('20.01') }))).toEqual(['INSUFFICIENT_FUNDS'])
    expect(codesIn(await credit({ id, money: { amount: '1', currencyCode: 'USD' } }))).toEqual(['MISMATCHING_CURRENCY'])
    expect(await deactivate({ id })).toMatchObject({ giftCard: { enabled: false } })
    expect(codesIn(await credit({ id, money: euros('1') }))).toEqual(['INVALID'])
    expect(codesIn(await deactivate({ id: 'gid://shopify/GiftCard/1' }))).toEqual(['GIFT_CARD_NOT_FOUND'])
  })
})

describe.skipIf(noSchema)('a customer', () => {
  test('stands on a page, forwards and backwards', async () => {
    const { shop } = await startShop()
    for (const id of [1, 2, 3, 4]) shop.addCustomer({ id })
    const page = async (asked: string) => {
      const { customers } = await shop.ask<{ customers: { nodes: { id: string }[]; pageInfo: object } }>(
        `{ customers(${asked}) { nodes { id } pageInfo { hasPreviousPage hasNextPage startCursor } } }`,
      )
      return { ids: customers.nodes.map(({ id }) => Number(id.split('/').at(-1))), ...customers.pageInfo }
    }
    const last = await page('last: 2')
    expect(last).toMatchObject({ ids: [3, 4], hasPreviousPage: true, hasNextPage: false })
    const { startCursor } = last as unknown as { startCursor: string }
    expect(await page(`last: 9, before: "${startCursor}"`)).toMatchObject({ ids: [1, 2], hasPreviousPage: false })
    expect(await page('first: 3, reverse: true')).toMatchObject({ ids: [4, 3, 2], hasNextPage: true })
    await expect(page('first: 251')).rejects.toThrow('251 is not a page size')
  })

  test('has tags as a set without case', async () => {
    const { shop } = await startShop()
    const kim = shop.addCustomer({ tags: ['Tea'] })
    const tags = '{ node { ... on Customer { tags } } userErrors { message } }'
    const add = doing(shop, `mutation ($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) ${tags} }`)
    const remove = doing(shop, `mutation ($id: ID!, $tags: [String!]!) { tagsRemove(id: $id, tags: $tags) ${tags} }`)
    expect(await add({ id: kim.id, tags: ['tea', 'gold, vip'] })).toMatchObject({
      node: { tags: ['Tea', 'gold', 'vip'] },
    })
    expect(await remove({ id: kim.id, tags: ['GOLD', 'none'] })).toMatchObject({ node: { tags: ['Tea', 'vip'] } })
    expect(codesIn(await add({ id: 'gid://shopify/Customer/1', tags: ['a'] }))).toEqual(['Resource does not exist'])
  })

  test('consents where there is an address', async () => {
    const { shop } = await startShop()
    const [kim, lee] = [shop.addCustomer({ email: 'kim@example.com' }), shop.addCustomer()]
    const update = doing(
      shop,
      `mutation ($input: CustomerEmailMarketingConsentUpdateInput!) { customerEmailMarketingConsentUpdate(input: $input) {
        customer { defaultEmailAddress { marketingState marketingUpdatedAt } } userErrors { code message } } }`,
    )
    const asked = (customerId: string, marketingState: string) => ({
      input: { customerId, emailMarketingConsent: { marketingState } },
    })
    expect(await update(asked(kim.id, 'SUBSCRIBED'))).toMatchObject({
      customer: { defaultEmailAddress: { marketingState: 'SUBSCRIBED', marketingUpdatedAt: '2026-03-02T10:00:00Z' } },
    })
    expect(codesIn(await update(asked(kim.id, 'NOT_SUBSCRIBED')))).toEqual(['INCLUSION'])
    expect(codesIn(await update(asked(lee.id, 'SUBSCRIBED')))).toEqual(['INVALID'])
  })
})

describe.skipIf(noSchema)('metafields', () => {
  const prepare = async () => {
    const { shop } = await startShop()
    const kim = shop.addCustomer()
    const set = doing(
      shop,
      `mutation ($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) {
        metafields { value compareDigest jsonValue } userErrors { field code message elementIndex } } }`,
    )
    const field = (key: string, value: string, more: object = {}) => ({
      ownerId: kim.id,
      namespace: '$app:mot',
      key,
      value,
      type: 'number_integer',
      ...more,
    })
    const kept = async () => {
      const { customer } = await shop.ask<{ customer: { metafields: { nodes: object[] } } }>(
        'query ($id: ID!) { customer(id: $id) { metafields(first: 50, namespace: "$app:mot") { nodes { key value } } } }',
        { id: kim.id },
      )
      return customer.metafields.nodes
    }
    return { shop, kim, set, field, kept }
  }

  test('are set all or none, 25 at most', async () => {
    const { set, field, kept } = await prepare()
    expect(codesIn(await set({ metafields: [field('balance', '5'), field('tier', 'gold')] }))).toEqual([
      'INVALID_VALUE',
    ])
    const many = Array.from({ length: 26 }, (_, n) => field(`key-${n}`, '1'))
    expect(codesIn(await set({ metafields: many }))).toEqual(['LESS_THAN_OR_EQUAL_TO'])
    expect(await kept()).toEqual([])
    expect(await set({ metafields: [field('balance', '5')] })).toMatchObject({
      metafields: [{ value: '5', jsonValue: 5 }],
    })
    expect(await kept()).toEqual([{ key: 'balance', value: '5' }])
  })

  test('are compared before they are set, where it is asked for', async () => {
    const { set, field, kept } = await prepare()
    const first = await set({ metafields: [field('balance', '5', { compareDigest: null })] })
    expect(codesIn(first)).toEqual([])
    expect(codesIn(await set({ metafields: [field('balance', '6', { compareDigest: null })] }))).toEqual([
      'STALE_OBJECT',
    ])
    const digest = (first.metafields as { compareDigest: string }[])[0]?.compareDigest
    expect(codesIn(await set({ metafields: [field('balance', '6', { compareDigest: digest })] }))).toEqual([])
    expect(codesIn(await set({ metafields: [field('balance', '7', { compareDigest: digest })] }))).toEqual([
      'STALE_OBJECT',
    ])
    expect(await kept()).toEqual([{ key: 'balance', value: '6' }])
  })
})
