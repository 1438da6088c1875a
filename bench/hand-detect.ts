/** The hand-written loop's moments of truth, for a shop that counts its days in UTC. */
import type { Cart, Case, Customer, Moment, Order, Topic, Visit } from './hand-state.ts'

const [HOUR, DAY] = [3_600_000, 86_400_000]
export const SILENCE = HOUR / 2
type Told = readonly [polarity: Moment['polarity'], reason: string]

function ofVisit(visit: Visit, topic: Topic, customer: Customer, now: number): Moment[] {
  const { subject } = topic
  const { device } = visit
  const over = visit.to + SILENCE <= now
  const found: Moment[] = []
  if (visit.zero) {
    const { by, intent } = visit.zero
    const [polarity, reason]: Told = visit.product
      ? ['positive', 'found']
      : over
        ? ['negative', 'left']
        : ['neutral', 'looking']
    found.push({ type: 'zmot', subject, polarity, reason, by, intent, device })
  }
  if (customer.firstVisit === topic) {
    const [polarity, reason]: Told =
      visit.steps > 1 || visit.cart || visit.order
        ? ['positive', 'stayed']
        : over
          ? ['negative', 'bounced']
          : ['neutral', 'landed']
    found.push({ type: 'fmot', subject, polarity, reason, device })
  }
  return found
}
function ofCart(cart: Cart, subject: string, now: number): Moment[] {
  const type = 'smot.purchase'
  if (cart.order) return [{ type, subject, polarity: 'positive', reason: 'order-placed', total: cart.order.total }]
  const { total } = cart
  if (cart.touched + DAY <= now)
    return [
      { type, subject, polarity: 'negative', reason: cart.checkout ? 'checkout-abandoned' : 'cart-abandoned', total },
    ]
  return cart.failed === cart.touched
    ? [{ type, subject, polarity: 'negative', reason: 'payment-failed', total }]
    : [{ type, subject, polarity: 'neutral', reason: 'open', total }]
}

export function arrivedAt(order: Order): number | undefined {
  let last: number | undefined
  for (const { delivered } of order.parcels.values()) {
    if (delivered === undefined) return undefined
    last = Math.max(last ?? delivered, delivered)
  }
  return last
}
const any = (order: Order, fact: 'damaged' | 'lost' | 'delayed'): boolean => {
  for (const parcel of order.parcels.values()) if (parcel[fact] !== undefined) return true
  return false
}
export const endOfDay = (at: number): number => Math.floor(at / DAY) * DAY + DAY - 1

function waited(order: Order, arrived: number | undefined, now: number): Told {
  const damaged = any(order, 'damaged')
  if (arrived !== undefined) {
    if (damaged) return ['negative', 'damaged']
    if (order.promised === undefined) return ['positive', 'arrived']
    return arrived > endOfDay(order.promised) ? ['negative', 'late'] : ['positive', 'on-time']
  }
  if (order.canceled !== undefined)
    return order.canceledBy === 'shop' ? ['negative', 'canceled-by-shop'] : ['neutral', 'canceled']
  if (any(order, 'lost')) return ['negative', 'lost']
  if (damaged) return ['negative', 'damaged']
  if (order.promised !== undefined && endOfDay(order.promised) < now) return ['negative', 'overdue']
  return any(order, 'delayed') ? ['negative', 'delayed'] : ['neutral', 'waiting']
}
function experienced(order: Order, arrived: number, rating: number | undefined, now: number): Told {
  if (rating !== undefined && rating <= 2) return ['negative', 'rated-badly']
  if (order.returned) return ['negative', 'returned']
  if (order.refunds.size > 0 && order.refunded >= (order.total?.amount ?? 0)) return ['negative', 'refunded']
  if (rating !== undefined) return rating === 3 ? ['neutral', 'rated-neutral'] : ['positive', 'rated-well']
  return arrived + 14 * DAY <= now ? ['positive', 'kept'] : ['neutral', 'trying']
}
function ofOrder(order: Order, { subject }: Topic, customer: Customer, now: number): Moment[] {
  const found: Moment[] = []
  const { placed, total } = order
  if (placed === undefined) return found
  if (order.cartId === undefined)
    found.push({ type: 'smot.purchase', subject, polarity: 'positive', reason: 'order-placed', total })
  const arrived = arrivedAt(order)
  const [polarity, reason] = waited(order, arrived, now)
  found.push({ type: 'amot', subject, polarity, reason })
  if (arrived !== undefined) {
    let rating: number | undefined
    for (const one of order.ratings.values()) rating = Math.min(rating ?? one, one)
    const [is, why] = experienced(order, arrived, rating, now)
    found.push({ type: 'smot.experience', subject, polarity: is, reason: why, rating })
  }
  if (customer.lastOrder?.order !== order) {
    if (arrived !== undefined) found.push({ type: 'umot', subject, polarity: 'positive', reason: 'ordered-again' })
    return found
  }
  const lapsed = placed + 180 * DAY <= now
  found.push({
    type: 'umot',
    subject: `lapse/${order.id}`,
    polarity: lapsed ? 'negative' : 'neutral',
    reason: lapsed ? 'lapsed' : 'active',
  })
  if (arrived !== undefined) found.push({ type: 'umot', subject, polarity: 'neutral', reason: 'open' })
  return found
}

function ofCase({ opened, answered, resolved, solved, rating }: Case, subject: string, now: number): Moment[] {
  if (opened === undefined) return []
  const told = (): Told => {
    if (rating !== undefined)
      return rating <= 2
        ? ['negative', 'dissatisfied']
        : rating === 3
          ? ['neutral', 'so-so']
          : ['positive', 'satisfied']
    if (resolved !== undefined)
      return !solved
        ? ['negative', 'unsolved']
        : resolved > opened + 7 * DAY
          ? ['negative', 'slow']
          : ['positive', 'solved']
    return opened + (answered === undefined ? DAY : 7 * DAY) <= now ? ['negative', 'slow'] : ['neutral', 'open']
  }
  const [polarity, reason] = told()
  return [{ type: 'tmot', subject, polarity, reason }]
}
function ofReview(rating: number, subject: string): Moment[] {
  const [polarity, reason]: Told =
    rating === 3 ? ['neutral', 'so-so'] : rating > 3 ? ['positive', 'recommended'] : ['negative', 'warned']
  return [{ type: 'umot', subject, polarity, reason, rating }]
}

/** Every moment that stands on a topic now. */
export function detect(customer: Customer, topic: Topic, now: number): readonly Moment[] {
  if (topic.visit) return ofVisit(topic.visit, topic, customer, now)
  if (topic.cart) return ofCart(topic.cart, topic.subject, now)
  if (topic.order) return ofOrder(topic.order, topic, customer, now)
  if (topic.case) return ofCase(topic.case, topic.subject, now)
  return topic.rating === undefined ? [] : ofReview(topic.rating, topic.subject)
}
