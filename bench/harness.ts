/** Measures two ways of doing one piece of work, in turns and in one process, and proves that they gave the same. */
import { deepStrictEqual } from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** One side of a comparison: a pass over all of the bench's data. What it answers is compared outside the measured time. */
export type Pass<R> = () => R | Promise<R>
export interface Duel<R> {
  readonly ours: Pass<R>
  readonly theirs: Pass<R>
  /** What both sides must agree on, from the answer of a pass. Default: the answer itself. */
  readonly proof?: (answer: R) => unknown
  /** Pieces of work in a pass, for the value per second. */
  readonly size: number
}
export interface Bench {
  readonly name: string
  readonly against: string
  /** What the ratio must reach; null where nothing was set. */
  readonly goal: number | null
  /** Whether the goal is the least ratio, as of throughputs, or the most, as of sizes. Default: 'least'. */
  readonly bound?: 'least' | 'most'
  readonly unit: string
  /** Default: true. Otherwise it runs only where it is named. */
  readonly byDefault?: boolean
  /** Default: 7. */
  readonly rounds?: number
  /** Loads its peers and its data only when it is run. */
  run(rounds: number): Promise<Figure>
}
export interface Figure {
  /** Of a figure that compares nothing, the value itself. */
  readonly ratio: number
  readonly value: number
  /** What a reader may want to know of how it came about. */
  readonly note?: string
}

setFlagsFromString('--expose-gc')
export const collect: () => void = runInNewContext('gc')
const WARM_UP_MS = 600
const SAMPLE_MS = 120
const MIN_PASSES = 3

async function time<R>(pass: Pass<R>, times: number): Promise<number> {
  collect()
  const start = performance.now()
  for (let i = 0; i < times; i++) {
    const answer = pass()
    if (answer instanceof Promise) await answer
  }
  return (performance.now() - start) / times
}
/** Runs a side until the compiler has seen enough of it; says how many passes make a sample. */
async function warmUp<R>(pass: Pass<R>): Promise<number> {
  let [spent, passes, each] = [0, 0, 0]
  while (spent < WARM_UP_MS || passes < MIN_PASSES) {
    const times = each === 0 ? 1 : Math.max(1, Math.min(100_000, Math.ceil(20 / each)))
    each = await time(pass, times)
    spent += each * times
    passes += times
  }
  return Math.max(1, Math.ceil(SAMPLE_MS / each))
}
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Runs both sides in turns, the first one first in every other round; the ratio is that of the medians. */
export async function duel<R>({ ours, theirs, proof = (answer) => answer, size }: Duel<R>, rounds: number) {
  const [left, right] = [await ours(), await theirs()]
  deepStrictEqual(proof(left), proof(right), 'the two sides do not do the same')
  const passes = { ours: await warmUp(ours), theirs: await warmUp(theirs) }
  const taken = { ours: [] as number[], theirs: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const))
      taken[side].push(await time(side === 'ours' ? ours : theirs, passes[side]))
  }
  const [mine, other] = [median(taken.ours), median(taken.theirs)]
  return { ratio: other / mine, value: (size / mine) * 1_000 }
}

/** Work that cannot be done twice, since it changes what is stored: both sides go through the same legs, each on its own. */
export interface Relay<L, R> {
  /** The first is for warming up, and then one for each round. They are made for each side, unmeasured. */
  readonly legs: readonly (() => L)[]
  readonly ours: (leg: L) => Promise<R>
  readonly theirs: (leg: L) => Promise<R>
  /** Comes before each leg of a side, unmeasured. */
  readonly ready?: (side: 'ours' | 'theirs') => Promise<void>
  /** Pieces of work in a leg. */
  readonly size: number
}
/** Runs both sides leg by leg, the first one first in every other round; the ratio is that of the medians. */
export async function relay<L, R>({ legs, ours, theirs, ready, size }: Relay<L, R>): Promise<Figure> {
  const taken = { ours: [] as number[], theirs: [] as number[] }
  const run = async (side: 'ours' | 'theirs', make: () => L): Promise<R> => {
    const leg = make()
    await ready?.(side)
    collect()
    const start = performance.now()
    const answer = await (side === 'ours' ? ours : theirs)(leg)
    taken[side].push(performance.now() - start)
    return answer
  }
  for (const [round, leg] of legs.entries()) {
    const isOursFirst = round % 2 === 0
    const first = await run(isOursFirst ? 'ours' : 'theirs', leg)
    const second = await run(isOursFirst ? 'theirs' : 'ours', leg)
    deepStrictEqual(first, second, 'the two sides do not answer the same')
  }
  const [mine, other] = [median(taken.ours.slice(1)), median(taken.theirs.slice(1))]
  return { ratio: other / mine, value: (size / mine) * 1_000 }
}
