/**
 * A transaction of the store. Work on few customers reads without a lock and commits in one statement, which stands only
 * on the versions that were read; work on many, or work that met another's, locks its customers first, in one order.
 */
import { randomInt } from 'node:crypto'
import type { Envelope, JourneyState, Opened, StoreTransaction, Write } from '@motkit/core'
import type { Cache, Kept } from './cache.ts'
import { type Ask, DriverError } from './driver.ts'
import { difference, type Patch, patched } from './patch.ts'
import { type EventRow, fromAction, fromEvent, toEvent } from './rows.ts'

/** So many customers are worth a lock: another commit may well have one of them too. */
const FEW = 2
/** Thrown where work that began without a transaction needs one: it is run again, with locks. */
export class NeedsLocks extends Error {}

/** How it is to be done: `free` until something asks for locks. */
export interface Session {
  readonly ask: Ask
  readonly isLocked: boolean
  /** Begins a transaction; where work has read already, it must be run again. */
  lock(): Promise<void>
}

type JourneyRow = readonly [
  customer: string,
  version: number,
  linkedTo: string | null,
  at: string | null,
  state: JourneyState | null,
  patch: Patch | null,
]
export const parse = <T>(text: string | null): T | undefined =>
  text === null ? undefined : ((JSON.parse(text) as T | null) ?? undefined)
export const cacheKey = (tenant: string, key: string): string => `${tenant} ${key}`

/** Reads journeys, of those that stand in the cache only the version. */
export async function readJourneys(
  { ask, isLocked }: Pick<Session, 'ask' | 'isLocked'>,
  cache: Cache,
  tenant: string,
  keys: readonly string[],
  names: readonly { readonly source: string; readonly id: string }[] = [],
): Promise<Opened & { readonly kept: ReadonlyMap<string, Kept>; readonly timers: ReadonlyMap<string, string> }> {
  const known = keys.flatMap((key) => {
    const kept = cache.get(cacheKey(tenant, key))
    return kept ? [{ customer: key, version: kept.version }] : []
  })
  const text = await ask('select motkit.open($1, $2, $3)::text as answer', [
    tenant,
    JSON.stringify({ keys, known, names: names.map(({ source, id }) => ({ source, id })) }),
    isLocked,
  ])
  const [linked, rows, seen] = parse<
    [links: [string, string][] | null, journeys: JourneyRow[] | null, events: EventRow[] | null]
  >(text) ?? [null, null, null]
  const canonical = new Map(keys.map((key) => [key, key]))
  for (const [key, to] of linked ?? []) canonical.set(key, to)
  const journeys = new Map<string, JourneyState>()
  const kept = new Map<string, Kept>()
  const timers = new Map<string, string>()
  for (const [customer, version, linkedTo, at, state, patch] of rows ?? []) {
    // Linked since it was looked up.
    if (linkedTo !== null) throw new DriverError({ code: '40001' })
    const own = state === null && patch === null ? cache.get(cacheKey(tenant, customer)) : undefined
    const base = state ?? undefined
    const entry: Kept | undefined =
      own ??
      (state === null && patch === null
        ? undefined
        : { version, base, state: (patch ? patched((base ?? {}) as never, patch) : base) as JourneyState, bytes: 0 })
    if (!entry) continue
    kept.set(customer, entry)
    journeys.set(customer, entry.state)
    if (at !== null) timers.set(customer, at)
  }
  return { canonical, journeys, kept, timers, seen: (seen ?? []).map(toEvent(tenant)) }
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
  const of = (tenant: string) => {
    const known = read.get(tenant) ?? { kept: new Map(), timers: new Map() }
    read.set(tenant, known)
    return known
  }

  /** A journey's row, as JSON: what changed, or, where that grew long, all of it. */
  function row(tenant: string, key: string, state: JourneyState, version: number): string {
    const old = of(tenant).kept.get(key)
    const patch = textOf(difference((old?.base ?? {}) as never, state as never) ?? {})
    const limit = old?.base ? Math.min(Math.max(old.bytes * 0.8, LEAST_PATCH), MOST_PATCH) : LEAST_PATCH
    const isWhole = Buffer.byteLength(patch) > limit
    const text = isWhole ? textOf(state) : patch
    const next: Kept = isWhole
      ? { version, base: state, state, bytes: text.length }
      : { version, base: old?.base, state, bytes: (old?.base ? old.bytes : 0) + text.length }
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
      if (keys.length > FEW) await session.lock()
      const opened = await readJourneys(session, cache, tenant, keys, names)
      const own = of(tenant)
      for (const [key, kept] of opened.kept) own.kept.set(key, kept)
      for (const [key, at] of opened.timers) own.timers.set(key, at)
      return opened
    },
    async past(tenant, wanted) {
      const text = await session.ask('select motkit.past($1, $2)::text as answer', [tenant, textOf(wanted)])
      const found = new Map<string, Map<string, Envelope>>(wanted.map(({ key }) => [key, new Map()]))
      const make = toEvent(tenant)
      for (const [key, event] of parse<[string, EventRow][]>(text) ?? [])
        found.get(key)?.set(`${event[0]}#${event[1]}`, make(event))
      return new Map([...found].map(([key, events]) => [key, [...events.values()]]))
    },
    async claim(tenant, { counter, amount, limit }) {
      await session.lock()
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
      if (waiting) await session.lock()
      waiting = one
    },
    async erase(tenant, key, hashes) {
      await session.lock()
      await session.ask('select motkit.erase($1, $2, $3)::text as answer', [tenant, key, textOf(hashes)])
      fresh.push([cacheKey(tenant, key), undefined])
    },
    async prune(tenant, key, names, before) {
      await session.lock()
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
