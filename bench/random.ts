/** Chance from a seed, so that every run measures the same data. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Random {
  /** An integer from `from` to `to`, both included. */
  int(from: number, to: number): number
  /** True with a probability of `share`. */
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
}
export function seeded(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const int = (from: number, to: number) => uniformInt(generator, from, to)
  return {
    int,
    chance: (share) => int(0, 999_999) < share * 1_000_000,
    pick: <T>(list: readonly T[]) => list[int(0, list.length - 1)] as T,
  }
}
