/** Where dead letters are: in a database or a folder, to be read, and with an engine, to be taken up again. */
import type { DeadLetters, StoredAction } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import { cliError } from '../errors.ts'
import { databaseOf } from '../options.ts'
import { createEngine } from '../replay/engine.ts'
import { connect } from './database.ts'
import { loadEngine } from './engine-module.ts'
import { hasDatabase, lockedStore, openFolder, readNote } from './folder.ts'

export interface DeadPlace {
  readonly list: DeadLetters['list']
  /** Where there is an engine, whose rules can be asked. */
  readonly engine?: Pick<DeadLetters, 'retry' | 'drop'>
  /** Delivers what was taken up, where nobody else will. */
  deliver?(): Promise<unknown>
  close(): Promise<void>
}
export interface DeadWhere {
  readonly database?: string
  readonly store?: string
  readonly engine?: string
}
const PAGE = 100

/** @throws MotError OPTION_INVALID, ENGINE_INVALID, FILE_MISSING, STORE_LOCKED, DATABASE_UNREACHABLE */
export async function openDead({ database, store, engine }: DeadWhere): Promise<DeadPlace> {
  if (engine !== undefined) return ofEngine(engine)
  if (store !== undefined) return ofFolder(store)
  const url = databaseOf({ database })
  if (url !== undefined) return ofDatabase(url)
  throw cliError('OPTION_INVALID', 'where? Give --database or --store, or set DATABASE_URL', { path: 'dead' })
}

async function ofEngine(path: string): Promise<DeadPlace> {
  const mot = await loadEngine(path)
  return { list: mot.dead.list, engine: mot.dead, close: () => mot.close() }
}

async function ofFolder(folder: string): Promise<DeadPlace> {
  if (!hasDatabase(folder)) throw cliError('FILE_MISSING', 'no replay is kept here, and no store', { path: folder })
  const note = readNote(folder)
  if (note) {
    const { store, clock, close } = await openFolder(folder, note)
    const mot = createEngine(clock, note.settings, store)
    return { list: mot.dead.list, engine: mot.dead, deliver: mot.catchUp, close }
  }
  const store = lockedStore(folder)
  return {
    list: ({ tenant = 'default', after, limit = PAGE } = {}) => store.deadActions({ tenant, after, limit }),
    close: () => store.close(),
  }
}

async function ofDatabase(url: string): Promise<DeadPlace> {
  const pool = await connect(url)
  const store = postgresStore({ pool, listen: false })
  return {
    list: ({ tenant = 'default', after, limit = PAGE } = {}) => store.deadActions({ tenant, after, limit }),
    async close() {
      await store.close()
      await pool.end()
    },
  }
}

/** All of a tenant's. */
export async function allDead({ list }: DeadPlace, tenant: string): Promise<readonly StoredAction[]> {
  const all: StoredAction[] = []
  for (;;) {
    const page = await list({ tenant, limit: PAGE, after: all.at(-1)?.key ?? '' })
    all.push(...page)
    if (page.length < PAGE) return all
  }
}
