/**
 * The sweep: marks what has changed in the shop since the last one, so that nothing depends on the bus. What it marks twice
 * is told twice, and counts once.
 */

import type { EntityRef } from '../facts'
import type { Database } from './database'
import type { Inbox } from './inbox'

/** Where changes are found: the orders by their own `updated_at`, the fulfilments by theirs, and so on. */
export interface SweepSource {
  readonly name: string
  /** In pages: all that may have changed since an instant, UTC, ISO 8601. */
  changedSince(since: string): AsyncIterable<readonly EntityRef[]>
}
export interface SweepOptions {
  readonly db: Database
  readonly inbox: Pick<Inbox, 'mark'>
  readonly sources: readonly SweepSource[]
  /** How far the first sweep of a source goes back. Default: an hour; what is older is for a backfill. */
  readonly firstSeconds?: number
}

/** A row is seen by others when its transaction commits, some time after the instant that it carries. */
const OVERLAP_SECONDS = 300

/** Marks what changed; answers how many marks were made, by source. A source that fails keeps its place. */
export function createSweep({ db, inbox, sources, firstSeconds = 3_600 }: SweepOptions) {
  const sweepOne = async ({ name, changedSince }: SweepSource): Promise<number> => {
    const { rows } = await db.query<{ since: Date; now: Date }>(
      `select now(), coalesce((select until from mot_sweep where source = $1), now() - make_interval(secs => $2))
        - make_interval(secs => $3) as since`,
      [name, firstSeconds, OVERLAP_SECONDS],
    )
    const [{ since, now }] = rows as [{ since: Date; now: Date }]
    let marked = 0
    for await (const page of changedSince(since.toISOString())) {
      await inbox.mark(page)
      marked += page.length
    }
    await db.query(
      `insert into mot_sweep (source, until) values ($1, $2)
      on conflict (source) do update set until = greatest(mot_sweep.until, excluded.until)`,
      [name, now],
    )
    return marked
  }
  return async (): Promise<Readonly<Record<string, number>>> => {
    const marked: Record<string, number> = {}
    const failures: Error[] = []
    for (const source of sources) {
      try {
        marked[source.name] = await sweepOne(source)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        failures.push(new Error(`${source.name}: ${message}`, { cause: error }))
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('; '))
    return marked
  }
}
