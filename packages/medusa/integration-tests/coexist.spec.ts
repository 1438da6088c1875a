// The shop with all that goes with it: the official loyalty plugin and a review plugin of the community, which work beside
// motkit and with it, tiers as customer groups, and metadata.
import type { StoreCart } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { handlersOf } from '../src/handlers'
import { openShop, type Shop } from './shop'
import { fullApp, withShop } from './support/shop-app'

withShop(({ getContainer, api }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  const resolve = <T>(name: string): T => getContainer().resolve(name) as T
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), api)
  })
  const loyalty = () => {
    const { loyalty } = mot().engine
    if (!loyalty) throw new Error('no programme')
    return loyalty
  }
  const member = async (name: string) => {
    const ada = await shop.register(`${name}@example.com`)
    await mot().tell({ entity: 'customer', by: 'id', id: ada.customerId })
    const given = await loyalty().adjust({ customer: { id: ada.customerId }, points: 500, reason: 'welcome' })
    if (!given.ok) throw given.error
    return { ...ada, id: ada.customerId }
  }
  const redeem = async ({ id }: { id: string }, reward: string) => {
    const answer = await loyalty().redeem({ customer: { id }, reward, commandId: `${reward}-${id}` })
    if (!answer.ok) throw answer.error
    await mot().engine.catchUp()
    return answer.value.redemptionId ?? ''
  }
  const release = async ({ id }: { id: string }, redemptionId: string) => {
    const answer = await loyalty().release({ customer: { id }, redemptionId })
    if (!answer.ok) throw answer.error
    await mot().engine.catchUp()
  }
  /** By the plugin's own store API. */
  const accountsOf = async (token: string): Promise<{ balance: number; currency_code: string }[]> => {
    const { data } = await api.get('/store/store-credit-accounts?currency_code=eur', headers(token))
    return data.store_credit_accounts.map(({ balance, currency_code }: Record<string, unknown>) => ({
      balance,
      currency_code,
    }))
  }
  const headers = (token?: string) => ({
    headers: {
      'x-publishable-api-key': shop.goods.publishableKey,
      ...(token && { authorization: `Bearer ${token}` }),
    },
  })
  const handler = (type: string) =>
    Reflect.get(handlersOf(getContainer(), mot().options), type) as (action: object, context: object) => Promise<void>
  const cards = () => resolve<{ listGiftCards(filters: object): Promise<GiftCard[]> }>('loyalty').listGiftCards({})
  interface GiftCard {
    readonly code: string
    readonly value: number
    readonly status: string
    readonly reference_id: string
  }

  describe('store credit', () => {
    it('is given once, pays an order, and what is left of it is taken back', async () => {
      const ada = await member('ada')
      const redemptionId = await redeem(ada, 'credit')
      expect(await accountsOf(ada.token)).toEqual([{ balance: 10, currency_code: 'eur' }])

      const cart = await shop.fillCart(ada, { tin: 1 })
      const { data } = await api.post(`/store/carts/${cart.id}/store-credits`, { amount: 7 }, headers(ada.token))
      expect((data.cart as StoreCart).total).toBe(5.5)
      await shop.checkOut(ada, cart.id)
      expect(await accountsOf(ada.token)).toEqual([{ balance: 3, currency_code: 'eur' }])

      await release(ada, redemptionId)
      expect(await accountsOf(ada.token)).toEqual([{ balance: 0, currency_code: 'eur' }])
    })

    it('is given once and taken back once, however often and at one time the actions are tried', async () => {
      const { id, token } = await member('grace')
      const gift = { kind: 'store-credit', amount: { amount: 1_000, currency: 'EUR' }, bound: true }
      const data = { redemptionId: 'r-1', gift, points: 1, wallet: 'main', redeemedAt: new Date().toISOString() }
      const action = { rule: 'test', subject: 'customer', customer: { id }, data: { reward: 'credit', data } }
      const tryIt = (type: string) => handler(type)(action, { idempotencyKey: 'key' })
      await Promise.all([1, 2, 3, 4].map(() => tryIt('reward.give')))
      await tryIt('reward.give')
      expect(await accountsOf(token)).toEqual([{ balance: 10, currency_code: 'eur' }])

      const other = { ...action, data: { reward: 'credit', data: { ...data, redemptionId: 'r-2' } } }
      await handler('reward.give')(other, { idempotencyKey: 'other' })
      await Promise.all([1, 2, 3, 4].map(() => tryIt('reward.revoke')))
      await tryIt('reward.revoke')
      expect(await accountsOf(token)).toEqual([{ balance: 10, currency_code: 'eur' }])
    })
  })

  describe('a gift card', () => {
    it('is made once, pays the order of whoever has its code, and what is left of it is taken back', async () => {
      const ada = await member('edsger')
      const redemptionId = await redeem(ada, 'card')
      const [card] = (await cards()).filter(({ reference_id }) => reference_id === `redemption/${redemptionId}`)
      expect(card).toMatchObject({ value: 25, status: 'redeemed', code: expect.stringMatching(/^CLUB-/) })
      await mot().engine.catchUp()
      expect(await cards()).toHaveLength(1)

      const guest = shop.guest('friend@example.com')
      const cart = await shop.fillCart(guest, { tin: 1 })
      await pay(cart, card?.code)
      await shop.checkOut(guest, cart.id)
      const next = await shop.fillCart(guest, { tin: 1 })
      expect((await pay(next, card?.code)).total).toBe(5)

      await release(ada, redemptionId)
      await expect(shop.checkOut(guest, next.id)).rejects.toThrow('has no balance')
    })
    const pay = async ({ id }: StoreCart, code = ''): Promise<StoreCart> =>
      (await api.post(`/store/carts/${id}/gift-cards`, { code }, headers())).data.cart
  })

  it('tiers are customer groups, and a customer is in the one of their tier alone', async () => {
    const ada = await member('barbara')
    const groupsOf = async () => {
      await mot().engine.catchUp()
      const customers = getContainer().resolve(Modules.CUSTOMER)
      const { groups } = await customers.retrieveCustomer(ada.id, { relations: ['groups'] })
      return groups.map(({ name }) => name)
    }
    const buy = async () => {
      const { id } = await shop.buy(ada, { tin: 1 })
      await shop.capture(id)
      return id
    }
    const silver = await buy()
    await vi.waitFor(async () => expect(await groupsOf()).toEqual(['Silver members']), 20_000)
    await buy()
    await vi.waitFor(async () => expect(await groupsOf()).toEqual(['Gold members']), 20_000)
    await shop.refund(silver, 17.5)
    await vi.waitFor(async () => expect(await groupsOf()).toEqual(['Silver members']), 20_000)
  })

  it('who was backfilled gets group and metadata by a refresh, and nobody else loses a group', async () => {
    const customers = getContainer().resolve(Modules.CUSTOMER)
    const { id } = await customers.createCustomers({ email: 'past@example.com' })
    const [silver, vip] = await customers.createCustomerGroups([{ name: 'Silver members' }, { name: 'VIP' }])
    await customers.addCustomerToGroup(
      [silver, vip].map((group) => ({ customer_id: id, customer_group_id: group?.id ?? '' })),
    )
    const total = { amount: 1_000, currency: 'EUR' }
    const orders = ['past-1', 'past-2'].flatMap((orderId) => {
      const about = { source: 'past', time: '2025-01-01T10:00:00Z', customer: { id } }
      return [
        { ...about, id: `${orderId}/placed`, type: 'order.placed', data: { orderId, total } },
        { ...about, id: `${orderId}/paid`, type: 'order.paid', data: { orderId } },
      ]
    })
    await mot().engine.ingestMany(orders, { backfill: true })
    await mot().engine.catchUp()
    const seen = async () => {
      const { groups, metadata } = await customers.retrieveCustomer(id, { relations: ['groups'] })
      return { groups: groups.map(({ name }) => name).sort(), mot: metadata?.mot }
    }
    expect(await seen()).toEqual({ groups: ['Silver members', 'VIP'], mot: undefined })
    for (const _ of [1, 2]) await mot().refreshCustomers()
    expect(await seen()).toEqual({
      groups: ['Gold members', 'VIP'],
      mot: { points: 20, pending: 0, tier: 'gold', at: expect.any(String) },
    })
  })

  describe('metadata', () => {
    const metadataOf = async (id: string) =>
      (await getContainer().resolve(Modules.CUSTOMER).retrieveCustomer(id)).metadata ?? {}

    it('says what a customer has, and what an order earned, after each movement', async () => {
      const ada = await member('donald')
      await mot().engine.catchUp()
      expect(await metadataOf(ada.id)).toMatchObject({ mot: { points: 500, pending: 0 } })
      const { id } = await shop.buy(ada, { mug: 1 })
      await shop.capture(id)
      const now = { points: 525, pending: 0, tier: 'silver', at: expect.any(String) }
      await vi.waitFor(async () => {
        await mot().engine.catchUp()
        expect((await metadataOf(ada.id)).mot).toEqual(now)
        expect((await shop.orderOf(id)).metadata?.mot).toEqual({ points: 25, at: expect.any(String) })
      }, 20_000)
      await shop.refund(id, 5)
      await vi.waitFor(async () => {
        await mot().engine.catchUp()
        expect((await metadataOf(ada.id)).mot).toEqual({ ...now, points: 520 })
        expect((await shop.orderOf(id)).metadata?.mot).toMatchObject({ points: 20 })
      }, 20_000)
    })

    it('keeps what others write at the same time, and is as it was last', async () => {
      const ada = await member('tony')
      const customers = getContainer().resolve(Modules.CUSTOMER)
      const keys = Array.from({ length: 20 }, (_, i) => `key-${i}`)
      const others = async () => {
        for (const key of keys) await customers.updateCustomers(ada.id, { metadata: { [key]: true } })
      }
      const own = async () => {
        for (const key of keys) {
          await loyalty().adjust({ customer: { id: ada.id }, points: 1, reason: key })
          await mot().engine.catchUp()
        }
      }
      await Promise.all([others(), own()])
      expect(await metadataOf(ada.id)).toMatchObject(Object.fromEntries(keys.map((key) => [key, true])))
      await handler('customer.describe')({ customer: { id: ada.id } }, { idempotencyKey: 'again' })
      expect((await metadataOf(ada.id)).mot).toMatchObject({ points: 520 })
    })

    it('is written for many at one time, with the few connections that Medusa has', async () => {
      const many = Array.from({ length: 30 }, (_, i) => ({ email: `many-${i}@example.com` }))
      const made = await getContainer().resolve(Modules.CUSTOMER).createCustomers(many)
      for (const { id } of made) await mot().tell({ entity: 'customer', by: 'id', id })
      await Promise.all(made.map(({ id }) => loyalty().adjust({ customer: { id }, points: 5, reason: 'thank you' })))
      await mot().engine.catchUp()
      const found = await Promise.all(made.map(({ id }) => metadataOf(id)))
      expect(found.map(({ mot }) => (mot as { points?: number } | undefined)?.points)).toEqual(made.map(() => 5))
    })

    it('of an order is not of before, though that comes late', async () => {
      const { id } = await shop.buy(shop.guest('peter@example.com'), { tin: 1 })
      const tell = (points: number, at: string) =>
        handler('order.describe')({ data: { orderId: id, points, at } }, { idempotencyKey: at })
      await tell(7, '2030-01-02T00:00:00.000Z')
      await tell(6, '2030-01-01T00:00:00.000Z')
      expect((await shop.orderOf(id)).metadata?.mot).toMatchObject({ points: 7 })
    })
  })

  it('a review that the other plugin takes by its own API earns points here', async () => {
    const ada = await member('alan')
    const { id } = await shop.buy(ada, { mug: 1 })
    await shop.capture(id)
    const [line] = (await shop.orderOf(id)).items
    const review = { order_id: id, order_line_item_id: line?.id, rating: 5, content: 'Holds tea.', images: [] }
    const { data } = await api.post('/store/product-reviews', { reviews: [review] }, headers())
    expect(data.product_reviews).toMatchObject([{ rating: 5, content: 'Holds tea.', status: 'approved' }])
    await vi.waitFor(async () => {
      const journey = await mot().engine.journey({ id: ada.id })
      const now = new Date().toISOString()
      expect(journey.ok && mot().parts.loyalty?.balance(journey.value, now).available).toBe(535)
    }, 20_000)
    expect(await mot().inbox.failing()).toEqual([])
  })
}, fullApp)
