/** How sure a ratio of medians is. */
import { median } from './harness.ts'
import { seeded } from './random.ts'

const RESAMPLES = 2_000

/** The middle 95 of 100 of what the ratio would be, had other pairs of the same kind been measured (Efron's percentile bootstrap). */
export function ratioInterval(pairs: readonly (readonly [ours: number, theirs: number])[]): readonly [number, number] {
  const random = seeded(1)
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const sample = pairs.map(() => random.pick(pairs))
    return median(sample.map(([ours]) => ours)) / median(sample.map(([, theirs]) => theirs))
  }).sort((a, b) => a - b)
  const at = (share: number) => ratios[Math.floor(share * (RESAMPLES - 1))] as number
  return [at(0.025), at(0.975)]
}
