/** The overview: summed up by a job, so that an answer is one row, however many customers there are. */
import type { Liability } from '@motkit/loyalty'
import type { OverviewAnswer } from '../api/admin/mot/answers'
import type { MotEngine } from '../engine'
import type { Database } from '../inbox/database'
import type { Made } from '../modules/mot/engines'
import { type ActionCount, weekOf } from './count'
import { countChanged } from './report'

export interface OverviewOptions {
  readonly db: Database
  present(): Made
  failed(error: unknown): void
}
interface Sums {
  readonly stages: OverviewAnswer['stages']
  readonly moments: OverviewAnswer['moments']
  readonly actions: readonly ActionCount[]
}
/** What is owed is counted of everybody, at most once a day, and where the programme is another. */
interface Owed {
  readonly programme: string
  readonly liability: Liability
}
interface Part<T> {
  readonly counted_at: Date
  readonly answer: T
}
const DAY = 86_400_000
const LEASE_SECONDS = 3_600

export function createOverview({ db, present, failed }: OverviewOptions) {
  let isStopped = false
  let under: Promise<void> | undefined
  const goesOn = (): boolean => !isStopped

  const part = async <T>(name: string): Promise<Part<T> | undefined> => {
    const { rows } = await db.query<Part<T>>(
      'select counted_at, answer from mot_overview where part = $1 and answer is not null',
      [name],
    )
    return rows[0]
  }
  const sum = async (since: Date): Promise<void> => {
    const { rows: stages } = await db.query(
      'select stage, count(*)::int as customers from mot_report group by 1 order by 1',
    )
    const { rows: moments } = await db.query(
      `select m->>'week' as week, m->>'type' as type, m->>'polarity' as polarity, sum((m->>'count')::int)::int as count
      from mot_report, json_array_elements(moments) m group by 1, 2, 3 order by 1, 2, 3`,
    )
    const { rows: actions } = await db.query(
      `select a->>'week' as week, a->>'rule' as rule, a->>'type' as type, a->>'state' as state, a->>'guard' as guard,
        a->>'reason' as reason, sum((a->>'count')::int)::int as count
      from mot_report, json_array_elements(actions) a group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`,
    )
    await db.query(
      `insert into mot_overview (part, counted_at, answer)
      values ('customers', coalesce((select min(marked_at) from mot_report_due), $1), $2)
      on conflict (part) do update set counted_at = excluded.counted_at, answer = excluded.answer`,
      [since, JSON.stringify({ stages, moments, actions })],
    )
  }
  /** By whichever process comes first. */
  const owe = async (): Promise<void> => {
    const { engine, parts } = present()
    if (!parts.loyalty) return
    const { version } = parts.loyalty.programme
    const { rowCount } = await db.query(
      `insert into mot_overview as known (part, leased_until) values ('liability', now() + make_interval(secs => $2))
      on conflict (part) do update set leased_until = excluded.leased_until
      where coalesce(known.leased_until < now(), true) and
        (known.counted_at is null or known.counted_at < now() - interval '1 day' or known.answer->>'programme' <> $1)`,
      [version, LEASE_SECONDS],
    )
    if (rowCount === 0) return
    try {
      const now = new Date().toISOString()
      const liability = await parts.loyalty.liability(walk(engine), now)
      await db.query(
        "update mot_overview set counted_at = $1, leased_until = null, answer = $2 where part = 'liability'",
        [now, JSON.stringify({ programme: version, liability } satisfies Owed)],
      )
    } catch (error) {
      await db.query("update mot_overview set leased_until = null where part = 'liability'")
      throw error
    }
  }
  async function* walk(engine: MotEngine) {
    for await (const journey of engine.journeys()) {
      if (isStopped) throw new Error('stopped while the liability was counted')
      yield journey
    }
  }
  const count = async (): Promise<void> => {
    const since = new Date()
    await countChanged({ db, engine: () => present().engine, failed, goesOn })
    if (isStopped) return
    await sum(since)
    await owe()
  }

  return {
    /** Counts who has changed, and sums up. Calls at one time in a process wait for the one that is under way. */
    count(): Promise<void> {
      under ??= count().finally(() => {
        under = undefined
      })
      return under
    },
    /** Counts nobody more, and waits for whom it counts. */
    async stop(): Promise<void> {
      isStopped = true
      await under?.catch(() => undefined)
    },
    /** As it was counted last: of moments and actions, those of weeks that reach into so many last days. */
    async answer(days: number): Promise<OverviewAnswer> {
      const customers = await part<Sums>('customers')
      if (!customers) return { stages: [], moments: [], actions: [] }
      const { stages, moments, actions } = customers.answer
      const first = weekOf(Date.now() - days * DAY)
      const owed = present().parts.loyalty && (await part<Owed>('liability'))
      return {
        countedAt: customers.counted_at.toISOString(),
        stages,
        moments: moments.filter(({ week }) => week >= first),
        actions: overWeeks(actions.filter(({ week }) => week >= first)),
        ...(owed && { liability: owed.answer.liability }),
      }
    },
  }
}
export type Overview = ReturnType<typeof createOverview>

function overWeeks(counts: readonly ActionCount[]): OverviewAnswer['actions'] {
  const sums = new Map<string, ActionCount>()
  for (const one of counts) {
    const { week: _, count, ...about } = one
    const content = JSON.stringify(about)
    sums.set(content, { ...one, count: count + (sums.get(content)?.count ?? 0) })
  }
  return [...sums.values()].map(({ week: _, guard, reason, ...one }) => ({
    ...one,
    ...(guard && { guard }),
    ...(reason && { reason }),
  }))
}
