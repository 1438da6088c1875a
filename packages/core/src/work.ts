/** Work on a tenant's customers in one transaction, all of it or nothing; what came of it is told after the commit. */
import { type Clock, iso } from './clock.ts'
import { type News, Unit } from './commit.ts'
import { isMotError, MotError } from './errors.ts'
import { keyedHash } from './ids.ts'
import type { Model } from './model.ts'
import { err, type Result } from './result.ts'
import type { Store, StoreTransaction } from './store.ts'

/** What every part of a running engine needs. */
export interface Workplace {
  readonly store: Store
  readonly clock: Clock
  readonly model: Model
  readonly erasureKey: string
  tell(news: News): void
  failed(error: unknown, during: string): void
}
/** The hash that stays of an erased customer. */
export const hashOf =
  ({ erasureKey }: Workplace, tenant: string) =>
  (key: string) =>
    keyedHash(erasureKey, `${tenant}/${key}`)

export async function work<T>(
  place: Workplace,
  tenant: string,
  task: (unit: Unit, transaction: StoreTransaction) => Promise<T>,
  backfill = false,
): Promise<T> {
  const { store, clock, model } = place
  const [answer, news] = await store.transaction(async (transaction) => {
    const unit = new Unit(transaction, { model, tenant, now: iso(clock.now()), backfill }, hashOf(place, tenant))
    const done = await task(unit, transaction)
    await transaction.write(await unit.close())
    return [done, unit.news] as const
  })
  place.tell(news)
  return answer
}

/** What was thrown in a transaction, as an answer: an error of the engine, or a store that did not answer. */
export const failure = <C extends string>(cause: unknown): Result<never, C | 'STORE_UNAVAILABLE'> =>
  err<C | 'STORE_UNAVAILABLE'>(
    isMotError(cause)
      ? (cause as MotError<C>)
      : new MotError('STORE_UNAVAILABLE', 'the store did not answer; nothing was committed', {
          cause,
          retryable: true,
        }),
  )
