/** What can be replayed: files read through a mapping, or a simulated shop; each with the name of where it is kept. */
import { createHash } from 'node:crypto'
import { basename, join, resolve } from 'node:path'
import { isMotError } from '@motkit/core'
import { simulateStore } from '@motkit/testing'
import type { Note } from './keep/folder.ts'
import type { MappedEvent } from './mapping/compile.ts'
import { loadMapping, within } from './mapping/load.ts'
import type { ReadingOptions, Simulated } from './options.ts'
import { createReader, type Item } from './read/events.ts'

export interface Data {
  readonly note: Note
  items(): AsyncIterable<Item>
}

/** Files, through the mapping that `--from` names. */
export async function fromFiles(paths: readonly string[], options: ReadingOptions): Promise<Data> {
  const { from, zone, currency } = options
  const mapping = await loadMapping(from)
  const inMapping = (error: unknown) => (isMotError(error) ? within(error, from) : error)
  try {
    const read = createReader(mapping, { zone, currency })
    return {
      note: noteOf(basename(resolve(paths[0] ?? '')), zone ?? mapping.zone ?? 'UTC', options, [
        paths.map((path) => resolve(path)),
        mapping,
      ]),
      async *items() {
        try {
          yield* read(paths)
        } catch (error) {
          throw inMapping(error)
        }
      },
    }
  } catch (error) {
    throw inMapping(error)
  }
}

/** A shop that does not exist. */
export function simulated({ seed, customers, months }: Simulated, options: ReadingOptions): Data {
  const { zone: timeZone = 'Europe/Berlin', currency } = options
  const events = simulateStore({ seed, customers, months, timeZone, ...(currency && { currency }) })
  return {
    note: noteOf(`simulated-${seed}-${customers}-${months}`, timeZone, options, events),
    async *items() {
      for (const [i, event] of events.entries()) yield { line: i + 1, event: event as MappedEvent }
    },
  }
}

/** @param content what tells these data from others of the same name */
function noteOf(
  name: string,
  timeZone: string,
  { late, settle, zone, currency }: ReadingOptions,
  content: unknown,
): Note {
  const all = JSON.stringify([content, { late, settle, zone, currency }])
  const hash = createHash('sha256').update(all).digest('hex').slice(0, 8)
  return { name, hash, settings: { late, timeZone } }
}

/** Where it is kept unless the user says otherwise. */
export const folderOf = ({ note: { name, hash } }: Data): string =>
  join('.motkit', `${name.replace(/[^\w.-]+/g, '_')}-${hash}`)
