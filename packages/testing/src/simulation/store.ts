/** A simulated store: the events of many people over months, in the order in which they happened. */
import { assortment } from './assortment.ts'
import { live } from './person.ts'
import { readOptions, type SimulationOptions } from './rates.ts'
import { calendar, type Invitation, type SimulatedEvent, type World } from './world.ts'

/**
 * The events of a store that does not exist: visits, carts, orders, parcels, reviews, cases, over months. The same
 * seed and options give the same events. Sorted by time; ids are unique. Nothing lies after the last month.
 * @param options rates as shares of 1; see `SimulationRates` for each and its default
 * @throws MotError SETUP_INVALID with the path of an option that cannot be
 * @example
 * for (const event of simulateStore({ seed: 7, customers: 200, months: 6, lateDelivery: 0.2 })) await mot.ingest(event)
 */
export function simulateStore(options: SimulationOptions = {}): readonly SimulatedEvent[] {
  const simulation = readOptions(options)
  const { end, ...days } = calendar(simulation)
  const told: { readonly at: number; readonly event: SimulatedEvent }[] = []
  const invited: [number, Invitation][] = []
  let free = simulation.customers
  const world: World = {
    ...days,
    options: simulation,
    products: assortment(simulation.currency),
    invite(invitation) {
      if (next < free) invited.push([--free, invitation])
    },
    tell(at, event) {
      if (at < end) told.push({ at, event })
    },
  }
  let next = 0
  for (;;) {
    const friend = invited.pop()
    if (friend) live(world, ...friend)
    else if (next < free) live(world, next++)
    else break
  }
  return told.sort((a, b) => a.at - b.at).map(({ event }) => event)
}
