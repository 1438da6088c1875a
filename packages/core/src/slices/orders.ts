/** Orders: joins of facts, so that half an order is a state and a refund may come before its order. */
import { ms } from '../clock.ts'
import { earliest, instant, latest, type Stamp, stamp } from '../event.ts'
import {
  orderCanceled,
  orderPaid,
  orderPlaced,
  orderRefunded,
  orderUpdated,
  returnReceived,
  returnRequested,
  reviewSubmitted,
  shipmentCreated,
  shipmentDelayed,
  shipmentDelivered,
  shipmentLost,
  shipmentOutForDelivery,
  shipmentUpdated,
  surveyAnswered,
} from '../events/index.ts'
import type { Money } from '../money.ts'
import { defineKeyedSlice } from '../slice.ts'
import { joinPieces, type Pieces, piecesOf } from './pieces.ts'
import { newer, type Register } from './profile.ts'

const DAY = 86_400_000
/** An order stays open this long after it arrived or was canceled: longer than any usual return window. */
const ORDER_KEPT_DAYS = 120

export interface Line {
  readonly productId: string
  readonly category?: string | undefined
  readonly price?: Money | undefined
  readonly quantity?: number | undefined
  readonly discount?: Money | undefined
  readonly giftCard?: boolean | undefined
  readonly withPoints?: boolean | undefined
}
/** What is known of one parcel; `-` stands for the whole order where no shipment is named. */
export interface Parcel {
  readonly created?: Stamp
  readonly out?: Stamp
  readonly delayed?: Stamp
  readonly damaged?: Stamp
  readonly lost?: Stamp
  /** Taken back before it arrived: canceled, or returned to the sender. */
  readonly canceled?: Stamp
  readonly delivered?: Stamp
  /** Product ids, sorted, where the shop says what is in it. */
  readonly products?: readonly string[]
}
type ParcelFact = Exclude<keyof Parcel, 'products'>
type ParcelFacts = { readonly [K in ParcelFact]?: Stamp }
/** Where an order was bought, and whether it crosses a border. */
export type Market = 'domestic' | 'international' | 'point-of-sale'
/** Money that was given back. */
export interface Refund extends Money {
  /** What it was given back for, where it says so: none of the products where it names none. */
  readonly pieces?: Pieces
}
export interface Order {
  readonly placed?: Stamp
  /** As first placed. */
  readonly original?: {
    readonly at: Stamp
    readonly total: Money
    readonly lines: readonly Line[]
    readonly cartId?: string | undefined
    /** Where it was bought: `web`, `store`, `social`. */
    readonly channel?: string | undefined
  }
  /** The latest word since. */
  readonly total?: Register<Money>
  readonly lines?: Register<readonly Line[]>
  readonly promised?: Register<string>
  readonly market?: Register<Market>
  /** The shop's own words for it; an empty list says that it has none. */
  readonly tags?: Register<readonly string[]>
  readonly paid?: Stamp
  readonly canceled?: Stamp
  readonly canceledBy?: 'customer' | 'shop' | 'fraud'
  /** By refund id. */
  readonly refunds: Readonly<Record<string, Refund>>
  readonly refunded?: Stamp
  readonly parcels: Readonly<Record<string, Parcel>>
  readonly returned?: Stamp
  /** By return id: what is sent back. One without pieces was told of without a word on what it is. */
  readonly returns?: Readonly<Record<string, Pieces>>
  /** By review or survey: the latest word, 1 to 5. */
  readonly ratings: Readonly<Record<string, Register<number>>>
}
type Draft<T> = { -readonly [K in keyof T]: T[K] }
const linesOf = (products: readonly Line[] = []): readonly Line[] =>
  products.map(({ productId, category, price, quantity, discount, giftCard, withPoints }) => ({
    productId,
    ...(category && { category }),
    ...(price && { price }),
    ...(quantity && { quantity }),
    ...(discount && { discount }),
    ...(giftCard && { giftCard }),
    ...(withPoints && { withPoints }),
  }))

function withParcel(
  order: Order,
  data: { shipmentId?: string | undefined; products?: readonly { productId: string }[] | undefined },
  facts: ParcelFacts,
): Order {
  const id = data.shipmentId ?? '-'
  const parcel: Draft<Parcel> = { ...order.parcels[id] }
  for (const [name, at] of Object.entries(facts) as [ParcelFact, Stamp][]) parcel[name] = earliest(parcel[name], at)
  if (data.products?.length)
    parcel.products = [
      ...new Set([...(parcel.products ?? []), ...data.products.map(({ productId }) => productId)]),
    ].sort()
  return { ...order, parcels: { ...order.parcels, [id]: parcel } }
}
interface Words {
  readonly promisedAt?: string | undefined
  readonly market?: Market | undefined
  readonly tags?: readonly string[] | undefined
}
/** Takes the latest word on each; what is not said stays as it was. */
function withWords(order: Order, { promisedAt, market, tags }: Words, at: Stamp): Order {
  const next: Draft<Order> = { ...order }
  if (promisedAt !== undefined) next.promised = newer(order.promised, promisedAt, at)
  if (market !== undefined) next.market = newer(order.market, market, at)
  if (tags !== undefined) next.tags = newer(order.tags, tags, at)
  return next
}

export const orderTotal = (order: Order): Money | undefined => order.total?.value ?? order.original?.total
export const orderLines = (order: Order): readonly Line[] => order.lines?.value ?? order.original?.lines ?? []
/** Sum of all refunds, in minor units of the order's currency. */
export const refundedAmount = (order: Order): number =>
  Object.values(order.refunds).reduce((sum, refund) => sum + refund.amount, 0)
export const fullyRefunded = (order: Order): boolean =>
  order.refunded !== undefined && refundedAmount(order) >= (orderTotal(order)?.amount ?? Number.POSITIVE_INFINITY)

/** Of two words on one refund the larger counts; of equal ones the first by currency, so that the order of arrival does not. */
const larger = (a: Money, b: Money): boolean => (a.amount === b.amount ? a.currency <= b.currency : a.amount > b.amount)
function joinRefunds(one: Refund, other: Refund): Refund {
  const { amount, currency } = larger(one, other) ? one : other
  const pieces = one.pieces && other.pieces ? joinPieces(one.pieces, other.pieces) : (one.pieces ?? other.pieces)
  return { amount, currency, ...(pieces && { pieces }) }
}

/** When all of it had arrived: the first word on the whole order, or the last of its parcels that were not taken back. */
export function delivered(order: Order): Stamp | undefined {
  const { '-': whole, ...parcels } = order.parcels
  const each = Object.values(parcels)
    .filter((parcel) => parcel.canceled === undefined || parcel.delivered !== undefined)
    .map((parcel) => parcel.delivered)
  const all = each.length > 0 && each.every((at) => at !== undefined) ? (each as Stamp[]).reduce(latest) : undefined
  return all !== undefined && whole?.delivered !== undefined
    ? earliest(all, whole.delivered)
    : (all ?? whole?.delivered)
}
/** The first parcel of which this is known. */
export function anyParcel(order: Order, fact: ParcelFact): Stamp | undefined {
  let found: Stamp | undefined
  for (const parcel of Object.values(order.parcels))
    if (parcel[fact] !== undefined) found = earliest(found, parcel[fact])
  return found
}

export const orders = defineKeyedSlice({
  name: 'orders',
  per: ['order'],
  initial: { refunds: {}, parcels: {}, ratings: {} } as Order,
  on: [
    orderPlaced,
    orderUpdated,
    orderPaid,
    orderCanceled,
    orderRefunded,
    shipmentCreated,
    shipmentUpdated,
    shipmentOutForDelivery,
    shipmentDelayed,
    shipmentLost,
    shipmentDelivered,
    returnRequested,
    returnReceived,
    reviewSubmitted,
    surveyAnswered,
  ],
  fold: {
    'order.placed': (order, event) => {
      const at = stamp(event)
      const { total, products, cartId, channel } = event.data
      const original =
        order.original && order.original.at <= at
          ? order.original
          : { at, total, lines: linesOf(products), ...(cartId && { cartId }), ...(channel && { channel }) }
      const next = { ...order, placed: earliest(order.placed, at), original }
      return withWords(next, event.data, at)
    },
    'order.updated': (order, event) => {
      const at = stamp(event)
      const { total, products } = event.data
      const next: Draft<Order> = { ...order }
      if (total) next.total = newer(order.total, total, at)
      if (products) next.lines = newer(order.lines, linesOf(products), at)
      return withWords(next, event.data, at)
    },
    'order.paid': (order, event) => ({ ...order, paid: earliest(order.paid, stamp(event)) }),
    'order.canceled': ({ canceledBy, ...order }, event) => {
      const at = stamp(event)
      const first = order.canceled === undefined || at < order.canceled
      const by = first ? event.data.by : canceledBy
      return { ...order, canceled: earliest(order.canceled, at), ...(by && { canceledBy: by }) }
    },
    'order.refunded': (order, event) => {
      const { refundId, amount, products } = event.data
      const refund = { ...amount, ...(products && { pieces: piecesOf(products) }) }
      const known = order.refunds[refundId]
      return {
        ...order,
        refunded: earliest(order.refunded, stamp(event)),
        refunds: { ...order.refunds, [refundId]: known ? joinRefunds(known, refund) : refund },
      }
    },
    'shipment.created': (order, event) =>
      withWords(withParcel(order, event.data, { created: stamp(event) }), event.data, stamp(event)),
    'shipment.updated': (order, event) =>
      withWords(withParcel(order, event.data, wordOn(event.data.status, stamp(event))), event.data, stamp(event)),
    'shipment.out-for-delivery': (order, event) =>
      withWords(withParcel(order, event.data, { out: stamp(event) }), event.data, stamp(event)),
    'shipment.delayed': (order, event) => withParcel(order, event.data, { delayed: stamp(event) }),
    'shipment.lost': (order, event) => withParcel(order, event.data, { lost: stamp(event) }),
    'shipment.delivered': (order, event) => withParcel(order, event.data, { delivered: stamp(event) }),
    'return.requested': (order, event) => sendBack(order, event.data, stamp(event)),
    'return.received': (order, event) => sendBack(order, event.data, stamp(event)),
    'review.submitted': (order, event) => rate(order, event.data.reviewId, event.data.rating, stamp(event)),
    'survey.answered': (order, event) =>
      event.data.kind === 'csat' ? rate(order, `survey/${event.data.surveyId}`, event.data.score, stamp(event)) : order,
  },
  closes(order, now) {
    if (order.placed === undefined) return false
    const done = delivered(order) ?? order.canceled
    return ms(instant(done ?? order.placed)) + (done ? ORDER_KEPT_DAYS : 365) * DAY <= ms(now)
  },
  share: (order) =>
    order.placed === undefined
      ? {}
      : {
          placed: 1,
          ...(order.canceled && { canceled: 1 }),
          ...(delivered(order) && { delivered: 1 }),
          ...(!order.canceled && {
            kept: 1,
            [`spent/${orderTotal(order)?.currency}`]: (orderTotal(order)?.amount ?? 0) - refundedAmount(order),
          }),
        },
})
function wordOn(status: string, at: Stamp): ParcelFacts {
  if (status === 'damaged') return { damaged: at }
  return status === 'canceled' || status === 'returned-to-sender' ? { canceled: at } : {}
}
function sendBack(
  order: Order,
  { returnId, products }: { returnId: string; products?: readonly Line[] | undefined },
  at: Stamp,
): Order {
  const pieces = joinPieces(order.returns?.[returnId] ?? {}, piecesOf(products))
  return { ...order, returned: earliest(order.returned, at), returns: { ...order.returns, [returnId]: pieces } }
}
const rate = (order: Order, by: string, rating: number, at: Stamp): Order => ({
  ...order,
  ratings: { ...order.ratings, [by]: newer(order.ratings[by], rating, at) },
})
