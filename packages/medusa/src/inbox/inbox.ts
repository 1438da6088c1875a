/**
 * The inbox: entities of the shop of which something was heard, each once, until it was read and told to the engine. A bus
 * may lose, repeat and shuffle; what is told is how an entity stands, so that one word of it is enough.
 */
import type { EntityRef } from '../facts'
import type { Database } from './database'

/** One that could not be told yet. */
export interface Failing extends EntityRef {
  readonly attempts: number
  readonly error: string
  /** When it is tried again: UTC, ISO 8601. */
  readonly due: string
}
export interface Drained {
  readonly told: number
  readonly failed: number
}
export interface InboxOptions {
  readonly db: Database
  /** Reads an entity and tells the engine of it. What it throws is kept, and it is tried again. */
  tell(ref: EntityRef): Promise<void>
  /** So many are taken at once. Default: 50. */
  readonly batch?: number
}

/** A process that dies leaves what it had taken to the others after this. */
const LEASE_SECONDS = 120
/** Doubled with each attempt, up to an hour. */
const RETRY_SECONDS = 30
const LONGEST_SECONDS = 3_600

interface Taken extends EntityRef {
  readonly marks: string
  readonly attempts: number
}

export function createInbox({ db, tell, batch = 50 }: InboxOptions) {
  const take = async (): Promise<readonly Taken[]> => {
    const { rows } = await db.query<Taken>(
      `with due as (
        select entity, by, id from mot_inbox where due_at <= now() order by due_at limit $1 for update skip locked
      )
      update mot_inbox as one set due_at = now() + make_interval(secs => $2), attempts = one.attempts + 1
      from due where (one.entity, one.by, one.id) = (due.entity, due.by, due.id)
      returning one.entity, one.by, one.id, one.marks::text as marks, one.attempts`,
      [batch, LEASE_SECONDS],
    )
    return rows
  }
  /** What was marked anew while it was read is due again, and stays so. */
  const end = async ({ entity, by, id, marks, attempts }: Taken, error?: unknown): Promise<void> => {
    const key = [entity, by, id, marks]
    if (error === undefined) {
      await db.query('delete from mot_inbox where entity = $1 and by = $2 and id = $3 and marks = $4', key)
      return
    }
    const wait = Math.min(RETRY_SECONDS * 2 ** (attempts - 1), LONGEST_SECONDS)
    await db.query(
      `update mot_inbox set error = $5, due_at = now() + make_interval(secs => $6)
      where entity = $1 and by = $2 and id = $3 and marks = $4`,
      [...key, error instanceof Error ? error.message : String(error), wait],
    )
  }

  let under: Promise<Drained> | undefined
  let again = false
  let isStopped = false
  const drain = async (): Promise<Drained> => {
    const all = { told: 0, failed: 0 }
    do {
      again = false
      for (let taken = await take(); taken.length > 0 && !isStopped; taken = await take())
        for (const one of taken) {
          if (isStopped) break // its lease runs out
          try {
            await tell({ entity: one.entity, by: one.by, id: one.id })
            await end(one)
            all.told++
          } catch (error) {
            await end(one, error)
            all.failed++
          }
        }
    } while (again && !isStopped)
    return all
  }

  return {
    /** Notes that something happened to them. */
    async mark(refs: readonly EntityRef[]): Promise<void> {
      if (refs.length === 0) return
      await db.query(
        `insert into mot_inbox (entity, by, id)
        select distinct entity, by, id from unnest($1::text[], $2::text[], $3::text[]) as heard (entity, by, id) order by 1, 2, 3
        on conflict (entity, by, id) do update set marks = mot_inbox.marks + 1, due_at = least(mot_inbox.due_at, now()), attempts = 0`,
        [refs.map(({ entity }) => entity), refs.map(({ by }) => by), refs.map(({ id }) => id)],
      )
    },
    /** Tells what is due, to its end. Of calls at one time in a process all wait for the one that is under way. */
    drain(): Promise<Drained> {
      again = true
      under ??= drain().finally(() => {
        under = undefined
      })
      return under
    },
    /** Takes nothing more, and waits for what is being told. */
    async stop(): Promise<void> {
      isStopped = true
      await under?.catch(() => undefined)
    },
    /** Those that were tried in vain, the oldest first. */
    async failing(limit = 50): Promise<readonly Failing[]> {
      const { rows } = await db.query<Omit<Failing, 'due'> & { due: Date }>(
        'select entity, by, id, attempts, error, due_at as due from mot_inbox where error is not null order by due_at limit $1',
        [limit],
      )
      return rows.map((row) => ({ ...row, due: row.due.toISOString() }))
    },
  }
}
export type Inbox = ReturnType<typeof createInbox>
