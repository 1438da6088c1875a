/** One shop of the local Admin API, to arrange what it holds and to look at it afterwards. */
import type { Clock } from '@motkit/core'
import { executeRequest, type Resolvers } from './graphql/execute.ts'
import type { BulkSetup } from './shop/bulk.ts'
import { addCustomer, type Customer, type CustomerInput } from './shop/customers.ts'
import type { Node } from './shop/node.ts'
import { addOrder, type Order, type OrderInput } from './shop/order.ts'
import { type OrderDeeds, orderDeeds } from './shop/order-deeds.ts'
import type { Dispute } from './shop/orders.ts'
import { redeem } from './shop/redeem-codes.ts'
import { resolversOf } from './shop/resolvers.ts'
import { createShop, type Shop, type ShopSetup } from './shop/shop.ts'
import { addProduct, type ProductInput } from './shop/shop-facts.ts'

export interface LocalShop {
  readonly domain: string
  /** The access token that is asked for. Another one makes the old invalid. */
  token: string
  addCustomer(input?: CustomerInput): Customer
  addProduct(input: ProductInput): ReturnType<typeof addProduct>
  addOrder(input: OrderInput): Order
  addDispute(input: Omit<Dispute, 'id'> & Readonly<Record<string, unknown>>): Dispute
  /** What is done with an order, each by the order's id: `pay`, `refund`, `ship`, `track`, `takeBack`, `cancel`, `change`. */
  readonly orders: OrderDeeds
  /** A customer uses a code of a discount. @throws RangeError where there is no such code */
  redeem(code: string): void
  /** All that it holds of a type of the schema, as `'Customer'`. */
  all<N extends Node>(type: string): readonly N[]
  /** Asks the shop itself: no network, no token, no cost, no fault. @throws the first error of the answer */
  ask<T = Record<string, never>>(query: string, variables?: object): Promise<T>
}

export function createLocalShop(of: {
  readonly domain: string
  readonly setup: ShopSetup
  readonly ordinal: number
  readonly clock: Clock
  readonly api: Omit<BulkSetup, 'resolvers'>
}): { readonly shop: LocalShop; readonly state: Shop; readonly resolvers: Resolvers } {
  const { domain, setup, ordinal, clock, api } = of
  const state = createShop(domain, setup, ordinal, clock)
  const resolvers = resolversOf(state, api)
  const shop: LocalShop = {
    domain,
    token: setup.token,
    addCustomer: (input) => addCustomer(state, input),
    addProduct: (input) => addProduct(state, input),
    addOrder: (input) => addOrder(state, input),
    addDispute: (input) => state.add({ ...input, id: state.nextId('ShopifyPaymentsDispute') }),
    orders: orderDeeds(state, (id) => {
      const order = state.find<Order>('Order', id)
      if (order) return order
      throw new RangeError(`There is no order ${id}`)
    }),
    redeem: (code) => redeem(state, code),
    all: (type) => state.all(type),
    async ask<T>(query: string, variables: object = {}) {
      const { data, errors } = executeRequest(api.schema, api.read({ query, variables }), resolvers)
      if (errors?.[0]) throw errors[0]
      return structuredClone(data) as T
    },
  }
  return { shop, state, resolvers }
}
