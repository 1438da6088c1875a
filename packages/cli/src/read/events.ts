/** Files read through a mapping: a stream of events, of what was ignored, and of what was wrong. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isMotError } from '@motkit/core'
import { cliError, fileError } from '../errors.ts'
import { type CompiledTable, compileTable } from '../mapping/compile.ts'
import { createCompiler, type Row } from '../mapping/expression.ts'
import { reviewTable } from '../mapping/reviews.ts'
import { createRowNamer } from '../mapping/row-id.ts'
import type { DirectoryMapping, Mapping } from '../mapping/schema.ts'
import { readCsv } from './csv.ts'
import { grouped } from './group.ts'
import { createJoiner } from './joins.ts'
import { readJson } from './json.ts'
import { isProblem, type Problem, type Read } from './rows.ts'
import { createSorter, type Placed } from './sort.ts'

export interface Ignored {
  readonly ignored: string
}
/** What replay is fed. */
export type Item = Placed | Problem | Ignored
export const isIgnored = (item: Item): item is Ignored => 'ignored' in item

export interface ReadOptions {
  /** Currency of amounts that name none. */
  readonly currency?: string | undefined
  /** The zone of times that name none. */
  readonly zone?: string | undefined
}

/**
 * Compiles a mapping at once, so that its mistakes show before a file is opened, and answers how to read with it.
 * In order of time where the mapping says that its rows are, or after sorting them.
 * @throws MotError MAPPING_INVALID; the reading itself FILE_MISSING and FILE_UNREADABLE
 */
export function createReader(mapping: Mapping, { currency, zone }: ReadOptions = {}) {
  const compiler = createCompiler({
    zone: zone ?? mapping.zone ?? 'UTC',
    currency: currency ?? mapping.currency ?? 'USD',
    times: mapping.times ?? [],
  })
  const source = mapping.source ?? mapping.name
  const { delimiter } = mapping.input
  const read = (path: string): AsyncIterable<Read> =>
    mapping.input.kind === 'ndjson' ? readJson(path) : readCsv(path, delimiter)

  let items: (path: string) => AsyncIterable<Item>
  if ('tables' in mapping) {
    const tables = Object.entries(mapping.tables).map(([name, table]) => {
      const path = `tables.${name}.`
      for (const [join, { table: other }] of Object.entries(table.join ?? {})) {
        if (!mapping.tables[other])
          throw cliError('MAPPING_INVALID', `no table is called ${JSON.stringify(other)}`, {
            path: `${path}join.${join}.table`,
          })
      }
      return { name, table, path, compiled: table.events && compileTable(table, source, compiler, path) }
    })
    items = async function* (folder) {
      await mustBeFolder(folder)
      for (const { table, path, compiled } of tables) {
        if (!compiled) continue
        const open = (other: string) => read(join(folder, (mapping as DirectoryMapping).tables[other]?.file ?? ''))
        const joined = await createJoiner(table.join ?? {}, open, compiler, path)
        yield* mapRows(read(join(folder, table.file)), compiled, joined, table.file)
      }
    }
  } else {
    const { reviews, times } = mapping
    const compiled = reviews
      ? reviewTable(reviews, zone ?? mapping.zone, times)
      : compileTable(mapping, source, compiler, '')
    items = async function* (path) {
      for (const { file, name } of await filesOf(path, mapping.input.kind === 'csv' ? CSV : JSON_LINES))
        yield* mapRows(read(file), compiled, (row) => row, name)
    }
  }
  return (paths: readonly string[]): AsyncIterable<Item> => {
    const all = inTurn(paths, items)
    return mapping.sorted ? all : sorted(all)
  }
}

async function* inTurn(paths: readonly string[], items: (path: string) => AsyncIterable<Item>): AsyncIterable<Item> {
  for (const path of paths) yield* items(path)
}

async function* mapRows(
  reads: AsyncIterable<Read>,
  table: CompiledTable,
  joined: (row: Row) => Row,
  file?: string,
): AsyncIterable<Item> {
  const nameRow = createRowNamer()
  const where = file === undefined ? {} : { file }
  for await (const read of table.group ? grouped(reads, table.group) : reads) {
    if (isProblem(read)) {
      yield { ...read, ...where }
      continue
    }
    const { line, row } = read
    try {
      const { events, ignored, rest = [] } = table.read(joined(row), () => nameRow(row))
      for (const event of events) yield { line, event, ...where }
      if (ignored !== undefined) yield { ignored }
      for (const column of rest) yield { ignored: `column ${column}` }
    } catch (error) {
      if (!isMotError(error)) throw error
      yield { line, code: error.code, message: error.message, ...where }
    }
  }
}

/** Events by time; problems and what was ignored go first, since they have none. */
async function* sorted(items: AsyncIterable<Item>): AsyncIterable<Item> {
  const sorter = createSorter()
  for await (const item of items) {
    if ('event' in item) await sorter.add(item)
    else yield item
  }
  yield* sorter.sorted()
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error) => {
    throw fileError(error, path)
  })
  return found.isDirectory()
}
async function mustBeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return
  throw cliError('FILE_UNREADABLE', 'a file, where this format wants a folder', { path })
}

const CSV = /\.(csv|tsv|txt)$/i
const JSON_LINES = /\.(ndjson|jsonl|json)$/i

/** The file itself, or, of a folder, the files of the format's kind, by name. */
async function filesOf(path: string, kind: RegExp): Promise<{ file: string; name?: string }[]> {
  if (!(await isFolder(path))) return [{ file: path }]
  const names = (await readdir(path)).filter((name) => kind.test(name)).sort()
  if (names.length === 0)
    throw cliError('FILE_MISSING', 'a folder without a file that this format could read', { path })
  return names.map((name) => ({ file: join(path, name), name }))
}
