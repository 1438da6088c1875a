/** What motkit decides appears in the shop; what the shop cannot give is said by its place. */
import { defineMetafields, flowMessages } from '@motkit/shopify'
import { describe, expect, test } from 'vitest'
import { contextOf, euros, failure, numberOf, only, redeemed, start, twice } from './support/acting.ts'
import { noSchema, SHOP, TOKEN } from './support/local-admin.ts'

describe.skipIf(noSchema)('what a shop cannot give', () => {
  const dollars = (amount: number) => ({ amount, currency: 'USD' })
  test.each([
    [{ kind: 'donation', to: 'wwf' }, 'gift.kind'],
    [{ kind: 'coupon' }, 'gift'],
    [{ kind: 'coupon', amount: dollars(500) }, 'gift.amount.currency'],
    [{ kind: 'coupon', percent: 5, minimum: dollars(500) }, 'gift.minimum.currency'],
    [{ kind: 'gift-voucher', amount: dollars(500) }, 'gift.amount.currency'],
    [{ kind: 'gift-voucher', amount: euros(500), minimum: euros(1) }, 'gift.minimum'],
    [{ kind: 'store-credit', amount: euros(500), minimum: euros(1) }, 'gift.minimum'],
    [{ kind: 'free-product', productId: '404', quantity: 1 }, 'gift.productId'],
  ])('is refused by its place: %j', async (gift, path) => {
    const { handlers, id, shop } = await start()
    expect(await failure(handlers['reward.give'](redeemed(id, gift), contextOf('give')))).toMatchObject({
      code: 'REWARD_UNSUPPORTED',
      retryable: false,
      details: { path, expected: expect.stringMatching(/./) },
    })
    expect([...shop.all('DiscountCodeNode'), ...shop.all('GiftCard')]).toEqual([])
  })

  test('as store credit in a currency that the shop has not, is refused by Shopify, with the place', async () => {
    const { handlers, id, intents } = await start()
    const action = redeemed(id, { kind: 'store-credit', amount: dollars(500) })
    expect(await failure(handlers['reward.give'](action, contextOf('give')))).toMatchObject({
      code: 'SHOPIFY_REFUSED',
      retryable: false,
      details: { path: 'creditInput.creditAmount.currencyCode', received: 'UNSUPPORTED_CURRENCY' },
    })
    expect(await intents.find({ shop: SHOP, key: 'redemption/r-1' })).toBeUndefined()
  })

  test('is refused without a customer, without a secret, and without the scope', async () => {
    const nobody = (gift: object) => Object.assign(redeemed('7', gift), { customer: { anonymousId: 'a' } })
    const { handlers, id } = await start()
    for (const gift of [
      { kind: 'coupon', percent: 10 },
      { kind: 'store-credit', amount: euros(500) },
    ])
      expect(await failure(handlers['reward.give'](nobody(gift), contextOf('give')))).toMatchObject({
        code: 'REWARD_UNSUPPORTED',
        details: { path: 'customer' },
      })
    const coupon = redeemed('ada', { kind: 'coupon', percent: 10 })
    expect(await failure(handlers['reward.give'](coupon, contextOf('give')))).toMatchObject({
      code: 'SHOPIFY_ID_INVALID',
      retryable: false,
      details: { path: 'customer.id', received: 'ada' },
    })
    const { handlers: secretless } = await start({ coupons: {} })
    const card = redeemed(id, { kind: 'gift-voucher', amount: euros(500) })
    expect(await failure(secretless['reward.give'](card, contextOf('give')))).toMatchObject({
      code: 'REWARD_UNSUPPORTED',
      details: { path: 'options.coupons.secret' },
    })
    const poor = await start({}, { shops: { [SHOP]: { token: TOKEN, scopes: ['read_customers', 'write_discounts'] } } })
    const credit = redeemed(poor.id, { kind: 'store-credit', amount: euros(500) })
    expect(await failure(poor.handlers['reward.give'](credit, contextOf('give')))).toMatchObject({
      code: 'SHOPIFY_SCOPE_MISSING',
      retryable: false,
    })
  })
})

describe.skipIf(noSchema)('a customer', () => {
  const about = (id: string, data: object) =>
    ({ kind: 'action', terms: {}, subject: 'customer', rule: 'any', customer: { id }, data }) as never
  const tagsOf = ({ shop }: Awaited<ReturnType<typeof start>>, gid: string) =>
    shop.ask<{ customer: { tags: string[] } }>('query ($id: ID!) { customer(id: $id) { tags } }', { id: gid })

  test('is tagged, and the tag taken off', async () => {
    const acting = await start()
    const { handlers, ada, id, local } = acting
    local.failNext('broken-after', 'addTags')
    await twice(() => handlers['customer.tag'](about(id, { tag: 'Gold members' }), contextOf('tag')))
    expect((await tagsOf(acting, ada.id)).customer.tags).toEqual(['Gold members'])
    await twice(() => handlers['customer.tag'](about(id, { tag: 'Gold members', remove: true }), contextOf('tag')))
    expect((await tagsOf(acting, ada.id)).customer.tags).toEqual([])
    const nobody = { ...(about(id, { tag: 'Gold members' }) as object), customer: { anonymousId: 'a' } } as never
    await handlers['customer.tag'](nobody, contextOf('tag'))
  })

  test('is described in a metafield, where the newest wins', async () => {
    let points = 0
    const clock = { at: Date.parse('2026-03-02T10:00:00Z') }
    const acting = await start({
      clock: { now: () => clock.at },
      standingOf: async () => ({ points: ++points * 10, pending: 5, tier: 'gold' }),
    })
    const { handlers, ada, id, local } = acting
    const written = async () => {
      const { customer } = await acting.shop.ask<{ customer: { metafield: { type: string; value: string } | null } }>(
        'query ($id: ID!) { customer(id: $id) { metafield(namespace: "$app:mot", key: "loyalty") { type value } } }',
        { id: ada.id },
      )
      return customer.metafield && { ...customer.metafield, value: JSON.parse(customer.metafield.value) }
    }
    const describe = () => handlers['customer.describe'](about(id, {}), contextOf('describe'))
    local.failNext('twice', 'writeMetafield')
    await describe()
    expect(await written()).toEqual({
      type: 'json',
      value: { points: 10, pending: 5, tier: 'gold', at: '2026-03-02T10:00:00.000Z' },
    })
    clock.at -= 60_000
    await describe()
    expect(await written()).toMatchObject({ value: { points: 10 } })
    clock.at += 120_000
    await Promise.all([describe(), describe(), describe()])
    expect(await written()).toMatchObject({ value: { at: '2026-03-02T10:01:00.000Z' } })
  })

  test('and an order are described side by side, under a namespace of the shop, with definitions', async () => {
    const { handlers, admin, shop } = await start({ metafields: { namespace: 'mot' } })
    const order = shop.addOrder({ id: 1001, lines: [{ price: '49.00' }] })
    for (const namespace of ['mot', '$app:mot'])
      await twice(() => defineMetafields({ admin, shop: SHOP }, { namespace }))
    const definitions = shop.all<{ id: string; namespace: string; key: string; ownerType: string }>(
      'MetafieldDefinition',
    )
    expect(definitions.map(({ namespace, key, ownerType }) => [namespace, key, ownerType])).toEqual([
      ['mot', 'loyalty', 'CUSTOMER'],
      ['mot', 'loyalty', 'ORDER'],
      ['app--1--mot', 'loyalty', 'CUSTOMER'],
      ['app--1--mot', 'loyalty', 'ORDER'],
    ])
    const say = (points: number, at: string) =>
      handlers['order.describe'](about('7', { orderId: '1001', points, at }), contextOf('describe'))
    await say(49, '2026-03-02T10:00:00.000Z')
    await say(12, '2026-03-01T10:00:00.000Z')
    const { order: found } = await shop.ask<{ order: { metafield: { jsonValue: object } } }>(
      'query ($id: ID!) { order(id: $id) { metafield(namespace: "mot", key: "loyalty") { jsonValue } } }',
      { id: order.id },
    )
    expect(found.metafield.jsonValue).toEqual({ points: 49, at: '2026-03-02T10:00:00.000Z' })
  })

  test('is subscribed by what was said last, by e-mail and by SMS', async () => {
    const { handlers, ada, id, shop, local } = await start()
    const say = (channel: string, given: boolean, at: string) =>
      handlers['consent.record'](about(id, { channel, given, at }), contextOf('consent'))
    local.failNext('broken-after', 'updateEmailConsent')
    expect(await say('email', true, '2026-03-02T10:00:00.000Z')).toBe('recorded')
    expect(await say('email', true, '2026-03-02T10:00:00.000Z')).toBe('skipped')
    expect(await say('email', false, '2026-03-01T10:00:00.000Z')).toBe('skipped')
    expect(await say('sms', true, '2026-03-02T10:00:00.000Z')).toBe('recorded')
    expect(await say('sms', false, '2026-03-03T10:00:00.000Z')).toBe('recorded')
    const { customer } = await shop.ask<{ customer: object }>(
      `query ($id: ID!) { customer(id: $id) {
        defaultEmailAddress { marketingState marketingUpdatedAt }
        defaultPhoneNumber { marketingState marketingUpdatedAt } } }`,
      { id: ada.id },
    )
    expect(customer).toEqual({
      defaultEmailAddress: { marketingState: 'SUBSCRIBED', marketingUpdatedAt: '2026-03-02T10:00:00.000Z' },
      defaultPhoneNumber: { marketingState: 'UNSUBSCRIBED', marketingUpdatedAt: '2026-03-03T10:00:00.000Z' },
    })
    const eve = shop.addCustomer({ email: 'eve@example.com' })
    const sms = about(numberOf(eve.id), { channel: 'sms', given: true, at: '2026-03-02T10:00:00.000Z' })
    expect(await handlers['consent.record'](sms, contextOf('consent'))).toBe('skipped')
  })

  test('is written to by Flow, once', async () => {
    const { admin, intents, ada, id, local, shop } = await start()
    const send = flowMessages({ admin, intents, handle: 'motkit-message' })
    const message = {
      ...(about(id, { template: 'welcome', topic: 'loyalty', data: { code: 'CLUB-1' } }) as object),
      subject: 'order/1001',
    } as never
    await twice(() => send(message, contextOf('message')))
    const payload = {
      customer_id: Number(id),
      template: 'welcome',
      channel: 'email',
      purpose: 'transactional',
      subject: 'order/1001',
      data: '{"code":"CLUB-1"}',
    }
    expect(shop.all('FlowTrigger')).toMatchObject([{ handle: 'motkit-message' }])
    expect(only(shop.all<{ id: string; payload: object }>('FlowTrigger')).payload).toEqual(payload)
    local.failNext('broken-after', 'triggerFlow')
    expect(await failure(send(message, contextOf('another')))).toMatchObject({ retryable: true })
    expect(await failure(send(message, contextOf('another')))).toMatchObject({
      code: 'SHOPIFY_OUTCOME_UNKNOWN',
      retryable: false,
    })
    expect(shop.all('FlowTrigger')).toHaveLength(2)
    expect(await intents.parked({ limit: 9 })).toMatchObject([{ key: 'message/another', customer: ada.id }])
  })
})
