/** A database as both sides use it: motkit through its store, the hand-written loop on a connection of its own. */
import { type Client, DatabaseError } from 'pg'
import { postgresStore } from '../packages/postgres/src/index.ts'
import type { Place } from './durable-shop.ts'
import type { Transact } from './hand-durable.ts'
import type { Row } from './hand-tables.ts'
import type { Database } from './server.ts'

/** Another transaction wrote the same event after this one had looked for it. */
const isUniqueViolation = (error: unknown): boolean => error instanceof DatabaseError && error.code === '23505'

/** Transactions on one connection, with prepared statements. */
export const transactOn = (client: Client): Transact =>
  async function transact(work) {
    await client.query('begin')
    try {
      const answer = await work(
        async ({ name, text }, values) => (await client.query<Row>({ name, text, values })).rows,
      )
      await client.query('commit')
      return answer
    } catch (error) {
      await client.query('rollback')
      if (isUniqueViolation(error)) return transact(work)
      throw error
    }
  }

export async function postgresPlace({ pool, connect }: Database): Promise<Place> {
  return {
    store: postgresStore({ pool }),
    transact: transactOn(await connect()),
    run: (statements) => pool.query(statements),
    rows: async (query) => (await pool.query<Record<string, unknown>>(query)).rows,
  }
}
