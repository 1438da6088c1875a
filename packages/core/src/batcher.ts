/** Gathers what callers hand in at once into batches; a failing batch is halved, so that what fails fails alone. */
import { isMotError } from './errors.ts'

export interface Batcher<I, O> {
  readonly full: boolean
  /** Rejects with what the item's own batch of one threw. */
  add(item: I): Promise<O>
}
interface Waiting<I, O> {
  readonly item: I
  resolve(answer: O): void
  reject(error: unknown): void
}

/**
 * @param belong says whether two neighbours may go together
 * @param run answers each item of a batch, in its order, or throws for all of them
 * @param emptied is called when nothing waits any more
 */
export function createBatcher<I, O>(
  limit: number,
  belong: (a: I, b: I) => boolean,
  run: (items: readonly I[]) => Promise<readonly O[]>,
  emptied: () => void = () => undefined,
): Batcher<I, O> {
  const queue: Waiting<I, O>[] = []
  let running = false
  async function runBatch(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const answers = await run(batch.map(({ item }) => item))
      for (const [i, one] of batch.entries()) one.resolve(answers[i] as O)
    } catch (error) {
      // That the store is away is nobody's fault, and asking it more often does not bring it back.
      const isAway = isMotError(error) && error.code === 'STORE_UNAVAILABLE'
      if (batch.length === 1 || isAway) {
        for (const one of batch) one.reject(error)
        return
      }
      const middle = batch.length >> 1
      await runBatch(batch.slice(0, middle))
      await runBatch(batch.slice(middle))
    }
  }
  async function runAll(): Promise<void> {
    running = true
    await undefined // what is handed in in the same turn goes together
    for (let first = queue[0]; first; first = queue[0]) {
      let size = 1
      while (size < limit && size < queue.length && belong(first.item, (queue[size] as Waiting<I, O>).item)) size++
      await runBatch(queue.splice(0, size))
    }
    running = false
    emptied()
  }
  return {
    get full() {
      return queue.length >= limit
    },
    add: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject })
        if (!running) void runAll()
      }),
  }
}
