/** The slice of tiers: the same facts in any order give the same state. */
import type { Envelope } from '@motkit/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { tierChanged, tierEndangered, tierSecured } from './facts.ts'
import { tiers } from './slice.ts'

const fact = fc
  .record({
    type: fc.constantFrom(tierChanged.type, tierEndangered.type, tierSecured.type),
    number: fc.integer({ min: 1, max: 4 }), // of two journeys that became one, some are the same
    tier: fc.constantFrom('silver', 'gold', undefined),
    reason: fc.constantFrom('reached', 'dropped'),
    hour: fc.integer({ min: 10, max: 13 }),
  })
  .map(({ type, number, tier, reason, hour }) => ({
    type,
    time: `2026-01-01T${hour}:00:00.000Z`,
    data: { number, qualifying: 0, to: tier, tier, reason, until: `until ${hour}` },
  }))
const fold = (facts: readonly unknown[]) =>
  facts.reduce((state, event) => tiers.fold[(event as Envelope).type]?.(state, event, ''), tiers.initial)

test('any order, and twice', () => {
  const runs = fc
    .array(fact, { maxLength: 8 })
    .map((facts) => facts.map((one, i) => ({ ...one, source: 'motkit', id: `${i}` })))
    .chain((facts) =>
      fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length })),
    )
  fc.assert(
    fc.property(runs, ([facts, shuffled]) => {
      expect(fold(shuffled)).toEqual(fold(facts))
    }),
  )
})
