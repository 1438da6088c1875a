/** Intents in memory: for tests, and for trying things out. They end with the process. */
import { type Clock, systemClock } from '@motkit/core'
import type { ClaimedIntent, Intent, IntentKey, IntentStore, NewIntent } from './store.ts'

interface Row {
  readonly intent: NewIntent
  state: 'open' | 'parked' | 'done'
  note?: unknown
  notedAt?: number
  result?: unknown
  leasedUntil: number
  token: string
}
const nameOf = ({ shop, key }: IntentKey): string => `${shop} ${key}`

/** @example shopifyHandlers({ admin, intents: memoryIntents() }) */
export function memoryIntents({ clock = systemClock }: { readonly clock?: Clock } = {}): IntentStore {
  const rows = new Map<string, Row>()
  let claims = 0
  const told = ({ intent, note, notedAt }: Row): Intent => ({
    ...intent,
    ...(notedAt !== undefined && { note: structuredClone(note), notedMs: clock.now() - notedAt }),
  })
  const inTheWay = ({ shop, customer, kind }: NewIntent): Row | undefined =>
    kind === 'message'
      ? undefined
      : [...rows.values()].find(
          ({ state, intent }) =>
            state === 'open' && intent.kind !== 'message' && intent.shop === shop && intent.customer === customer,
        )
  const mine = (claimed: ClaimedIntent): Row | undefined => {
    const row = rows.get(nameOf(claimed))
    return row?.state === 'open' && row.token === claimed.token ? row : undefined
  }
  return {
    async claim({ shop, key, kind, customer }, leaseMs) {
      const asked = { shop, key, kind, customer }
      const row: Row = rows.get(nameOf(asked)) ??
        inTheWay(asked) ?? { intent: asked, state: 'open', leasedUntil: 0, token: '' }
      if (row.state === 'parked') return { state: 'parked' }
      if (row.state === 'done') return { state: 'done', result: structuredClone(row.result) }
      const forMs = row.leasedUntil - clock.now()
      if (forMs > 0) return { state: 'busy', forMs }
      rows.set(nameOf(row.intent), row)
      row.leasedUntil = clock.now() + leaseMs
      row.token = String(++claims)
      return { state: 'claimed', intent: { ...told(row), token: row.token } }
    },
    async note(claimed, note) {
      const row = mine(claimed)
      if (!row) return false
      row.note = structuredClone(note)
      row.notedAt = clock.now()
      return true
    },
    async done(claimed, result) {
      const row = mine(claimed)
      if (row) Object.assign(row, { state: 'done', note: undefined, result: structuredClone(result) })
    },
    async withdraw(claimed) {
      if (mine(claimed)) rows.delete(nameOf(claimed))
    },
    async leave(claimed) {
      const row = mine(claimed)
      if (row) row.leasedUntil = 0
    },
    async park(claimed) {
      const row = mine(claimed)
      if (row) row.state = 'parked'
    },
    async find(key) {
      const row = rows.get(nameOf(key))
      return row && { state: row.state, ...(row.state === 'done' && { result: structuredClone(row.result) }) }
    },
    async parked({ shop, after, limit }) {
      return [...rows.values()]
        .filter(({ state, intent }) => state === 'parked' && (shop === undefined || intent.shop === shop))
        .map(told)
        .filter((intent) => after === undefined || nameOf(intent) > nameOf(after))
        .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
        .slice(0, limit)
    },
    async settle(key, result) {
      const row = rows.get(nameOf(key))
      if (row?.state !== 'parked') return false
      if (result === undefined) rows.delete(nameOf(key))
      else Object.assign(row, { state: 'done', note: undefined, result: structuredClone(result) })
      return true
    },
    async forget({ shop, customer }) {
      const theirs = [...rows.values()].filter(
        ({ intent }) => intent.shop === shop && (customer === undefined || intent.customer === customer),
      )
      for (const { intent } of theirs) rows.delete(nameOf(intent))
      return theirs.length
    },
    async prune(olderThanMs) {
      const before = clock.now() - olderThanMs
      const old = [...rows.values()].filter(({ state, notedAt = 0 }) => state === 'done' && notedAt < before)
      for (const { intent } of old) rows.delete(nameOf(intent))
      return old.length
    },
  }
}
