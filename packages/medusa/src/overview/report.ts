/**
 * Keeps a row of counts for each customer. Who has changed is found by comparing versions, so that nothing is missed whoever
 * changed it and whatever was lost; they are counted one after the other, and processes share the work.
 */
import { customerOf } from '@motkit/core'
import type { MotEngine } from '../engine'
import type { Database } from '../inbox/database'
import { countsOf } from './count'

export interface ReportOptions {
  readonly db: Database
  engine(): MotEngine
  failed(error: unknown): void
  /** Asked before each customer. */
  goesOn(): boolean
}
/** So many are marked at a time, and taken at a time. */
const [MARKED, TAKEN] = [10_000, 50]
/** A process that dies leaves what it had taken to the others after this; and what cannot be counted waits. */
const [LEASE_SECONDS, RETRY_SECONDS] = [300, 3_600]
const FOREIGN_KEY_VIOLATION = '23503'

interface Taken {
  readonly customer: string
  readonly version: string
}

/** Counts all who have changed since they were counted. */
export async function countChanged(options: ReportOptions): Promise<void> {
  // Who changes meanwhile is for the next time: it has an end, however much happens.
  for (let marked = MARKED; marked === MARKED && options.goesOn(); ) {
    marked = await mark(options.db)
    for (let taken = await take(options.db); taken.length > 0; taken = await take(options.db))
      for (const one of taken) {
        if (!options.goesOn()) return // their lease runs out
        await count(options, one).catch((error) => fail(options, one, error))
      }
  }
}

/** Marks who has changed, and forgets who became another customer; answers how many were marked. */
async function mark(db: Database): Promise<number> {
  await db.query(
    `delete from mot_report r using motkit.journey j
    where (j.tenant, j.customer) = (r.tenant, r.customer) and j.linked_to is not null`,
  )
  const { rowCount } = await db.query(
    `insert into mot_report_due (tenant, customer)
    select tenant, customer from motkit.journey j
      left join mot_report r using (tenant, customer) left join mot_report_due d using (tenant, customer)
    where tenant = 'default' and (j.state is not null or j.patch is not null)
      and r.version is distinct from j.version and d.due_at is null
    limit $1 on conflict do nothing`,
    [MARKED],
  )
  return rowCount ?? 0
}

async function take(db: Database): Promise<readonly Taken[]> {
  const { rows } = await db.query<Taken>(
    `with due as (
      select tenant, customer from mot_report_due where due_at <= now() order by due_at limit $1 for update skip locked
    )
    update mot_report_due q set due_at = now() + make_interval(secs => $2)
    from due join motkit.journey j using (tenant, customer)
    where (q.tenant, q.customer) = (due.tenant, due.customer)
    returning q.customer, j.version::text as version`,
    [TAKEN, LEASE_SECONDS],
  )
  return rows
}

/** The version was read before the journey: what changes meanwhile is found the next time. */
async function count({ db, engine }: ReportOptions, { customer, version }: Taken): Promise<void> {
  const explained = await engine().explain(customerOf(customer))
  if (explained.ok) {
    const { stage, moments, actions } = countsOf(explained.value)
    await db
      .query(
        `insert into mot_report (customer, version, stage, moments, actions)
        select customer, $2, $3, $4, $5 from motkit.journey
        where tenant = 'default' and customer = $1 and linked_to is null
        on conflict (tenant, customer) do update set version = excluded.version, stage = excluded.stage,
          moments = excluded.moments, actions = excluded.actions, counted_at = now()`,
        [customer, version, stage, JSON.stringify(moments), JSON.stringify(actions)],
      )
      .catch((error: { readonly code?: string }) => {
        if (error.code !== FOREIGN_KEY_VIOLATION) throw error // erased meanwhile, where it is that
      })
  }
  await db.query("delete from mot_report_due where tenant = 'default' and customer = $1", [customer])
}
async function fail({ db, failed }: ReportOptions, { customer }: Taken, error: unknown): Promise<void> {
  failed(error)
  await db.query(
    `update mot_report_due set due_at = now() + make_interval(secs => $2) where tenant = 'default' and customer = $1`,
    [customer, RETRY_SECONDS],
  )
}
