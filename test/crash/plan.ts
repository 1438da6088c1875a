/** What will happen, by the seed alone: which events come, which of them late or twice, and where in the run what is hit. */
import { type SimulatedEvent, simulateStore } from '@motkit/testing'
import { createChance } from '../../packages/testing/src/simulation/chance.ts'

export interface CrashOptions {
  readonly events: number
  /** Processes that take events in and deliver. */
  readonly workers: number
  readonly kills: number
  /** Of PostgreSQL. */
  readonly restarts: number
  readonly seed: number
}
export interface Blow {
  /** Where in the run: a share of it. */
  readonly at: number
  readonly what: 'kill' | 'restart'
}
export interface Plan {
  readonly events: readonly SimulatedEvent[]
  /** Indices of events, as they are handed out. */
  readonly order: readonly number[]
  readonly blows: readonly Blow[]
}
const LATE = 0.03
const TWICE = 0.03

export function makePlan({ events: wanted, kills, restarts, seed }: CrashOptions): Plan {
  const chance = createChance(seed, 0)
  const events = shopEvents(seed, wanted)
  const order = events.flatMap((_, n) => {
    const late = () => n + Math.round(chance.share() * 0.02 * wanted)
    const own: [number, number][] = [[chance.happens(LATE) ? late() : n, n]]
    return chance.happens(TWICE) ? [...own, [late(), n] as [number, number]] : own
  })
  order.sort(([a], [b]) => a - b)
  const spread = (count: number, what: Blow['what']) =>
    Array.from({ length: count }, (_, i): Blow => ({ at: (i + chance.share()) / count, what }))
  const blows = [...spread(kills, 'kill'), ...spread(restarts, 'restart')].sort((a, b) => a.at - b.at)
  return { events, order: order.map(([, n]) => n), blows }
}

/** Two months of a shop where much is bought, and much goes wrong; as many events as wanted, the earliest. */
function shopEvents(seed: number, wanted: number): readonly SimulatedEvent[] {
  for (let customers = Math.ceil(wanted / 24); ; customers = Math.ceil(customers * 1.1)) {
    const events = simulateStore({
      seed,
      customers,
      months: 2,
      bounce: 0.15,
      conversion: 0.4,
      cartAbandonment: 0.5,
      repeatPurchase: 0.7,
      repeatAfterDays: [5, 30],
      canceledByCustomer: 0.04,
      canceledByShop: 0.02,
      lost: 0.02,
      splitShipment: 0.15,
      returns: 0.15,
      reviews: 0.3,
    })
    if (events.length >= wanted) return events.slice(0, wanted)
  }
}
