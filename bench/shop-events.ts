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

type Range = readonly [least: number, most: number]
/** When a customer comes: first, how often, and with which pauses. */
interface Life {
  /** The number of the first visit. */
  readonly number: number
  readonly begin: Range
  readonly visits: Range
  readonly pause: Range
}
const fortnight: Life = { number: 1, begin: [0, 9 * DAY], visits: [1, 3], pause: [4 * HOUR, 3 * DAY] }

/** One customer's days; `tell` takes what happened and when. */
function live(
  customer: number,
  { number, begin, visits, pause }: Life,
  random: Random,
  tell: (at: number, type: string, data: RawEvent['data']) => void,
): void {
  let at = START + random.int(...begin)
  for (let visit = number, left = random.int(...visits); left > 0; visit++, left--, at += random.int(...pause)) {
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
    if (random.chance(0.06))
      tell(later + random.int(HOUR, 3 * DAY), 'return.requested', { orderId, returnId: `b${id}` })
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

/** What happens to so many customers, or some of them, by time. */
function happened(
  customers: number,
  lives: readonly Life[],
  random: Random,
  { first, step } = { first: 1, step: 1 },
): readonly RawEvent[] {
  const all: (RawEvent & { readonly at: number })[] = []
  for (let customer = first; customer <= customers; customer += step) {
    for (const life of lives)
      live(customer, life, random, (at, type, data) => {
        const id = step === 1 ? `e${all.length}` : `e${life.number}-${all.length}`
        const time = new Date(at).toISOString()
        all.push({ at, id, source: 'shop', type, time, customer: { id: `u${customer}` }, data })
      })
  }
  return all.sort((a, b) => a.at - b.at).map(({ at: _, ...event }) => event)
}

/** The first `count` events by time. About 1 in 20 cannot pass the border, 1 in 50 came before. */
export function shopEvents(count: number, customers: number, seed: number): readonly unknown[] {
  const random = seeded(seed)
  const sorted = happened(customers, [fortnight], random)
  const given: unknown[] = []
  for (const event of sorted) {
    if (given.length >= count) break
    given.push(random.chance(0.05) ? spoil(event, random) : event)
    if (random.chance(0.02)) given.push(sorted[random.int(0, Math.min(sorted.indexOf(event), given.length))])
  }
  return given.slice(0, count)
}

const HISTORY = 28 * DAY
const past: Life = { number: 1, begin: [0, 26 * DAY], visits: [1, 2], pause: [2 * DAY, 8 * DAY] }
const today: Life = { number: 11, begin: [HISTORY, HISTORY + DAY], visits: [1, 1], pause: [DAY, DAY] }

/**
 * Customers who have been here before, and the day on which each of them comes again while orders are on their way: what
 * came until then, and what comes now, of which 1 in 50 came before.
 */
export function busyDay(customers: number, seed: number): Record<'history' | 'stream', readonly RawEvent[]> {
  const random = seeded(seed)
  const all = happened(customers, [past, today], random)
  const begin = new Date(START + HISTORY).toISOString()
  const now = all.findIndex(({ time }) => time >= begin)
  const stream = all.slice(now).flatMap((event, i) => {
    const before = all[now + i - random.int(1, 2_000)]
    return before && random.chance(0.02) ? [event, before] : [event]
  })
  return { history: all.slice(0, now), stream }
}

const TURNS = 10
/** Days without end, on each of which a tenth of the customers comes: what happens on each, made when it is asked for. */
export function* manyDays(customers: number, seed: number): Generator<readonly RawEvent[], never> {
  const random = seeded(seed)
  let ahead: readonly RawEvent[] = []
  for (let day = 0; ; day++) {
    const visit: Life = { number: day, begin: [day * DAY, (day + 1) * DAY], visits: [1, 1], pause: [DAY, DAY] }
    const end = new Date(START + (day + 1) * DAY).toISOString()
    const all = [...ahead, ...happened(customers, [visit], random, { first: (day % TURNS) + 1, step: TURNS })]
    ahead = all.filter(({ time }) => time >= end)
    yield all.filter(({ time }) => time < end).sort((a, b) => (a.time < b.time ? -1 : 1))
  }
}
