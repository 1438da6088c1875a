/** Asking for orders, and for disputes about them. */
import { GraphQLError } from 'graphql'
import { listing, type Position } from '../graphql/connection.ts'
import type { Resolvers } from '../graphql/execute.ts'
import { type Filters, matching } from '../graphql/search.ts'
import type { Customer } from './customers.ts'
import { byNumber, type Node, numberOf } from './node.ts'
import type { Order } from './order.ts'
import { financialStatus, fulfillmentStatus } from './order-state.ts'
import type { Shop } from './shop.ts'

const filters: Filters<Order> = {
  id: ({ id }) => numberOf(id),
  name: ({ name }) => name,
  email: ({ email, customer }) => email ?? (customer as Customer | null)?.email,
  tag: ({ tags }) => tags,
  customer_id: ({ customer }) => customer && numberOf(customer.id),
  created_at: ({ createdAt }) => createdAt,
  processed_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  financial_status: (order) => financialStatus(order),
  fulfillment_status: (order) => fulfillmentStatus(order),
  status: ({ cancelledAt }) => (cancelledAt === null ? 'open' : 'cancelled'),
}
const byTime =
  (of: (order: Order) => string) =>
  (order: Order): Position => [Date.parse(of(order)), numberOf(order.id)]
const positions: Readonly<Record<string, (order: Order) => Position>> = {
  ID: byNumber,
  CREATED_AT: byTime(({ createdAt }) => createdAt),
  PROCESSED_AT: byTime(({ createdAt }) => createdAt),
  UPDATED_AT: byTime(({ updatedAt }) => updatedAt),
}

/** A chargeback or an inquiry, as the schema names its fields. */
export interface Dispute extends Node {
  readonly status: string
  readonly initiatedAt: string
}
const disputeFilters: Filters<Dispute> = {
  id: ({ id }) => numberOf(id),
  initiated_at: ({ initiatedAt }) => initiatedAt,
  status: ({ status }) => status,
}

interface Search {
  readonly query?: string | null
}
export const orderResolvers = (shop: Shop) => {
  const search = ({ query }: Search) => shop.all<Order>('Order').filter(matching(query, filters))
  return {
    order: ({ id }: { id: string }) => shop.find('Order', id) ?? null,
    orders({ sortKey = 'PROCESSED_AT', ...asked }: Search & { readonly sortKey?: string }) {
      const position = positions[sortKey]
      if (!position) throw new GraphQLError(`The local Admin API does not sort orders by ${sortKey}`)
      return listing(search(asked), position)
    },
    ordersCount: (asked: Search) => ({ count: search(asked).length, precision: 'EXACT' }),
    refund: ({ id }: { id: string }) => shop.find('Refund', id) ?? null,
    fulfillment: ({ id }: { id: string }) => shop.find('Fulfillment', id) ?? null,
    return: ({ id }: { id: string }) => shop.find('Return', id) ?? null,
    disputes: ({ query }: Search) =>
      listing(shop.all<Dispute>('ShopifyPaymentsDispute').filter(matching(query, disputeFilters)), byNumber),
  } satisfies Resolvers
}
