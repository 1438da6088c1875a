// Starts one PostgreSQL for the whole run; where it cannot start, the tests that need it are skipped, and it says why.
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string | undefined
    postgresMissing: string | undefined
  }
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    const server = await startPostgres()
    project.provide('postgresUrl', server.url)
    return () => server.stop()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.warn(`SKIPPED: every test that needs PostgreSQL, because it does not start here. ${reason}`)
    project.provide('postgresMissing', reason)
    return undefined
  }
}
