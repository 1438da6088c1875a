/** Any order of arrival, repeats, wakes and redemptions between: the balances are what the set of facts comes to, counted another way. */
import { createMot, type Envelope, memoryStore, virtualClock } from '@motkit/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loyalty } from './loyalty.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-01-01T00:00:00.000Z')
const at = (hours: number): string => new Date(START + hours * HOUR).toISOString()
const ada = { id: 'ada' }
const programme = {
  earn: [
    { kind: 'spend', id: 'spend', rate: '1/3', rounding: 'round' },
    { kind: 'bonus', id: 'welcome', points: 40, first: true },
    { kind: 'action', id: 'review', event: 'review.submitted', points: 15 },
  ],
  wallets: {
    main: {
      pending: { after: 'delivered', days: 14 },
      expiry: { kind: 'rolling', months: 6, end: 'month' },
    },
  },
} as const

interface Fact {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly customer: typeof ada
  readonly data: { readonly orderId?: string; readonly [key: string]: unknown }
}
const hour = (min: number, max: number) => fc.integer({ min: min * 24, max: max * 24 })
const order = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  total: fc.integer({ min: 0, max: 50_000 }),
  placed: hour(0, 80),
  paid: fc.boolean(),
  delivered: fc.array(hour(81, 100), { maxLength: 2 }),
  canceled: fc.boolean(),
  refunds: fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 3 }),
})
const factsOf = ({
  id,
  total,
  placed,
  paid,
  delivered,
  canceled,
  refunds,
}: typeof order extends fc.Arbitrary<infer T> ? T : never): Fact[] => {
  const fact = (name: string, type: string, time: number, data: object = {}): Fact => ({
    id: `${id}/${name}`,
    source: 'shop',
    type,
    time: at(time),
    customer: ada,
    data: { orderId: id, ...data },
  })
  const eur = (amount: number) => ({ amount, currency: 'EUR' })
  return [
    fact('placed', 'order.placed', placed, { total: eur(total) }),
    ...(paid ? [fact('paid', 'order.paid', placed + 1)] : []),
    ...delivered.map((time, i) => fact(`delivered/${i}`, 'shipment.delivered', time)),
    ...(canceled ? [fact('canceled', 'order.canceled', 101 * 24)] : []),
    ...refunds.map((amount, i) =>
      fact(`refund/${i}`, 'order.refunded', 100 * 24 + i, { refundId: `${id}${i}`, amount: eur(amount) }),
    ),
  ]
}
const review = (reviewId: string, time: number): Fact => ({
  id: `review/${reviewId}`,
  source: 'shop',
  type: 'review.submitted',
  time: at(time),
  customer: ada,
  data: { reviewId, rating: 4 },
})
const between = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'nothing' } as const) },
  fc.constant({ kind: 'wake' } as const),
  fc.record({
    kind: fc.constant('redeem' as const),
    points: fc.integer({ min: 1, max: 60 }),
    on: fc.constantFrom('a', 'b', undefined),
  }),
  fc.record({
    kind: fc.constant('reserve' as const),
    points: fc.integer({ min: 1, max: 60 }),
    minutes: fc.constantFrom(60, 400_000),
  }),
  fc.record({ kind: fc.constantFrom('commit' as const, 'release' as const), which: fc.nat(4) }),
)
const runs = fc
  .tuple(
    fc.uniqueArray(order, { selector: ({ id }) => id, maxLength: 4 }),
    fc.uniqueArray(fc.constantFrom('x', 'y'), { maxLength: 2 }),
  )
  .map(([orders, reviews]) => [...orders.flatMap(factsOf), ...reviews.map((id, i) => review(id, 500 + i))])
  .chain((set) =>
    fc.record({
      set: fc.constant(set),
      arrivals: fc
        .tuple(fc.shuffledSubarray(set, { minLength: set.length }), fc.array(fc.nat(), { maxLength: 4 }))
        .map(([all, again]) => [...all, ...again.flatMap((n) => all[n % all.length] ?? [])]),
      hours: fc.array(hour(102, 200), { minLength: 40, maxLength: 40 }).map((list) => list.sort((a, b) => a - b)),
      steps: fc.array(between, { minLength: 40, maxLength: 40 }),
    }),
  )
type Run = typeof runs extends fc.Arbitrary<infer T> ? T : never

async function play({ arrivals, hours, steps }: Run) {
  const clock = virtualClock(at(0))
  const club = loyalty(programme as never)
  const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
  let reserved = 0
  for (const [i, fact] of arrivals.entries()) {
    clock.set(at(hours[i] ?? 4_800))
    const step = steps[i] ?? { kind: 'nothing' }
    if (step.kind === 'wake') await mot.catchUp()
    if (step.kind === 'redeem')
      await mot.loyalty.redeem({ customer: ada, points: step.points, ...(step.on && { orderId: step.on }) })
    if (step.kind === 'reserve') {
      const { points, minutes } = step
      reserved += 1
      await mot.loyalty.reserve({ customer: ada, reservationId: `r${reserved}`, points, minutes })
    }
    if (step.kind === 'commit' || step.kind === 'release')
      await mot.loyalty[step.kind]({ customer: ada, reservationId: `r${step.which}` })
    for (const answer of await mot.ingestMany([fact])) if (!answer.ok) throw answer.error
  }
  const journey = await mot.journey(ada)
  const kept = await mot.export(ada)
  return { club, journey: journey.ok ? journey.value : undefined, events: kept.ok ? kept.value.events : [] }
}

/** Six months after the month of an instant, at its end, by arithmetic on the digits. */
function endOf(time: string): string {
  const [year, month] = [Number(time.slice(0, 4)), Number(time.slice(5, 7))]
  return new Date(Date.UTC(year, month + 6, 1) - 1).toISOString()
}
/** What the customer has at an instant: out of the whole list, sorted and summed; nothing of the ledger is used but what commands did. */
function expected(set: readonly Fact[], own: readonly Envelope[], now: string) {
  const lots: Record<string, number> = {}
  let pending = 0
  const add = (end: string, points: number) => {
    lots[end] = (lots[end] ?? 0) + points
  }
  const of = (type: string, id?: string) => set.filter((fact) => fact.type === type && fact.data.orderId === id)
  const placed = set
    .filter(({ type }) => type === 'order.placed')
    .sort((a, b) => (`${a.time} order/${a.data.orderId}` < `${b.time} order/${b.data.orderId}` ? -1 : 1))
  const isCanceled = (id: string | undefined) =>
    of('order.canceled', id).length > 0 && placed.some(({ data }) => data.orderId === id)
  for (const [i, { time, data }] of placed.entries()) {
    const id = data.orderId
    if (of('order.paid', id).length === 0 || isCanceled(id)) continue
    const total = (data.total as { amount: number }).amount
    const back = of('order.refunded', id).reduce(
      (sum, fact) => sum + (fact.data.amount as { amount: number }).amount,
      0,
    )
    const kept = Math.max(0, total - back)
    // a third of a point for each 100 cents, halves up: (kept / 300 + 1/2) in whole steps
    let points = Math.floor((2 * kept + 300) / 600)
    if (i === 0) points += total === 0 ? 40 : Math.floor((40 * kept) / total)
    const arrived = of('shipment.delivered', id)
      .map((fact) => fact.time)
      .sort()[0]
    const from = arrived && new Date(Date.parse(arrived) + 14 * 24 * HOUR).toISOString()
    if (from !== undefined && from <= now) add(endOf(time), points)
    else if (endOf(time) >= now) pending += points
  }
  for (const { time } of set.filter(({ type }) => type === 'review.submitted')) add(endOf(time), 15)
  const data = (type: string) => own.filter((event) => event.type === type).map((event) => event.data as never)
  type Spent = {
    points: number
    orderId?: string
    reservationId?: string
    expiresAt?: string
    lots: { lot: string; points: number }[]
  }
  const take = ({ lots: taken }: Spent) => {
    for (const { lot, points } of taken) add(lot.slice('main/'.length), -points)
  }
  const spent = data('points.redeemed') as Spent[]
  const returned = (data('points.returned') as Spent[]).filter(({ orderId }) => orderId === undefined)
  const over = new Set((data('reservation.released') as Spent[]).map(({ reservationId }) => reservationId))
  for (const one of spent) {
    over.add(one.reservationId)
    if (one.orderId !== undefined && isCanceled(one.orderId)) continue
    if (one.reservationId !== undefined && returned.some(({ reservationId }) => reservationId === one.reservationId))
      continue
    take(one)
  }
  let reserved = 0
  for (const hold of data('points.reserved') as Spent[]) {
    if (over.has(hold.reservationId) || (hold.expiresAt ?? '') <= now) continue
    reserved += hold.points
    take(hold)
  }
  const yearAgo = new Date(now)
  yearAgo.setUTCFullYear(yearAgo.getUTCFullYear() - 1)
  const left = Object.entries(lots)
    .filter(([end]) => Date.parse(end) >= yearAgo.getTime())
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const full = left.filter(([end, points]) => points > 0 && end >= now)
  // What is missing from some lot on, less what ended unspent since: the worst of all of these stands.
  const missing = left.map(([end, points]) => (points > 0 && end >= now ? 0 : -points))
  const short = Math.max(0, ...missing.map((_, i) => missing.slice(i).reduce((sum, n) => sum + n, 0)))
  const sum = full.reduce((all, [, points]) => all + points, 0)
  return { available: Math.max(0, sum - short), pending, reserved, owed: Math.max(0, short - sum) }
}

test('any order: balances are what the facts come to, at the end and later', async () => {
  const seen = { spent: 0, owed: 0, returned: 0, moved: 0 }
  await fc.assert(
    fc.asyncProperty(runs, async (run) => {
      const { club, journey, events } = await play(run)
      if (!journey) return
      for (const day of [200, 230, 250, 300, 600]) {
        const now = at(day * 24)
        const { expiring, ...balance } = club.balance(journey, now)
        const known = expected(run.set, events, now)
        expect(balance).toEqual(known)
        expect(expiring.reduce((sum, { points }) => sum + points, 0)).toBe(balance.available)
        if (known.owed > 0) seen.owed += 1
      }
      const total = club.statement(events).reduce((sum, { points }) => sum + points, 0)
      expect(club.statement([...events].reverse())).toEqual(club.statement(events))
      expect(club.statement(events).at(-1)?.total ?? 0).toBe(total)
      for (const { what } of club.statement(events)) {
        if (what === 'redeemed') seen.spent += 1
        if (what === 'returned') seen.returned += 1
        if (what === 'moved') seen.moved += 1
      }
    }),
    { numRuns: 500 },
  )
  // A run that never gets there shows nothing.
  expect(Object.entries(seen).filter(([, n]) => n < 10)).toEqual([])
}, 60_000)
