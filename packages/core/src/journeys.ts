/** Journeys as they stand, without a lock: one, or those of all customers of a tenant, a page at a time. */
import { iso } from './clock.ts'
import { MotError } from './errors.ts'
import { type Customer, customerKey } from './event.ts'
import { type Journey, type JourneyState, viewOf, withSlices } from './journey.ts'
import type { AnySlice } from './slice.ts'
import { failure, type Workplace } from './work.ts'

export interface JourneysOptions {
  readonly tenant?: string
  /** Begins behind this customer: to go on where a walk before has ended. */
  readonly after?: Customer
  /** So many at most. */
  readonly limit?: number
}
const PAGE = 500

/** One journey as it stands, without a lock; whoever the customer is by now. */
export async function readJourney(
  { store, model }: Workplace,
  tenant: string,
  key: string,
): Promise<JourneyState | undefined> {
  const { canonical, journeys } = await store.journeys(tenant, [key])
  const journey = journeys.get(canonical.get(key) ?? key)
  return journey && withSlices(model, journey)
}

/**
 * Reads without a lock: who becomes another customer while the walk goes on may be passed over.
 * @throws MotError INPUT_INVALID, STORE_UNAVAILABLE
 */
export async function* eachJourney(
  { store, model, clock }: Workplace,
  { tenant = 'default', after, limit = Number.POSITIVE_INFINITY }: JourneysOptions = {},
): AsyncGenerator<Journey<AnySlice>, void> {
  if (!(limit >= 1)) {
    const details = { path: 'limit', expected: 'a number of customers, 1 or more' }
    throw new MotError('INPUT_INVALID', `limit: ${details.expected}`, { details })
  }
  let last = after === undefined ? '' : customerKey(after)
  for (let left = limit; left > 0; ) {
    const page = await readPage(store, tenant, last, Math.min(PAGE, left))
    const { keys, journeys } = page
    if (keys.length === 0) return
    last = keys.at(-1) as string
    left -= keys.length
    for (const key of keys) {
      const journey = journeys.get(key)
      if (journey) yield viewOf(model, withSlices(model, journey), iso(clock.now()))
    }
  }
}
async function readPage(store: Workplace['store'], tenant: string, after: string, limit: number) {
  try {
    const keys = await store.customers(tenant, after, limit)
    return { keys, ...(await store.journeys(tenant, keys)) }
  } catch (error) {
    const failed = failure(error)
    throw failed.ok ? error : failed.error
  }
}
