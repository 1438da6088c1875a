/** The suite that any store must pass, by topic. */
import type { Store } from '@motkit/core'
import { describe } from 'vitest'
import { actions } from './actions.ts'
import { buyers } from './buyers.ts'
import { concurrency } from './concurrency.ts'
import { counters } from './counters.ts'
import { durability } from './durability.ts'
import { erasure } from './erasure.ts'
import { events } from './events.ts'
import { health } from './health.ts'
import { journeys } from './journeys.ts'
import { links } from './links.ts'
import { createSuite, type StoreConformanceOptions } from './suite.ts'
import { tenants } from './tenants.ts'
import { transactions } from './transactions.ts'
import { wakes } from './wakes.ts'

/**
 * Declares the tests that any store must pass. What a store says it can (`capabilities`) is tested as well; nothing is
 * left out by name.
 * @param factory makes an empty store, for each test its own; it is closed afterwards
 * @example storeConformance('memory', () => memoryStore())
 */
export function storeConformance(
  name: string,
  factory: () => Promise<Store> | Store,
  options: StoreConformanceOptions = {},
): void {
  describe(`${name} store`, { timeout: options.timeoutMs ?? 20_000 }, () => {
    const suite = createSuite(factory, options)
    for (const topic of [
      transactions,
      journeys,
      links,
      events,
      buyers,
      counters,
      wakes,
      actions,
      erasure,
      tenants,
      concurrency,
      durability,
      health,
    ])
      topic(suite)
  })
}
