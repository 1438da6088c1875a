/** Runs a property: `holds` wants it to hold, `caught` wants it to fail for a variant that was broken on purpose. */
import * as fc from 'fast-check'
import { expect } from 'vitest'

const RUNS = Number(process.env.MOTKIT_RUNS ?? 200)

export const holds = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(arbitrary, property), { numRuns: RUNS })

export async function caught<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>): Promise<void> {
  const { failed } = await fc.check(fc.asyncProperty(arbitrary, property), {
    numRuns: Math.max(RUNS, 300),
    endOnFailure: true,
  })
  expect(failed, 'the property did not notice what was broken').toBe(true)
}
