/** How entities are read: the queries, and their fields, which are those of the schemas. */

import type { CartEntity } from './cart'
import type { CustomerEntity } from './customer'
import {
  cart,
  claim,
  customer,
  membership,
  order,
  orderChange,
  orderReturn,
  orderVersion,
  removedLine,
} from './entities'
import { lastEdit, type OrderEntity } from './order'
import { fieldsOf, list, read } from './schema'

/** `query.graph` of Medusa, as far as it is used. */
export interface Query {
  graph(ask: {
    entity: string
    fields: string[]
    filters: Record<string, unknown>
    withDeleted?: boolean
  }): Promise<{ data: unknown[] }>
}

/** For each entity of Query the fields that are asked for. */
const entityFields = {
  order: fieldsOf(order),
  orderVersion: fieldsOf(orderVersion),
  order_change: fieldsOf(orderChange),
  return: fieldsOf(orderReturn),
  order_claim: fieldsOf(claim),
  cart: fieldsOf(cart),
  line_item: fieldsOf(removedLine),
  customer: fieldsOf(customer),
  customer_group_customer: fieldsOf(membership),
}

const ask = async (query: Query, entity: string, fields: readonly string[], filters: Record<string, unknown>) =>
  (await query.graph({ entity, fields: [...fields], filters })).data

/** An order with all that hangs on it; undefined where there is none of this id. */
export async function readOrder(query: Query, id: string): Promise<OrderEntity | undefined> {
  const version = async (version: number) => (await ask(query, 'order', entityFields.orderVersion, { id, version }))[0]
  const [now] = await ask(query, 'order', entityFields.order, { id })
  if (now === undefined) return undefined
  const changes = await ask(query, 'order_change', entityFields.order_change, { order_id: id })
  const edit = lastEdit(read('changes', list(orderChange), changes))
  return {
    order: now,
    original: await version(1),
    ...(edit && { edited: await version(edit.version) }),
    changes,
    returns: await ask(query, 'return', entityFields.return, { order_id: id }),
    claims: await ask(query, 'order_claim', entityFields.order_claim, { order_id: id }),
  }
}
export async function readCart(query: Query, id: string): Promise<CartEntity | undefined> {
  const [cart] = await ask(query, 'cart', entityFields.cart, { id })
  if (cart === undefined) return undefined
  const { data: removed } = await query.graph({
    entity: 'line_item',
    fields: [...entityFields.line_item],
    filters: { cart_id: id, deleted_at: { $ne: null } },
    withDeleted: true,
  })
  return { cart, removed }
}
export async function readCustomer(query: Query, id: string): Promise<CustomerEntity | undefined> {
  const [customer] = await ask(query, 'customer', entityFields.customer, { id })
  if (customer === undefined) return undefined
  const { customer_group_customer } = entityFields
  return {
    customer,
    memberships: await ask(query, 'customer_group_customer', customer_group_customer, { customer_id: id }),
  }
}
