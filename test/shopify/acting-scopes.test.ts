/** Acting needs the scopes that the guide names, all of them and no others. */
import { describe, expect, test } from 'vitest'
import { contextOf, euros, numberOf, redeemed, startActing } from './support/acting.ts'
import { noSchema, SHOP, TOKEN } from './support/local-admin.ts'

type Acting = Awaited<ReturnType<typeof startActing>>
const give =
  (gift: object, revoke = false) =>
  async ({ handlers, shop }: Acting): Promise<unknown> => {
    shop.addProduct({ id: 5, price: '9.90' })
    const action = redeemed(numberOf(shop.addCustomer().id), gift)
    const done = await handlers['reward.give'](action, contextOf('give'))
    return revoke ? handlers['reward.revoke'](action, contextOf('revoke')) : done
  }
const about =
  (type: 'customer.tag' | 'consent.record', data: object) =>
  ({ handlers, shop }: Acting): Promise<unknown> => {
    const { id } = shop.addCustomer({ email: 'ada@example.com' })
    const action = { kind: 'action', terms: {}, subject: 'customer', rule: 'any', customer: { id: numberOf(id) }, data }
    return handlers[type](action as never, contextOf('key'))
  }
const at = '2026-03-02T10:00:00.000Z'

/** As in docs/28-shopify-actions.md. What is unsaid is needed too: Shopify's schema says nothing of it. */
const table: [string, (acting: Acting) => Promise<unknown>, needed: string[], unsaid?: string[]][] = [
  ['a coupon', give({ kind: 'coupon', percent: 10 }, true), ['write_discounts', 'read_customers']],
  ['a shared coupon', give({ kind: 'coupon', percent: 10, bound: false }, true), ['write_discounts', 'read_customers']],
  [
    'a free product',
    give({ kind: 'free-product', productId: '5', quantity: 1 }, true),
    ['write_discounts', 'read_customers'],
    ['read_products'],
  ],
  ['a gift card', give({ kind: 'gift-voucher', amount: euros(500) }, true), ['write_gift_cards']],
  [
    'store credit',
    give({ kind: 'store-credit', amount: euros(500) }, true),
    ['write_store_credit_account_transactions', 'read_store_credit_accounts', 'read_customers'],
  ],
  ['a tag', about('customer.tag', { tag: 'gold' }), [], ['write_customers']],
  ['a consent', about('consent.record', { channel: 'email', given: true, at }), ['write_customers']],
]
describe.skipIf(noSchema)('the scopes', () => {
  test.each(table)('of %s', async (_, act, scopes, unsaid = []) => {
    const acting = (granted: readonly string[]) =>
      startActing({}, { shops: { [SHOP]: { token: TOKEN, scopes: granted } } })
    await act(await acting([...scopes, ...unsaid]))
    for (const missing of scopes)
      await expect(
        act(await acting([...scopes, ...unsaid].filter((scope) => scope !== missing))),
        missing,
      ).rejects.toMatchObject({
        code: 'SHOPIFY_SCOPE_MISSING',
        retryable: false,
      })
  })
})
