/** A shop's events over two weeks, as a host hands them in: visits, carts, orders, parcels, reviews and cases of 2,000 customers. */
import { type Random, seeded } from './random.ts'

export interface RawEvent {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly customer: { readonly id: string }
  readonly data: Readonly<Record<string, unknown>>
}
export const CATEGORIES = ['wine', 'cheese', 'bread', 'fish', 'fruit', 'tea'] as const
export const SOURCES = ['direct', 'search', 'ad', 'social', 'email', 'referral'] as const
export const DEVICES = ['desktop', 'mobile', 'tablet'] as const

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
export const START = Date.parse('2026-03-02T00:00:00Z')
const money = (amount: number) => ({ amount, currency: 'EUR' })

/** One customer's days; `tell` takes what happened and when. */
function live(
  customer: number,
  random: Random,
  tell: (at: number, type: string, data: RawEvent['data']) => void,
): void {
  let at = START + random.int(0, 9 * DAY)
  for (let visit = 1, visits = random.int(1, 3); visit <= visits; visit++, at += random.int(4 * HOUR, 3 * DAY)) {
    const id = `${customer}-${visit}`
    const onsite = { sessionId: `s${id}`, device: random.pick(DEVICES), channel: 'web' }
    const inCart = { ...onsite, cartId: `k${id}` }
    const then = (type: string, data: RawEvent['data']) => {
      at += random.int(5_000, 4 * MINUTE)
      tell(at, type, data)
    }
    then('visit.started', {
      ...onsite,
      url: 'https://shop.example/',
      source: random.pick(SOURCES),
      ...(random.chance(0.5) && { campaign: `c${random.int(1, 12)}` }),
    })
    if (random.chance(0.3)) then('products.searched', { ...onsite, query: random.pick(CATEGORIES) })
    else
      then('page.viewed', { ...onsite, url: 'https://shop.example/', kind: random.pick(['home', 'category', 'guide']) })
    if (random.chance(0.15)) then('reviews.read', { ...onsite, productId: `p${random.int(1, 400)}` })
    const seen = random.int(0, 4)
    const product = () => ({
      productId: `p${random.int(1, 400)}`,
      name: 'A thing of beauty',
      category: random.pick(CATEGORIES),
      price: money(random.int(300, 20_000)),
    })
    for (let i = 0; i < seen; i++) then('product.viewed', { ...onsite, ...product() })
    if (seen === 0 || random.chance(0.5)) continue
    const line = { ...product(), quantity: random.int(1, 3) }
    then('product.added', { ...inCart, ...line })
    const total = money(line.price.amount * line.quantity)
    if (random.chance(0.5)) then('cart.viewed', { ...inCart, value: total })
    if (random.chance(0.3)) continue
    then('checkout.started', { ...inCart, value: total })
    if (random.chance(0.1)) then('payment.failed', { ...inCart, reason: 'declined' })
    if (random.chance(0.15)) continue
    order(id, line, total, { ...inCart, promisedAt: new Date(at + 3 * DAY).toISOString() })
  }

  function order(id: string, line: object, total: object, more: { readonly promisedAt: string }): void {
    at += random.int(10_000, MINUTE)
    let later = at
    const then = (wait: number, type: string, data: RawEvent['data']) => {
      later += wait
      tell(later, type, data)
    }
    const orderId = `o${id}`
    const parcel = { orderId, shipmentId: `h${id}` }
    const sent = { ...parcel, carrier: 'post', trackingNumber: `t${id}`, promisedAt: more.promisedAt }
    then(0, 'order.placed', { ...more, orderId, total, products: [line], market: 'domestic' })
    then(1_500, 'order.paid', { orderId, amount: total })
    then(random.int(6 * HOUR, DAY), 'shipment.created', sent)
    if (random.chance(0.1)) then(random.int(HOUR, DAY), 'shipment.delayed', parcel)
    then(random.int(12 * HOUR, 2 * DAY), 'shipment.out-for-delivery', parcel)
    then(random.int(HOUR, 9 * HOUR), 'shipment.delivered', parcel)
    const review = {
      reviewId: `r${id}`,
      orderId,
      rating: random.int(1, 5),
      title: 'As I found it',
      body: 'Good enough.',
    }
    if (random.chance(0.3)) tell(later + random.int(HOUR, 3 * DAY), 'review.submitted', review)
    if (random.chance(0.06)) tell(later + random.int(HOUR, 3 * DAY), 'return.requested', { orderId })
    if (random.chance(0.04)) tell(later + 3 * DAY, 'order.refunded', { orderId, refundId: `f${id}`, amount: total })
    if (random.chance(0.08)) {
      const about = { caseId: `c${id}` }
      then(HOUR, 'case.opened', { ...about, kind: 'question', orderId })
      if (random.chance(0.7)) then(random.int(HOUR, 2 * DAY), 'case.answered', about)
      if (random.chance(0.6)) then(5 * HOUR, 'case.resolved', { ...about, satisfaction: random.int(1, 5) })
    }
  }
}

/** What goes wrong on the way in: about 1 in 20 is refused, each for a reason of its own. */
function spoil(event: RawEvent, random: Random): unknown {
  const wrong: readonly (() => unknown)[] = [
    () => ({ ...event, data: { ...event.data, device: 'toaster', orderId: 7, reviewId: 7, caseId: 7 } }),
    () => ({ ...event, time: 'yesterday' }),
    () => ({ ...event, time: '2031-01-01T00:00:00.000Z' }),
    () => ({ ...event, customer: {} }),
    () => ({ ...event, type: 'order.vanished' }),
    () => ({ ...event, data: { ...event.data, note: 'a\u0000b' } }),
    () => ({ ...event, id: '' }),
    () => 'no event at all',
  ]
  return random.pick(wrong)()
}

/** The first `count` events by time. About 1 in 20 cannot pass the border, 1 in 50 came before. */
export function shopEvents(count: number, customers: number, seed: number): readonly unknown[] {
  const random = seeded(seed)
  const all: (RawEvent & { readonly at: number })[] = []
  for (let customer = 1; customer <= customers; customer++) {
    live(customer, random, (at, type, data) => {
      const time = new Date(at).toISOString()
      all.push({ at, id: `e${all.length}`, source: 'shop', type, time, customer: { id: `u${customer}` }, data })
    })
  }
  const sorted = all.sort((a, b) => a.at - b.at).map(({ at: _, ...event }) => event)
  const given: unknown[] = []
  for (const event of sorted) {
    if (given.length >= count) break
    given.push(random.chance(0.05) ? spoil(event, random) : event)
    if (random.chance(0.02)) given.push(sorted[random.int(0, Math.min(sorted.indexOf(event), given.length))])
  }
  return given.slice(0, count)
}
