/** Made-up rows for the store suite, and a commit as the engine makes one: resolve, lock, write. */
import type {
  Customer,
  Envelope,
  EventName,
  JourneyState,
  Store,
  StoredAction,
  StoredJourney,
  Write,
} from '@motkit/core'

export const TENANT = 'default'
/** A minute of a made-up day. */
export const minute = (minutes: number): string => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString()
const keyOf = (customer: Customer): string =>
  'id' in customer ? `id:${customer.id}` : `anonymous:${customer.anonymousId}`
const customerOf = (key: string): Customer =>
  key.startsWith('id:') ? { id: key.slice(3) } : { anonymousId: key.slice('anonymous:'.length) }

/** An event of a customer, named by key: `id:c1`, `anonymous:a1`. */
export const eventOf = (key: string, id: string, more: Partial<Envelope> = {}): Envelope => ({
  id,
  source: 'shop',
  type: 'order.placed',
  subject: `order/${id}`,
  time: minute(0),
  tenant: TENANT,
  customer: customerOf(key),
  data: { orderId: id },
  ...more,
})
export const stateOf = (key: string, revision = 1, slices: JourneyState['slices'] = {}): JourneyState => ({
  customer: key,
  revision,
  slices,
  threads: {},
  tally: {},
})
export const journeyOf = (key: string, more: Partial<StoredJourney> = {}): StoredJourney => ({
  tenant: TENANT,
  key,
  state: stateOf(key),
  ...more,
})
export const actionOf = (customer: string, key: string, more: Partial<StoredAction> = {}): StoredAction => ({
  tenant: TENANT,
  customer,
  key,
  rule: 'rule',
  thread: 'order/1',
  subject: 'order/1',
  name: key,
  type: 'message.send',
  data: { template: 'hello' },
  due: minute(0),
  attempts: 0,
  state: 'due',
  cause: 'event shop#1',
  judgements: [],
  ...more,
})

/** Commits as the engine does: the customers are resolved and locked, and each of them has a journey. */
export async function commit(store: Store, write: Partial<Write>, tenant = TENANT): Promise<void> {
  const { events = [], journeys = [], actions = [], links = [] } = write
  const named = [
    ...events.map(({ customer }) => keyOf(customer)),
    ...journeys.map(({ key }) => key),
    ...actions.map(({ customer }) => customer),
    ...links.flatMap(({ from, to }) => [from, to]),
  ]
  await store.transaction(async (transaction) => {
    const { canonical, journeys: known } = await transaction.open(tenant, [...new Set(named)])
    const linked = new Map(links.map(({ from, to }) => [from, to]))
    const keys = [...new Set(named.map((key) => canonical.get(key) ?? key))].sort()
    const fresh = keys.filter(
      (key) => !known.has(key) && !linked.has(key) && !journeys.some((journey) => journey.key === key),
    )
    await transaction.write({
      events,
      actions,
      links,
      journeys: [...journeys, ...fresh.map((key) => journeyOf(key, { tenant }))],
    })
  })
}

/** Reads in a transaction of its own. */
export const pastOf = async (store: Store, key: string, subjects?: readonly string[], tenant = TENANT) =>
  store.transaction(async (transaction) => {
    await transaction.open(tenant, [key])
    const past = await transaction.past(tenant, [{ key, ...(subjects && { subjects }) }])
    return idsOf(past.get(key) ?? [])
  })
export const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id).sort()
export const keysOf = (rows: readonly { readonly key: string }[]): readonly string[] => rows.map(({ key }) => key)
export const resolved = (store: Store, key: string, tenant = TENANT) =>
  store.transaction(async (transaction) => (await transaction.open(tenant, [key])).canonical.get(key))
/** So many of the made-up actions. */
export const upTo = (limit: number): Readonly<Record<string, number>> => ({ 'message.send': limit })
export const seenIn = (store: Store, names: readonly EventName[], tenant = TENANT) =>
  store.transaction(async (transaction) => (await transaction.open(tenant, [], names)).seen)
export const journeyIn = (store: Store, key: string, tenant = TENANT) =>
  store.transaction(async (transaction) => (await transaction.open(tenant, [key])).journeys.get(key))

/** What many callers at once claim, and then one until there is no more; given up where there is always more. */
export async function drain(claim: (i: number) => Promise<readonly string[]>): Promise<readonly string[]> {
  const claimed = (await Promise.all(Array.from({ length: 20 }, (_, i) => claim(i)))).flat()
  for (let rounds = 0; rounds < 60; rounds++) {
    const more = await claim(rounds)
    if (more.length === 0) break
    claimed.push(...more)
  }
  return claimed
}
