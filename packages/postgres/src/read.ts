/** Reads of the store: journeys, of those that this process remembers only the version, and events of the past. */
import type { Envelope, EventName, JourneyState, Opened } from '@motkit/core'
import type { Cache, Kept } from './cache.ts'
import { type Ask, DriverError } from './driver.ts'
import { type Patch, patched } from './patch.ts'
import { type EventRow, toEvent } from './rows.ts'

type JourneyRow = readonly [
  customer: string,
  version: number,
  linkedTo: string | null,
  at: string | null,
  baseBytes: number | null,
  state: JourneyState | null,
  patch: Patch | null,
]
export const parse = <T>(text: string | null): T | undefined =>
  text === null ? undefined : ((JSON.parse(text) as T | null) ?? undefined)
export const cacheKey = (tenant: string, key: string): string => `${tenant} ${key}`

/** What a transaction has to know of what it read, beside the journeys. */
export interface Read extends Opened {
  readonly kept: ReadonlyMap<string, Kept>
  readonly timers: ReadonlyMap<string, string>
}
export async function readJourneys(
  ask: Ask,
  cache: Cache,
  tenant: string,
  keys: readonly string[],
  { names = [], isLocked = false }: { readonly names?: readonly EventName[]; readonly isLocked?: boolean } = {},
): Promise<Read> {
  const known = new Map<string, Kept>()
  for (const key of keys) {
    const entry = cache.get(cacheKey(tenant, key))
    if (entry) known.set(key, entry)
  }
  const asked = {
    keys,
    known: [...known].map(([customer, { version }]) => ({ customer, version })),
    names: names.map(({ source, id }) => ({ source, id })),
  }
  const text = await ask('select motkit.open($1, $2, $3)::text as answer', [tenant, JSON.stringify(asked), isLocked])
  type Answer = [links: [string, string][] | null, journeys: JourneyRow[] | null, events: EventRow[] | null]
  const [linked, rows, seen] = parse<Answer>(text) ?? [null, null, null]
  const journeys = new Map<string, JourneyState>()
  const kept = new Map<string, Kept>()
  const timers = new Map<string, string>()
  for (const [customer, version, linkedTo, at, baseBytes, state, patch] of rows ?? []) {
    // Linked since it was looked up.
    if (linkedTo !== null) throw new DriverError({ code: '40001' })
    const entry = state || patch ? entryOf(version, baseBytes ?? 0, state, patch) : known.get(customer)
    if (!entry) continue // a mark that somebody was erased
    kept.set(customer, entry)
    journeys.set(customer, entry.state)
    if (at !== null) timers.set(customer, at)
  }
  return {
    canonical: new Map([...keys.map((key): [string, string] => [key, key]), ...(linked ?? [])]),
    journeys,
    kept,
    timers,
    seen: (seen ?? []).map(toEvent(tenant)),
  }
}
const entryOf = (version: number, baseBytes: number, state: JourneyState | null, patch: Patch | null): Kept => ({
  version,
  base: state ?? undefined,
  baseBytes,
  state: (patch ? patched((state ?? {}) as never, patch) : state) as JourneyState,
  bytes: baseBytes,
})

export async function readPast(
  ask: Ask,
  tenant: string,
  wanted: readonly { readonly key: string; readonly subjects?: readonly string[] }[],
): Promise<ReadonlyMap<string, readonly Envelope[]>> {
  const text = await ask('select motkit.past($1, $2)::text as answer', [tenant, JSON.stringify(wanted)])
  const found = new Map<string, Map<string, Envelope>>(wanted.map(({ key }) => [key, new Map()]))
  const make = toEvent(tenant)
  // One that is about a subject and related to another comes twice.
  for (const [key, event] of parse<[string, EventRow][]>(text) ?? [])
    found.get(key)?.set(`${event[0]}#${event[1]}`, make(event))
  return new Map([...found].map(([key, events]) => [key, [...events.values()]]))
}
