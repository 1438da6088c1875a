/** Reads CSV with a header as a stream: a row at a time, a bad one told apart. */
import { createReadStream } from 'node:fs'
import { type CsvError, parse } from 'csv-parse'
import { fileError } from '../errors.ts'
import type { Row } from '../mapping/expression.ts'
import type { Problem, Read } from './rows.ts'

/** A record larger than this is an open quote, and not a record. */
const MAX_RECORD = 1_000_000

/** @throws MotError FILE_MISSING, FILE_UNREADABLE */
export async function* readCsv(path: string, delimiter = ','): AsyncIterable<Read> {
  const problems: Problem[] = []
  const parser = parse({
    columns: true,
    bom: true,
    delimiter,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD,
    on_skip: (error: CsvError | undefined) => {
      problems.push({
        line: Number(error?.lines ?? 0),
        code: 'ROW_MALFORMED',
        message: (error?.message ?? 'no CSV').replace(/ on line \d+$| at line \d+$/, ''),
      })
      return undefined
    },
  })
  const file = createReadStream(path).on('error', (error) => parser.destroy(error))
  try {
    for await (const { record, info } of file.pipe(parser) as AsyncIterable<{ record: Row; info: { lines: number } }>) {
      while (problems.length > 0) yield problems.shift() as Problem
      yield { line: info.lines, row: record }
    }
    yield* problems
  } catch (error) {
    if ((error as CsvError).code?.startsWith('CSV_')) {
      yield* problems
      yield { line: Number((error as CsvError).lines ?? 0), code: 'ROW_MALFORMED', message: (error as Error).message }
    } else throw fileError(error, path)
  } finally {
    file.destroy()
  }
}
