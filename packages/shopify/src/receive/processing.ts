/** The work on stored deliveries: claim, process, and tell the store how it ended. Any number of processes share it. */
import { setTimeout as rest } from 'node:timers/promises'
import { isMotError } from '@motkit/core'
import { receiveError } from './errors.ts'
import { redactionOf } from './redaction.ts'
import type { ClaimedDelivery, DeliveryStore } from './store.ts'
import type { Tally } from './tally.ts'
import type { ProcessDelivery } from './tell.ts'

export interface ProcessingOptions {
  /** So many are processed at the same time. Default: 50. */
  readonly batch: number
  /** What takes nearly so long has failed; a process that dies leaves what it had taken to the others after this. Default: two minutes. */
  readonly leaseMs: number
  /** The first wait before what failed is tried again; it doubles with each attempt, up to an hour. Default: 5,000. */
  readonly retryMs: number
  /** What fails so often is dead. Default: 12. */
  readonly maxAttempts: number
  /** What fails so often by an error that is `retryable`, as a store that is away, is dead too. Default: 100, about four days. */
  readonly maxRetries: number
  /** What so many claims in a row had no end of, since their process died or hung, is dead. Default: 5. */
  readonly maxLost: number
  /** What stays of deliveries that ended is kept so long, to know duplicates by. Default: three days. */
  readonly keepMs: number
}
interface Workplace extends ProcessingOptions {
  readonly deliveries: DeliveryStore
  readonly process: ProcessDelivery
  readonly tally: Tally
  failed(error: unknown, during: string): void
}
export interface Drained {
  readonly processed: number
  readonly failed: number
}
const nothing: Drained = { processed: 0, failed: 0 }
const LONGEST_MS = 3_600_000
const PRUNE_EVERY_MS = 3_600_000

export function createProcessing(place: Workplace) {
  const { deliveries, batch, leaseMs, keepMs, failed } = place
  let underWay: Promise<Drained> | undefined
  let [again, isStopped] = [false, false]

  async function work(): Promise<Drained> {
    const all = { ...nothing }
    try {
      do {
        again = false
        while (!isStopped) {
          const claimed = await deliveries.claim(batch, leaseMs)
          if (claimed.length === 0) break
          const ends = await Promise.all(claimed.map((one) => processOne(one, place)))
          for (const end of ends) all[end]++
        }
      } while (again && !isStopped)
      return all
    } finally {
      underWay = undefined // in the turn of the last look: whoever asks afterwards gets a look of their own
    }
  }
  /** Processes what is due, to its end. Calls at one time in a process share one run. */
  function drain(): Promise<Drained> {
    if (isStopped) return Promise.resolve(nothing)
    again = true
    underWay ??= work()
    return underWay
  }
  return {
    drain,
    /** Looks for work until it is stopped, which waits for what is under way. */
    start(pollMs: number): { ring(): void; stop(): Promise<void> } {
      isStopped = false
      const halt = new AbortController()
      const ring = () => void drain().catch((error) => failed(error, 'processing'))
      async function poll(): Promise<void> {
        for (let prunedAt = -Infinity; !halt.signal.aborted; ) {
          ring()
          if (performance.now() - prunedAt > PRUNE_EVERY_MS) {
            prunedAt = performance.now()
            await deliveries.prune(keepMs).catch((error) => failed(error, 'pruning'))
          }
          await rest(pollMs, undefined, { signal: halt.signal }).catch(() => undefined)
        }
      }
      const polling = poll()
      return {
        ring,
        async stop() {
          isStopped = true
          halt.abort()
          await polling
          await underWay?.catch(() => undefined)
          isStopped = false
        },
      }
    },
  }
}

async function processOne(claimed: ClaimedDelivery, place: Workplace): Promise<keyof Drained> {
  const { deliveries, process, tally, failed, leaseMs, maxLost } = place
  try {
    if (claimed.lost >= maxLost) throw receiveError('WEBHOOK_LOST', { expected: `fewer than ${maxLost}` })
    const redacts = redactionOf(claimed)
    if (redacts) await deliveries.forget(claimed, redacts)
    await within(leaseMs, process(claimed))
    await deliveries.done(claimed)
    tally.count('processed')
    return 'processed'
  } catch (error) {
    const wait = waitAfter(error, claimed.attempt, place)
    tally.count(wait === undefined ? 'dead' : 'returned')
    failed(error, `${claimed.topic} ${claimed.id}`)
    // Unrecorded, its lease runs out, and it is tried again.
    await deliveries.fail(claimed, textOf(error), wait).catch((cause) => failed(cause, 'recording a failure'))
    return 'failed'
  }
}
/** So much of a lease may be used: how it ended is to be recorded while nobody else has taken it. */
const USABLE = 0.9
/** What never returns has failed; what it does later comes from a delivery that is tried again, and is the same. */
async function within(leaseMs: number, work: unknown): Promise<void> {
  const ms = leaseMs * USABLE
  const timeout = new AbortController()
  const late = rest(ms, undefined, { signal: timeout.signal }).then(() => {
    throw receiveError('WEBHOOK_TIMEOUT', { expected: `at most ${ms} ms` }, { retryable: true })
  })
  try {
    await Promise.race([work, late])
  } finally {
    late.catch(() => undefined)
    timeout.abort()
  }
}
/** Nothing where trying again would not help, or was tried often enough. */
function waitAfter(error: unknown, attempt: number, options: ProcessingOptions): number | undefined {
  const { retryMs, maxAttempts, maxRetries } = options
  const known = isMotError(error) ? error : undefined
  const isLate = known?.code === 'WEBHOOK_TIMEOUT'
  if (known?.retryable === false || attempt >= (known && !isLate ? maxRetries : maxAttempts)) return undefined
  if (known?.retryAfter !== undefined) return known.retryAfter * 1_000
  if (isLate) return retryMs // a lease has gone by already
  return Math.min(retryMs * 2 ** (attempt - 1), LONGEST_MS)
}
const LONGEST_TEXT = 1_000
const textOf = (error: unknown): string => {
  const text = isMotError(error)
    ? `${error.code}: ${error.message}`
    : error instanceof Error
      ? error.message
      : String(error)
  return text.replaceAll('\u0000', '').slice(0, LONGEST_TEXT).toWellFormed()
}
