// What a test asks of the run's PostgreSQL: whether there is one, and a database of its own.
import { inject } from 'vitest'
import { createDatabase } from './postgres-server.ts'

/** Why this run of the tests has no PostgreSQL, for `describe.skipIf`; undefined when it has one. */
export function noPostgres(): string | undefined {
  return inject('postgresMissing')
}

/** An empty database of the run's server, for one test; answers with its URL. */
export async function freshDatabase(): Promise<string> {
  const url = inject('postgresUrl')
  if (!url) throw new Error(`no PostgreSQL in this run: ${noPostgres()}`)
  return createDatabase(url)
}
