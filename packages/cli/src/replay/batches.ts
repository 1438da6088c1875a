/** A stream of events cut into what is taken at once. */
import { systemClock } from '@motkit/core'
import { type Ignored, type Item, isIgnored } from '../read/events.ts'
import { isProblem, type Problem } from '../read/rows.ts'
import type { Placed } from '../read/sort.ts'

/** Events that go in together, and the instant at which they do. */
export interface Batch {
  readonly at: string
  readonly batch: readonly Placed[]
}
const BATCH = 500
const DAY = 86_400_000

/**
 * Events of one instant, with any that follow and lie behind it.
 * @param from the instant at which the clock stands
 * @param aside is told of all else
 */
export async function* batches(
  items: AsyncIterable<Item>,
  from: string,
  aside: (item: Problem | Ignored) => void,
): AsyncIterable<Batch> {
  // What lies ahead of the real clock would pull the virtual one along, and nothing after it would be on time.
  const horizon = new Date(systemClock.now() + DAY).toISOString()
  let at = from
  let batch: Placed[] = []
  for await (const item of items) {
    if (isIgnored(item) || isProblem(item)) {
      aside(item)
      continue
    }
    const { line, file, event } = item
    if (event.time > horizon) {
      aside({ line, code: 'TIME_IN_FUTURE', message: `${event.time} has not come yet`, ...(file && { file }) })
      continue
    }
    if (batch.length > 0 && (batch.length === BATCH || event.time > at)) {
      yield { at, batch }
      batch = []
    }
    if (event.time > at) at = event.time
    batch.push(item)
  }
  if (batch.length > 0) yield { at, batch }
}
