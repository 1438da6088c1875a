/** Rounds over the shops of an app: several at a time, each for its turn at most, so that a large one holds up nobody. */
import { setTimeout as timer } from 'node:timers/promises'

/** What is common to the answers of a turn. */
export interface Turn {
  readonly ok: boolean
  readonly value?: { readonly finished: boolean }
}
export interface PeriodicOptions<T> {
  /** Asked at each round. */
  shops(): Iterable<string> | AsyncIterable<string> | Promise<Iterable<string>>
  /** From the end of a round to the next. Default: ten minutes. */
  readonly everyMs?: number
  /** So many shops at a time. Default: 2. */
  readonly atOnce?: number
  /** What takes longer goes on after the others. Default: a minute. */
  readonly turnMs?: number
  /** Told how each turn went: a shop whose token is gone answers `SHOPIFY_UNAUTHORIZED`, and is passed over. */
  readonly onTurn?: (shop: string, answer: T) => unknown
  /** Told what was thrown: by `shops`, a store that is away, or `onTurn`. */
  readonly onError?: (error: unknown, shop?: string) => unknown
}

export function startPeriodic<T extends Turn>(
  take: (shop: string, signal: AbortSignal) => Promise<T>,
  options: PeriodicOptions<T>,
): () => Promise<void> {
  const { shops, everyMs = 600_000, atOnce = 2, turnMs = 60_000, onTurn, onError } = options
  const halt = new AbortController()
  const failed = (error: unknown, shop?: string): void => {
    try {
      void Promise.resolve(onError?.(error, shop)).catch(() => undefined)
    } catch {} // a listener's own fault harms nobody
  }

  /** Whether there is more to do. */
  async function turn(shop: string): Promise<boolean> {
    try {
      const answer = await take(shop, AbortSignal.any([halt.signal, AbortSignal.timeout(turnMs)]))
      await onTurn?.(shop, answer)
      return answer.ok && answer.value?.finished === false
    } catch (error) {
      failed(error, shop)
      return false
    }
  }
  async function round(): Promise<void> {
    const line: string[] = []
    for await (const shop of await shops()) line.push(shop)
    const work = async () => {
      for (let shop = line.shift(); shop !== undefined && !halt.signal.aborted; shop = line.shift())
        if (await turn(shop)) line.push(shop)
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }
  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      await round().catch(failed)
      await timer(everyMs, undefined, { signal: halt.signal }).catch(() => undefined)
    }
  }
  const running = run()
  return async () => {
    halt.abort()
    await running
  }
}
