/** Orders to their ends: all lines, returns, refunds and parcels, however many pages these take. */
import type { Ask } from './ask.ts'
import { type OpenOrder, type Operations, PARTS } from './operations.ts'
import type { Connection, FulfillmentNode, NodeOf, OrderNode, RefundNode, Within } from './shapes.ts'

type Ended<T, K extends keyof Within & keyof T> = Omit<T, K> & { readonly [P in K]: readonly NodeOf<P>[] }
export type WholeRefund = Ended<RefundNode, 'refundLineItems' | 'transactions'>
export type WholeFulfillment = Ended<FulfillmentNode, 'fulfillmentLineItems' | 'events'>
/** An order with its lines and returns, its refunds and parcels but named. */
export type LinedOrder = OrderNode & {
  readonly lineItems: readonly NodeOf<'lineItems'>[]
  readonly returns: readonly NodeOf<'returns'>[]
}
export type WholeOrder = Omit<LinedOrder, 'refunds' | 'fulfillments'> & {
  readonly refunds: readonly WholeRefund[]
  readonly fulfillments: readonly WholeFulfillment[]
}

/** All of a connection. What vanished since its first page has no more. */
async function toEnd<K extends keyof Within>(
  ask: Ask,
  { rest }: Operations,
  field: K,
  id: string,
  first: Connection<NodeOf<K>>,
): Promise<readonly NodeOf<K>[]> {
  const all = [...first.nodes]
  for (let { pageInfo } = first; pageInfo.hasNextPage && pageInfo.endCursor; ) {
    const { node } = await ask(rest[field], { id, after: pageInfo.endCursor })
    const next = node?.rest as Connection<NodeOf<K>> | undefined
    if (!next) break
    all.push(...next.nodes)
    pageInfo = next.pageInfo
  }
  return all
}

export const withLines = (ask: Ask, operations: Operations, orders: readonly OpenOrder[]): Promise<LinedOrder[]> =>
  inTurn(orders, async (order) => ({
    ...order,
    lineItems: await toEnd(ask, operations, 'lineItems', order.id, order.lineItems),
    returns: order.returns ? await toEnd(ask, operations, 'returns', order.id, order.returns) : [],
  }))

/** With all refunds and parcels of these orders: asked for together, since most orders have but one parcel. */
export async function complete(ask: Ask, operations: Operations, orders: readonly LinedOrder[]): Promise<WholeOrder[]> {
  const refunds = await parts(orders, 'refunds', async (ids) => {
    const { nodes } = await ask(operations.refunds, { ids })
    return inTurn(nodes.filter(isThere), async (refund) => ({
      ...refund,
      refundLineItems: await toEnd(ask, operations, 'refundLineItems', refund.id, refund.refundLineItems),
      transactions: await toEnd(ask, operations, 'transactions', refund.id, refund.transactions),
    }))
  })
  const parcels = await parts(orders, 'fulfillments', async (ids) => {
    const { nodes } = await ask(operations.fulfillments, { ids })
    return inTurn(nodes.filter(isThere), async (parcel) => ({
      ...parcel,
      fulfillmentLineItems: await toEnd(
        ask,
        operations,
        'fulfillmentLineItems',
        parcel.id,
        parcel.fulfillmentLineItems,
      ),
      events: await toEnd(ask, operations, 'events', parcel.id, parcel.events),
    }))
  })
  return orders.map((order) => ({
    ...order,
    refunds: (order.refunds ?? []).flatMap(({ id }) => refunds.get(id) ?? []),
    fulfillments: (order.fulfillments ?? []).flatMap(({ id }) => parcels.get(id) ?? []),
  }))
}

/** By id, what orders name. */
async function parts<T extends { readonly id: string }>(
  orders: readonly LinedOrder[],
  field: 'refunds' | 'fulfillments',
  read: (ids: readonly string[]) => Promise<readonly T[]>,
): Promise<ReadonlyMap<string, T>> {
  const ids = orders.flatMap((order) => (order[field] ?? []).map(({ id }) => id))
  const found = new Map<string, T>()
  for (let from = 0; from < ids.length; from += PARTS)
    for (const part of await read(ids.slice(from, from + PARTS))) found.set(part.id, part)
  return found
}
const isThere = <T>(node: T | null): node is T => node !== null
async function inTurn<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const one of list) done.push(await work(one))
  return done
}
