/** The store on PGlite: PostgreSQL in this process, in a folder or in memory. The same SQL; one process at a time. */
import { askOf, type Client, type Driver, DriverError, runOf } from './driver.ts'
import { txUnknown } from './errors.ts'
import { lockFolder } from './folder-lock.ts'
import { createStore, type DurableOptions, type DurableStore } from './store.ts'

/** Of a PGlite transaction, what is used. */
export interface PgliteTransaction extends Client {
  exec(statements: string): Promise<unknown>
}
/** Of PGlite, what is used. */
export interface PgliteInstance extends Client {
  transaction<T>(work: (tx: PgliteTransaction) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Keeps everything in a folder of this machine, with nothing to install but `@electric-sql/pglite`. The schema is made
 * when it is first used. It survives a killed process; PGlite does not wait for the disk, so it promises nothing about a
 * power cut.
 * @param place a folder, which this process has to itself (MotError STORE_LOCKED otherwise); an instance of the host's,
 *   which stays open when the store is closed; without, memory
 * @example const mot = createMot({ store: pgliteStore('./.motkit'), plugins: [] })
 */
export const pgliteStore = (place?: string | PgliteInstance, options: DurableOptions = {}): DurableStore =>
  createStore(typeof place === 'object' ? pgliteDriver(async () => place) : opened(place), options, true)

function opened(folder: string | undefined): Driver {
  const unlock = folder === undefined ? undefined : lockFolder(folder)
  let instance: Promise<PgliteInstance> | undefined
  const open = () => {
    instance ??= import('@electric-sql/pglite').then(({ PGlite }) => PGlite.create(folder && `${folder}/pgdata`))
    return instance
  }
  return {
    ...pgliteDriver(open),
    async close() {
      await (await instance)?.close()
      unlock?.()
    },
  }
}

function pgliteDriver(open: () => Promise<PgliteInstance>): Driver {
  const instance = async (): Promise<PgliteInstance> => {
    try {
      return await open()
    } catch (error) {
      throw new DriverError(error)
    }
  }
  return {
    ask: async (text, values) => askOf(await instance())(text, values),
    transaction: async (work) =>
      (await instance()).transaction((tx) =>
        work(
          askOf(tx),
          runOf((statements) => tx.exec(statements)),
        ),
      ),
    join(tx) {
      if (typeof (tx as Client | null)?.query !== 'function') throw txUnknown()
      return askOf(tx as Client)
    },
    close: async () => undefined,
  }
}
