/** What reconciliation asks of the Admin API; each query is within a thousand points of cost. */
import * as z from 'zod'
import { defineOperation, type Operation } from '../admin/operation.ts'
import {
  type ApiVersion,
  type Connection,
  CUSTOMER,
  connection,
  customer,
  DISPUTE,
  dispute,
  FULFILLMENT,
  firstOf,
  fulfillment,
  type NodeOf,
  order,
  orderSelection,
  PAGE_INFO,
  refund,
  refundSelection,
  type Within,
  within,
} from './shapes.ts'

/** A page of a search; `after` goes on from the page before. */
export type Search = { readonly query: string; readonly after: string | null }
const SEARCH = '$query: String!, $after: String'
const bare = <N extends z.ZodType>(nodes: N) => z.object({ nodes: z.array(nodes.nullable()) })

const openOrder = order.extend({
  lineItems: connection(within.lineItems.node),
  returns: connection(within.returns.node).optional(),
})
export type OpenOrder = z.output<typeof openOrder>

/** So many refunds or parcels are asked for at once. */
export const PARTS = 10

const customers = defineOperation<Search>()({
  name: 'motCustomers',
  document: `query motCustomers(${SEARCH}) {
    page: customers(first: 100, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { ${CUSTOMER} } ${PAGE_INFO} }
  }`,
  result: z.object({ page: connection(customer) }),
})
const disputes = defineOperation<Search>()({
  name: 'motDisputes',
  document: `query motDisputes(${SEARCH}) {
    page: disputes(first: 100, after: $after, query: $query) { nodes { ${DISPUTE} } ${PAGE_INFO} }
  }`,
  result: z.object({ page: connection(dispute) }),
})
const fulfillments = defineOperation<{ ids: readonly string[] }>()({
  name: 'motFulfillments',
  document: `query motFulfillments($ids: [ID!]!) { nodes(ids: $ids) { ... on Fulfillment { ${FULFILLMENT} } } }`,
  result: bare(fulfillment),
})

type Rest<K extends keyof Within> = { readonly node: { readonly rest: Connection<NodeOf<K>> } | null }
/** The rest of a connection, by pages. */
function restOf<K extends keyof Within>(field: K) {
  const { of, selection, node } = within[field]
  const name = `motRestOf_${field}`
  return defineOperation<{ id: string; after: string }>()({
    name,
    document: `query ${name}($id: ID!, $after: String!) {
      node(id: $id) { ... on ${of} { rest: ${field}(first: 100, after: $after) { nodes { ${selection} } ${PAGE_INFO} } } }
    }`,
    result: z.object({
      node: z.object({ rest: connection(node as z.ZodType) }).nullable(),
    }) as unknown as z.ZodType<Rest<K>>,
  })
}
const rest: { readonly [K in keyof Within]: Operation<{ id: string; after: string }, Rest<K>> } = {
  lineItems: restOf('lineItems'),
  returns: restOf('returns'),
  refundLineItems: restOf('refundLineItems'),
  transactions: restOf('transactions'),
  fulfillmentLineItems: restOf('fulfillmentLineItems'),
  events: restOf('events'),
}

/** What an app may ask. */
export interface Asking {
  /** What only newer versions know is not asked of an older one. */
  readonly version: ApiVersion
  /** Whether it has the scope `read_returns`. */
  readonly returns: boolean
}
export function operationsOf({ version, returns }: Asking) {
  const connections = [firstOf('lineItems'), ...(returns ? [firstOf('returns')] : [])].join(' ')
  const ordersBy = (name: string, sortKey: string) =>
    defineOperation<Search>()({
      name,
      document: `query ${name}(${SEARCH}) {
        page: orders(first: 10, after: $after, query: $query, sortKey: ${sortKey}) {
          nodes { ${orderSelection(version)} ${connections} } ${PAGE_INFO}
        }
      }`,
      result: z.object({ page: connection(openOrder) }),
    })
  return {
    orders: ordersBy('motOrders', 'UPDATED_AT'),
    ordersAgain: ordersBy('motOrdersAgain', 'CREATED_AT'),
    customers,
    disputes,
    fulfillments,
    refunds: defineOperation<{ ids: readonly string[] }>()({
      name: 'motRefunds',
      document: `query motRefunds($ids: [ID!]!) { nodes(ids: $ids) { ... on Refund { ${refundSelection(version)} } } }`,
      result: bare(refund),
    }),
    rest,
  }
}
export type Operations = ReturnType<typeof operationsOf>
