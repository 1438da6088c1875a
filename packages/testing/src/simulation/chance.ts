/** Chance that can be repeated: every person of a simulated store has a generator of their own, made from the seed. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Chance {
  /** In [0, 1). */
  share(): number
  /** True in this share of calls. */
  happens(share: number): boolean
  /** An integer, both ends included. */
  between(least: number, most: number): number
  /** Exponential, of this mean. */
  wait(mean: number): number
  pick<const L extends readonly [unknown, ...unknown[]]>(list: L): L[number]
  /** An index, by shares that sum to 1. */
  index(shares: readonly number[]): number
}

/** Neighbouring seeds give sequences that are alike at first: these are thrown away. */
const WARM_UP = 20

export function createChance(seed: number, stream: number): Chance {
  const generator = xoroshiro128plus(Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b))
  for (let i = 0; i < WARM_UP; i++) generator.next()
  const share = () => uniformFloat64(generator)
  const between = (least: number, most: number) => least + Math.floor(share() * (most - least + 1))
  return {
    share,
    between,
    happens: (of) => share() < of,
    wait: (mean) => -mean * Math.log(1 - share()),
    pick: (list) => list[between(0, list.length - 1)] as (typeof list)[number],
    index(shares) {
      let left = share()
      for (let i = 0; i < shares.length - 1; i++) {
        left -= shares[i] ?? 0
        if (left < 0) return i
      }
      return shares.length - 1
    },
  }
}
