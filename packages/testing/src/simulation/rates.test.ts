/** The rates of a big simulated store, measured in its events, lie near its options: within 4.5 standard errors. */
import { beforeAll, describe, expect, test } from 'vitest'
import {
  defaultRates,
  type SimulatedEvent,
  type SimulationOptions,
  type SimulationRates,
  simulateStore,
} from '../index.ts'

const DAY = 86_400_000
const run = { seed: 11, customers: 9_000, months: 30, start: '2023-01-01T00:00:00Z' }
const END = Date.parse('2025-07-01T00:00:00Z')
/** What comes later may have its consequences after the end. */
const CUT = new Date(END - 150 * DAY).toISOString()

type Type = SimulatedEvent['type']
type Of<T extends Type> = Extract<SimulatedEvent, { type: T }>
interface Visit {
  readonly events: readonly SimulatedEvent[]
  /** True up to the first order, included. */
  readonly early: boolean
  readonly last: boolean
  readonly gap?: number
}
interface Observed {
  readonly people: readonly (readonly SimulatedEvent[])[]
  readonly visits: readonly Visit[]
  readonly orders: readonly (readonly SimulatedEvent[])[]
}
const has = (events: readonly SimulatedEvent[], type: Type) => events.some((event) => event.type === type)
const first = <T extends Type>(events: readonly SimulatedEvent[], type: T) =>
  events.find((event): event is Of<T> => event.type === type)
const all = <T extends Type>(events: readonly SimulatedEvent[], type: T) =>
  events.filter((event): event is Of<T> => event.type === type)

const group = (events: readonly SimulatedEvent[], key: (event: SimulatedEvent) => string | undefined) => {
  const groups = new Map<string, SimulatedEvent[]>()
  for (const event of events) {
    const name = key(event)
    if (name === undefined) continue
    const list = groups.get(name)
    if (list) list.push(event)
    else groups.set(name, [event])
  }
  return [...groups.values()]
}
const orderOf = ({ data }: SimulatedEvent) =>
  'orderId' in data ? data.orderId : 'caseId' in data ? data.caseId?.slice('case-'.length) : undefined

function observe(options: SimulationOptions): Observed {
  const events = simulateStore({ ...run, ...options })
  const people = group(events, ({ customer }) => ('id' in customer ? customer.id : customer.anonymousId).slice(-6))
  const visits: Visit[] = []
  for (const own of people) {
    const starts = own.flatMap((event, i) => (event.type === 'visit.started' ? [i] : []))
    let early = true
    starts.forEach((start, i) => {
      const next = starts[i + 1]
      const during = own.slice(start, next)
      const at = Date.parse(own[start]?.time ?? '')
      const gap = next === undefined ? undefined : Math.round((Date.parse(own[next]?.time ?? '') - at) / DAY)
      if ((own[start]?.time ?? '~') < CUT)
        visits.push({ events: during, early, last: next === undefined, ...(gap !== undefined && { gap }) })
      if (has(during, 'order.placed')) early = false
    })
  }
  const orders = group(events, orderOf).filter((own) => (first(own, 'order.placed')?.time ?? '~') < CUT)
  return { people, visits, orders }
}

const bounced = ({ events }: Visit) => events.filter(({ data }) => 'sessionId' in data).length === 2
const orders = ({ events }: Visit) => has(events, 'order.placed')
const fills = ({ events }: Visit) => has(events, 'product.added')
const arrival = (order: readonly SimulatedEvent[]) =>
  all(order, 'shipment.delivered').findLast(({ source }) => source === 'carrier')
const arrived = ({ orders }: Observed) => orders.filter(arrival)
const isLate = (order: readonly SimulatedEvent[]) =>
  Date.parse(arrival(order)?.time ?? '') >
  Date.parse(first(order, 'order.placed')?.data.promisedAt ?? '') + 25 * 3_600_000
const invited = (person: readonly SimulatedEvent[]) => {
  const { referredBy, contentId } = first(person, 'visit.started')?.data ?? {}
  return referredBy !== undefined || contentId !== undefined
}
const known = ({ people }: Observed) =>
  people.filter((person) => (first(person, 'customer.updated')?.time ?? '~') < CUT)

/** For each rate: the cases in which it could have happened, and whether it did. */
const shares: { readonly [rate in keyof SimulationRates]?: (seen: Observed) => readonly boolean[] } = {
  anonymous: ({ people }) =>
    people.filter((person) => !invited(person)).map(([event]) => 'anonymousId' in (event?.customer ?? {})),
  leaving: ({ visits }) => visits.filter((visit) => visit.early && !orders(visit)).map(({ last }) => last),
  bounce: ({ visits }) => visits.filter((visit) => visit.early || !orders(visit)).map(bounced),
  search: ({ visits }) =>
    visits.filter((visit) => !bounced(visit)).map(({ events }) => has(events, 'products.searched')),
  conversion: ({ visits }) => visits.filter(({ early }) => early).map(orders),
  cartAbandonment: ({ visits }) => visits.filter((visit) => visit.early && fills(visit)).map((visit) => !orders(visit)),
  checkoutAbandonment: ({ visits }) =>
    visits.filter((visit) => fills(visit) && !orders(visit)).map(({ events }) => has(events, 'checkout.started')),
  paymentFailure: ({ visits }) =>
    visits.filter(({ events }) => has(events, 'checkout.started')).map(({ events }) => has(events, 'payment.failed')),
  signUp: ({ visits }) =>
    visits
      .filter((visit) => 'anonymousId' in (visit.events[0]?.customer ?? {}) && !bounced(visit) && !fills(visit))
      .map(({ events }) => has(events, 'customer.identified')),
  consent: (seen) => known(seen).map((person) => has(person, 'consent.given')),
  consentWithdrawal: ({ people }) =>
    people
      .filter((person) => Date.parse(first(person, 'consent.given')?.time ?? '') < END - 500 * DAY)
      .map((person) => has(person, 'consent.withdrawn')),
  birthday: (seen) => known(seen).map((person) => first(person, 'customer.updated')?.data.birthday !== undefined),
  abroad: (seen) => known(seen).map((person) => first(person, 'customer.updated')?.data.timeZone !== 'Europe/Berlin'),
  repeatPurchase: ({ people }) =>
    people.flatMap((person) => {
      const placed = all(person, 'order.placed')
      return placed.flatMap(({ time }, i) => (time < CUT ? [i + 1 < placed.length] : []))
    }),
  canceledByCustomer: ({ orders }) => orders.map((order) => first(order, 'order.canceled')?.data.by === 'customer'),
  canceledByShop: ({ orders }) => orders.map((order) => first(order, 'order.canceled')?.data.by === 'shop'),
  splitShipment: ({ orders }) =>
    orders
      .filter((order) => has(order, 'shipment.created'))
      .map((order) => all(order, 'shipment.created').length === 2),
  lost: ({ orders }) =>
    orders.filter((order) => has(order, 'shipment.created')).map((order) => has(order, 'shipment.lost')),
  lateDelivery: (seen) => arrived(seen).map(isLate),
  delayAnnounced: (seen) =>
    arrived(seen)
      .filter(isLate)
      .map((order) => has(order, 'shipment.delayed')),
  deliveredTwice: (seen) =>
    arrived(seen).flatMap((order) => {
      const told = all(order, 'shipment.delivered')
      const byShop = new Set(told.filter(({ source }) => source === 'shop').map(({ data }) => data.shipmentId))
      return told.filter(({ source }) => source === 'carrier').map(({ data }) => byShop.has(data.shipmentId))
    }),
  returns: (seen) => arrived(seen).map((order) => has(order, 'return.requested')),
  partialRefund: (seen) =>
    arrived(seen)
      .filter((order) => has(order, 'return.requested'))
      .map(
        (order) =>
          first(order, 'order.refunded')?.data.amount.amount !== first(order, 'order.placed')?.data.total.amount,
      ),
  reviews: (seen) => arrived(seen).map((order) => has(order, 'review.submitted')),
  cases: (seen) =>
    arrived(seen)
      .filter((order) => !isLate(order))
      .map((order) => has(order, 'case.opened')),
  casesLate: (seen) =>
    arrived(seen)
      .filter(isLate)
      .map((order) => has(order, 'case.opened')),
  solved: (seen) => arrived(seen).flatMap((order) => first(order, 'case.resolved')?.data.solved ?? []),
  surveys: (seen) => arrived(seen).map((order) => has(order, 'survey.answered')),
  sharing: (seen) => {
    const shared = new Set(
      seen.people.flatMap((person) => all(person, 'content.shared').map(({ data }) => data.contentId.slice(6))),
    )
    return arrived(seen).map((order) => shared.has(first(order, 'order.placed')?.data.orderId ?? ''))
  },
  referrals: (seen) => {
    const brought = seen.people.flatMap((person) => first(person, 'visit.started')?.data.referredBy ?? [])
    const times = new Map<string, number>()
    for (const by of brought) times.set(by, (times.get(by) ?? 0) + 1)
    return seen.people.flatMap((person) => {
      const id = person.flatMap(({ customer }) => ('id' in customer ? [customer.id] : []))[0] ?? ''
      const own = all(person, 'order.placed')
      if (own.some(({ time }) => time >= CUT)) return []
      const came = all(person, 'shipment.delivered').filter(({ data }) => data.shipmentId?.endsWith('-1'))
      const count = new Set(came.map(({ data }) => data.orderId)).size
      return Array.from({ length: count }, (_, i) => i < (times.get(id) ?? 0))
    })
  },
}

/** Mean and standard error of a sample. */
function mean(sample: readonly number[]): readonly [mean: number, error: number] {
  const average = sample.reduce((sum, one) => sum + one, 0) / sample.length
  const variance = sample.reduce((sum, one) => sum + (one - average) ** 2, 0) / (sample.length - 1)
  return [average, Math.sqrt(variance / sample.length)]
}
const stars = (shares: readonly number[]) => shares.reduce((sum, share, i) => sum + share * (i + 1), 0)
const near = (sample: readonly number[], expected: number, least = 40) => {
  const [measured, error] = mean(sample)
  expect(sample.length).toBeGreaterThan(least)
  expect(Math.abs(measured - expected), `${measured} of ${sample.length}, not ${expected}`).toBeLessThan(4.5 * error)
}

/** Every share other than its default. */
const others: SimulationOptions = {
  anonymous: 0.5,
  visitsPerMonth: 4,
  leaving: 0.2,
  bounce: 0.2,
  search: 0.6,
  conversion: 0.15,
  cartAbandonment: 0.5,
  checkoutAbandonment: 0.7,
  paymentFailure: 0.2,
  signUp: 0.3,
  consent: 0.7,
  consentWithdrawal: 0.3,
  birthday: 0.8,
  abroad: 0.6,
  repeatPurchase: 0.15,
  repeatAfterDays: [5, 30],
  canceledByCustomer: 0.1,
  canceledByShop: 0.07,
  promiseDays: 9,
  splitShipment: 0.3,
  lost: 0.05,
  lateDelivery: 0.4,
  daysLate: 2,
  delayAnnounced: 0.2,
  deliveredTwice: 0.8,
  returns: 0.3,
  partialRefund: 0.8,
  reviews: 0.7,
  cases: 0.2,
  casesLate: 0.1,
  solved: 0.3,
  surveys: 0.4,
  referrals: 0.2,
  sharing: 0.2,
  ratings: { onTime: [0.2, 0.2, 0.2, 0.2, 0.2], late: [0, 0, 0, 0.5, 0.5] },
  satisfaction: { onTime: [0, 0, 0.5, 0.5, 0], late: [0.5, 0, 0, 0, 0.5] },
}

describe.each<[string, SimulationOptions]>([
  ['defaults', {}],
  ['other rates', others],
])('a big store with %s', (_, options) => {
  const rates = { ...defaultRates, ...options } as SimulationRates
  let seen: Observed
  beforeAll(() => {
    seen = observe(options)
  })

  test.each(Object.keys(shares) as (keyof typeof shares)[])('has %s as asked for', (rate) => {
    const share = rates[rate] as number
    const cases = shares[rate]?.(seen) ?? []
    const measured = cases.filter(Boolean).length / cases.length
    const error = Math.sqrt((share * (1 - share)) / cases.length)
    expect(cases.length).toBeGreaterThan(100)
    expect(Math.abs(measured - share), `${measured} of ${cases.length}, not ${share}`).toBeLessThan(4.5 * error)
  })

  test('has as many visits a month as asked for', () => {
    const gaps = seen.visits.flatMap(({ early, gap, events }) =>
      early && gap !== undefined && !has(events, 'order.placed') ? [gap] : [],
    )
    near(gaps, 30.4 / rates.visitsPerMonth)
  })

  test('is late by as many days as asked for', () => {
    const days = arrived(seen)
      .filter(isLate)
      .map((order) => {
        const promised = Date.parse(first(order, 'order.placed')?.data.promisedAt ?? '')
        return Math.floor((Date.parse(arrival(order)?.time ?? '') - promised - 3_600_000) / DAY)
      })
    near(days, rates.daysLate)
    expect(Math.min(...days)).toBe(1)
  })

  test('is reviewed and judged by how late it was', () => {
    for (const late of [false, true]) {
      const when = late ? 'late' : 'onTime'
      const orders = arrived(seen).filter((order) => isLate(order) === late)
      near(
        orders.flatMap((order) => first(order, 'review.submitted')?.data.rating ?? []),
        stars(rates.ratings[when]),
      )
      near(
        orders.flatMap((order) => first(order, 'case.resolved')?.data.satisfaction ?? []),
        stars(rates.satisfaction[when]),
      )
    }
  })

  test('sees its customers again within the days asked for', () => {
    const [least, most] = rates.repeatAfterDays
    const gaps = seen.people.flatMap((person) => {
      const placed = all(person, 'order.placed').map(({ time }) => Date.parse(time))
      return placed.slice(1).map((at, i) => Math.round((at - (placed[i] ?? 0)) / DAY))
    })
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(least - 1)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(most + 1)
    near(gaps, (least + most) / 2)
  })
})
