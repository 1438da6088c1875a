/** Gift cards and store credit: given once, and what is left of them taken back. */
import { describe, expect, test } from 'vitest'
import { contextOf, euros, failure, movementsOf, only, redeemed, start, twice } from './support/acting.ts'
import { noSchema, SHOP } from './support/local-admin.ts'

describe.skipIf(noSchema)('a gift card', () => {
  const gift = { kind: 'gift-voucher', amount: euros(2_500) }
  interface Card {
    readonly id: string
    readonly code: string
  }
  const cardsOf = ({ shop }: Pick<Awaited<ReturnType<typeof start>>, 'shop'>) =>
    shop.ask<{ giftCards: { nodes: object[] } }>(
      '{ giftCards(first: 9) { nodes { balance { amount currencyCode } enabled expiresOn note } } }',
    )

  test('is there once under a code of letters and digits, until the last day where the shop is', async () => {
    const { handlers, id, local, ...acting } = await start()
    const action = redeemed(id, gift) as { data: { data: object } }
    Object.assign(action.data.data, { validUntil: '2027-03-31T21:59:59.999Z' })
    local.failNext('broken-after', 'createGiftCard')
    await twice(() => handlers['reward.give'](action as never, contextOf('give')))
    expect((await cardsOf(acting)).giftCards.nodes).toEqual([
      {
        balance: { amount: '25.0', currencyCode: 'EUR' },
        enabled: true,
        expiresOn: '2027-03-31',
        note: 'motkit redemption/r-1',
      },
    ])
    expect(only(acting.shop.all<Card>('GiftCard')).code).toMatch(/^[0-9a-z]{16}$/)
  })

  test('is closed when it is taken back', async () => {
    const { handlers, id, ...acting } = await start()
    await handlers['reward.give'](redeemed(id, gift), contextOf('give'))
    await twice(() => handlers['reward.revoke'](redeemed(id, gift), contextOf('revoke')))
    expect((await cardsOf(acting)).giftCards.nodes).toMatchObject([{ enabled: false }])
  })

  test('is refused where its code is of another card', async () => {
    const { handlers, id, shop } = await start()
    await handlers['reward.give'](redeemed(id, gift), contextOf('give'))
    Object.assign(only(shop.all('GiftCard')), { note: 'of the shop' })
    expect(await failure(handlers['reward.give'](redeemed(id, gift), contextOf('give')))).toMatchObject({
      code: 'SHOPIFY_CODE_TAKEN',
      retryable: false,
    })
  })
})

describe.skipIf(noSchema)('store credit', () => {
  const gift = { kind: 'store-credit', amount: euros(1_000) }

  test('is credited once, and what is left of it debited once', async () => {
    const { handlers, ada, id, shop } = await start()
    await twice(() => handlers['reward.give'](redeemed(id, gift), contextOf('give')))
    expect(await movementsOf(shop, ada.id)).toEqual(['10.0'])
    await shop.ask(
      `mutation ($id: ID!) { storeCreditAccountDebit(id: $id, debitInput: { debitAmount: {
        amount: "7.00", currencyCode: EUR } }) { userErrors { message } } }`,
      { id: ada.id },
    )
    await twice(() => handlers['reward.revoke'](redeemed(id, gift), contextOf('revoke')))
    expect(await movementsOf(shop, ada.id)).toEqual(['10.0', '-7.0', '-3.0'])
  })

  test('that was never given is not taken back', async () => {
    const { handlers, ada, id, shop } = await start()
    await handlers['reward.give'](redeemed(id, gift), contextOf('give'))
    await handlers['reward.revoke'](redeemed(id, gift, 'r-2'), contextOf('revoke'))
    expect(await movementsOf(shop, ada.id)).toEqual(['10.0'])
  })

  test('ends with its last day', async () => {
    const { handlers, id, shop } = await start()
    const action = redeemed(id, gift) as { data: { data: object } }
    Object.assign(action.data.data, { validUntil: '2027-03-31T21:59:59.999Z' })
    await twice(() => handlers['reward.give'](action as never, contextOf('give')))
    expect(shop.all<{ id: string; expiresAt: string }>('StoreCreditAccountCreditTransaction')).toMatchObject([
      { expiresAt: expect.stringMatching(/^2027-03-31T21:59:59/) },
    ])
  })

  test('that somebody gave by hand at the same time is not taken for it: who gave what is asked', async () => {
    const { handlers, ada, id, local, shop, intents } = await start()
    local.failNext('broken-after', 'creditAccount')
    expect(await failure(handlers['reward.give'](redeemed(id, gift), contextOf('give')))).toMatchObject({
      code: 'SHOPIFY_OUTCOME_UNKNOWN',
      retryable: true,
    })
    await shop.ask(
      `mutation ($id: ID!) { storeCreditAccountCredit(id: $id, creditInput: { creditAmount: {
        amount: "10.00", currencyCode: EUR } }) { userErrors { message } } }`,
      { id: ada.id },
    )
    expect(await failure(handlers['reward.give'](redeemed(id, gift), contextOf('give')))).toMatchObject({
      code: 'SHOPIFY_OUTCOME_UNKNOWN',
      retryable: false,
      details: { shop: SHOP, key: 'redemption/r-1' },
    })
    expect(await intents.parked({ shop: SHOP, limit: 9 })).toMatchObject([
      { customer: ada.id, kind: 'credit', note: { amount: 1_000, currency: 'EUR' } },
    ])
    expect(await movementsOf(shop, ada.id)).toEqual(['10.0', '10.0'])
  })

  test('among more movements than are read is not taken for one that was not made', async () => {
    const { handlers, ada, id, local, shop } = await start()
    const cent = { id: ada.id, input: { creditAmount: { amount: '0.01', currencyCode: 'EUR' } } }
    const credit = () =>
      shop.ask(
        `mutation ($id: ID!, $input: StoreCreditAccountCreditInput!) {
          storeCreditAccountCredit(id: $id, creditInput: $input) { userErrors { message } } }`,
        cent,
      )
    await credit()
    local.failNext('broken-after', 'creditAccount')
    await failure(handlers['reward.give'](redeemed(id, gift), contextOf('give')))
    for (let n = 0; n < 100; n++) await credit()
    expect(await failure(handlers['reward.give'](redeemed(id, gift), contextOf('give')))).toMatchObject({
      code: 'SHOPIFY_OUTCOME_UNKNOWN',
      retryable: false,
    })
  })
})
