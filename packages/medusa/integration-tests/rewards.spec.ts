// What points are spent on: a promotion of Medusa, once, for the customer alone, taken back with the points.
import type { StoreCart } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { handlersOf } from '../src/handlers'
import { openShop, type Shop, type Shopper } from './shop'
import { withShop } from './support/shop-app'

withShop(({ getContainer, api }) => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), api)
  })
  const mot = () => getContainer().resolve<MotService>('mot')
  const loyalty = () => {
    const { loyalty } = mot().engine
    if (!loyalty) throw new Error('no programme')
    return loyalty
  }
  const withPoints = async (): Promise<{ id: string }> => {
    const customers = getContainer().resolve(Modules.CUSTOMER)
    const { id } = await customers.createCustomers({ email: `${Math.random()}@example.com`, first_name: 'Ada' })
    await mot().tell({ entity: 'customer', by: 'id', id })
    const given = await loyalty().adjust({ customer: { id }, points: 500, reason: 'welcome' })
    if (!given.ok) throw given.error
    return { id }
  }
  const promotionsOf = async ({ id }: { id: string }) => {
    await mot().engine.catchUp()
    const all = await getContainer()
      .resolve(Modules.PROMOTION)
      .listPromotions({}, { relations: ['rules', 'rules.values', 'application_method', 'campaign'] })
    return all.filter(({ rules }) => rules?.some(({ values }) => values?.some(({ value }) => value === id)))
  }
  const redeem = async (customer: { id: string }, reward: string, commandId = reward + customer.id) => {
    const answer = await loyalty().redeem({ customer, reward, commandId })
    if (!answer.ok) throw answer.error
    return answer.value
  }

  it('gives an amount, a share, or the shipping, by a code for one use by this customer', async () => {
    const ada = await withPoints()
    for (const reward of ['five', 'tenth', 'ship']) await redeem(ada, reward)
    const promotions = await promotionsOf(ada)
    const said = promotions.map(({ code, status, limit, is_automatic, application_method: by, campaign }) => ({
      prefix: code?.slice(0, 5),
      length: code?.length,
      status,
      limit,
      is_automatic,
      type: by?.type,
      value: Number(by?.value),
      currency: by?.currency_code ?? undefined,
      target: by?.target_type,
      days: campaign?.ends_at && Math.floor((new Date(campaign.ends_at).getTime() - Date.now()) / 86_400_000),
    }))
    const each = { prefix: 'CLUB-', length: 24, status: 'active', limit: 1, is_automatic: false }
    expect(said).toHaveLength(3)
    expect(said).toEqual(
      expect.arrayContaining([
        {
          ...each,
          type: 'fixed',
          value: 5,
          currency: 'eur',
          target: 'order',
          days: 30 /* and what is left of the last */,
        },
        { ...each, type: 'percentage', value: 10, currency: undefined, target: 'order', days: null },
        { ...each, type: 'percentage', value: 100, currency: undefined, target: 'shipping_methods', days: null },
      ]),
    )
  })

  it('gives it once, however often the points are spent under one name', async () => {
    const ada = await withPoints()
    await Promise.all([1, 2, 3].map(() => redeem(ada, 'tenth', `once-${ada.id}`)))
    expect(await promotionsOf(ada)).toHaveLength(1)
  })

  it('takes it back with the points', async () => {
    const ada = await withPoints()
    const { redemptionId } = await redeem(ada, 'five')
    expect((await promotionsOf(ada)).map(({ status }) => status)).toEqual(['active'])
    const released = await loyalty().release({ customer: ada, redemptionId: redemptionId ?? '' })
    expect(released.ok).toBe(true)
    expect((await promotionsOf(ada)).map(({ status }) => status)).toEqual(['inactive'])
  })

  it('leaves what nobody can give among the dead letters, with what to install', async () => {
    const ada = await withPoints()
    await redeem(ada, 'credit')
    await mot().engine.catchUp()
    const dead = JSON.stringify(await mot().engine.dead.list({}))
    expect(dead).toContain('REWARD_UNSUPPORTED')
    expect(dead).toContain('@medusajs/loyalty-plugin')
  })

  const handler = (type: string) =>
    Reflect.get(handlersOf(getContainer(), mot().options), type) as (
      action: object,
      context: object,
    ) => Promise<unknown>

  it('gives a reward of the catalogue by its name, and a message about a reward says the code', async () => {
    const customer = await withPoints()
    const about = { rule: 'offers.birthday', subject: 'birthday/2026', customer }
    await handler('reward.give')({ ...about, data: { reward: 'tenth', data: {} } }, { idempotencyKey: 'birthday' })
    const [promotion] = await promotionsOf(customer)
    expect(promotion).toMatchObject({ application_method: { type: 'percentage', value: 10 } })

    const tell = (template: string, subject: string) => {
      const data = { template, data: { reward: 'tenth', year: 2026 } }
      return handler('message.send')({ ...about, subject, data }, { idempotencyKey: template })
    }
    await tell('happy-birthday', 'birthday/2026')
    await tell('another-year', 'birthday/2027')
    const sent = await getContainer().resolve(Modules.NOTIFICATION).listNotifications({ receiver_id: customer.id })
    expect(Object.fromEntries(sent.map(({ template, data }) => [template, data]))).toEqual({
      'happy-birthday': { reward: 'tenth', year: 2026, code: promotion?.code },
      'another-year': { reward: 'tenth', year: 2026 },
    })
  })

  describe('in a cart', () => {
    const enter = async (who: Shopper, { id }: StoreCart, code: string): Promise<StoreCart> => {
      const headers = { 'x-publishable-api-key': shop.goods.publishableKey, authorization: `Bearer ${who.token}` }
      return (await api.post(`/store/carts/${id}/promotions`, { promo_codes: [code] }, { headers })).data.cart
    }
    const codeFor = async (customer: { id: string }): Promise<string> => {
      const [promotion] = await promotionsOf(customer)
      return promotion?.code ?? ''
    }

    it('takes effect from the minimum on, with what it takes off', async () => {
      const ada = await shop.register('ada@example.com')
      const customer = { id: ada.customerId }
      await mot().tell({ entity: 'customer', by: 'id', ...customer })
      const given = await loyalty().adjust({ customer, points: 10, reason: 'welcome' })
      if (!given.ok) throw given.error
      await redeem(customer, 'forty')
      const code = await codeFor(customer)
      const below = await shop.fillCart(ada, { mug: 1, tin: 1 })
      expect(await enter(ada, below, code)).toMatchObject({ discount_total: 0, total: 32.5 })
      const just = await shop.fillCart(ada, { mug: 2 })
      expect(await enter(ada, just, code)).toMatchObject({ discount_total: 5, total: 35 })
      expect(await shop.checkOut(ada, just.id)).toMatchObject({ discount_total: 5, total: 40 })
    })

    it('is one product for nothing, as many as were promised', async () => {
      const ada = await shop.register('grace@example.com')
      const customer = { id: ada.customerId }
      const [product] = await getContainer().resolve(Modules.PRODUCT).listProducts({ title: 'Mug' })
      const gift = { kind: 'free-product', productId: product?.id, quantity: 1, bound: true }
      const data = { redemptionId: 'r-1', gift, points: 1, wallet: 'main', redeemedAt: new Date().toISOString() }
      const action = { rule: 'test', subject: 'redemption/r-1', customer, data: { reward: 'mug', data } }
      await handler('reward.give')(action, { idempotencyKey: 'mug-1' })
      const code = await codeFor(customer)
      const cart = await shop.fillCart(ada, { mug: 2, tin: 1 })
      expect(await enter(ada, cart, code)).toMatchObject({ discount_total: 20, total: 32.5 })
      const others = await shop.fillCart(ada, { tin: 1 })
      expect(await enter(ada, others, code)).toMatchObject({ discount_total: 0, total: 12.5 })
    })
  })
})
