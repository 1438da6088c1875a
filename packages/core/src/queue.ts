/** The queue: events that callers hand in at once are gathered into commits, and each caller gets their own answer. */
import { commitEvents, type Ingested } from './commit.ts'
import { MotError } from './errors.ts'
import type { Envelope } from './event.ts'
import type { IngestCode } from './mot.ts'
import { err, type Result } from './result.ts'
import { failure, type Workplace, work } from './work.ts'

type Answer = Result<Ingested, IngestCode>
interface Waiting {
  readonly event: Envelope
  readonly backfill: boolean
  answer(result: Answer): void
}
export interface Queue {
  readonly full: boolean
  add(event: Envelope, backfill: boolean): Promise<Answer>
}
const BATCH = 500

/** @param committed is called when the queue has run empty */
export function createQueue(place: Workplace, committed: () => void): Queue {
  const queue: Waiting[] = []
  let flushing = false
  /** Commits a batch of one tenant; a failing batch is halved, so that one bad event fails alone. */
  async function commit(batch: readonly Waiting[]): Promise<void> {
    const [{ event, backfill }] = batch as readonly [Waiting]
    const events = batch.map((one) => one.event)
    try {
      const answers = await work(
        place,
        event.tenant,
        (unit, transaction) => commitEvents(unit, transaction, events),
        backfill,
      )
      for (const [i, answer] of answers.entries()) batch[i]?.answer(answer)
    } catch (error) {
      if (batch.length === 1) return batch[0]?.answer(failure<IngestCode>(error))
      const middle = batch.length >> 1
      await commit(batch.slice(0, middle))
      await commit(batch.slice(middle))
    }
  }
  async function flush(): Promise<void> {
    flushing = true
    await undefined // what is handed in in the same turn goes into one commit
    for (let first = queue[0]; first; first = queue[0]) {
      const { tenant } = first.event
      let size = 0
      while (size < BATCH && queue[size]?.event.tenant === tenant && queue[size]?.backfill === first.backfill) size++
      await commit(queue.splice(0, size))
    }
    flushing = false
    committed()
  }
  return {
    get full() {
      return queue.length >= BATCH
    },
    add: (event, backfill) =>
      new Promise((answer) => {
        queue.push({ event, backfill, answer })
        if (!flushing) void flush()
      }),
  }
}
export const queueFull = (waiting: number): Answer =>
  err(new MotError('QUEUE_FULL', `${waiting} events wait to be committed`, { retryable: true }))
