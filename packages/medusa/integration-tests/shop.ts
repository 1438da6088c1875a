/**
 * A real shop to play in: shoppers fill carts and order, the shop takes the money, packs, ships and takes things back, all
 * by Medusa's own HTTP API.
 */
import type { AdminOrder, AdminReturn, MedusaContainer, StoreCart, StoreOrder } from '@medusajs/framework/types'
import { adminToken } from './support/admin'
import { type Goods, stockUp } from './support/goods'

export interface Api {
  request<T>(call: { method: string; url: string; data?: object; headers?: object }): Promise<{ data: T }>
}
/** How many of which. */
export type Basket = Partial<Record<keyof Goods['variants'], number>>
export interface Shopper {
  readonly email: string
  /** Registered, and logged in; a guest has none. */
  readonly token?: string
}

const address = {
  first_name: 'Ada',
  last_name: 'Lovelace',
  address_1: 'Hauptstraße 1',
  city: 'Berlin',
  postal_code: '10115',
  country_code: 'de',
}

/** What a shop is opened with: its goods, and a token that opens the admin API. */
export interface Opening {
  readonly goods: Goods
  readonly admin: string
}
export const furnish = async (container: MedusaContainer): Promise<Opening> => ({
  goods: await stockUp(container),
  admin: await adminToken(container),
})

/** Stocks the shop; call it in `beforeAll`, so that each test begins with a stocked one. */
export const openShop = async (container: MedusaContainer, api: Api) => shopOf(await furnish(container), api)

/** A shop that is stocked already, wherever it runs. */
export function shopOf({ goods, admin }: Opening, api: Api) {
  /** @throws Error with what Medusa answered */
  async function call<T>(headers: object, method: string, url: string, data?: object): Promise<T> {
    try {
      return (await api.request<T>({ method, url, headers, ...(data && { data }) })).data
    } catch (error) {
      const { response } = error as { response?: { status: number; data: unknown } }
      if (!response) throw error
      throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(response.data)}`)
    }
  }
  const byShopper = ({ token }: Partial<Shopper>) => ({
    'x-publishable-api-key': goods.publishableKey,
    ...(token && { authorization: `Bearer ${token}` }),
  })
  const byAdmin = { authorization: `Bearer ${admin}` }
  const store = <T>(who: Partial<Shopper>, url: string, data?: object) =>
    call<T>(byShopper(who), 'post', `/store/${url}`, data)
  const read = <T>(who: Partial<Shopper>, url: string) => call<T>(byShopper(who), 'get', `/store/${url}`)
  const manage = <T>(url: string, data: object = {}) => call<T>(byAdmin, 'post', `/admin/${url}`, data)
  const look = <T>(url: string) => call<T>(byAdmin, 'get', `/admin/${url}`)

  /** The order as the shop sees it now. */
  const orderOf = async (id: string): Promise<AdminOrder> =>
    (
      await look<{ order: AdminOrder }>(
        `orders/${id}?fields=+email,+customer_id,+fulfillments.id,+payment_collections.payments.id`,
      )
    ).order
  /** So many of each product, as lines of an order. */
  const linesOf = async (orderId: string, basket: Basket) => {
    const { items } = await orderOf(orderId)
    return Object.entries(basket).map(([product, quantity]) => {
      const variant = goods.variants[product as keyof Basket]
      const line = items.find(({ variant_id }) => variant_id === variant)
      if (!line) throw new Error(`order ${orderId} has no ${product}`)
      return { id: line.id, quantity: quantity ?? 0 }
    })
  }
  const lineIn = async (who: Shopper, cartId: string, product: keyof Basket): Promise<string> => {
    const { cart } = await read<{ cart: StoreCart }>(who, `carts/${cartId}`)
    const line = cart.items?.find(({ variant_id }) => variant_id === goods.variants[product])
    if (!line) throw new Error(`cart ${cartId} has no ${product}`)
    return line.id
  }
  const paymentOf = async (orderId: string): Promise<string> => {
    const payment = (await orderOf(orderId)).payment_collections[0]?.payments?.[0]
    if (!payment) throw new Error(`order ${orderId} has no payment`)
    return payment.id
  }

  return {
    goods,
    orderOf,
    guest: (email: string): Shopper => ({ email }),
    /** A call of the store API. */
    store,
    /** A look at what the store API shows. */
    read,
    async register(email: string): Promise<Shopper & { token: string; customerId: string }> {
      const login = { email, password: 'a password' }
      const auth = (path: string) => call<{ token: string }>({}, 'post', `/auth/customer/emailpass${path}`, login)
      const made = await store<{ customer: { id: string } }>(await auth('/register'), 'customers', {
        email,
        first_name: address.first_name,
        last_name: address.last_name,
      })
      return { email, token: (await auth('')).token, customerId: made.customer.id }
    },
    async fillCart(who: Shopper, basket: Basket): Promise<StoreCart> {
      const { cart } = await store<{ cart: StoreCart }>(who, 'carts', {
        region_id: goods.regionId,
        email: who.email,
        shipping_address: address,
        billing_address: address,
      })
      for (const [product, quantity] of Object.entries(basket))
        await store(who, `carts/${cart.id}/line-items`, {
          variant_id: goods.variants[product as keyof Basket],
          quantity,
        })
      return cart
    },
    /** So many of a product from now on, which lies in the cart already. */
    async setQuantity(who: Shopper, cartId: string, product: keyof Basket, quantity: number): Promise<void> {
      await store(who, `carts/${cartId}/line-items/${await lineIn(who, cartId, product)}`, { quantity })
    },
    async takeOut(who: Shopper, cartId: string, product: keyof Basket): Promise<void> {
      const line = await lineIn(who, cartId, product)
      await call(byShopper(who), 'delete', `/store/carts/${cartId}/line-items/${line}`)
    },
    chooseShipping: (who: Shopper, cartId: string) =>
      store(who, `carts/${cartId}/shipping-methods`, { option_id: goods.shippingOptionId }),
    async choosePayment(who: Shopper, cartId: string): Promise<void> {
      const { payment_collection: collection } = await store<{ payment_collection: { id: string } }>(
        who,
        'payment-collections',
        { cart_id: cartId },
      )
      await store(who, `payment-collections/${collection.id}/payment-sessions`, { provider_id: 'pp_system_default' })
    },
    /** Shipping and payment. */
    async prepare(who: Shopper, cartId: string): Promise<void> {
      await this.chooseShipping(who, cartId)
      await this.choosePayment(who, cartId)
    },
    async placeOrder(who: Shopper, cartId: string): Promise<StoreOrder> {
      const done = await store<{ type: string; order: StoreOrder }>(who, `carts/${cartId}/complete`)
      if (done.type !== 'order') throw new Error(`cart ${cartId} was not completed: ${JSON.stringify(done)}`)
      return done.order
    },
    /** Shipping, payment, and the order. */
    async checkOut(who: Shopper, cartId: string): Promise<StoreOrder> {
      await this.prepare(who, cartId)
      return this.placeOrder(who, cartId)
    },
    async buy(who: Shopper, basket: Basket): Promise<StoreOrder> {
      return this.checkOut(who, (await this.fillCart(who, basket)).id)
    },
    /** Agrees to be asked for reviews by e-mail. */
    agree: (who: Shopper) => store(who, 'mot/me/consents', { channel: 'email', purpose: 'reviews', given: true }),
    redeem: (who: Shopper, reward: string) => store(who, 'mot/me/redemptions', { id: reward, reward }),
    capture: async (orderId: string) => manage(`payments/${await paymentOf(orderId)}/capture`),
    /** @param amount in the order's currency, as 12.5 */
    refund: async (orderId: string, amount: number) =>
      manage(`payments/${await paymentOf(orderId)}/refund`, { amount }),
    /** Packs a parcel and answers with its id. */
    async fulfil(orderId: string, basket: Basket): Promise<string> {
      const known = new Set((await orderOf(orderId)).fulfillments?.map(({ id }) => id))
      await manage(`orders/${orderId}/fulfillments`, {
        items: await linesOf(orderId, basket),
        location_id: goods.locationId,
      })
      const parcel = (await orderOf(orderId)).fulfillments?.find(({ id }) => !known.has(id))
      if (!parcel) throw new Error(`order ${orderId} has no new parcel`)
      return parcel.id
    },
    ship: async (orderId: string, parcelId: string, basket: Basket, trackingNumber = 'T1') =>
      manage(`orders/${orderId}/fulfillments/${parcelId}/shipments`, {
        items: await linesOf(orderId, basket),
        labels: [{ tracking_number: trackingNumber, tracking_url: '#', label_url: '#' }],
      }),
    deliver: (orderId: string, parcelId: string) =>
      manage(`orders/${orderId}/fulfillments/${parcelId}/mark-as-delivered`),
    complete: (orderId: string) => manage(`orders/${orderId}/complete`),
    cancel: (orderId: string) => manage(`orders/${orderId}/cancel`),
    /** Anything else that the shop's people do: a call of the admin API. */
    manage,
    removeCustomer: (customerId: string) => call(byAdmin, 'delete', `/admin/customers/${customerId}`),
    linesOf,
    /** The customer sends things back; answers with the return's id. */
    async requestReturn(orderId: string, basket: Basket): Promise<string> {
      const { return: made } = await manage<{ return: AdminReturn }>('returns', {
        order_id: orderId,
        location_id: goods.locationId,
      })
      await manage(`returns/${made.id}/request-items`, { items: await linesOf(orderId, basket) })
      await manage(`returns/${made.id}/request`)
      return made.id
    },
    /** What was sent back has come. */
    async receiveReturn(returnId: string): Promise<void> {
      const { return: open } = await look<{ return: AdminReturn }>(`returns/${returnId}?fields=*items`)
      await manage(`returns/${returnId}/receive`)
      await manage(`returns/${returnId}/receive-items`, {
        items: open.items.map(({ item_id, quantity }) => ({ id: item_id, quantity })),
      })
      await manage(`returns/${returnId}/receive/confirm`)
    },
  }
}
export type Shop = ReturnType<typeof shopOf>
