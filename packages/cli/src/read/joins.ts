/** Tables of a folder that others refer to: held in memory by the column that is asked for. */
import type { Compiler, Row } from '../mapping/expression.ts'
import type { JoinMapping } from '../mapping/schema.ts'
import { isProblem, type Read } from './rows.ts'

type Index = ReadonlyMap<string, readonly Row[]>

/** Makes the joiner of one table: its rows with what they refer to, by the name of the join. */
export async function createJoiner(
  joins: Readonly<Record<string, JoinMapping>>,
  open: (table: string, path: string) => AsyncIterable<Read>,
  { compile }: Compiler,
  path: string,
): Promise<(row: Row) => Row> {
  const prepared: { name: string; index: Index; is: (row: Row) => unknown; many: boolean }[] = []
  for (const [name, { table, where, is, many = false }] of Object.entries(joins)) {
    const index = await indexBy(open(table, `${path}join.${name}.table`), where)
    prepared.push({ name, index, is: compile(is, `${path}join.${name}.is`), many })
  }
  return (row) => {
    const joined: Record<string, unknown> = { ...row }
    for (const { name, index, is, many } of prepared) {
      const found = index.get(String(is(joined))) ?? []
      if (many) joined[name] = found
      else if (found[0]) joined[name] = found[0]
    }
    return joined
  }
}

async function indexBy(reads: AsyncIterable<Read>, column: string): Promise<Index> {
  const index = new Map<string, Row[]>()
  for await (const read of reads) {
    if (isProblem(read)) continue
    const key = String(read.row[column])
    const rows = index.get(key)
    if (rows) rows.push(read.row)
    else index.set(key, [read.row])
  }
  return index
}
