/** Looks through all that a database holds: every column of every table of every schema. */
import type pg from 'pg'

interface Column {
  readonly schema: string
  readonly table: string
  readonly column: string
  readonly type: string
}
const columnsOf = async (pool: pg.Pool): Promise<readonly Column[]> =>
  (
    await pool.query<Column>(
      `select n.nspname as schema, c.relname as table, a.attname as column, a.atttypid::regtype::text as type
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      order by 1, 2, 3`,
    )
  ).rows

/** Where one of the words stands, in any case, as `motkit.event.body`. Bytes are searched as they are, and as the text they are. */
export async function whereIs(pool: pg.Pool, words: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const { schema, table, column, type } of await columnsOf(pool)) {
    const text = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`
    const { rows } = await pool.query(
      `select 1 from "${schema}"."${table}" t, unnest($1::text[]) word
      where position(lower(word) in lower(${text})) > 0 limit 1`,
      [words],
    )
    if (rows.length > 0) found.push(`${schema}.${table}.${column}`)
  }
  return found
}

/** All rows that name a shop, by table, in one order: to tell whether anything of it changed. */
export async function rowsOf(pool: pg.Pool, shop: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const columns = await columnsOf(pool)
  const tables = new Set(columns.map(({ schema, table }) => `"${schema}"."${table}"`))
  const all: Record<string, readonly string[]> = {}
  for (const table of tables) {
    const { rows } = await pool.query<{ row: string }>(
      `select one::text as row from ${table} one where position($1 in one::text) > 0 order by 1`,
      [shop],
    )
    if (rows.length > 0) all[table] = rows.map(({ row }) => row)
  }
  return all
}
