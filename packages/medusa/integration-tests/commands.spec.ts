// The plugin under Medusa's own commands: migrated by db:migrate, checked when the shop starts, stopped with it.
import { type Database, medusa, newDatabase } from './support/commands'
import { eventually } from './support/eventually'
import { serve } from './support/serving'

let database: Database
beforeAll(async () => {
  database = await newDatabase()
})
afterAll(() => database.close())

const run = async (args: readonly string[], env: Record<string, string> = {}) => {
  const command = medusa(args, { DATABASE_URL: database.url, ...env })
  return { code: await command.ended, output: command.output() }
}
const versions = () => database.query<{ version: number }>('select version from motkit.migration order by version')
/** Connections that wait to be told of work: one in each process that runs timers and deliveries. */
const listening = () =>
  database.query("select pid from pg_stat_activity where datname = current_database() and query = 'listen motkit'")

describe('db:migrate', () => {
  let made: Awaited<ReturnType<typeof versions>>

  it('makes the schema', async () => {
    expect(await run(['db:migrate'])).toMatchObject({ code: 0 })
    made = await versions()
    expect(made).toContainEqual({ version: 1 })
    expect(await database.query("select 1 as one where to_regclass('public.order') is not null")).toEqual([{ one: 1 }])
  })

  it('finds nothing left to do, by two at once', async () => {
    const [one, other] = await Promise.all([run(['db:migrate']), run(['db:migrate'])])
    expect([one.code, other.code]).toEqual([0, 0])
    expect(await versions()).toEqual(made)
  })

  it('throws nothing away by a rollback', async () => {
    const { code, output } = await run(['db:rollback', 'mot'])
    expect(code).toBe(0)
    expect(output).toContain('drop schema motkit cascade')
    expect(await versions()).toEqual(made)
  })
})

describe('start', () => {
  const start = (env: Record<string, string> = {}) => serve({ DATABASE_URL: database.url, ...env })

  it('runs timers and deliveries until the shop is stopped', async () => {
    const shop = await start()
    expect(await eventually(listening)).toHaveLength(1)
    expect(await shop.stop()).toBe(0)
    expect(await listening()).toEqual([])
  })

  it('leaves them to the workers where it is for requests alone', async () => {
    const shop = await start({ MEDUSA_WORKER_MODE: 'server' })
    expect(await listening()).toEqual([])
    expect(await shop.stop()).toBe(0)
  })

  it('fails with the place of a wrong option', async () => {
    await expect(start({ MOT_OPTIONS: JSON.stringify({ reviews: { hour: 25 } }) })).rejects.toThrow(
      "plugins['@motkit/medusa'].options.reviews.hour",
    )
  })
})
