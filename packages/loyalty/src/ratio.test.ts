/** Numbers where they are exact: they come to what whole numbers without end come to, up to the last that is safe and beyond. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { factor, scaled, whole } from './ratio.ts'

const roundings = ['floor', 'round', 'ceil'] as const
const most = Number.MAX_SAFE_INTEGER
/** Two of them multiply to what is safe. */
const root = Math.floor(Math.sqrt(most))
const over = fc.oneof(
  { weight: 6, arbitrary: fc.nat(root) },
  fc.integer({ min: most - 1_000, max: most }),
  fc.maxSafeNat(),
)
const under = over.map((n) => Math.max(1, n))

test('a quotient is rounded as exactly as by BigInt', () => {
  const seen = { small: 0, large: 0 }
  fc.assert(
    fc.property(over, over, under, under, (by, rate, per, all) => {
      const ratio = { over: BigInt(rate), under: BigInt(per) }
      const part = { over: 1, under: all }
      for (const rounding of roundings)
        expect(scaled(by, factor([ratio]), part, rounding)).toBe(
          whole(BigInt(by), [ratio, { over: 1n, under: BigInt(all) }], rounding),
        )
      seen[by * rate > most || per * all > most ? 'large' : 'small'] += 1
    }),
    { numRuns: 5_000 },
  )
  expect(Math.min(seen.small, seen.large)).toBeGreaterThan(500)
})

const half = 2 ** 52
test.each([
  // just below, at, and just above a whole number and a half, with the largest numbers that are safe
  [most - 1, 1n, BigInt(most), [0, 1, 1]],
  [most, 1n, BigInt(most), [1, 1, 1]],
  [most, 1n, BigInt(most - 1), [1, 1, 2]],
  [half - 1, 1n, BigInt(most), [0, 0, 1]],
  [half, 1n, BigInt(most), [0, 1, 1]],
  [most, 1n, 2n, [half - 1, half, half]],
  // 2 ** 53 + 1 is three times this, and no number holds it
  [3_002_399_751_580_331, 3n, 2n, [half, half + 1, half + 1]],
  [half, 1n, 9_007_199_254_740_993n, [0, 0, 1]],
] as const)('%i times %i over %i is %o', (by, times, per, expected) => {
  const each = factor([{ over: times, under: per }])
  expect(roundings.map((rounding) => scaled(by, each, { over: 1, under: 1 }, rounding))).toEqual(expected)
})
test('a factor is in lowest terms', () => {
  const product = factor([
    { over: 6n, under: 4n },
    { over: 10n, under: 30n },
  ])
  expect(product).toEqual({ exact: { over: 1n, under: 2n }, over: 1, under: 2 })
})
