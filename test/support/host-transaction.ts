// A transaction that a host has open, for stores that take part in it.
import type { PGlite, Transaction } from '@electric-sql/pglite'
import pg from 'pg'

export interface HostTransaction<T> {
  readonly tx: T
  commit(): Promise<void>
  /** Nothing, where it has ended. */
  rollback(): Promise<void>
}

/** On a connection of its own. */
export async function hostOnPostgres(connectionString: string): Promise<HostTransaction<pg.Client>> {
  const tx = new pg.Client({ connectionString })
  await tx.connect()
  await tx.query('begin')
  let isOpen = true
  const end = (how: 'commit' | 'rollback') => async () => {
    if (!isOpen) return
    isOpen = false
    try {
      const { command } = await tx.query(how)
      if (command !== how.toUpperCase()) throw new Error(`the host’s transaction was not usable: ${command}`)
    } finally {
      await tx.end()
    }
  }
  return { tx, commit: end('commit'), rollback: end('rollback') }
}

/** PGlite hands its transaction to a function: it stays open until that answers. */
export const hostOnPglite = (pglite: PGlite): Promise<HostTransaction<Transaction>> =>
  new Promise((begun, failed) => {
    const rolledBack = new Error('rolled back')
    const ended: Promise<void> = pglite.transaction(
      (tx) =>
        new Promise<void>((commit, rollback) => {
          begun({
            tx,
            commit() {
              commit()
              return ended
            },
            async rollback() {
              rollback(rolledBack)
              await ended.catch((error) => {
                if (error !== rolledBack) throw error
              })
            },
          })
        }),
    )
    ended.catch(failed)
  })
