// What all files share: a PostgreSQL of this run's own, and the plugin under its name, as an app takes it.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Client } from 'pg'
import { startPostgres } from '../../../../test/support/postgres-server'

const plugin = resolve(__dirname, '../..')
const link = resolve(plugin, 'node_modules/@motkit/medusa')

export async function setup(): Promise<() => Promise<void>> {
  rmSync(link, { force: true, recursive: true })
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(plugin, link, 'junction')
  const server = await startPostgres()
  const { port, password } = new URL(server.url)
  await createRole(server.url, password)
  // By the names that Medusa's test utilities read; to them, only `localhost` is a database without TLS.
  Object.assign(process.env, {
    DB_HOST: 'localhost',
    DB_PORT: port,
    DB_USERNAME: 'medusa',
    DB_PASSWORD: password,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    MEDUSA_DISABLE_TELEMETRY: '1',
  })
  return () => server.stop()
}

/** The server's own role is called as motkit's schema is: PostgreSQL would look there first for Medusa's tables. */
async function createRole(url: string, password: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`create role medusa superuser login password ${client.escapeLiteral(password)}`)
  await client.end()
}
