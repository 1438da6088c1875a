/**
 * The folder that a replay is kept in: a database, the clock that stands there, and a note of what is replayed. What is
 * there when a process ends, however it ends, is enough to go on from.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMotError } from '@motkit/core'
import { type DurableStore, pgliteStore } from '@motkit/postgres'
import * as z from 'zod'
import { cliError, fileError } from '../errors.ts'
import { alone } from './alone.ts'
import { keptClock } from './clock.ts'
import type { Place } from './place.ts'

const note = z.object({
  /** Of the data, for people; and of the data and all that its replay depends on, for comparing. */
  name: z.string(),
  hash: z.string(),
  settings: z.object({ late: z.enum(['day', 'instant']), timeZone: z.string() }),
})
/** What is replayed in a folder, and how. */
export type Note = z.infer<typeof note>

const noteFile = (folder: string): string => join(folder, 'replay.json')
const clockFile = (folder: string): string => join(folder, 'clock')
const database = (folder: string): string => join(folder, 'pgdata')

/** True where a replay has begun. */
export const isKept = (folder: string): boolean => existsSync(noteFile(folder)) && existsSync(clockFile(folder))
/** True where there is a database, of a replay or of an engine of the user's. */
export const hasDatabase = (folder: string): boolean => existsSync(join(database(folder), 'PG_VERSION'))

/** The note of a folder that a replay is kept in. */
export function readNote(folder: string): Note | undefined {
  try {
    return note.parse(JSON.parse(readFileSync(noteFile(folder), 'utf8')))
  } catch {
    return undefined
  }
}

/**
 * Opens a folder for the replay of a note; made where there is none.
 * @throws MotError STORE_LOCKED, STORE_FOREIGN where it holds anything else, STORE_UNREADABLE
 */
export async function openFolder(folder: string, note: Note): Promise<Place> {
  const store = lockedStore(folder)
  try {
    claimFolder(folder, note)
    // There is a clock once there is a database; one that was not finished is made anew.
    if (!existsSync(clockFile(folder))) rmSync(database(folder), { recursive: true, force: true })
    await migrated(store, folder)
    const clock = keptClock(clockFile(folder))
    return {
      store: alone(store, clock),
      clock,
      async close() {
        await store.close()
        clock.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The store of a folder, this process's own. @throws MotError STORE_LOCKED */
export function lockedStore(folder: string): DurableStore {
  try {
    return pgliteStore(folder)
  } catch (error) {
    throw isMotError(error) ? error : fileError(error, folder)
  }
}

/** Writes the note where the folder is empty. */
function claimFolder(folder: string, note: Note): void {
  const known = readNote(folder)
  if (known?.hash === note.hash) return
  if (known)
    throw cliError('STORE_FOREIGN', `it keeps ${known.name}, replayed with these or other options`, { path: folder })
  if (readdirSync(folder).some((name) => !name.startsWith('motkit.lock') && !name.startsWith('replay.json')))
    throw cliError('STORE_FOREIGN', 'it holds something that is no replay', { path: folder })
  writeFileSync(`${noteFile(folder)}.new`, `${JSON.stringify(note, null, 2)}\n`)
  renameSync(`${noteFile(folder)}.new`, noteFile(folder))
}

async function migrated(store: DurableStore, folder: string): Promise<void> {
  try {
    await store.migrate()
  } catch (error) {
    if (!isMotError(error) || error.code !== 'STORE_UNAVAILABLE') throw error
    throw cliError('STORE_UNREADABLE', `${error.message}; remove the folder to begin anew`, { path: folder })
  }
}
