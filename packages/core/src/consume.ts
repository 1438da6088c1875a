/** Consuming: events off a log that delivers at least once, each acknowledged after its commit. What was not acknowledged comes again, and counts once. */
import { setTimeout as rest, setImmediate as turn } from 'node:timers/promises'
import { fromCloudEvent } from './cloudevent.ts'
import type { Ingested } from './commit.ts'
import { MotError } from './errors.ts'
import type { IngestCode } from './mot.ts'
import { err, ok, type Result } from './result.ts'
import { failure } from './work.ts'

/** One entry of a log, as an adapter makes it. What its functions answer is waited for. */
export interface Message {
  /** An event, or the JSON of an event or of a CloudEvent, as text or in UTF-8. */
  readonly value: unknown
  /** It is committed: never again. */
  ack(): unknown
  /** Give it back: it comes again, after so many milliseconds. */
  nak(delayMs?: number): unknown
  /** It was refused for good: never again. Default: `ack`. */
  reject?(error: MotError): unknown
  /** It is still worked on, which is said every ten seconds: the log waits on. */
  working?(): unknown
}
export interface ConsumeOptions {
  /** Events of one commit, at most; as many again are read ahead, and no more. Default: 500. */
  readonly batch?: number
  /** The first wait before what failed comes again, in milliseconds; it doubles with each failing commit, up to a minute. Default: 1,000. */
  readonly backoffMs?: number
  /** Told what was refused for good, before the log forgets it; if this throws, it is given back. Default: the signal `error`. */
  readonly onRefused?: (error: MotError, value: unknown) => unknown
}
/** How often messages came to which end; duplicates are acknowledged too. */
export type Consumed = Readonly<Record<'acknowledged' | 'duplicates' | 'refused' | 'returned', number>>
export interface Consuming {
  /** Reads no more; commits and acknowledges what was read. */
  stop(): Promise<void>
  /** After the log's end, or `stop`; rejects with what the log threw. */
  readonly done: Promise<Consumed>
}
type Answer = Result<Ingested, IngestCode>

/** @param failed is told what went wrong on the way, and will be tried again */
export function consume(
  ingest: (events: readonly unknown[]) => Promise<readonly Answer[]>,
  messages: AsyncIterable<Message>,
  failed: (error: unknown) => void,
  { batch = 500, backoffMs = 1_000, onRefused = failed }: ConsumeOptions = {},
): Consuming {
  const counts = { acknowledged: 0, duplicates: 0, refused: 0, returned: 0 }
  const log = messages[Symbol.asyncIterator]()
  const halt = new AbortController()
  const { signal } = halt
  const waiting: Message[] = []
  let underWay: readonly Message[] = []
  let [ended, failures] = [false, 0]
  const bells: (() => void)[] = []
  const ring = () => {
    for (const bell of bells.splice(0)) bell()
  }
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds() && !signal.aborted) await new Promise<void>((bell) => bells.push(bell))
  }
  const attempt = async (task: () => unknown): Promise<void> => {
    try {
      await task()
    } catch (error) {
      failed(error)
    }
  }

  async function read(): Promise<void> {
    while (!signal.aborted) {
      const { done, value } = await log.next()
      if (done) return
      if (signal.aborted) return attempt(() => value.nak())
      waiting.push(value)
      ring()
      await until(() => waiting.length < batch)
    }
  }
  async function run(): Promise<Consumed> {
    const reading = read().finally(() => {
      ended = true
      ring()
    })
    reading.catch(() => undefined) // told below, when all that was read is settled
    const pulse = setInterval(() => {
      for (const message of [...underWay, ...waiting]) void attempt(() => message.working?.())
    }, 10_000)
    while (waiting.length > 0 || !(ended || signal.aborted)) {
      await until(() => waiting.length > 0 || ended)
      await turn() // what comes in one turn goes into one commit
      underWay = waiting.splice(0)
      ring()
      if (underWay.length > 0) await commit(underWay)
    }
    clearInterval(pulse)
    if (!signal.aborted) await reading
    return counts
  }
  async function commit(taken: readonly Message[]): Promise<void> {
    const read = taken.map(({ value }) => eventOf(value))
    const events = read.flatMap((one) => (one.ok ? [one.value] : []))
    const answers = (await ingest(events).catch((cause) => events.map(() => failure<IngestCode>(cause)))).values()
    const ends = read.map((one) => (one.ok ? (answers.next().value as Answer) : one))
    const later = ends.find((end) => !end.ok && end.error.retryable)
    const delayMs = Math.min(60_000, backoffMs * 2 ** failures)
    failures = later ? failures + 1 : 0
    if (later && !later.ok) failed(later.error)
    await Promise.all(ends.map((end, i) => settle(taken[i] as Message, end, delayMs)))
    // Nothing was taken: a store that is away is asked at the pace of its failures, not of the log.
    if (later && !ends.some(({ ok }) => ok)) await rest(delayMs, undefined, { signal }).catch(() => undefined)
  }
  async function settle(message: Message, end: Answer, delayMs: number): Promise<void> {
    const giveBack = (afterMs: number) => {
      counts.returned++
      return attempt(() => message.nak(afterMs))
    }
    if (!end.ok && end.error.retryable) {
      const { retryAfter } = end.error
      return giveBack(retryAfter === undefined ? delayMs : retryAfter * 1_000)
    }
    try {
      if (!end.ok) await onRefused(end.error, message.value)
      await (!end.ok && message.reject ? message.reject(end.error) : message.ack())
    } catch (error) {
      failed(error)
      return giveBack(delayMs)
    }
    counts[end.ok ? 'acknowledged' : 'refused']++
    if (end.ok && end.value.duplicate) counts.duplicates++
  }

  const done = run()
  return {
    done,
    async stop() {
      halt.abort()
      ring()
      void attempt(() => log.return?.()) // not waited for: a generator returns only once its `next` has
      await done.catch(() => undefined)
    },
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
/** What cannot be read is not quoted: it may hold personal data. */
function eventOf(value: unknown): Result<unknown, 'EVENT_INVALID'> {
  try {
    const text = value instanceof Uint8Array ? utf8.decode(value) : value
    const event: unknown = typeof text === 'string' ? JSON.parse(text) : text
    return ok(typeof event === 'object' && event !== null && 'specversion' in event ? fromCloudEvent(event) : event)
  } catch {
    const details = { path: 'value', expected: 'JSON in UTF-8' }
    return err(new MotError('EVENT_INVALID', 'value: expected JSON in UTF-8', { details }))
  }
}
