/** The store on PostgreSQL, through a pool of `pg` that the host already has. */
import { askOf, type Client, type Driver, DriverError, runOf } from './driver.ts'
import { txUnknown } from './errors.ts'
import { createStore, type DurableOptions, type DurableStore } from './store.ts'

/** Of `pg`'s client, what is used. */
export interface PgClient extends Client {
  release(broken?: boolean): void
  on(event: 'error' | 'notification' | 'end', listener: (value: unknown) => void): unknown
  removeListener(event: 'error' | 'notification' | 'end', listener: (value: unknown) => void): unknown
}
/** Of `pg`'s pool, what is used. */
export interface PgPool extends Client {
  connect(): Promise<PgClient>
  on(event: 'error', listener: (error: unknown) => void): unknown
  readonly options?: { readonly max?: number }
}
export interface PostgresOptions extends DurableOptions {
  readonly pool: PgPool
  /** Keeps a connection to be told of work by NOTIFY. Default: where the pool has more than two. Polling goes on without. */
  readonly listen?: boolean
}

/**
 * Keeps everything in the schema `motkit` of the host's own PostgreSQL (15 or later). The pool stays the host's: closing
 * the store leaves it open.
 * @example
 * const store = postgresStore({ pool: new pg.Pool({ connectionString }) })
 * await store.migrate()
 */
export const postgresStore = ({ pool, listen, ...options }: PostgresOptions): DurableStore =>
  createStore(pgDriver(pool, listen ?? (pool.options?.max ?? 10) > 2), options)

const ignore = (): void => undefined
const RECONNECT_MS = 1_000

function pgDriver(pool: PgPool, listens: boolean): Driver {
  // A connection that breaks while idle is told to whoever uses it next; unheard, it would end the process.
  pool.on('error', ignore)
  const stops = new Set<() => void>()
  /** Lends a connection: one that no longer answers is closed, and, unlike by the pool's own `query`, only such a one. */
  async function lend<T>(work: (client: PgClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error) => {
      throw new DriverError(error)
    })
    client.on('error', ignore)
    let isBroken = false
    try {
      return await work(client)
    } catch (error) {
      isBroken = error instanceof DriverError && error.endsConnection
      throw error
    } finally {
      client.removeListener('error', ignore)
      client.release(isBroken)
    }
  }
  return {
    ask: (text, values) => lend((client) => askOf(client)(text, values)),
    transaction: (work) =>
      lend(async (client) => {
        const ask = askOf(client)
        const run = runOf((statements) => client.query(statements))
        try {
          await ask('begin', [])
          const answer = await work(ask, run)
          await ask('commit', [])
          return answer
        } catch (error) {
          await ask('rollback', [])
          throw error
        }
      }),
    join(tx) {
      if (typeof (tx as Client | null)?.query !== 'function') throw txUnknown()
      return askOf(tx as Client)
    },
    ...(listens && {
      listen(callback) {
        const stop = listenTo(pool, callback)
        stops.add(stop)
        return () => {
          stops.delete(stop)
          stop()
        }
      },
    }),
    async close() {
      for (const stop of stops) stop()
      stops.clear()
    },
  }
}

/** Holds a connection that listens, and another when it breaks. */
function listenTo(pool: PgPool, callback: () => void): () => void {
  let client: PgClient | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOn = true
  const lost = (): void => {
    if (!client) return
    const broken = client
    client = undefined
    forget(broken)
    broken.release(true)
    retry()
  }
  const forget = (one: PgClient): void => {
    one.removeListener('notification', callback)
    one.removeListener('error', lost)
    one.removeListener('end', lost)
  }
  const retry = (): void => {
    if (isOn) timer = setTimeout(open, RECONNECT_MS).unref()
  }
  const open = async (): Promise<void> => {
    try {
      const one = await pool.connect()
      if (!isOn) return one.release()
      client = one
      one.on('notification', callback)
      one.on('error', lost)
      one.on('end', lost)
      await one.query('listen motkit')
      callback() // what was said before it listened
    } catch {
      if (client) lost()
      else retry()
    }
  }
  void open()
  return () => {
    isOn = false
    clearTimeout(timer)
    if (!client) return
    const last = client
    client = undefined
    forget(last)
    last.query('unlisten motkit').then(
      () => last.release(),
      () => last.release(true),
    )
  }
}
