/** A PostgreSQL of the user's: reached, or told why not before anything else is tried. */
import type { Pool } from 'pg'
import { cliError } from '../errors.ts'

const WAIT_MS = 10_000

/** Connects; the caller ends the pool. @throws MotError OPTION_INVALID, DATABASE_UNREACHABLE */
export async function connect(url: string): Promise<Pool> {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw cliError('OPTION_INVALID', 'no address of a database: write postgres://user:password@host:5432/name', {
      path: '--database',
    })
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: WAIT_MS, max: 2 })
  try {
    const client = await pool.connect()
    client.release()
    return pool
  } catch (error) {
    await pool.end()
    throw cliError('DATABASE_UNREACHABLE', reasonOf(error), { path: nameOf(url) })
  }
}

/** A database by its address, without the password. */
export function nameOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url)
  return `${hostname || (searchParams.get('host') ?? 'localhost')}:${port || '5432'}${pathname}`
}

/** A host of several addresses fails once for each. */
function reasonOf(error: unknown): string {
  const reasons = error instanceof AggregateError ? error.errors : [error]
  return reasons.map((one) => (one instanceof Error ? one.message : String(one))).join(', ')
}
