/** Coupons are discounts of the shop: of their own, or codes of one that many share. */
import { couponCode } from '@motkit/loyalty'
import type { Fault } from '@motkit/shopify/testing'
import { describe, expect, test } from 'vitest'
import { contextOf, euros, failure, only, redeemed, SECRET, start, twice } from './support/acting.ts'
import { noSchema } from './support/local-admin.ts'

interface Discount {
  readonly id: string
  readonly codeDiscount: { readonly [field: string]: unknown; readonly codes: { readonly nodes: { code: string }[] } }
}
const CODES = 'codes(first: 20) { nodes { code } }'
const DISCOUNTS = `{ codeDiscountNodes(first: 20) { nodes { id codeDiscount {
  ... on DiscountCodeBasic { __typename title status usageLimit appliesOncePerCustomer endsAt ${CODES}
    context { ... on DiscountCustomers { customers { id } } ... on DiscountBuyerSelectionAll { all } }
    minimumRequirement { ... on DiscountMinimumSubtotal { greaterThanOrEqualToSubtotal { amount } } }
    customerGets {
      value { ... on DiscountPercentage { percentage } ... on DiscountAmount { amount { amount } appliesOnEachItem } }
      items {
        ... on AllDiscountItems { allItems }
        ... on DiscountProducts { products(first: 9) { nodes { id } } productVariants(first: 9) { nodes { id } } }
      }
    } }
  ... on DiscountCodeFreeShipping { __typename title status usageLimit ${CODES} } } } } }`
const discountsOf = async ({ shop }: Pick<Awaited<ReturnType<typeof start>>, 'shop'>) =>
  (await shop.ask<{ codeDiscountNodes: { nodes: Discount[] } }>(DISCOUNTS)).codeDiscountNodes.nodes
const codesOf = ({ codeDiscount }: Discount): string[] => codeDiscount.codes.nodes.map(({ code }) => code)
const codeOf = (redemptionId: string) =>
  couponCode({ secret: SECRET, key: `redemption/${redemptionId}`, prefix: 'CLUB' })

describe.skipIf(noSchema)('a coupon that is bound', () => {
  test('is a discount of its own, for its customer alone', async () => {
    const { handlers, ada, id, ...acting } = await start()
    const action = redeemed(id, { kind: 'coupon', percent: 33.3, minimum: euros(4_000) })
    await twice(() => handlers['reward.give'](action, contextOf('give')))
    const found = only(await discountsOf(acting))
    expect(found.codeDiscount).toMatchObject({
      __typename: 'DiscountCodeBasic',
      title: 'any',
      status: 'ACTIVE',
      usageLimit: 1,
      appliesOncePerCustomer: true,
      endsAt: null,
      context: { customers: [{ id: ada.id }] },
      minimumRequirement: { greaterThanOrEqualToSubtotal: { amount: '40.0' } },
      customerGets: { value: { percentage: 0.333 }, items: { allItems: true } },
    })
    expect(codesOf(found)).toEqual([codeOf('r-1')])
  })

  test.each([
    ['an amount', { kind: 'coupon', amount: euros(750) }, { amount: '7.5' }, { allItems: true }],
    ['a free product', { kind: 'free-product', productId: '5', quantity: 2 }, { amount: '19.8' }, ['Product/5', '']],
    [
      'a free variant',
      { kind: 'free-product', productId: '5', variantId: '5', quantity: 1 },
      { amount: '9.9' },
      ['', 'ProductVariant/5'],
    ],
  ])('takes off %s', async (_, gift, amount, items) => {
    const { handlers, id, ...acting } = await start()
    acting.shop.addProduct({ id: 5, price: '9.90' })
    await handlers['reward.give'](redeemed(id, gift), contextOf('give'))
    const { customerGets } = only(await discountsOf(acting)).codeDiscount
    const nodes = (gid: string) => ({ nodes: gid ? [{ id: `gid://shopify/${gid}` }] : [] })
    const [product = '', variant = ''] = Array.isArray(items) ? items : []
    expect(customerGets).toEqual({
      value: { amount, appliesOnEachItem: false },
      items: Array.isArray(items) ? { products: nodes(product), productVariants: nodes(variant) } : items,
    })
  })

  test('takes off the shipping, until its last day is over', async () => {
    const { handlers, id, ...acting } = await start()
    await handlers['reward.give'](redeemed(id, { kind: 'free-shipping' }), contextOf('give'))
    expect(only(await discountsOf(acting)).codeDiscount).toMatchObject({
      __typename: 'DiscountCodeFreeShipping',
      usageLimit: 1,
    })
    const offer = { reward: 'welcome', data: { percent: 10, validDays: 2 } }
    const action = { customer: { id }, data: offer, rule: 'offers', subject: 'customer', terms: {}, kind: 'action' }
    await handlers['reward.give'](action as never, contextOf('default/offers/customer/welcome'))
    const endsAt = (await discountsOf(acting))[1]?.codeDiscount.endsAt
    expect(Math.abs(Date.parse(String(endsAt)) - Date.now() - 2 * 86_400_000)).toBeLessThan(10_000)
  })

  test('is there once, whatever becomes of the answer', async () => {
    for (const fault of ['broken-after', 'bad-gateway-after', 'twice', 'broken-before', 'throttled'] as Fault[]) {
      const { handlers, id, local, ...acting } = await start()
      local.failNext(fault, 'createBasicDiscount')
      await handlers['reward.give'](redeemed(id, { kind: 'coupon', percent: 10 }), contextOf('give'))
      expect(codesOf(only(await discountsOf(acting))), fault).toEqual([codeOf('r-1')])
    }
  })

  test('is refused where its code is of something else', async () => {
    const { handlers, id, shop } = await start()
    await shop.ask(
      `mutation ($input: DiscountCodeBasicInput!) {
        discountCodeBasicCreate(basicCodeDiscount: $input) { userErrors { message } } }`,
      {
        input: {
          title: 'Of the shop',
          code: codeOf('r-1'),
          startsAt: '2026-01-01T00:00:00Z',
          context: { all: 'ALL' },
          customerGets: { value: { percentage: 0.5 }, items: { all: true } },
        },
      },
    )
    for (const bound of [true, false]) {
      const action = redeemed(id, { kind: 'coupon', percent: 10, bound })
      expect(await failure(handlers['reward.give'](action, contextOf('give')))).toMatchObject({
        code: 'SHOPIFY_CODE_TAKEN',
        retryable: false,
        details: { path: 'code', received: codeOf('r-1') },
      })
    }
  })

  test('is deactivated when it is taken back, unless it was used', async () => {
    const { handlers, id, ...acting } = await start()
    const gift = { kind: 'coupon', percent: 10 }
    for (const one of ['r-1', 'r-2']) await handlers['reward.give'](redeemed(id, gift, one), contextOf('give'))
    acting.shop.redeem(codeOf('r-2'))
    for (const one of ['r-1', 'r-2', 'r-3'])
      await twice(() => handlers['reward.revoke'](redeemed(id, gift, one), contextOf('revoke')))
    const statuses = (await discountsOf(acting)).map((one) => [codesOf(one)[0], one.codeDiscount.status])
    expect(statuses).toEqual([
      [codeOf('r-1'), 'EXPIRED'],
      [codeOf('r-2'), 'ACTIVE'],
    ])
  })
})

describe.skipIf(noSchema)('coupons for whoever has the code', () => {
  const gift = { kind: 'coupon', percent: 10, bound: false }

  test('share one discount for each kind, for one use each', async () => {
    const { handlers, id, ...acting } = await start()
    const give = (what: object, one: string) => handlers['reward.give'](redeemed(id, what, one), contextOf('give'))
    await Promise.all(['r-1', 'r-2', 'r-3'].map((one) => give(gift, one)))
    await twice(() => give({ kind: 'free-shipping', bound: false }, 'r-4'))
    const [percent, shipping, ...more] = await discountsOf(acting)
    expect(more).toEqual([])
    expect(percent?.codeDiscount).toMatchObject({
      usageLimit: 1,
      appliesOncePerCustomer: false,
      context: { all: 'ALL' },
    })
    const [own, ...codes] = codesOf(percent as Discount)
    expect(own).toMatch(/^CLUB-/)
    expect(codes.toSorted()).toEqual(['r-1', 'r-2', 'r-3'].map(codeOf).toSorted())
    expect(codesOf(shipping as Discount).slice(1)).toEqual([codeOf('r-4')])
  })

  test('stay as they were given, though the price has changed when they are given again', async () => {
    const { handlers, id, ...acting } = await start()
    const mug = { kind: 'free-product', productId: '5', quantity: 1, bound: false }
    for (const price of ['9.90', '12.00']) {
      acting.shop.addProduct({ id: 5, price })
      await handlers['reward.give'](redeemed(id, mug), contextOf('give'))
    }
    expect(codesOf(only(await discountsOf(acting))).slice(1)).toEqual([codeOf('r-1')])
  })

  test('are added once, whatever becomes of the answer', async () => {
    for (const fault of ['broken-after', 'twice', 'server-error'] as Fault[])
      for (const operation of ['createBasicDiscount', 'addRedeemCodes', 'readRedeemCodes', 'findDiscount']) {
        const { handlers, id, local, ...acting } = await start()
        local.failNext(fault, operation)
        await handlers['reward.give'](redeemed(id, gift), contextOf('give'))
        expect(codesOf(only(await discountsOf(acting))).slice(1), `${fault} ${operation}`).toEqual([codeOf('r-1')])
      }
  })

  test('are deleted when they are taken back, unless they were used', async () => {
    const { handlers, id, ...acting } = await start()
    for (const one of ['r-1', 'r-2', 'r-3']) await handlers['reward.give'](redeemed(id, gift, one), contextOf('give'))
    acting.shop.redeem(codeOf('r-2'))
    for (const one of ['r-1', 'r-2'])
      await twice(() => handlers['reward.revoke'](redeemed(id, gift, one), contextOf('revoke')))
    expect(codesOf(only(await discountsOf(acting))).slice(1)).toEqual([codeOf('r-2'), codeOf('r-3')])
  })
})
