/** Customers who are logged in and have points, and what they do with them by the store API. */
import { randomUUID } from 'node:crypto'
import type { StoreCart } from '@medusajs/framework/types'
import type { MotService } from '../../src'
import type { Shop } from '../shop'

interface Http {
  // biome-ignore lint/suspicious/noExplicitAny: whatever a route answers
  request(call: object): Promise<{ status: number; headers: any; data: any }>
}

/** @param mot asked when somebody joins: the shop may have been started anew */
export const membersOf = (shop: () => Shop, http: Http, mot: () => MotService) =>
  async function member(points: number) {
    const shopper = await shop().register(`${randomUUID()}@example.com`)
    const headers = {
      'x-publishable-api-key': shop().goods.publishableKey,
      authorization: `Bearer ${shopper.token}`,
    }
    const call = async (method: string, url: string, data?: object) => {
      const answer = await http.request({ method, url, data, headers, validateStatus: () => true })
      return { status: answer.status, headers: answer.headers, data: answer.data }
    }
    const me = (method: string, url: string, data?: object) => call(method, `/store/mot/me${url}`, data)
    await me('GET', '') // known from now on, whether or not the bus was faster
    if (points > 0) {
      const customer = { id: shopper.customerId }
      const given = await mot().engine.loyalty?.adjust({ customer, points, reason: 'welcome' })
      expect(given).toMatchObject({ ok: true })
    }
    return {
      ...shopper,
      call,
      balance: async () => {
        const { available, reserved } = (await me('GET', '')).data.balances.main
        return { available, reserved }
      },
      redeem: (cart: { id: string }, asked: object, id: string = randomUUID()) =>
        me('POST', '/redemptions', { id, cartId: cart.id, ...asked }),
      takeBack: (id: string) => me('DELETE', `/redemptions/${id}`),
      redemptions: async () => (await me('GET', '/redemptions')).data.redemptions,
      cart: async ({ id }: { id: string }): Promise<StoreCart> =>
        (await call('GET', `/store/carts/${id}?fields=+promotions.code`)).data.cart,
    }
  }
