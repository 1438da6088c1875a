/** Medusa answers lists in any order, and not in the same one twice. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsOfCart } from './cart'
import { eventsOfCustomer } from './customer'
import type { Fact } from './fact'
import { cartStages, customerStages, orderStages } from './fixtures/recorded'
import { eventsOfOrder } from './order'

/** Every list in it, by draws of numbers from 0 up to 1. */
const shuffled = (value: unknown, draw: () => number): unknown => {
  if (Array.isArray(value)) {
    const rest = value.map((one) => shuffled(one, draw))
    return value.map(() => rest.splice(Math.floor(draw() * rest.length), 1)[0])
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shuffled(inner, draw)]))
}
const byId = (facts: readonly Fact[]) => [...facts].sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1))

const orders = (['guest', 'edited', 'canceled', 'claimed', 'damaged', 'transferred'] as const).flatMap((story) =>
  orderStages(story).map(({ stage, entity }) => ({
    name: `order, ${story}, ${stage}`,
    entity: entity as unknown,
    tell: (one: unknown) => eventsOfOrder(one as typeof entity),
  })),
)
const carts = cartStages().map(({ stage, entity }) => ({
  name: `cart, ${stage}`,
  entity,
  tell: (one: unknown) => eventsOfCart({ cart: one }),
}))
const customers = customerStages().map(({ stage, entity }) => ({
  name: `customer, ${stage}`,
  entity: entity as unknown,
  tell: (one: unknown) => eventsOfCustomer(one as typeof entity),
}))

describe('tells the same, in whatever order its lists come', () => {
  it.each([...orders, ...carts, ...customers])('$name', ({ entity, tell }) => {
    const told = byId(tell(entity))
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (draws) => {
        expect(byId(tell(shuffled(entity, () => draws.next().value)))).toEqual(told)
      }),
      { numRuns: 30 },
    )
  })
})
