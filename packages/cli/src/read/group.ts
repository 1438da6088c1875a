/** Consecutive rows of one thing, as an order with several lines, made into one row. */
import type { Expression, Row } from '../mapping/expression.ts'
import { isProblem, type Read } from './rows.ts'

/** The fields of the first row of each group, and all of them as `rows`. */
export async function* grouped(reads: AsyncIterable<Read>, key: Expression): AsyncIterable<Read> {
  let line = 0
  let rows: Row[] = []
  let current: unknown
  const group = (): Read => ({ line, row: { ...rows[0], rows } })
  for await (const read of reads) {
    if (isProblem(read)) {
      yield read
      continue
    }
    const value = key(read.row)
    if (rows.length > 0 && value === current) {
      rows.push(read.row)
      continue
    }
    if (rows.length > 0) yield group()
    current = value
    rows = [read.row]
    line = read.line
  }
  if (rows.length > 0) yield group()
}
