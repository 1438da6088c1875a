/**
 * The crash test: a real PostgreSQL, processes that take events in and deliver, SIGKILL to one of them again and again,
 * and to the database; and in the end everything is counted. The shop's clock goes with the events, then on until all
 * timers of the last of them are due: so that timers go off while processes die, and leases of the dead run out.
 */
import { rm } from 'node:fs/promises'
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { createChance } from '../../packages/testing/src/simulation/chance.ts'
import { temporaryFolder } from '../support/host.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { type Crew, createCrew } from './crew.ts'
import { findAll } from './found.ts'
import { type Blow, type CrashOptions, makePlan } from './plan.ts'
import { type Counter, countsOf, type Findings, verify } from './verify.ts'

export interface Report extends Readonly<Record<Counter, number>> {
  readonly acknowledged: number
  readonly kills: number
  readonly restarts: number
  readonly seconds: number
}
/** So much of the run is while events come; the rest is while only time passes. */
const SHARE_OF_EVENTS = 0.85
const HOUR = 3_600_000
/** A review request falls due a week after the last arrival, and may have to wait for the morning. */
const HORIZON = 10 * 24 * HOUR
const TICK = 3 * HOUR
/** Longer than a lease. */
const SETTLE_HOURS = 60
const SETTLE_MS = 60_000

export async function crash(
  options: CrashOptions & { readonly broken?: string | undefined },
  log: (line: string) => void,
): Promise<{ readonly report: Report; readonly findings: Findings }> {
  const started = Date.now()
  const { seed, workers, broken } = options
  const { events, order, blows } = makePlan(options)
  const sink = await temporaryFolder('crash')
  const server = await startPostgres()
  const url = await server.createDatabase()
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  const store = postgresStore({ pool, listen: false })
  await store.migrate()
  const crew = createCrew({ size: workers, events, chance: createChance(seed, 1), url, sink, broken })
  try {
    const hit = striker(server, blows, crew.kill)
    let shown = 0
    await crew.deal(order, (share) => {
      hit.until(share * SHARE_OF_EVENTS)
      if (share < shown) return
      shown += 0.1
      log(`${Math.round(share * 100)} % acknowledged, ${crew.kills} kills, ${hit.restarts} restarts`)
    })
    const horizon = crew.clock.now() + HORIZON
    for (let left = HORIZON; left > 0; left -= TICK) {
      hit.until(1 - (left / HORIZON) * (1 - SHARE_OF_EVENTS))
      await hit.done()
      await crew.pass(TICK)
    }
    hit.until(1)
    await hit.done()
    log(`all is told, ${crew.kills} kills, ${hit.restarts} restarts; waiting for what is under way`)
    await settle(pool, crew)
    await crew.dismiss()
    const customers = crew.told.map(({ event }) => event.customer)
    const findings = verify(
      crew.told,
      await findAll(pool, store, sink, customers, new Date(horizon).toISOString()),
      horizon,
    )
    const report = {
      acknowledged: crew.told.filter(({ acknowledged }) => acknowledged !== undefined).length,
      ...countsOf(findings),
      kills: crew.kills,
      restarts: hit.restarts,
      seconds: Math.round((Date.now() - started) / 100) / 10,
    }
    return { report, findings }
  } finally {
    await crew.dismiss()
    await pool.end()
    await server.stop()
    await rm(sink, { recursive: true })
  }
}

/** Strikes when the run has come so far. Restarts follow one another. */
function striker(server: PostgresServer, blows: readonly Blow[], kill: () => void) {
  let [next, restarts] = [0, 0]
  let restarting: Promise<void> = Promise.resolve()
  return {
    get restarts() {
      return restarts
    },
    until(share: number): void {
      for (let blow = blows[next]; blow && blow.at <= share; blow = blows[++next]) {
        if (blow.what === 'kill') kill()
        else
          restarting = restarting.then(async () => {
            await server.restart('immediate')
            restarts++
          })
      }
    },
    done: (): Promise<void> => restarting,
  }
}

/**
 * Time goes on by the hour, and each hour waits for what falls due in it, so that no night comes before the messages of
 * the day are out; until the leases of the dead have run out, and every action has ended.
 */
async function settle(pool: pg.Pool, crew: Crew): Promise<void> {
  const patience = Date.now() + SETTLE_MS
  const isPatient = () => Date.now() < patience
  const count = async (what: string, ...values: string[]): Promise<number> =>
    (await pool.query<{ n: number }>(`select count(*)::int as n from ${what}`, values)).rows[0]?.n ?? 0
  const due = (): Promise<number> =>
    count(
      '(select at from motkit.action union all select at from motkit.timer) waiting where at <= $1',
      new Date(crew.clock.now()).toISOString(),
    )
  for (let hour = 0; isPatient(); hour++) {
    while ((await due()) > 0 && isPatient()) await crew.pass(0)
    if (hour >= SETTLE_HOURS && (await count('motkit.action where at is not null')) === 0) return
    await crew.pass(HOUR)
  }
}
