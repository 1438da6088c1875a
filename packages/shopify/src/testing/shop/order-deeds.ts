/** What a shop does with an order: takes the money, sends parcels, takes things back, cancels. */
import { bagOf } from './money.ts'
import { gid, type Node, numberOf } from './node.ts'
import { type Fulfillment, minorIn, type Order, type Refund, type Transaction } from './order.ts'
import { receivedOf, refundedOf } from './order-state.ts'
import type { Shop } from './shop.ts'

/** Some pieces of a line: by default all of it. */
export interface Pieces {
  /** The id of the line. */
  readonly line: string
  readonly quantity?: number
}
interface When {
  /** By default now. */
  readonly at?: string
}
export interface RefundInput extends When {
  /** What comes back; by default nothing but money. */
  readonly lines?: readonly Pieces[]
  /** As a decimal; by default what the lines cost, else all that was paid. */
  readonly amount?: string
  /** How the payment back stands; by default SUCCESS. */
  readonly status?: Transaction['status']
  readonly note?: string
  readonly id?: number | string
}
export interface ParcelInput extends When {
  /** By default every line. */
  readonly lines?: readonly Pieces[]
  readonly tracking?: { readonly company?: string; readonly number?: string; readonly url?: string }
  readonly id?: number | string
}

const idOf = (shop: Shop, type: string, number: number | string | undefined): string =>
  number === undefined ? shop.nextId(type) : gid(type, number)
const piecesOf = (order: Order, wanted: readonly Pieces[] | undefined) =>
  (wanted ?? order.lineItems.map(({ id }): Pieces => ({ line: id }))).map(({ line, quantity }) => {
    const lineItem = order.lineItems.find(({ id }) => id === line)
    if (!lineItem) throw new RangeError(`${order.id} has no line ${line}`)
    return { lineItem, quantity: quantity ?? lineItem.quantity }
  })

export const orderDeeds = (shop: Shop, find: (id: string) => Order) => {
  /** @param change what it does, told the time */
  const doing = <R>(id: string, { at = shop.now() }: When, change: (order: Order, at: string) => R): R => {
    const order = find(id)
    const done = change(order, at)
    order.updatedAt = at
    return done
  }
  const transfer = (
    order: Order,
    kind: Transaction['kind'],
    minor: number,
    at: string,
    status: Transaction['status'],
  ) => {
    const transaction = {
      id: shop.nextId('OrderTransaction'),
      kind,
      status,
      minor,
      amountSet: bagOf(minor, order.rate),
      gateway: 'shopify_payments',
      formattedGateway: 'Shopify Payments',
      test: false,
      errorCode: null,
      parentTransaction: null,
      order,
      createdAt: at,
      processedAt: at,
    }
    order.transactions.push(shop.add(transaction))
    return transaction
  }
  return {
    /** The rest of it is paid. */
    pay: (id: string, when: When = {}): void =>
      doing(id, when, (order, at) => void transfer(order, 'SALE', order.total - receivedOf(order), at, 'SUCCESS')),

    refund: (id: string, input: RefundInput = {}): Refund =>
      doing(id, input, (order, at) => {
        const goods = (input.lines ? piecesOf(order, input.lines) : []).map(({ lineItem, quantity }) => {
          const whole = lineItem.price * lineItem.quantity - lineItem.discount
          return { lineItem, quantity, minor: Math.round((whole * quantity) / lineItem.quantity) }
        })
        const price = goods.reduce((sum, { minor }) => sum + minor, 0)
        const rest = receivedOf(order) - refundedOf(order)
        const minor = input.amount === undefined ? Math.min(rest, price || rest) : minorIn(order.rate, input.amount)
        const transactions = minor > 0 ? [transfer(order, 'REFUND', minor, at, input.status ?? 'SUCCESS')] : []
        const bag = (amount: number) => bagOf(amount, order.rate)
        const refundId = idOf(shop, 'Refund', input.id)
        const refund = {
          id: refundId,
          legacyResourceId: String(numberOf(refundId)),
          order,
          goods,
          note: input.note ?? null,
          createdAt: at,
          updatedAt: at,
          processedAt: at,
          duties: [],
          return: null,
          transactions,
          totalRefundedSet: () =>
            bag(transactions.reduce((sum, one) => sum + (one.status === 'SUCCESS' ? one.minor : 0), 0)),
          refundLineItems: goods.map(({ lineItem, quantity, minor: subtotal }) => ({
            id: shop.nextId('RefundLineItem'),
            lineItem,
            quantity,
            location: null,
            restocked: true,
            restockType: 'RETURN',
            priceSet: bag(lineItem.price),
            subtotalSet: bag(subtotal),
            totalTaxSet: bag(0),
          })),
          refundShippingLines: [],
          orderAdjustments: [],
        }
        order.refunds.push(shop.add(refund))
        return refund
      }),

    ship: (id: string, input: ParcelInput = {}): Fulfillment =>
      doing(id, input, (order, at) => {
        const parcelId = idOf(shop, 'Fulfillment', input.id)
        const { company = null, number = null, url = null } = input.tracking ?? {}
        const parcel = {
          id: parcelId,
          legacyResourceId: String(numberOf(parcelId)),
          name: `${order.name}-F${order.fulfillments.length + 1}`,
          order,
          status: 'SUCCESS',
          displayStatus: 'FULFILLED',
          createdAt: at,
          updatedAt: at,
          deliveredAt: null,
          inTransitAt: null,
          estimatedDeliveryAt: null,
          requiresShipping: true,
          trackingInfo: number || url ? [{ company, number, url }] : [],
          events: [] as Node[],
          fulfillmentLineItems: piecesOf(order, input.lines).map(({ lineItem, quantity }) => ({
            id: shop.nextId('FulfillmentLineItem'),
            lineItem,
            quantity,
          })),
          totalQuantity: () => parcel.fulfillmentLineItems.reduce((sum: number, { quantity }) => sum + quantity, 0),
        }
        order.fulfillments.push(shop.add(parcel))
        return parcel
      }),

    /** What the carrier says of a parcel, as `DELIVERED`. */
    track: (id: string, parcelId: string, status: string, when: When = {}): void =>
      doing(id, when, (order, at) => {
        const parcel = order.fulfillments.find((one) => one.id === parcelId)
        if (!parcel) throw new RangeError(`${id} has no parcel ${parcelId}`)
        const event = {
          id: shop.nextId('FulfillmentEvent'),
          status,
          message: null,
          happenedAt: at,
          createdAt: at,
          estimatedDeliveryAt: null,
        }
        parcel.events.push(shop.add(event))
        Object.assign(parcel, {
          displayStatus: status,
          updatedAt: at,
          ...(status === 'DELIVERED' ? { deliveredAt: at } : {}),
        })
      }),

    /** A return as the customer asks for it, or at another state of it. */
    takeBack: (id: string, input: When & { readonly lines?: readonly Pieces[]; readonly status?: string } = {}): Node =>
      doing(id, input, (order, at) => {
        const pieces = piecesOf(order, input.lines)
        const { status = 'OPEN' } = input
        const back = {
          id: shop.nextId('Return'),
          name: `${order.name}-R${order.returns.length + 1}`,
          order,
          status,
          createdAt: at,
          closedAt: status === 'CLOSED' ? at : null,
          requestApprovedAt: status === 'REQUESTED' ? null : at,
          decline: null,
          refunds: [],
          totalQuantity: pieces.reduce((sum, { quantity }) => sum + quantity, 0),
        }
        order.returns.push(shop.add(back))
        return back
      }),

    /** @param reason as `CUSTOMER` */
    cancel: (id: string, input: When & { readonly reason?: string } = {}): void =>
      doing(id, input, (order, at) => {
        Object.assign(order, { cancelledAt: at, cancelReason: input.reason ?? 'CUSTOMER', closed: true, closedAt: at })
      }),

    /** Anything else that changes, as the schema names it. */
    change: (id: string, fields: Readonly<Record<string, unknown>>, when: When = {}): void =>
      doing(id, when, (order) => void Object.assign(order, fields)),
  }
}
export type OrderDeeds = ReturnType<typeof orderDeeds>
