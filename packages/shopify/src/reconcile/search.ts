/** Searches of the Admin API by time, to their ends. */
import type { Operation } from '../admin/operation.ts'
import type { Ask } from './ask.ts'
import type { Search } from './operations.ts'
import type { Connection } from './shapes.ts'

export interface SearchOptions<N> {
  readonly ask: Ask
  readonly operation: Operation<Search, { readonly page: Connection<N> }>
  /** The term of the search, as `updated_at`. */
  readonly term: string
  /** UTC, ISO 8601. */
  readonly since: string
  readonly until?: string | undefined
  /** Of operations that sort by the term: what the term is of. */
  readonly sortedBy?: ((node: N) => string) | undefined
}
/** A search goes no further than 25,000; one that is sorted starts again before, where it is. */
const DEEP = 20_000
const toSeconds = (instant: string): string => `'${instant.slice(0, 19)}Z'`

export async function* search<N>(options: SearchOptions<N>): AsyncGenerator<readonly N[]> {
  const { ask, operation, term, until, sortedBy } = options
  const before = until === undefined ? '' : ` ${term}:<${toSeconds(until)}`
  const pageOf = async (since: string, after: string | null): Promise<Connection<N>> =>
    (await ask(operation, { query: `${term}:>=${toSeconds(since)}${before}`, after })).page
  for (let { since } = options; ; ) {
    let [seen, last] = [0, since]
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo }: Connection<N> = await pageOf(since, after)
      if (nodes.length > 0) yield nodes
      if (!pageInfo.hasNextPage || !pageInfo.endCursor) return
      after = pageInfo.endCursor
      seen += nodes.length
      const node = nodes.at(-1)
      if (sortedBy && node) last = new Date(sortedBy(node)).toISOString()
      if (seen >= DEEP && last > since) break
    }
    since = last
  }
}
