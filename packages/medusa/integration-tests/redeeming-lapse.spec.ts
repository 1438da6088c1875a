// Points in a cart that nobody orders: back by themselves, and the code is off it.
import { randomUUID } from 'node:crypto'
import { Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { openShop, type Shop } from './shop'
import { withShop } from './support/shop-app'

process.env.MOT_OPTIONS = JSON.stringify({
  programme: { rewards: { five: { kind: 'coupon', points: 500, amount: { amount: 500, currency: 'EUR' } } } },
  coupons: { secret: 'only the tests know these 32 bytes', hold: { minutes: 0.1 } },
})
afterAll(() => {
  delete process.env.MOT_OPTIONS
})

withShop(({ getContainer, api: http }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), http)
  })
  async function redeemed() {
    const ada = await shop.register(`${randomUUID()}@example.com`)
    const customer = { id: ada.customerId }
    const headers = { 'x-publishable-api-key': shop.goods.publishableKey, authorization: `Bearer ${ada.token}` }
    await http.get('/store/mot/me', { headers })
    await mot().engine.loyalty?.adjust({ customer, points: 500, reason: 'welcome' })
    const cart = await shop.fillCart(ada, { mug: 2 })
    const asked = { id: 'key', cartId: cart.id, reward: 'five' }
    const { data } = await http.post('/store/mot/me/redemptions', asked, { headers })
    return {
      ada,
      cart,
      code: data.redemption.code as string,
      until: data.redemption.until as string,
      balance: async () => (await http.get('/store/mot/me', { headers })).data.balances.main,
      total: async () => (await http.get(`/store/carts/${cart.id}`, { headers })).data.cart.total,
    }
  }

  it('when the time is over', async () => {
    const { balance, total, code } = await redeemed()
    expect(await total()).toBe(35)
    await vi.waitFor(async () => expect(await balance()).toMatchObject({ available: 500, reserved: 0 }), 20_000)
    expect(await total()).toBe(40)
    const [promotion] = await getContainer().resolve(Modules.PROMOTION).listPromotions({ code })
    expect(promotion?.status).toBe('inactive')
    expect(await mot().engine.dead.list()).toEqual([])
  })

  it('but not where it was ordered in time', async () => {
    const { ada, cart, balance, until } = await redeemed()
    expect((await shop.checkOut(ada, cart.id)).discount_total).toBe(5)
    await new Promise((resolve) => setTimeout(resolve, Date.parse(until) + 2_000 - Date.now()))
    expect(await balance()).toMatchObject({ available: 0, reserved: 0 })
    expect(await mot().engine.dead.list()).toEqual([])
  })
})
