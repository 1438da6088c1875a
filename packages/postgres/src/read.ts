/** Reads of the store: journeys, of those that stand as this process remembers them only the version, and events of the past. */
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
  hasState: boolean,
  hasPatch: boolean,
]
/** Between JSON documents: none contains it. */
export const SEPARATOR = '\u001e'
export const parse = <T>(text: string | null): T | undefined =>
  text === null ? undefined : ((JSON.parse(text) as T | null) ?? undefined)
export const cacheKey = (tenant: string, key: string): string => `${tenant} ${key}`

/** What a transaction has to know of what it read, beside the journeys. */
export interface Read extends Opened {
  readonly kept: ReadonlyMap<string, Kept>
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
    versions: keys.map((key) => known.get(key)?.version ?? null),
    names: names.map(({ source, id }) => [source, id]),
  }
  const text = await ask('select motkit.open($1, $2, $3) as answer', [tenant, JSON.stringify(asked), isLocked])
  type Answer = [asked: JourneyRow[] | null, targets: JourneyRow[] | null, events: EventRow[] | null]
  const [answer = null, ...documents] = text?.split(SEPARATOR) ?? []
  const [rows, targets, seen] = parse<Answer>(answer) ?? [null, null, null]
  let next = 0
  const document = (): string => documents[next++] as string
  const canonical = new Map(keys.map((key): [string, string] => [key, key]))
  const journeys = new Map<string, JourneyState>()
  const kept = new Map<string, Kept>()
  for (const [customer, version, linkedTo, at, hasState, hasPatch] of [...(rows ?? []), ...(targets ?? [])]) {
    if (linkedTo !== null) {
      // Linked since it was looked up.
      if (!canonical.has(customer)) throw new DriverError({ code: '40001' })
      canonical.set(customer, linkedTo)
      continue
    }
    const state = hasState ? document() : undefined
    const patch = hasPatch ? document() : undefined
    const entry = hasState || hasPatch ? entryOf(version, state, patch) : known.get(customer)
    if (!entry) continue // a mark that somebody was erased
    const own: Kept = { ...entry, wakeAt: at ?? undefined }
    cache.set(cacheKey(tenant, customer), own)
    kept.set(customer, own)
    journeys.set(customer, entry.state)
  }
  return {
    canonical,
    journeys,
    kept,
    seen: (seen ?? []).map(toEvent(tenant)),
  }
}
function entryOf(version: number, baseText = '', patch?: string): Omit<Kept, 'wakeAt'> {
  const base = baseText === '' ? undefined : (JSON.parse(baseText) as JourneyState)
  const state = (
    patch === undefined ? base : patched((base ?? {}) as never, JSON.parse(patch) as Patch)
  ) as JourneyState
  return { version, base, state, baseBytes: baseText.length, bytes: baseText.length + (patch?.length ?? 0) }
}

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
