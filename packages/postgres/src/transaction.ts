/**
 * A transaction of the store. It may trust that what this process remembers stands, and that events are new; it commits in
 * one statement, which stands only where that is so. Work that found otherwise is run again: it reads, or locks, in one
 * order; and so does, for a while then, all work.
 */
import { randomInt } from 'node:crypto'
import type { EventName, JourneyState, StoredJourney, StoreTransaction, Write } from '@motkit/core'
import type { Cache, Kept } from './cache.ts'
import type { Ask } from './driver.ts'
import { difference } from './patch.ts'
import { cacheKey, parse, readJourneys, readPast, SEPARATOR } from './read.ts'
import { fromAction, fromEvent } from './rows.ts'

/** Thrown where work that began without a transaction of the database needs one, with locks: it is run again. */
export class NeedsLocks extends Error {}
/** Thrown where no commit would show whether what was trusted is so: the work is run again, and reads. */
export class NeedsRead extends Error {}

export interface Session {
  readonly ask: Ask
  /** A transaction of the database, which locks what it reads; otherwise each statement stands for itself. */
  readonly isLocked: boolean
  readonly trusts: Trust
}
export interface Trust {
  /** Journeys that are remembered need not be read. */
  readonly journeys: boolean
  /** Events need not be looked up. */
  readonly events: boolean
}
export const NO_TRUST: Trust = { journeys: false, events: false }

/** So many customers are not worth a lock, where commits have met lately; of more, another may well have one too. */
const FEW = 2
const LEAST_PATCH = 1_500
const MOST_PATCH = 4_000
const SHARE_OF_BASE = 0.8
const nameOf = (tenant: string, { source, id }: EventName): string => JSON.stringify([tenant, source, id])
const textOf = (value: unknown): string => JSON.stringify(value)
const listOf = (rows: readonly unknown[]): string | null => (rows.length === 0 ? null : textOf(rows))
interface Row {
  readonly row: { readonly c: string; readonly v: number | undefined; readonly s: boolean }
  readonly text: string
}

/**
 * One run of work. `flush` writes what is left to write.
 * @param notifies whether nobody else tells of work that is due
 */
export function createTransaction({ ask, isLocked, trusts }: Session, cache: Cache, notifies: () => boolean) {
  const read = new Map<string, Map<string, Kept>>()
  /** What was written, by its key in the cache; nothing of a customer who is gone. */
  const written: [key: string, kept: Kept | undefined][] = []
  /** Journeys that were not read, and events that were not looked up: the commit shows whether they are so. */
  const trusted = { journeys: new Set<string>(), events: new Set<string>() }
  let waiting: Write | undefined
  const lock = (): void => {
    if (!isLocked) throw new NeedsLocks()
  }
  const of = (tenant: string): Map<string, Kept> => {
    const known = read.get(tenant) ?? new Map<string, Kept>()
    read.set(tenant, known)
    return known
  }

  /** A journey's row, and its document: what changed, or, where that grew long, all of it. */
  function row(fresh: number, { tenant, key, state, wakeAt }: StoredJourney): Row {
    const old = of(tenant).get(key)
    const patch = textOf(difference((old?.base ?? {}) as never, state as never) ?? {})
    const { base, baseBytes = 0 } = old ?? {}
    const isWhole = Buffer.byteLength(patch) > Math.min(Math.max(baseBytes * SHARE_OF_BASE, LEAST_PATCH), MOST_PATCH)
    const text = isWhole ? textOf(state) : patch
    const size = isWhole
      ? { base: state, baseBytes: text.length, bytes: text.length }
      : { base, baseBytes, bytes: baseBytes + text.length }
    const next: Kept = { version: fresh, state, wakeAt, ...size }
    of(tenant).set(key, next)
    written.push([cacheKey(tenant, key), next])
    return { row: { c: key, v: old?.version, s: isWhole }, text }
  }
  async function write({ events, journeys, actions, links }: Write): Promise<void> {
    const fresh = randomInt(1, 2 ** 48 - 1)
    const tenants = new Set([...events, ...journeys, ...actions, ...links].map(({ tenant }) => tenant))
    for (const tenant of tenants) {
      const isOwn = <T extends { readonly tenant: string }>(one: T): boolean => one.tenant === tenant
      const kept = of(tenant)
      const gone = links.filter(isOwn).map(({ from, to }) => ({ from, to, version: kept.get(from)?.version }))
      const own = journeys.filter(isOwn)
      const due = own
        .filter(({ key, wakeAt }) => kept.get(key)?.wakeAt !== wakeAt)
        .map(({ key, wakeAt }) => ({ c: key, a: wakeAt ?? null }))
      const shown = new Set([...own.map(({ key }) => key), ...gone.map(({ from }) => from)])
      const untouched = [...kept].filter(([key]) => trusted.journeys.has(cacheKey(tenant, key)) && !shown.has(key))
      const rows = own.map((journey) => row(fresh, journey))
      const acts = actions.filter(isOwn)
      const isTold = notifies() && (acts.some(({ state }) => state === 'due') || due.length > 0)
      await ask('select motkit.commit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)::text as answer', [
        tenant,
        fresh,
        listOf(untouched.map(([c, { version: v }]) => ({ c, v }))),
        listOf(gone),
        listOf(rows.map(({ row }) => row)),
        rows.map(({ text }) => text).join(SEPARATOR),
        rows.length,
        listOf(events.filter(isOwn).map(fromEvent)),
        listOf(due),
        listOf(acts.map(fromAction)),
        isTold,
      ])
      for (const { from } of gone) {
        kept.delete(from)
        written.push([cacheKey(tenant, from), undefined])
      }
    }
  }
  const transaction: StoreTransaction = {
    async open(tenant, keys, names = []) {
      if (keys.length > FEW && !trusts.journeys) lock()
      const own = of(tenant)
      const journeys = new Map<string, JourneyState>()
      for (const key of trusts.journeys ? keys : []) {
        const kept = cache.get(cacheKey(tenant, key))
        if (!kept) continue
        own.set(key, kept)
        journeys.set(key, kept.state)
        trusted.journeys.add(cacheKey(tenant, key))
      }
      if (trusts.events) for (const name of names) trusted.events.add(nameOf(tenant, name))
      const unread = keys.filter((key) => !journeys.has(key))
      const sought = trusts.events ? [] : names
      if (unread.length + sought.length === 0)
        return { canonical: new Map(keys.map((key) => [key, key])), journeys, seen: [] }
      const opened = await readJourneys(ask, cache, tenant, unread, { names: sought, isLocked })
      for (const [key, kept] of opened.kept) own.set(key, kept)
      return {
        canonical: new Map([...keys.map((key): [string, string] => [key, key]), ...opened.canonical]),
        journeys: new Map([...journeys, ...opened.journeys]),
        seen: opened.seen,
      }
    },
    past: (tenant, wanted) => readPast(ask, tenant, wanted),
    async claim(tenant, { counter, amount, limit }) {
      lock()
      const text = await ask('select motkit.claim($1, $2, $3, $4)::text as answer', [tenant, counter, amount, limit])
      return text === 'true'
    },
    async erased(tenant, hashes) {
      const text = await ask('select motkit.erased($1, $2)::text as answer', [tenant, textOf(hashes)])
      return new Set(parse<string[]>(text))
    },
    async write(one) {
      if (isLocked) return write(one)
      if (waiting) lock()
      waiting = one
    },
    async erase(tenant, key, hashes) {
      lock()
      await ask('select motkit.erase($1, $2, $3)::text as answer', [tenant, key, textOf(hashes)])
      written.push([cacheKey(tenant, key), undefined])
    },
    async prune(tenant, key, names, before) {
      lock()
      const values = [tenant, key, textOf(names.map(({ source, id }) => ({ source, id }))), before]
      return Number(await ask('select motkit.prune($1, $2, $3, $4)::text as answer', values))
    },
    async aliases(tenant, key) {
      const text = await ask('select motkit.aliases($1, $2)::text as answer', [tenant, key])
      return parse<string[]>(text) ?? []
    },
  }
  return {
    transaction,
    written,
    async flush(): Promise<void> {
      const { events = [] } = waiting ?? {}
      const added = new Set(events.map((event) => nameOf(event.tenant, event)))
      const isUnsure = [...trusted.events].some((name) => !added.has(name))
      if (isUnsure || (!waiting && trusted.journeys.size > 0)) throw new NeedsRead()
      if (waiting) await write(waiting)
    },
    /** What was remembered wrongly, it may be. */
    forget(): void {
      for (const key of trusted.journeys) cache.delete(key)
    },
    /** Once it is committed. */
    remember(): void {
      for (const [key, kept] of written) {
        if (kept) cache.set(key, kept)
        else cache.delete(key)
      }
    },
  }
}
