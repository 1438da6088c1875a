/** Law 3, and that rules are level: state and open promises are a function of the set of facts and of now. */
import {
  type AnyPlugin,
  definePlugin,
  defineRule,
  moments,
  type Order,
  orders,
  orderTotal,
  sendMessage,
  type visits,
  visitTotals,
} from '@motkit/core'
import { points, pointsBalance, pointsRecorded } from '@motkit/loyalty'
import { expect, it } from 'vitest'
import { type Arrival, arrivals, END } from './facts.ts'
import { expectedPoints, expectedRequests, expectedVisits, expectedWaits } from './oracle.ts'
import { openShop, plugins } from './shop.ts'
import { caught, holds } from './verdict.ts'

async function ended(arrival: Pick<Arrival, 'order' | 'days' | 'batch'>, list?: readonly AnyPlugin[]) {
  const shop = openShop(list ? { plugins: list } : {})
  await shop.feed(arrival)
  return { journey: await shop.journey(), now: await shop.mot.journey({ id: 'c1' }) }
}
const clean = ({ set }: Arrival) => ({
  order: [...set].sort((a, b) => (a.time < b.time ? -1 : 1)),
  days: [END],
  batch: 1,
})

it('any order: the same facts end in the same journey as when each comes in its time', () =>
  holds(arrivals, async (arrival) => {
    expect((await ended(arrival)).journey).toEqual((await ended(clean(arrival))).journey)
  }))

it('any order: what the journey says is what the facts amount to, counted another way', () =>
  holds(arrivals, async (arrival) => {
    const { journey, now } = await ended(arrival)
    if (!now.ok || !journey) throw new Error('no journey')
    const slices = now.value.slices as unknown as { visits: typeof visits.initial; points: typeof points.initial }
    expect(pointsBalance(slices.points)).toBe(expectedPoints(arrival.set))

    const all = journey.slices.visits as typeof visits.initial
    const sums = [all.closed, ...Object.values(all.open).map(visitTotals)]
    const sum: Record<string, number> = {}
    for (const one of sums) for (const [name, n] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + n
    expect(sum).toEqual(expectedVisits(arrival.set))

    const waits: Record<string, number> = {}
    for (const reason of Object.values(expectedWaits(arrival.set))) waits[reason] = (waits[reason] ?? 0) + 1
    const found: Record<string, number> = {}
    const count = (type: string, reason: string, n = 1) => {
      if (type === 'amot') found[reason] = (found[reason] ?? 0) + n
    }
    for (const [key, n] of Object.entries(journey.tally)) count(key.split('|')[0] ?? '', key.split('|')[2] ?? '', n)
    for (const thread of Object.values(journey.threads))
      for (const moment of Object.values(thread.moments)) count(moment.type, moment.reason)
    expect(found).toEqual(waits)
  }))

it('level: a review request is open exactly for what arrived, was kept and is not rated, whenever that became known', () =>
  holds(arrivals, async (arrival) => {
    const { journey } = await ended(arrival)
    const open = Object.entries(journey?.threads ?? {}).flatMap(([subject, { promises }]) =>
      promises
        .filter(({ key }) => key.startsWith('reviews.request'))
        .map(({ due }) => [subject.slice(6), due] as const),
    )
    expect(Object.fromEntries(open)).toEqual(expectedRequests(arrival.set))
  }))

// The same properties over broken variants: a property that cannot fail shows nothing.

/** A ledger by steps: each refund takes its own rounded points, and nothing goes below zero. */
const stepwise = definePlugin({
  id: 'loyalty',
  events: [pointsRecorded],
  slices: [points],
  rules: [
    defineRule({
      id: 'loyalty.earn',
      on: moments.amot,
      reads: [orders, points],
      may: [pointsRecorded],
      decide({ moment, journey }) {
        const order = journey.slices.orders.open[moment.subject] as Order
        const recorded = journey.slices.points.open[moment.subject]?.bases
        const refunds = Object.values(order.refunds).reduce((sum, { amount }) => sum + Math.floor(amount / 100), 0)
        const worth = Math.max(0, Math.floor((orderTotal(order)?.amount ?? 0) / 100) - refunds)
        return recorded === undefined && worth > 0
          ? [
              pointsRecorded({
                orderId: moment.data.orderId,
                points: worth,
                worth,
                movements: [{ lot: 'main/never', points: worth }],
                grants: [],
                terms: { version: '1', lots: { main: 'main/never' } },
              }),
            ]
          : []
      },
    }),
  ],
})
it('the property catches a ledger that is written step by step', () =>
  caught(arrivals, async (arrival) => {
    const list = [stepwise, ...plugins.slice(1)]
    expect((await ended(arrival, list)).journey).toEqual((await ended(clean(arrival), list)).journey)
  }))

/** A rule on the edge: it speaks up the first time it is asked, and never again. */
const edge = () => {
  const asked = new Set<string>()
  return definePlugin({
    id: 'edge',
    rules: [
      defineRule({
        id: 'reviews.request',
        on: moments.amot,
        may: [sendMessage],
        when: { 'first asked': ({ moment }) => !asked.has(moment.subject) && Boolean(asked.add(moment.subject)) },
        decide: ({ moment }) =>
          moment.data.deliveredAt ? [sendMessage({ template: 'edge' }, { at: '2030-01-01T00:00:00.000Z' })] : [],
      }),
    ],
  })
}
it('the property catches a rule that is edge and not level', () =>
  caught(arrivals, async (arrival) => {
    expect((await ended(arrival, [edge()])).journey).toEqual((await ended(clean(arrival), [edge()])).journey)
  }))
