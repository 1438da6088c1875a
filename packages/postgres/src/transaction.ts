/**
 * A transaction of the store. Work on few customers reads without a lock and commits in one statement, which stands only
 * on the versions that were read; work on many, or work that met another's, locks its customers first, in one order.
 */
import { randomInt } from 'node:crypto'
import type { JourneyState, StoreTransaction, Write } from '@motkit/core'
import type { Cache, Kept } from './cache.ts'
import type { Ask } from './driver.ts'
import { difference } from './patch.ts'
import { cacheKey, parse, readJourneys, readPast } from './read.ts'
import { fromAction, fromEvent } from './rows.ts'

/** So many customers are worth a lock: another commit may well have one of them too. */
const FEW = 2
/** Thrown where work that began without a transaction needs one: it is run again, with locks. */
export class NeedsLocks extends Error {}

/** Where it is run: in a transaction of the database, or, without locks, each statement for itself. */
export interface Session {
  readonly ask: Ask
  readonly isLocked: boolean
}

const LEAST_PATCH = 1_500
const MOST_PATCH = 4_000
const textOf = (value: unknown): string => JSON.stringify(value)
const listOf = (rows: readonly unknown[]): string | null => (rows.length === 0 ? null : textOf(rows))

/** One run of work. `flush` writes what is left to write, and tells what the cache may keep once that stands. */
export function createTransaction(session: Session, cache: Cache, notifies: () => boolean) {
  const read = new Map<string, { kept: Map<string, Kept>; timers: Map<string, string> }>()
  const fresh: [key: string, kept: Kept | undefined][] = []
  let waiting: Write | undefined
  const lock = (): void => {
    if (!session.isLocked) throw new NeedsLocks()
  }
  const of = (tenant: string) => {
    const known = read.get(tenant) ?? { kept: new Map(), timers: new Map() }
    read.set(tenant, known)
    return known
  }

  /** A journey's row, as JSON: what changed, or, where that grew long, all of it. */
  function row(tenant: string, key: string, state: JourneyState, version: number): string {
    const old = of(tenant).kept.get(key)
    const patch = textOf(difference((old?.base ?? {}) as never, state as never) ?? {})
    const { base, baseBytes = 0 } = old ?? {}
    const isWhole = Buffer.byteLength(patch) > Math.min(Math.max(baseBytes * 0.8, LEAST_PATCH), MOST_PATCH)
    const text = isWhole ? textOf(state) : patch
    const next: Kept = isWhole
      ? { version, base: state, baseBytes: text.length, state, bytes: text.length }
      : { version, base, baseBytes, state, bytes: baseBytes + text.length }
    of(tenant).kept.set(key, next)
    fresh.push([cacheKey(tenant, key), next])
    return `{"c":${textOf(key)},"v":${old?.version ?? 0},"${isWhole ? 's' : 'p'}":${text}}`
  }
  async function write({ events, journeys, actions, links }: Write): Promise<void> {
    const version = randomInt(1, 2 ** 48 - 1)
    const tenants = new Set([...events, ...journeys, ...actions, ...links].map(({ tenant }) => tenant))
    for (const tenant of tenants) {
      const isOwn = <T extends { readonly tenant: string }>(one: T): boolean => one.tenant === tenant
      const { kept, timers } = of(tenant)
      const gone = links.filter(isOwn).map(({ from, to }) => ({ from, to, version: kept.get(from)?.version }))
      const own = journeys.filter(isOwn)
      const due = own
        .filter(({ key, wakeAt }) => timers.get(key) !== wakeAt)
        .map(({ key, wakeAt }) => ({ c: key, a: wakeAt ?? null }))
      const facts = events.filter(isOwn).map(fromEvent)
      const acts = actions.filter(isOwn)
      const isTold = notifies() && (acts.some(({ state }) => state === 'due') || due.length > 0)
      await session.ask('select motkit.commit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)::text as answer', [
        tenant,
        version,
        listOf(gone),
        `[${own.map(({ key, state }) => row(tenant, key, state, version)).join()}]`,
        own.length,
        listOf(facts),
        facts.length,
        listOf(due),
        listOf(acts.map(fromAction)),
        isTold,
      ])
      for (const { from } of gone) {
        kept.delete(from)
        timers.delete(from)
        fresh.push([cacheKey(tenant, from), undefined])
      }
      for (const { key, wakeAt } of own) {
        if (wakeAt === undefined) timers.delete(key)
        else timers.set(key, wakeAt)
      }
    }
  }

  const transaction: StoreTransaction = {
    async open(tenant, keys, names = []) {
      if (keys.length > FEW) lock()
      const opened = await readJourneys(session.ask, cache, tenant, keys, { names, isLocked: session.isLocked })
      const own = of(tenant)
      for (const [key, kept] of opened.kept) own.kept.set(key, kept)
      for (const [key, at] of opened.timers) own.timers.set(key, at)
      return opened
    },
    past: (tenant, wanted) => readPast(session.ask, tenant, wanted),
    async claim(tenant, { counter, amount, limit }) {
      lock()
      const text = await session.ask('select motkit.claim($1, $2, $3, $4)::text as answer', [
        tenant,
        counter,
        amount,
        limit,
      ])
      return text === 'true'
    },
    async erased(tenant, hashes) {
      const text = await session.ask('select motkit.erased($1, $2)::text as answer', [tenant, textOf(hashes)])
      return new Set(parse<string[]>(text))
    },
    async write(one) {
      if (session.isLocked) return write(one)
      if (waiting) lock()
      waiting = one
    },
    async erase(tenant, key, hashes) {
      lock()
      await session.ask('select motkit.erase($1, $2, $3)::text as answer', [tenant, key, textOf(hashes)])
      fresh.push([cacheKey(tenant, key), undefined])
    },
    async prune(tenant, key, names, before) {
      lock()
      const values = [tenant, key, textOf(names.map(({ source, id }) => ({ source, id }))), before]
      return Number(await session.ask('select motkit.prune($1, $2, $3, $4)::text as answer', values))
    },
    async aliases(tenant, key) {
      const text = await session.ask('select motkit.aliases($1, $2)::text as answer', [tenant, key])
      return parse<string[]>(text) ?? []
    },
  }
  return {
    transaction,
    async flush(): Promise<void> {
      if (waiting) await write(waiting)
    },
    /** Once it is committed. */
    remember(): void {
      for (const [key, kept] of fresh) {
        if (kept) cache.set(key, kept)
        else cache.delete(key)
      }
    },
  }
}
