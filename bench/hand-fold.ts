/** The hand-written loop's fold: an event changes what is known of its visit, cart, order, case or review, in place. */
import {
  type Cart,
  type Customer,
  type Data,
  type Happened,
  type Order,
  type Parcel,
  type Topic,
  topicOf,
} from './hand-state.ts'

const openers: Readonly<Record<string, readonly [string, string]>> = {
  'products.searched': ['search', 'know'],
  'products.compared': ['comparison', 'buy'],
  'reviews.read': ['reviews', 'buy'],
}
const arrivals: Readonly<Record<string, readonly [string, string]>> = {
  ad: ['ad', 'buy'],
  referral: ['referral', 'buy'],
  content: ['content', 'know'],
  social: ['content', 'know'],
  search: ['search', 'know'],
}
const pages: Readonly<Record<string, readonly [string, string]>> = {
  guide: ['content', 'do'],
  'store-finder': ['content', 'go'],
}
function openerOf(type: string, data: Data): readonly [string, string] | undefined {
  if (type === 'visit.started') return arrivals[data.source ?? '']
  return openers[type] ?? pages[data.kind ?? '']
}

function visit(customer: Customer, { type, at, data }: Happened): Topic {
  const topic = topicOf(customer, 'visit', data.sessionId ?? '-')
  let state = topic.visit
  if (!state)
    topic.visit = state = { from: at, to: at, steps: 0, deviceAt: at, product: false, cart: false, order: false }
  state.from = Math.min(state.from, at)
  state.to = Math.max(state.to, at)
  if (type !== 'visit.started') state.steps++
  if (data.device !== undefined && (state.device === undefined || at < state.deviceAt)) {
    state.device = data.device
    state.deviceAt = at
  }
  const opener = openerOf(type, data)
  if (opener && (!state.zero || at < state.zero.at)) state.zero = { at, by: opener[0], intent: opener[1] }
  if (type === 'product.viewed' || type === 'product.added' || data.kind === 'product') state.product = true
  if (type === 'product.added' || type === 'cart.viewed' || type === 'checkout.started') state.cart = true
  if (type === 'order.placed') state.order = true
  const first = customer.firstVisit?.visit
  if (!first || state.from < first.from) customer.firstVisit = topic
  return topic
}
function cartOf(customer: Customer, data: Data, at: number): Topic & { cart: Cart } {
  const topic = topicOf(customer, 'cart', data.cartId ?? '-')
  topic.cart ??= { touched: at, checkout: false }
  return topic as Topic & { cart: Cart }
}
function cart(customer: Customer, { type, at, data }: Happened): Topic[] {
  if (data.cartId === undefined) return []
  const topic = cartOf(customer, data, at)
  topic.cart.touched = Math.max(topic.cart.touched, at)
  if (data.value) topic.cart.total = data.value
  if (type === 'checkout.started' || type === 'payment.failed') topic.cart.checkout = true
  if (type === 'payment.failed') topic.cart.failed = Math.max(topic.cart.failed ?? 0, at)
  return [topic]
}
function orderOf(customer: Customer, id: string): Topic & { order: Order } {
  const topic = topicOf(customer, 'order', id)
  topic.order ??= { id, refunded: 0, returned: false, refunds: new Map(), parcels: new Map(), ratings: new Map() }
  return topic as Topic & { order: Order }
}
function place(customer: Customer, { at, data }: Happened): Topic[] {
  const topic = orderOf(customer, data.orderId ?? '')
  const touched: Topic[] = [topic]
  const { order } = topic
  if (order.placed === undefined && order.canceled === undefined) customer.kept++
  if (order.placed === undefined || at < order.placed) {
    order.placed = at
    if (data.total) order.total = data.total
    if (data.cartId !== undefined) order.cartId = data.cartId
  }
  if (data.promisedAt !== undefined) order.promised = Date.parse(data.promisedAt)
  if (data.cartId !== undefined && data.total) {
    const from = cartOf(customer, data, at)
    if (!from.cart.order || at < from.cart.order.at) from.cart.order = { at, orderId: order.id, total: data.total }
    touched.push(from)
  }
  const last = customer.lastOrder
  if (!last || (last.order?.placed ?? 0) <= at) {
    if (last && last !== topic) touched.push(last)
    customer.lastOrder = topic
  }
  return touched
}
function parcel(customer: Customer, { type, at, data }: Happened): Topic {
  const topic = orderOf(customer, data.orderId ?? '')
  const id = data.shipmentId ?? '-'
  let state: Parcel | undefined = topic.order.parcels.get(id)
  if (!state) {
    state = {}
    topic.order.parcels.set(id, state)
  }
  if (type === 'shipment.delivered') state.delivered = Math.min(state.delivered ?? at, at)
  else if (type === 'shipment.delayed') state.delayed = Math.min(state.delayed ?? at, at)
  else if (type === 'shipment.lost') state.lost = Math.min(state.lost ?? at, at)
  if (data.promisedAt !== undefined) topic.order.promised = Date.parse(data.promisedAt)
  return topic
}
function cancel(customer: Customer, { at, data }: Happened): Topic {
  const topic = orderOf(customer, data.orderId ?? '')
  if (topic.order.canceled === undefined && topic.order.placed !== undefined) customer.kept--
  topic.order.canceled = at
  if (data.by !== undefined) topic.order.canceledBy = data.by
  return topic
}
function refund(customer: Customer, { data }: Happened): Topic {
  const topic = orderOf(customer, data.orderId ?? '')
  const { refunds } = topic.order
  refunds.set(data.refundId ?? '', Math.max(refunds.get(data.refundId ?? '') ?? 0, data.amount?.amount ?? 0))
  topic.order.refunded = 0
  for (const amount of refunds.values()) topic.order.refunded += amount
  return topic
}
function review(customer: Customer, { data }: Happened): Topic[] {
  const topic = topicOf(customer, 'review', data.reviewId ?? '')
  topic.rating = data.rating ?? 0
  if (data.orderId === undefined) return [topic]
  const about = orderOf(customer, data.orderId)
  about.order.ratings.set(data.reviewId ?? '', data.rating ?? 0)
  return [topic, about]
}
function helped(customer: Customer, { type, at, data }: Happened): Topic {
  const topic = topicOf(customer, 'case', data.caseId ?? '')
  topic.case ??= {}
  if (type === 'case.opened') topic.case.opened = Math.min(topic.case.opened ?? at, at)
  else if (type === 'case.answered') topic.case.answered = Math.min(topic.case.answered ?? at, at)
  else {
    topic.case.resolved = at
    topic.case.solved = data.solved ?? true
    if (data.satisfaction !== undefined) topic.case.rating = data.satisfaction
  }
  return topic
}

/** Takes an event in; answers what it touched, what the event is about first. */
export function fold(customer: Customer, event: Happened): readonly Topic[] {
  switch (event.type) {
    case 'order.placed': {
      const touched = place(customer, event)
      touched.push(visit(customer, event))
      return touched
    }
    case 'order.paid':
      return [orderOf(customer, event.data.orderId ?? '')]
    case 'shipment.created':
    case 'shipment.delayed':
    case 'shipment.lost':
    case 'shipment.out-for-delivery':
    case 'shipment.delivered':
      return [parcel(customer, event)]
    case 'order.canceled':
      return [cancel(customer, event)]
    case 'return.requested': {
      const topic = orderOf(customer, event.data.orderId ?? '')
      topic.order.returned = true
      return [topic]
    }
    case 'order.refunded':
      return [refund(customer, event)]
    case 'review.submitted':
      return review(customer, event)
    case 'case.opened':
    case 'case.answered':
    case 'case.resolved':
      return [helped(customer, event)]
    default: {
      const touched = cart(customer, event)
      touched.push(visit(customer, event))
      return touched
    }
  }
}
