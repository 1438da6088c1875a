/** What the hand-written loop keeps of a customer: mutable, in milliseconds, and no more than its moments and rules need. */
import { type Parsed, parseEvent } from './bare-zod.ts'

export interface Money {
  readonly amount: number
  readonly currency: string
}
/** The fields of the shop's events that anything reads. */
export interface Data {
  readonly [field: string]: unknown
  readonly sessionId?: string
  readonly device?: string
  readonly cartId?: string
  readonly orderId?: string
  readonly shipmentId?: string
  readonly caseId?: string
  readonly reviewId?: string
  readonly refundId?: string
  readonly source?: string
  readonly campaign?: string
  readonly kind?: string
  readonly query?: string
  readonly category?: string
  readonly price?: Money
  readonly value?: Money
  readonly total?: Money
  readonly amount?: Money
  readonly quantity?: number
  readonly rating?: number
  readonly satisfaction?: number
  readonly solved?: boolean
  readonly promisedAt?: string
  readonly by?: string
}
export interface Happened {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly at: number
  readonly customer: string
  readonly data: Data
}
export interface Visit {
  from: number
  to: number
  steps: number
  device?: string
  deviceAt: number
  zero?: { readonly at: number; readonly by: string; readonly intent: string }
  product: boolean
  cart: boolean
  order: boolean
}
export interface Cart {
  touched: number
  total?: Money
  checkout: boolean
  failed?: number
  order?: { readonly at: number; readonly orderId: string; readonly total: Money }
}
export interface Parcel {
  delivered?: number
  delayed?: number
  lost?: number
  damaged?: number
}
export interface Order {
  readonly id: string
  placed?: number
  total?: Money
  cartId?: string
  promised?: number
  canceled?: number
  canceledBy?: string
  refunded: number
  returned: boolean
  readonly refunds: Map<string, number>
  readonly parcels: Map<string, Parcel>
  readonly ratings: Map<string, number>
}
export interface Case {
  opened?: number
  answered?: number
  resolved?: number
  solved?: boolean
  rating?: number
}
export interface Moment {
  readonly type: string
  readonly subject: string
  readonly polarity: 'positive' | 'neutral' | 'negative'
  readonly reason: string
  readonly total?: Money | undefined
  readonly by?: string
  readonly intent?: string
  readonly device?: string | undefined
  readonly rating?: number | undefined
}
/** What is to be done, or was to be until the customer's moment changed. */
export interface Action {
  /** Under which the host may do it once. */
  readonly key: string
  readonly rule: string
  readonly subject: string
  readonly template: string
  state: 'due' | 'withdrawn' | 'done'
}
/** All that concerns one visit, cart, order, case or review. */
export interface Topic {
  readonly subject: string
  readonly kind: string
  moments: readonly Moment[]
  /** Events whose rules look at more than the event, and so are asked again. */
  asks: Happened[]
  readonly actions: Map<string, Action>
  visit?: Visit
  cart?: Cart
  order?: Order
  case?: Case
  rating?: number
  /** When time alone may change its moments. */
  wake?: number
}
export interface Customer {
  readonly topics: Map<string, Topic>
  readonly events: Happened[]
  firstVisit?: Topic
  lastOrder?: Topic
  /** Orders placed and not canceled. */
  kept: number
  /** What happened last, where the customer is kept in a row. */
  recent?: readonly Recent[]
}
export type Recent = Pick<Happened, 'type' | 'at'> & { readonly subject: string }

export const newCustomer = (): Customer => ({ topics: new Map(), events: [], kept: 0 })
export function topicOf(customer: Customer, kind: string, id: string): Topic {
  const subject = `${kind}/${id}`
  let topic = customer.topics.get(subject)
  if (!topic) {
    topic = { subject, kind, moments: [], asks: [], actions: new Map() }
    customer.topics.set(subject, topic)
  }
  return topic
}
/** A raw event, validated and with its time as a number. */
export function read(raw: unknown, now: number): Happened | undefined {
  const parsed: Parsed | undefined = parseEvent(raw, now)
  if (!parsed) return undefined
  const { id, source, type, time, customer, data } = parsed
  return {
    id,
    source,
    type,
    at: Date.parse(time),
    customer: 'id' in customer ? customer.id : customer.anonymousId,
    data,
  }
}
