/** The queue: events that callers hand in at once are gathered into commits, and each caller gets their own answer. */
import { createBatcher } from './batcher.ts'
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
}
export interface Queue {
  readonly full: boolean
  add(event: Envelope, backfill: boolean): Promise<Answer>
}
const BATCH = 500

/** @param committed is called when the queue has run empty */
export function createQueue(place: Workplace, committed: () => void): Queue {
  const batcher = createBatcher<Waiting, Answer>(
    BATCH,
    (a, b) => a.event.tenant === b.event.tenant && a.backfill === b.backfill,
    (batch) => {
      const [{ event, backfill }] = batch as readonly [Waiting]
      const events = batch.map((one) => one.event)
      return work(place, event.tenant, (unit) => commitEvents(unit, events), { backfill })
    },
    committed,
  )
  return {
    get full() {
      return batcher.full
    },
    add: (event, backfill) => batcher.add({ event, backfill }).catch((error) => failure<IngestCode>(error)),
  }
}
export const queueFull = (waiting: number): Answer =>
  err(new MotError('QUEUE_FULL', `${waiting} events wait to be committed`, { retryable: true }))
