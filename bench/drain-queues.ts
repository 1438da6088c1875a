/** What is drained: motkit's due actions, and as many jobs of two job queues, each with a handler that does nothing. */
import { Logger, makeWorkerUtils, run, runMigrations } from 'graphile-worker'
import PgBoss from 'pg-boss'
import { createMot, definePlugin, defineRule, moments, sendMessage, virtualClock } from '../packages/core/src/index.ts'
import { postgresStore } from '../packages/postgres/src/index.ts'
import type { Database, Template } from './server.ts'

export const COUNT = 20_000
const CONCURRENCY = 1_000

/** Work of which each piece is about another customer. */
export interface Queue {
  /** Handles and settles all there is; answers whom it was about. */
  drain(): Promise<ReadonlySet<string>>
}
const START = Date.parse('2026-03-02T10:00:00Z')
const customer = (i: number): string => `u${i}`
const thanks = defineRule({
  id: 'thanks',
  on: moments.smotPurchase,
  may: [sendMessage],
  when: { bought: ({ moment }) => moment.reason === 'order-placed' },
  decide: ({ moment }) => [sendMessage({ template: 'thanks', data: { orderId: moment.data.orderId } })],
})
const createShop = ({ pool }: Pick<Database, 'pool'>, send: (customer: string) => void) =>
  createMot({
    store: postgresStore({ pool }),
    clock: virtualClock(START),
    plugins: [definePlugin({ id: 'shop', rules: [thanks] })],
    delivery: { limits: { 'message.send': { concurrency: CONCURRENCY } } },
    handlers: {
      'message.send': async ({ customer }) => {
        if ('id' in customer) send(customer.id)
      },
    },
  })

/** Orders of as many customers, for each of which a rule has decided to send a message. */
export const ordered: Template = {
  name: 'ordered',
  async fill(database) {
    await postgresStore(database).migrate()
    const mot = createShop(database, () => undefined)
    await mot.ingestMany(
      Array.from({ length: COUNT }, (_, i) => ({
        id: `e${i}`,
        source: 'shop',
        type: 'order.placed',
        time: new Date(START).toISOString(),
        customer: { id: customer(i) },
        data: { orderId: `o${i}`, total: { amount: 1_000 + i, currency: 'EUR' } },
      })),
    )
    await database.pool.query('vacuum analyze')
  },
}
/** A copy of a database lies on disk; what the other queues drain was just written, and lies in memory. */
export const warm = ({ pool }: Database) =>
  pool.query('select sum(length(j::text)), (select sum(length(a::text)) from motkit.action a) from motkit.journey j')

/** Whom something was done for, and when that is everybody. */
function createTally() {
  const seen = new Set<string>()
  let finish: () => void
  const all = new Promise<void>((resolve) => {
    finish = resolve
  })
  const see = (one: string): void => {
    if (seen.add(one).size === COUNT) finish()
  }
  return { seen, all, see }
}
const left = async ({ pool }: Database, query: string): Promise<boolean> =>
  (await pool.query<{ left: boolean }>(`select exists (${query}) as left`)).rows[0]?.left ?? true
/** What is settled in the background is waited for. */
async function settled(database: Database, query: string): Promise<void> {
  while (await left(database, query)) await new Promise((resolve) => setTimeout(resolve, 2))
}

export const motkitQueue = (database: Database): Queue => ({
  async drain() {
    const { seen, all, see } = createTally()
    const stop = createShop(database, see).start()
    await all
    await stop()
    await settled(database, "select 1 from motkit.action where state <> 'done'")
    return seen
  },
})

/** As its page on performance advises: https://worker.graphile.org/docs/performance */
export async function graphileQueue(database: Database): Promise<Queue> {
  const preset = {
    worker: {
      connectionString: database.url,
      concurrentJobs: 24,
      maxPoolSize: 25,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
      logger: new Logger(() => () => undefined),
    },
  }
  await runMigrations({ preset })
  const utils = await makeWorkerUtils({ preset })
  for (let from = 0; from < COUNT; from += 5_000)
    await utils.addJobs(
      Array.from({ length: 5_000 }, (_, i) => ({ identifier: 'send', payload: { customer: customer(from + i) } })),
    )
  await utils.release()
  return {
    async drain() {
      const { seen, all, see } = createTally()
      const send = async (payload: unknown) => see((payload as { customer: string }).customer)
      const runner = await run({ preset, taskList: { send } })
      await all
      await runner.stop()
      await settled(database, 'select 1 from graphile_worker._private_jobs')
      return seen
    },
  }
}

const BOSS_BATCH = 1_000
export async function bossQueue(database: Database): Promise<Queue> {
  const boss = new PgBoss({ connectionString: database.url, max: 10, schedule: false, supervise: false })
  await boss.start()
  await boss.createQueue('send')
  for (let from = 0; from < COUNT; from += 5_000)
    await boss.insert(
      Array.from({ length: 5_000 }, (_, i) => ({ name: 'send', data: { customer: customer(from + i) } })),
    )
  return {
    async drain() {
      const { seen, all, see } = createTally()
      // Without the notice a worker rests between two batches, for half a second at least.
      const id: string = await boss.work<{ customer: string }>('send', { batchSize: BOSS_BATCH }, async (jobs) => {
        for (const { data } of jobs) see(data.customer)
        boss.notifyWorker(id)
      })
      await all
      await settled(database, "select 1 from pgboss.job where name = 'send' and state <> 'completed'")
      await boss.stop({ graceful: false })
      return seen
    },
  }
}
