// Points in a cart that nobody orders: back by themselves, and the code is off it.
import { Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { openShop, type Shop } from './shop'
import { membersOf } from './support/member'
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
  const member = membersOf(() => shop, http, mot)
  async function redeemed() {
    const ada = await member(500)
    const cart = await shop.fillCart(ada, { mug: 2 })
    const { code, until } = (await ada.redeem(cart, { reward: 'five' })).data.redemption
    return { ada, cart, code, until }
  }

  it('when the time is over', async () => {
    const { ada, cart, code } = await redeemed()
    expect(await ada.cart(cart)).toMatchObject({ total: 35 })
    await vi.waitFor(async () => expect(await ada.balance()).toEqual({ available: 500, reserved: 0 }), 20_000)
    expect(await ada.cart(cart)).toMatchObject({ total: 40 })
    const [promotion] = await getContainer().resolve(Modules.PROMOTION).listPromotions({ code })
    expect(promotion?.status).toBe('inactive')
    expect(await mot().engine.dead.list()).toEqual([])
  })

  it('but not where it was ordered in time', async () => {
    const { ada, cart, until } = await redeemed()
    expect((await shop.checkOut(ada, cart.id)).discount_total).toBe(5)
    await new Promise((resolve) => setTimeout(resolve, Date.parse(until) + 2_000 - Date.now()))
    expect(await ada.balance()).toEqual({ available: 0, reserved: 0 })
    expect(await mot().engine.dead.list()).toEqual([])
  })
})
