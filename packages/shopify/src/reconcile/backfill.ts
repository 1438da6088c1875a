/** The past of a shop: its customers and orders by bulk queries, its disputes by search. Told as past, nothing is sent for it. */
import { type Clock, isMotError } from '@motkit/core'
import type { Ask } from './ask.ts'
import { type BulkOptions, beginBulk, endOfBulk } from './bulk.ts'
import type { ReconcileCursors } from './cursors.ts'
import { reconcileError, type SkippedSearch, skippedBy } from './errors.ts'
import { type Found, foundDispute } from './found.ts'
import type { History } from './history.ts'
import { downloadLines, type Rooted } from './lines.ts'
import type { Operations } from './operations.ts'
import { search } from './search.ts'
import { type Findings, noFindings, sumOfFindings } from './tell.ts'

export interface BackfillOptions {
  /** Leaves out what has not changed since; UTC, ISO 8601. Default: all that the app may see. */
  readonly since?: string
  /** Tells nothing, and says what it would tell. */
  readonly dryRun?: boolean
  /** Between two looks at a bulk query. Default: two seconds. */
  readonly pollMs?: number
  /** So long another bulk query of the app is waited for. Default: ten minutes. */
  readonly waitMs?: number
  readonly signal?: AbortSignal
}
export interface Backfilled extends Findings {
  /** Gone through by this call. */
  readonly customers: number
  readonly orders: number
  readonly disputes: number
  readonly skipped: readonly SkippedSearch[]
  /** False where it was ended by its signal: the next call goes on. */
  readonly finished: boolean
}
interface Place {
  readonly shop: string
  readonly ask: Ask
  readonly cursors: ReconcileCursors
  readonly clock: Clock
  readonly operations: Operations
  readonly history: readonly History[]
  readonly fetch: typeof fetch
  tell(found: readonly Found[]): Promise<Findings>
}
/** How far the file of a bulk query was told. */
interface Progress {
  readonly query: string
  readonly operation: string
  readonly createdAt: string
  /** So many objects of its root. */
  readonly done: number
}
const BATCH = 25
/** So often a bulk query is begun, and its file downloaded. */
const TRIES = 3
const START = '2004-01-01T00:00:00Z' // before there was a Shopify

export async function backfill(place: Place, options: BackfillOptions): Promise<Backfilled> {
  const { dryRun = false, pollMs = 2_000, waitMs = 600_000, signal } = options
  const since = options.since === undefined ? undefined : toInstant(options.since)
  const { ask, clock } = place
  const bulk: BulkOptions = { ask, clock, pollMs, waitMs, signal }
  let told = noFindings
  const gone = { customers: 0, orders: 0, disputes: 0 }
  const skipped: SkippedSearch[] = []
  const tell = async (kind: keyof typeof gone, found: readonly Found[]) => {
    told = sumOfFindings(told, await place.tell(found))
    gone[kind] += found.length
  }
  try {
    for (const history of place.history)
      await bring(history, since, { ...place, bulk, keeps: !dryRun, tell: (found) => tell(history.name, found) })
    await disputes(place, since ?? START, (found) => tell('disputes', found)).catch((error) =>
      skipped.push(skippedBy('disputes', error)),
    )
    // Only now, so that what is interrupted later does not begin anew with the first.
    if (!dryRun) for (const { name } of place.history) await forgetProgress(place, name)
  } catch (error) {
    if (!signal?.aborted) throw error
    return { ...told, ...gone, skipped, finished: false }
  }
  return { ...told, ...gone, skipped, finished: true }
}

async function disputes({ ask, operations }: Place, since: string, tell: Bringing['tell']): Promise<void> {
  const asked = { ask, operation: operations.disputes, term: 'initiated_at', since }
  for await (const page of search(asked)) await tell(page.map(foundDispute))
}

interface Bringing extends Omit<Place, 'tell'> {
  readonly bulk: BulkOptions
  /** Whether its place is kept, to go on from. */
  readonly keeps: boolean
  tell(found: readonly Found[]): Promise<void>
}
async function bring(history: History, since: string | undefined, place: Bringing): Promise<void> {
  const { shop, ask, cursors, bulk, keeps, fetch, tell } = place
  const query = history.query(since)
  const name = cursorOf(history.name)
  let raw = keeps ? await cursors.read(shop, name) : undefined
  let progress = progressOf(raw, query)
  /** Where another process is further, it is the one that keeps the place. */
  const keep = async (next: Progress | undefined): Promise<void> => {
    const to = next && JSON.stringify(next)
    if (keeps && (await cursors.swap(shop, name, raw, to))) raw = to
    progress = next
  }
  for (let [begun, downloads] = [0, 0]; ; ) {
    if (!progress) {
      if (begun++ === TRIES) throw reconcileError('BULK_FAILED', { received: 'CANCELED' }, { retryable: true })
      const { id, createdAt } = await beginBulk(query, bulk)
      await keep({ query, operation: id, createdAt, done: 0 })
      continue
    }
    const ended = await endOfBulk(progress.operation, bulk)
    if (!ended) {
      await keep(undefined) // its file is gone: ask again
      continue
    }
    if (ended.status === 'FAILED') {
      await keep(undefined)
      throw reconcileError('BULK_FAILED', { operation: ended.id, received: ended.errorCode ?? ended.status })
    }
    try {
      if (ended.url) {
        for await (const lines of batches(downloadLines(ended.url, fetch, bulk.signal), progress.done)) {
          await tell(await history.found(ask, lines))
          await keep({ ...progress, done: progress.done + lines.length })
          bulk.signal?.throwIfAborted()
        }
      }
      break
    } catch (error) {
      if (!isMotError(error) || error.code !== 'BULK_UNREADABLE' || ++downloads === TRIES) throw error
    }
  }
  // What changes from then on is for reconciliation, where it has not begun yet.
  if (keeps) await cursors.swap(shop, history.name, undefined, toInstant(progress.createdAt))
}

const cursorOf = (name: History['name']): string => `backfill/${name}`
async function forgetProgress({ shop, cursors }: Place, name: History['name']): Promise<void> {
  const kept = await cursors.read(shop, cursorOf(name))
  if (kept !== undefined) await cursors.swap(shop, cursorOf(name), kept, undefined)
}
function progressOf(raw: string | undefined, query: string): Progress | undefined {
  const progress = raw === undefined ? undefined : (JSON.parse(raw) as Progress)
  return progress?.query === query ? progress : undefined
}
async function* batches(lines: AsyncIterable<Rooted>, skip: number): AsyncGenerator<readonly Rooted[]> {
  let batch: Rooted[] = []
  let n = 0
  for await (const line of lines) {
    if (n++ < skip) continue
    batch.push(line)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
function toInstant(since: string): string {
  const at = new Date(since)
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  throw reconcileError('BACKFILL_SINCE_INVALID', { path: 'since', expected: 'a time', received: since })
}
