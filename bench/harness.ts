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
  /** The least ratio of throughputs; null where none was set. For figures that are no ratio: the most. */
  readonly goal: number | null
  readonly unit: string
  /** Loads its peers and its data only when it is run. */
  run(rounds: number): Promise<Figure>
}
export interface Figure {
  readonly ratio: number
  readonly value: number
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
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
const median = (values: readonly number[]): number => {
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
