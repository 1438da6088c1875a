/** A year of a simulated shop with a programme: what happens, when it arrives, and what customers do with their points. */
import { crc32 } from 'node:zlib'
import { createMot, type NewEvent, type Store, virtualClock } from '@motkit/core'
import { type LoyaltyOptions, loyalty } from '@motkit/loyalty'
import { type SimulatedEvent, simulateStore } from '@motkit/testing'

export const programme: LoyaltyOptions = {
  timeZone: 'Europe/Berlin',
  earn: [
    { kind: 'spend', id: 'spend', rate: { EUR: 1.5, JPY: 0.012 } },
    { kind: 'items', id: 'hot-drinks', categories: ['coffee', 'tea'], rate: { EUR: 0.5 }, rounding: 'round' },
    { kind: 'bonus', id: 'welcome', points: 100, first: true },
    { kind: 'action', id: 'review', event: 'review.submitted', points: 20 },
  ],
  exclude: { shipping: true, tax: true },
  wallets: {
    main: {
      pending: { after: 'delivered', days: 14 },
      expiry: { kind: 'rolling', months: 12, end: 'month' },
      shortfall: 'owe',
    },
  },
}

const DAY = 86_400_000
const START = '2025-01-01T00:00:00.000Z'
/** A number of a text's own, so that the year is the same in each run. */
const numberOf = (text: string, below: number): number => crc32(text) % below
const kinds = /^(order|shipment|review|return|survey)\.|^customer\.identified$/

type Placed = Extract<SimulatedEvent, { type: 'order.placed' }>
/** The order as this shop has it: with shipping and tax, some with gift cards, discounts and lines bought with points, some in yen. */
function placed(event: Placed): Placed {
  const { orderId, products = [] } = event.data
  const currency = numberOf(`${orderId}/currency`, 12) === 0 ? 'JPY' : 'EUR'
  const money = (amount: number) => ({ amount, currency })
  const lines = products.map((line, i) => ({
    ...line,
    price: money(line.price?.amount ?? 0),
    ...(numberOf(`${orderId}/${i}/discount`, 5) === 0 && { discount: money(250) }),
    ...(numberOf(`${orderId}/${i}/points`, 15) === 0 && { withPoints: true }),
  }))
  if (numberOf(`${orderId}/card`, 8) === 0)
    lines.push({ productId: 'gift-card', category: 'tea', price: money(2_500), quantity: 1, giftCard: true } as never)
  const goods = lines.reduce(
    (sum, { price, quantity = 1, discount }) => sum + price.amount * quantity - (discount?.amount ?? 0),
    0,
  )
  const shipping = money(numberOf(`${orderId}/shipping`, 3) === 0 ? 0 : 490)
  return {
    ...event,
    data: {
      ...event.data,
      products: lines,
      shipping,
      tax: money(Math.round((goods * 19) / 119)),
      total: money(goods + shipping.amount),
    },
  }
}
/** What the simulated shop does not do: change an order, and give a part back twice. */
function more({ customer, time, data }: Placed): NewEvent[] {
  const { orderId, total, products = [], shipping } = data
  const later = (days: number, type: string, what: object): NewEvent => ({
    id: `${orderId}/${type}/${days}`,
    source: 'shop',
    type,
    time: new Date(Date.parse(time) + days * DAY).toISOString(),
    customer,
    data: { orderId, ...what },
  })
  const part = { amount: Math.floor(total.amount / 5), currency: total.currency }
  const [first, ...rest] = products
  const less = { amount: total.amount - (first?.price?.amount ?? 0), currency: total.currency }
  return [
    ...(numberOf(`${orderId}/refunds`, 6) === 0
      ? [
          later(9, 'order.refunded', { refundId: `${orderId}/a`, amount: part }),
          later(40, 'order.refunded', { refundId: `${orderId}/b`, amount: part }),
        ]
      : []),
    ...(rest.length > 0 && numberOf(`${orderId}/updated`, 3) === 0
      ? [later(1, 'order.updated', { products: rest, total: less, shipping })]
      : []),
  ]
}
/** Everything that happens, by the day on which the shop hears of it: every tenth word comes up to a week late. */
function arrivals(customers: number): ReadonlyMap<number, readonly NewEvent[]> {
  const currencies = new Map<string, string>()
  const all = simulateStore({
    seed: 11,
    customers,
    start: START,
    bounce: 0.1,
    conversion: 0.3,
    cartAbandonment: 0.2,
    repeatPurchase: 0.75,
    returns: 0.3,
    partialRefund: 0.5,
    canceledByCustomer: 0.07,
    splitShipment: 0.3,
    lost: 0.02,
  })
    .filter(({ type }) => kinds.test(type))
    .flatMap((event): NewEvent[] => {
      if (event.type === 'order.placed') {
        const own = placed(event)
        currencies.set(own.data.orderId, own.data.total.currency)
        return [own, ...more(own)]
      }
      if (event.type !== 'order.refunded') return [event]
      const { amount } = event.data.amount
      const currency = currencies.get(event.data.orderId) ?? 'EUR'
      return [{ ...event, data: { ...event.data, amount: { amount, currency } } }]
    })
  const days = new Map<number, NewEvent[]>()
  for (const event of all) {
    const delay = numberOf(`${event.id}/late`, 10) === 0 ? numberOf(`${event.id}/days`, 7) : 0
    const day = Math.floor((Date.parse(event.time) - Date.parse(START)) / DAY) + delay
    const own = days.get(day)
    if (own) own.push(event)
    else days.set(day, [event])
  }
  for (const day of days.values()) day.sort((a, b) => crc32(a.id) - crc32(b.id))
  return days
}

/**
 * Lives through the year, and stops at the end of each quarter.
 * @param pause called with the instant of each stop
 */
export async function live(store: Store, customers: number, pause: (now: string) => Promise<void>) {
  const clock = virtualClock(START)
  const club = loyalty(programme)
  const mot = createMot({ store, clock, plugins: [club] })
  const days = arrivals(customers)
  const last = Math.max(364, ...days.keys())
  const done: Record<string, number> = {}
  const count = (what: string, { ok }: { readonly ok: boolean }) => {
    if (ok) done[what] = (done[what] ?? 0) + 1
  }
  /** What is done with a reservation, by day. */
  const plans = new Map<number, (() => Promise<void>)[]>()
  const plan = (day: number, work: () => Promise<void>) => plans.set(day, [...(plans.get(day) ?? []), work])
  for (let day = 0; day <= last; day++) {
    clock.set(Date.parse(START) + (day + 1) * DAY - 3_600_000)
    for (const work of plans.get(day) ?? []) await work()
    const today = days.get(day) ?? []
    for (const { type, customer, data } of today) {
      if (type !== 'order.placed') continue
      const { orderId } = data as { orderId: string }
      const points = 20 + numberOf(`${orderId}/redeem`, 120)
      const way = numberOf(`${orderId}/way`, 4)
      if (way === 0) count('redeem', await mot.loyalty.redeem({ customer, points, orderId }))
      if (way === 1) {
        const held = await mot.loyalty.redeem({ customer, points, reservationId: orderId })
        count('redeem', held)
        if (numberOf(`${orderId}/back`, 2) === 0)
          plan(day + 5, async () => count('give back', await mot.loyalty.release({ customer, reservationId: orderId })))
      }
      if (way === 2) {
        count('reserve', await mot.loyalty.reserve({ customer, points, reservationId: orderId, minutes: 3 * 1_440 }))
        const end = numberOf(`${orderId}/end`, 3)
        plan(day + 1, async () => {
          if (end === 0) count('commit', await mot.loyalty.commit({ customer, reservationId: orderId }))
          if (end === 1) count('release', await mot.loyalty.release({ customer, reservationId: orderId }))
        })
      }
    }
    clock.set(clock.now() + 60_000)
    for (const answer of await mot.ingestMany(today)) if (!answer.ok) throw answer.error
    if (day % 91 === 90) await pause(new Date(clock.now()).toISOString())
  }
  return { mot, club, done, end: new Date(clock.now()).toISOString() }
}
