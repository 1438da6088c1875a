/** Work on a tenant's customers in one transaction, all of it or nothing; what came of it is told after the commit. */
import { type Clock, iso } from './clock.ts'
import { type News, Unit } from './commit.ts'
import { isMotError, MotError } from './errors.ts'
import { keyedHash } from './ids.ts'
import type { Model } from './model.ts'
import { err, type Result } from './result.ts'
import type { Store } from './store.ts'
import { type Telemetry, traced } from './telemetry.ts'

/** What every part of a running engine needs. */
export interface Workplace {
  readonly store: Store
  readonly clock: Clock
  readonly model: Model
  readonly erasureKey: string
  readonly telemetry?: Telemetry | undefined
  tell(news: News): void
  failed(error: unknown, during: string): void
}
export interface WorkOptions {
  /** For telemetry. Default: `ingest`. */
  readonly as?: 'ingest' | 'wake' | 'settle' | 'command' | 'dead' | 'prune'
  readonly backfill?: boolean
  /** A transaction of the host's own, to take part in. */
  readonly tx?: unknown
  /** Is given what is to be told, where the commit is the host's. */
  later?(tell: () => void): void
}
/** The hash that stays of an erased customer. */
export const hashOf =
  ({ erasureKey }: Workplace, tenant: string) =>
  (key: string) =>
    keyedHash(erasureKey, `${tenant}/${key}`)

export async function work<T>(
  place: Workplace,
  tenant: string,
  task: (unit: Unit) => Promise<T>,
  { as = 'ingest', backfill = false, tx, later }: WorkOptions = {},
): Promise<T> {
  const { store, clock, model, telemetry } = place
  const commit = (): Promise<readonly [T, News]> =>
    store.transaction(async (transaction) => {
      const unit = new Unit(transaction, { model, tenant, now: iso(clock.now()), backfill }, hashOf(place, tenant))
      const done = await task(unit)
      const write = await unit.close()
      if (write.events.length + write.journeys.length + write.actions.length + write.links.length > 0)
        await transaction.write(write)
      return [done, unit.news] as const
    }, tx)
  const about = { 'motkit.tenant': tenant, 'motkit.work': as }
  const [answer, news] = await traced(telemetry, 'motkit.commit', about, commit)
  if (later) later(() => place.tell(news))
  else place.tell(news)
  return answer
}

/** What was thrown in a transaction, as an answer: an error of the engine, or a store that did not answer. */
export const failure = <C extends string>(cause: unknown): Result<never, C | 'STORE_UNAVAILABLE'> =>
  err<C | 'STORE_UNAVAILABLE'>(
    isMotError(cause)
      ? (cause as MotError<C>)
      : new MotError('STORE_UNAVAILABLE', 'the store did not answer; the same may be sent again', {
          cause,
          retryable: true,
        }),
  )
