/** Deliveries in memory: for tests, and for trying things out. They end with the process. */
import { createHash } from 'node:crypto'
import { type Clock, systemClock } from '@motkit/core'
import type { ClaimedDelivery, DeadDeliveryFilter, DeliveryKey, DeliveryStore, ReceivedDelivery } from './store.ts'

interface Row {
  readonly delivery: Omit<ReceivedDelivery, 'body'>
  readonly hash: string
  readonly receivedAt: number
  /** Gone once it ended. */
  body: Uint8Array | undefined
  /** None: it ended, or is dead. */
  dueAt: number | undefined
  attempts: number
  lost: number
  error: string
}
const keyOf = ({ shop, id }: DeliveryKey): string => `${shop} ${id}`

/** @example const webhooks = createShopifyWebhooks({ secrets, tenantOf, mot, deliveries: memoryDeliveries() }) */
export function memoryDeliveries({ clock = systemClock }: { readonly clock?: Clock } = {}): DeliveryStore {
  const rows = new Map<string, Row>()
  const byHash = new Map<string, Row[]>()
  const isDead = ({ dueAt, body }: Row) => dueAt === undefined && body !== undefined
  const end = (row: Row): void => {
    row.body = undefined
    row.dueAt = undefined
    row.error = ''
  }
  const deadOnes = ({ tenant, keys }: DeadDeliveryFilter): Row[] => {
    const wanted = keys && new Set(keys.map(keyOf))
    return [...rows.values()].filter(
      (row) =>
        isDead(row) &&
        (tenant === undefined || row.delivery.tenant === tenant) &&
        (wanted === undefined || wanted.has(keyOf(row.delivery))),
    )
  }
  return {
    async add({ body, ...delivery }) {
      const hash = createHash('sha256').update(body).digest('hex')
      const known = rows.get(keyOf(delivery))
      if (known) return known.hash === hash ? 'duplicate' : 'replayed'
      const twins = byHash.get(hash) ?? []
      if (twins.some((row) => row.delivery.shop !== delivery.shop)) return 'replayed'
      if (twins.some((row) => row.delivery.topic === delivery.topic)) return 'duplicate'
      const now = clock.now()
      const row: Row = { delivery, hash, receivedAt: now, body, dueAt: now, attempts: 0, lost: 0, error: '' }
      rows.set(keyOf(delivery), row)
      byHash.set(hash, [...twins, row])
      return 'added'
    },
    async claim(limit, leaseMs) {
      const now = clock.now()
      const due = [...rows.values()]
        .filter(({ dueAt }) => dueAt !== undefined && dueAt <= now)
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
      const [head] = due
      const taken = head && head.lost > 0 ? [head] : due.filter(({ lost }) => lost === 0).slice(0, limit)
      return taken.map((row): ClaimedDelivery => {
        row.dueAt = now + leaseMs
        row.attempts++
        return { ...row.delivery, body: row.body as Uint8Array, attempt: row.attempts, lost: row.lost++ }
      })
    },
    async done(key) {
      const row = rows.get(keyOf(key))
      if (row) end(row)
    },
    async fail(claimed, error, againMs) {
      const row = rows.get(keyOf(claimed))
      if (row?.body === undefined || row.attempts !== claimed.attempt) return
      row.error = error
      row.lost = 0
      row.dueAt = againMs === undefined ? undefined : clock.now() + againMs
    },
    async dead({ tenant, after, limit }) {
      return deadOnes({ tenant })
        .sort((a, b) => (keyOf(a.delivery) < keyOf(b.delivery) ? -1 : 1))
        .filter(({ delivery }) => after === undefined || keyOf(delivery) > keyOf(after))
        .slice(0, limit)
        .map(({ delivery: { shop, id, topic, triggeredAt, tenant }, attempts, error }) => ({
          shop,
          id,
          tenant,
          topic,
          triggeredAt,
          attempts,
          error,
        }))
    },
    async revive(filter) {
      const revived = deadOnes(filter)
      for (const row of revived) {
        row.dueAt = clock.now()
        row.attempts = 0
        row.lost = 0
      }
      return revived.length
    },
    async drop(filter) {
      const dropped = deadOnes(filter)
      for (const row of dropped) end(row)
      return dropped.length
    },
    async forget(except, matches) {
      const forgotten = [...rows.values()].filter(
        ({ delivery, body }) =>
          delivery.shop === except.shop && delivery.id !== except.id && body !== undefined && matches(body),
      )
      for (const row of forgotten) end(row)
      return forgotten.length
    },
    async prune(olderThanMs) {
      const before = clock.now() - olderThanMs
      const old = [...rows].filter(([, { body, receivedAt }]) => body === undefined && receivedAt < before)
      for (const [key, row] of old) {
        rows.delete(key)
        const twins = byHash.get(row.hash)?.filter((twin) => twin !== row) ?? []
        if (twins.length > 0) byHash.set(row.hash, twins)
        else byHash.delete(row.hash)
      }
      return old.length
    },
    async health() {
      const due = [...rows.values()].flatMap(({ dueAt }) => (dueAt === undefined ? [] : [dueAt]))
      return {
        waiting: due.length,
        dead: deadOnes({}).length,
        lagMs: Math.max(0, ...due.map((at) => clock.now() - at)),
      }
    },
  }
}
