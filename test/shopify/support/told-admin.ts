/** The Admin API of a shop that was told: Shopify's own schema by graphql-js, in this process, over what the deliveries showed. */
import { ok } from '@motkit/core'
import type { ShopifyAdmin } from '@motkit/shopify'
import { listing } from '../../../packages/shopify/src/testing/graphql/connection.ts'
import { executeRequest } from '../../../packages/shopify/src/testing/graphql/execute.ts'
import { requestReader } from '../../../packages/shopify/src/testing/graphql/request.ts'
import { type Filters, matching } from '../../../packages/shopify/src/testing/graphql/search.ts'
import { adminSchema } from './local-admin.ts'
import type { ToldNode, ToldShop } from './told-shop.ts'

interface Search {
  readonly query: string
  readonly sortKey?: 'UPDATED_AT' | 'CREATED_AT'
}
const filters: Filters<ToldNode> = {
  updated_at: ({ updatedAt }) => updatedAt,
  created_at: ({ createdAt }) => createdAt,
  initiated_at: ({ initiatedAt }) => initiatedAt,
}

export function toldAdmin(shop: () => ToldShop): ShopifyAdmin {
  const searched =
    (list: () => readonly ToldNode[]) =>
    ({ query, sortKey }: Search) =>
      listing(list().filter(matching(query, filters)), ({ id, createdAt, updatedAt }) => [
        Date.parse(String(sortKey === 'CREATED_AT' ? createdAt : updatedAt)) || 0,
        Number(id.slice(id.lastIndexOf('/') + 1)),
      ])
  const find = (id: string) =>
    shop()
      .orders.flatMap((order) => [order, ...(order.refunds ?? []), ...(order.fulfillments ?? [])])
      .find((node) => node.id === id) ?? null
  const resolvers = {
    orders: searched(() => shop().orders),
    customers: searched(() => shop().customers),
    disputes: searched(() => shop().disputes),
    node: ({ id }: { id: string }) => find(id),
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map(find),
  }
  return {
    async run(_shop, { document, result }, variables) {
      const schema = await adminSchema()
      const request = requestReader(schema)({ query: document, variables })
      const { data, errors } = executeRequest(schema, request, resolvers)
      if (errors?.[0]) throw errors[0]
      return ok(result.parse(JSON.parse(JSON.stringify(data))))
    },
  }
}
