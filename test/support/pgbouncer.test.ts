import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type PgBouncerOptions, startPgBouncer } from './pgbouncer.ts'
import { freshDatabase, noPostgres } from './postgres.ts'

async function bouncer(options: PgBouncerOptions) {
  const started = await startPgBouncer(await freshDatabase(), options)
  if (started) onTestFinished(() => started.stop())
  return started
}

async function connect(url: string) {
  const client = new Client({ connectionString: url })
  onTestFinished(() => client.end())
  await client.connect()
  return client
}

describe.skipIf(noPostgres())('PgBouncer for the tests', () => {
  test('in transaction mode, clients share a connection between their transactions', async ({ skip }) => {
    const pgbouncer = await bouncer({ poolMode: 'transaction', poolSize: 1 })
    if (!pgbouncer) return skip('no PgBouncer')
    const [one, other] = [await connect(pgbouncer.url), await connect(pgbouncer.url)]
    const process = 'select pg_backend_pid() as pid'
    expect((await one.query(process)).rows).toEqual((await other.query(process)).rows)
  })

  test('it follows named statements when told to', async ({ skip }) => {
    const pgbouncer = await bouncer({ poolMode: 'transaction', poolSize: 1, maxPreparedStatements: 10 })
    if (!pgbouncer) return skip('no PgBouncer 1.21')
    const [one, other] = [await connect(pgbouncer.url), await connect(pgbouncer.url)]
    const answers = [one, other, one].map((client) => client.query({ name: 'same', text: 'select 1 as n' }))
    expect((await Promise.all(answers)).map(({ rows }) => rows)).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 1 }]])
  })
})
