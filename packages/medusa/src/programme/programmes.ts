/** Saved programmes, of which the newest runs in every process: that of medusa-config does until one is saved. */
import { err, isMotError, MotError, ok, type Result } from '@motkit/core'
import { defineProgramme, type LoyaltyOptions, loyalty, type ProgrammeOptions } from '@motkit/loyalty'
import type { ProgrammeAnswer } from '../api/admin/mot/answers'
import type { Database } from '../inbox/database'
import { programmeChanged } from './errors'

/** Safe to repeat. */
export const programmeTables = `
  create table if not exists mot_programme (
    revision int primary key,
    -- not jsonb: as it was written, in its order
    programme json not null,
    saved_at timestamptz not null default now(),
    saved_by text not null
  );
`
interface Row {
  readonly revision: number
  readonly programme: ProgrammeOptions
  readonly saved_at: Date
  readonly saved_by: string
}
export interface ProgrammesOptions<M> {
  readonly db: Database
  /** As medusa-config has it: without it the shop has no programme at all. */
  readonly config: LoyaltyOptions | undefined
  /** Makes an engine that runs a programme, of which nobody hears yet. @throws MotError */
  make(programme: LoyaltyOptions): M
  /** Lets it run. */
  use(made: M): void
}
const UNDEFINED_TABLE = '42P01'

export function createProgrammes<M>({ db, config, make, use }: ProgrammesOptions<M>) {
  let running = 0
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other, so that the newest is the last to be used. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
  const run = (revision: number, made: M): void => {
    running = revision
    use(made)
  }
  const newest = async (): Promise<Row | undefined> => {
    const { rows } = await db.query<Row>(
      'select revision, programme, saved_at, saved_by from mot_programme order by revision desc limit 1',
    )
    return rows[0]
  }
  const answerOf = ({ revision, programme, saved_at, saved_by }: Row): ProgrammeAnswer => ({
    programme,
    from: 'saved',
    revision,
    savedAt: saved_at.toISOString(),
    savedBy: saved_by,
  })
  /** Events are functions: they stay those of medusa-config. */
  const withEvents = (programme: ProgrammeOptions): LoyaltyOptions => ({
    ...programme,
    ...(config?.events && { events: config.events }),
  })
  /** @throws MotError PROGRAMME_INVALID with `details.path`, as `earn.2.rate.EUX` */
  function check(programme: unknown): LoyaltyOptions {
    defineProgramme(programme as ProgrammeOptions)
    const options = withEvents(programme as ProgrammeOptions)
    loyalty(options)
    return options
  }

  return {
    check,
    /** @throws where the database does not answer */
    async present(): Promise<ProgrammeAnswer | undefined> {
      if (config === undefined) return undefined
      const saved = await newest()
      if (saved) return answerOf(saved)
      const { events: _, ...programme } = config
      return { programme, from: 'config', revision: 0 }
    },
    /**
     * Saves a programme that runs, and lets it run here.
     * @throws MotError PROGRAMME_INVALID
     */
    save: (asked: {
      readonly programme: unknown
      readonly basedOn: number
      readonly by: string
    }): Promise<Result<ProgrammeAnswer, 'PROGRAMME_CHANGED'>> =>
      inTurn(async () => {
        const made = tryOut(() => make(check(asked.programme)))
        const { rows } = await db.query<Row>(
          `insert into mot_programme (revision, programme, saved_by)
          select $1::int + 1, $2::json, $3 where coalesce((select max(revision) from mot_programme), 0) = $1::int
          on conflict do nothing returning revision, programme, saved_at, saved_by`,
          [asked.basedOn, JSON.stringify(asked.programme), asked.by],
        )
        const [saved] = rows
        if (!saved) return err(programmeChanged(asked.basedOn, (await newest())?.revision ?? 0))
        run(saved.revision, made)
        return ok(answerOf(saved))
      }),
    /** Lets the newest run, where another process saved it. @throws what stands in its way: the one before goes on */
    refresh: (): Promise<void> =>
      inTurn(async () => {
        if (config === undefined) return
        const saved = await newest().catch((error: { readonly code?: string }) => {
          if (error.code === UNDEFINED_TABLE) return undefined // not migrated yet
          throw error
        })
        const { revision, programme } = saved ?? { revision: 0, programme: config }
        if (revision !== running) run(revision, make(withEvents(programme)))
      }),
  }
}
export type Programmes = ReturnType<typeof createProgrammes>

/** Whatever an engine finds wrong with it, it is the programme that is refused. */
function tryOut<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!isMotError(error) || error.code === 'PROGRAMME_INVALID') throw error
    throw new MotError('PROGRAMME_INVALID', error.message, { cause: error, details: error.details })
  }
}
