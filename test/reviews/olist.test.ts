/** Requests on the orders of a real shop: each date, and each reason not to ask, as a few lines over its tables have them. */
import type { ReviewsOptions } from '@motkit/reviews'
import { describe, expect, test } from 'vitest'
import { type Bought, daysOn, isThere, later, play, readOrders, type Stand, type Stands } from './olist.ts'
import { known } from './shop.ts'

/** Asked 7 days after the arrival, or 30 days after it was sent. */
const timing = { after: { days: 7 }, fallback: { after: 'fulfilled', days: 30 } } as const
type About = 'products' | 'service'
const MOST_OFTEN = 30
const PRODUCT_AGAIN = 365
const GIVEN_UP = 60

interface Asked {
  readonly at: string
  readonly products: readonly string[]
}
const until = (facts: readonly (string | undefined)[], now: string): readonly string[] =>
  facts.filter((at) => at !== undefined && at <= now) as string[]

/** How an order that nobody was asked about stands, by what was known at an instant and what its customer was asked. */
function standOf(order: Bought, about: About, asked: readonly Asked[], now: string): Stand {
  const is = (at: string | undefined): at is string => at !== undefined && at <= now
  if (is(order.canceled)) return { is: 'canceled', at: order.canceled }
  const all = order.lines.map(({ productId }) => productId)
  const isWhole = about === 'service' || all.length === 0
  const review = until(order.reviews, now).at(-1)
  // A review of the order says nothing of its products.
  if (isWhole && review !== undefined) return { is: 'reviewed', at: review }

  const due = is(order.sent) ? (is(order.arrived) ? daysOn(order.arrived, 7) : daysOn(order.sent, 30)) : undefined
  const last = asked.at(-1)
  const free = last && later(last.at, MOST_OFTEN)
  const at = free !== undefined && due !== undefined && free > due ? free : due
  const before = (product: string) =>
    asked.findLast(({ at: then, products }) => products.includes(product) && later(then, PRODUCT_AGAIN) > (at ?? now))
  const products = isWhole ? undefined : all.filter((product) => before(product) === undefined)
  if (products?.length === 0) return { is: 'asked-recently', at: before(all[0] ?? '')?.at }
  if (!is(order.paid)) return { is: 'payment', at: order.placed }
  if (due === undefined || at === undefined) return { is: 'fulfilment', at: order.placed }
  const latest = later(due, GIVEN_UP)
  if (at <= latest) return { is: 'planned', at, products }
  return { is: now < at ? 'person-asked-recently' : 'too-late', at: latest }
}
/** How all orders of one customer stand at an instant: from fact to fact, whatever is due first is asked. */
function calculate(orders: readonly Bought[], about: About, now: string): [string, Stand][] {
  const stands = new Map<string, Stand>()
  const asked: Asked[] = []
  const told = orders.flatMap(({ placed, paid, sent, arrived, canceled, reviews }) => {
    return [placed, paid, sent, arrived, canceled, ...reviews]
  })
  const times = [...new Set([...until(told, now), now])].sort()
  for (const [i, time] of times.entries())
    for (;;) {
      const open = orders.filter(({ orderId, placed }) => placed <= time && !stands.has(orderId))
      const [next] = open
        .map(({ orderId, ...order }) => ({ orderId, ...standOf({ orderId, ...order }, about, asked, time) }))
        .filter(({ is }) => is === 'planned')
        .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1))
      if (next?.at === undefined || next.at > (times[i + 1] ?? 'never')) break
      const { orderId, at, products } = next
      stands.set(orderId, { is: at <= now ? 'sent' : 'planned', at, products })
      asked.push({ at, products: products ?? [] })
    }
  for (const order of orders)
    if (order.placed <= now && !stands.has(order.orderId)) stands.set(order.orderId, standOf(order, about, asked, now))
  return [...stands]
}
const calculateAll = (orders: readonly Bought[], about: About, now: string): Map<string, Stand> =>
  new Map([...Map.groupBy(orders, ({ customer }) => customer).values()].flatMap((own) => calculate(own, about, now)))

/** Orders close 120 days after they arrived or were canceled, or a year after they were placed: at the customer's next event. */
function isOver({ placed, arrived, canceled }: Bought, now: string): boolean {
  const [end] = until([arrived, canceled], now)
  return (end === undefined ? later(placed, 365) : later(end, 120)) <= now
}
/** Every order is seen open, and long after it was asked about, at one of these. */
const looks = Array.from({ length: 22 }, (_, i) => later('2016-10-01T00:00:00.000Z', i * 50))
const NEVER = '2020-01-01T00:00:00.000Z'
function counts(stands: Stands): Readonly<Record<string, number>> {
  const all: Record<string, number> = {}
  for (const { is } of stands.values()) all[is] = (all[is] ?? 0) + 1
  return all
}
/** The last that was seen of each order. */
const lastOf = (seen: ReadonlyMap<string, Stands>): Stands =>
  new Map([...seen.values()].flatMap((stands) => [...stands]))

/** Plays it all, and holds every order, at every look, against the calculation. */
async function check(orders: readonly Bought[], about: About, options: ReviewsOptions = {}) {
  const { sent, seen } = await play(orders, { ...timing, about, existingCustomer: known, ...options }, looks)
  for (const [now, stands] of seen) {
    const expected = calculateAll(orders, about, now)
    for (const order of orders) if (!stands.has(order.orderId) && isOver(order, now)) expected.delete(order.orderId)
    expect(stands, now).toEqual(expected)
  }
  const asked = [...calculateAll(orders, about, NEVER)].filter(([, { is }]) => is === 'sent')
  expect(sent).toEqual(new Map(asked))
  return { sent, last: counts(lastOf(seen)) }
}
/** Those that were asked about without a word of the arrival. */
const unheard = (orders: readonly Bought[], sent: Stands): readonly Bought[] =>
  orders.filter(({ orderId, arrived = NEVER }) => arrived > (sent.get(orderId)?.at ?? '~'))

describe.skipIf(!isThere)('2,482 orders of Olist', () => {
  const orders = isThere ? readOrders(({ customer_unique_id }) => customer_unique_id) : []

  test('are asked about the service, unless there is a review already', async () => {
    const { sent, last } = await check(orders, 'service')
    // Counted over the tables as they are, in local time.
    expect(last).toEqual({ sent: 199, reviewed: 2_266, canceled: 16, fulfilment: 1 })
    expect(sent.size).toBe(199)
    expect(unheard(orders, sent)).toHaveLength(31)
  }, 60_000)
  test('are asked about their products, whatever was said of the order', async () => {
    const { sent, last } = await check(orders, 'products')
    // All that were handed to the carrier, but for 3 that were canceled; 8 of those that never were name no product.
    expect(last).toEqual({ sent: 2_441 - 3, reviewed: 8, canceled: 16, fulfilment: 20 })
    expect(unheard(orders, sent)).toHaveLength(79)
    // The one customer who bought twice within a month: a week after 13 June, but 30 days after the first request.
    expect(sent.get('23c0fb66f3afa483b302cc740b14f17b')?.at).toBe('2018-05-28T16:48:00.000Z')
    expect(sent.get('4941da6e1a4eef723674c7148152c4f6')?.at).toBe('2018-06-27T16:48:00.000Z')
  }, 60_000)
  // Real customers hardly ever come again here: so as if a postal region were one person, who buys every few weeks.
  test('keep each other waiting, and are given up, where they are of one customer', async () => {
    const regions = readOrders(({ customer_zip_code_prefix: zip = '' }) => zip.padStart(5, '0').slice(0, 3))
    const { last } = await check(regions.slice(-1_200), 'products')
    expect(last).toEqual({
      sent: 1_118,
      canceled: 8,
      fulfilment: 4,
      'asked-recently': 1,
      // 69 of which the next date would be later than 60 days after they were due; some closed before that date came.
      'person-asked-recently': 26,
      'too-late': 43,
    })
  }, 60_000)
  test('are not asked about without consent', async () => {
    const { sent, seen } = await play(orders, { ...timing, about: 'service' }, looks)
    expect(sent.size).toBe(0)
    expect(counts(lastOf(seen))).toEqual({ 'no-consent': 2_482 - 16, canceled: 16 })
  }, 60_000)
})
