/** Law 3: the state is a function of the set of facts and of now; the order of arrival is not an argument. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { arrivals, END } from './facts.ts'
import { openShop } from './shop.ts'

it('any order: the same facts end in the same journey as when each comes in its time', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async (arrival) => {
      const shuffled = openShop()
      await shuffled.feed(arrival)
      const clean = openShop()
      const sorted = [...arrival.set].sort((a, b) => (a.time < b.time ? -1 : 1))
      await clean.feed({ order: sorted, days: [END], batch: 1 })
      expect(await shuffled.journey()).toEqual(await clean.journey())
    }),
    { numRuns: Number(process.env['MOTKIT_RUNS'] ?? 300) },
  )
}, 120_000)
