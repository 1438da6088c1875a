/** The store port in memory: for tests, replays and trying out. It holds what it is given until the process ends, and no longer. */
import { customerKey, type Envelope, type Stamp, stamp } from './event.ts'
import { type JourneyState, subjectsOf } from './journey.ts'
import { isFurther, type Opened, type Store, type StoredAction, type StoreTransaction, type Write } from './store.ts'

interface Customer {
  journey?: JourneyState
  wakeAt?: string
  /** Until when another caller has it. */
  leased?: string
  readonly events: Envelope[]
  readonly bySubject: Map<string, Envelope[]>
  readonly actions: Map<string, StoredAction>
}
interface Tenant {
  readonly customers: Map<string, Customer>
  readonly links: Map<string, string>
  readonly events: Map<string, Envelope>
  readonly counters: Map<string, number>
  readonly erased: Set<string>
}

/** A heap of what falls due, by instant, then by key; entries may be stale and are checked when taken. */
function createQueue<T extends { readonly key: string }>() {
  const heap: { at: string; item: T }[] = []
  const less = (i: number, j: number) => {
    const [a, b] = [heap[i], heap[j]] as [{ at: string; item: T }, { at: string; item: T }]
    return a.at === b.at ? a.item.key < b.item.key : a.at < b.at
  }
  const swap = (i: number, j: number) => {
    const one = heap[i] as { at: string; item: T }
    heap[i] = heap[j] as { at: string; item: T }
    heap[j] = one
  }
  return {
    peek: () => heap[0],
    push(at: string, item: T) {
      let i = heap.push({ at, item }) - 1
      for (let up = (i - 1) >> 1; i > 0 && less(i, up); i = up, up = (i - 1) >> 1) swap(i, up)
    },
    pop(): T | undefined {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined || heap.length === 0) return first?.item
      heap[0] = last
      for (let i = 0; ; ) {
        let small = i
        for (const child of [2 * i + 1, 2 * i + 2]) if (child < heap.length && less(child, small)) small = child
        if (small === i) return first.item
        swap(i, small)
        i = small
      }
    },
  }
}

/**
 * A store in this process's memory. Transactions run one after another; a failing one leaves nothing.
 * @example const mot = createMot({ store: memoryStore(), plugins: [] })
 */
export function memoryStore(): Store {
  const tenants = new Map<string, Tenant>()
  const wakes = createQueue<{ tenant: string; key: string }>()
  const dues = new Map<string, ReturnType<typeof createQueue<{ tenant: string; customer: string; key: string }>>>()
  /** Of each paused tenant, what puts back what came to the front of the queues meanwhile. */
  const paused = new Map<string, (() => void)[]>()
  let turn: Promise<unknown> = Promise.resolve()

  const got = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
    const known = map.get(key)
    if (known !== undefined) return known
    const made = make()
    map.set(key, made)
    return made
  }
  const tenantOf = (name: string): Tenant =>
    got(tenants, name, () => ({
      customers: new Map(),
      links: new Map(),
      events: new Map(),
      counters: new Map(),
      erased: new Set(),
    }))
  const customerOf = (tenant: Tenant, key: string): Customer =>
    got(tenant.customers, key, () => ({ events: [], bySubject: new Map(), actions: new Map() }))
  const canonical = (tenant: Tenant, key: string): string => tenant.links.get(key) ?? key
  const awaits = (at: string, { tenant, customer, key, type }: StoredAction): void =>
    got(dues, type, () => createQueue<{ tenant: string; customer: string; key: string }>()).push(at, {
      tenant,
      customer,
      key,
    })
  const name = ({ source, id }: { source: string; id: string }): string => `${source}#${id}`

  function index(customer: Customer, event: Envelope): void {
    customer.events.push(event)
    for (const subject of subjectsOf(event)) {
      const list = customer.bySubject.get(subject)
      if (list) list.push(event)
      else customer.bySubject.set(subject, [event])
    }
  }
  function apply({ events, journeys, actions, links }: Write): void {
    for (const { tenant: of, from, to } of links) {
      const tenant = tenantOf(of)
      for (const [alias, target] of tenant.links) if (target === from) tenant.links.set(alias, to)
      tenant.links.set(from, to)
      const old = tenant.customers.get(from)
      if (!old) continue
      const target = customerOf(tenant, to)
      for (const event of old.events) index(target, event)
      for (const action of old.actions.values()) {
        const own = target.actions.get(action.key)
        if (own && !isFurther(action, own)) continue
        target.actions.set(action.key, { ...action, customer: to })
        if (action.state === 'due' || action.state === 'claimed')
          awaits(action.leasedUntil ?? action.due, { ...action, customer: to })
      }
      tenant.customers.delete(from)
    }
    for (const event of events) {
      const tenant = tenantOf(event.tenant)
      tenant.events.set(name(event), event)
      index(customerOf(tenant, canonical(tenant, customerKey(event.customer))), event)
    }
    for (const { tenant: of, key, state, wakeAt } of journeys) {
      const customer = customerOf(tenantOf(of), key)
      customer.journey = state
      if (wakeAt !== undefined && (wakeAt !== customer.wakeAt || customer.leased !== undefined))
        wakes.push(wakeAt, { tenant: of, key })
      delete customer.leased
      if (wakeAt === undefined) delete customer.wakeAt
      else customer.wakeAt = wakeAt
    }
    for (const action of actions) {
      customerOf(tenantOf(action.tenant), action.customer).actions.set(action.key, action)
      if (action.state === 'due') awaits(action.due, action)
    }
  }

  function read(of: string, keys: readonly string[]): Pick<Opened, 'canonical' | 'journeys'> {
    const tenant = tenantOf(of)
    const resolved = new Map(keys.map((key) => [key, canonical(tenant, key)]))
    const journeys = new Map<string, JourneyState>()
    for (const key of resolved.values()) {
      const journey = tenant.customers.get(key)?.journey
      if (journey) journeys.set(key, journey)
    }
    return { canonical: resolved, journeys }
  }
  function begin(): { transaction: StoreTransaction; commit(): void; rollback(): void } {
    const writes: (() => void)[] = []
    const undo: (() => void)[] = []
    const transaction: StoreTransaction = {
      open: async (tenant, keys, names = []) => ({
        ...read(tenant, keys),
        seen: names.flatMap((one) => tenantOf(tenant).events.get(name(one)) ?? []),
      }),
      async past(of, wanted) {
        const { customers } = tenantOf(of)
        return new Map(
          wanted.map(({ key, subjects }) => {
            const customer = customers.get(key)
            return [
              key,
              subjects
                ? [...new Set(subjects.flatMap((subject) => customer?.bySubject.get(subject) ?? []))]
                : [...(customer?.events ?? [])],
            ]
          }),
        )
      },
      async claim(of, { counter, amount, limit }) {
        const { counters } = tenantOf(of)
        const before = counters.get(counter) ?? 0
        if (amount > 0 && before + amount > limit) return false
        counters.set(counter, before + amount)
        undo.push(() => counters.set(counter, (counters.get(counter) ?? 0) - amount))
        return true
      },
      async erased(of, hashes) {
        const { erased } = tenantOf(of)
        return new Set(hashes.filter((hash) => erased.has(hash)))
      },
      async write(write) {
        writes.push(() => apply(write))
      },
      async erase(of, key, hashes) {
        writes.push(() => {
          const tenant = tenantOf(of)
          for (const event of tenant.customers.get(key)?.events ?? []) tenant.events.delete(name(event))
          tenant.customers.delete(key)
          for (const [alias, target] of tenant.links) if (target === key) tenant.links.delete(alias)
          for (const hash of hashes) tenant.erased.add(hash)
        })
      },
      async prune(of, key, names, before) {
        const tenant = tenantOf(of)
        const customer = tenant.customers.get(key)
        const ended = [...(customer?.actions.values() ?? [])].filter(
          ({ state, due }) => (state === 'done' || state === 'withdrawn') && due < before,
        )
        writes.push(() => {
          if (!customer) return
          for (const action of ended) customer.actions.delete(action.key)
          const gone = new Set(names.map(name))
          for (const one of gone) tenant.events.delete(one)
          const kept = customer.events.filter((event) => !gone.has(name(event)))
          customer.events.length = 0
          customer.bySubject.clear()
          for (const event of kept) index(customer, event)
        })
        return ended.length
      },
      async aliases(of, key) {
        return [...tenantOf(of).links].filter(([, target]) => target === key).map(([alias]) => alias)
      },
    }
    return {
      transaction,
      commit: () => {
        for (const write of writes) write()
      },
      rollback: () => {
        for (const back of undo.reverse()) back()
      },
    }
  }

  const wakeOf = (one: { tenant: string; key: string }) => tenants.get(one.tenant)?.customers.get(one.key)
  const dueOf = (one: { tenant: string; customer: string; key: string }) =>
    tenants.get(one.tenant)?.customers.get(one.customer)?.actions.get(one.key)
  const instantOf = (action: StoredAction | undefined): string | undefined =>
    action?.state === 'claimed' ? action.leasedUntil : action?.state === 'due' ? action.due : undefined
  /** Drops what is stale from the front of a queue, and lays aside what is paused. */
  function settleOne<T extends { tenant: string; key: string }>(
    queue: ReturnType<typeof createQueue<T>>,
    atOf: (item: T) => string | undefined,
  ): void {
    for (let head = queue.peek(); head; head = queue.peek()) {
      const { at, item } = head
      const aside = paused.get(item.tenant)
      const stands = atOf(item) === at
      if (stands && !aside) return
      queue.pop()
      if (stands) aside?.push(() => queue.push(at, item))
    }
  }
  function settle(): void {
    settleOne(wakes, (item) => wakeOf(item)?.leased ?? wakeOf(item)?.wakeAt)
    for (const queue of dues.values()) settleOne(queue, (item) => instantOf(dueOf(item)))
  }
  const put = (action: StoredAction): void => {
    tenants.get(action.tenant)?.customers.get(action.customer)?.actions.set(action.key, action)
  }

  return {
    capabilities: { durable: false, shared: false, joins: false },
    transaction(work) {
      const run = async () => {
        const { transaction, commit, rollback } = begin()
        try {
          const answer = await work(transaction)
          commit()
          return answer
        } catch (error) {
          rollback()
          throw error
        }
      }
      const next = turn.then(run)
      turn = next.catch(() => undefined)
      return next
    },
    journeys: async (tenant, keys) => read(tenant, keys),
    async buyerOf(of, subject) {
      let first: { readonly key: string; readonly at: Stamp } | undefined
      for (const [key, { bySubject }] of tenantOf(of).customers)
        for (const event of bySubject.get(subject) ?? [])
          if (event.type === 'order.placed' && event.subject === subject && !(first && first.at <= stamp(event)))
            first = { key, at: stamp(event) }
      return first?.key
    },
    async claimWakes(now, leaseUntil, limit) {
      const claimed: { tenant: string; key: string }[] = []
      for (settle(); claimed.length < limit; settle()) {
        const head = wakes.peek()
        if (!head || head.at > now) break
        wakes.pop()
        const customer = wakeOf(head.item)
        if (customer) customer.leased = leaseUntil
        wakes.push(leaseUntil, head.item)
        claimed.push(head.item)
      }
      return claimed
    },
    async claimActions(now, leaseUntil, limits) {
      settle()
      const claimed: StoredAction[] = []
      for (const [type, limit] of Object.entries(limits)) {
        const queue = dues.get(type)
        for (let n = 0; queue && n < limit; settle()) {
          const head = queue.peek()
          const action = head && dueOf(head.item)
          if (!action || head.at > now) break
          queue.pop()
          const taken: StoredAction = {
            ...action,
            state: 'claimed',
            leasedUntil: leaseUntil,
            attempts: action.attempts + 1,
          }
          put(taken)
          awaits(leaseUntil, taken)
          claimed.push(taken)
          n++
        }
      }
      return claimed
    },
    async extendLeases(claimed, leaseUntil) {
      return claimed.filter((one) => {
        const now = dueOf({ ...one, customer: canonical(tenantOf(one.tenant), one.customer) })
        if (now?.state !== 'claimed' || now.attempts !== one.attempts) return false
        const longer = { ...now, leasedUntil: leaseUntil }
        put(longer)
        awaits(leaseUntil, longer)
        return true
      })
    },
    async nextDue(types) {
      settle()
      const [first] = [wakes.peek()?.at, ...types.map((type) => dues.get(type)?.peek()?.at)]
        .filter((at) => at !== undefined)
        .sort()
      return first
    },
    async pause(tenant, isPaused) {
      const aside = paused.get(tenant)
      if (isPaused) paused.set(tenant, aside ?? [])
      else if (paused.delete(tenant)) for (const back of aside ?? []) back()
    },
    clear(tenant) {
      const cleared = turn.then(() => void tenants.delete(tenant))
      turn = cleared
      return cleared
    },
    async customers(of, after, limit) {
      const keys = [...tenantOf(of).customers].filter(([key, { journey }]) => journey && key > after)
      return keys
        .map(([key]) => key)
        .sort()
        .slice(0, limit)
    },
    async deadActions({ tenant: of, after = '', limit }) {
      const all = [...tenantOf(of).customers.values()].flatMap(({ actions }) => [...actions.values()])
      const dead = all.filter(({ state, key }) => state === 'dead' && key > after)
      dead.sort((a, b) => (a.key === b.key ? (a.customer < b.customer ? -1 : 1) : a.key < b.key ? -1 : 1))
      return dead.filter(({ key }, i) => i < limit || key === dead[limit - 1]?.key)
    },
    async health(now) {
      const customersOf = (some: readonly Tenant[]) => some.flatMap((tenant) => [...tenant.customers.values()])
      const actionsOf = (some: readonly Customer[]) => some.flatMap((customer) => [...customer.actions.values()])
      const customers = customersOf([...tenants.values()])
      const actions = actionsOf(customers)
      const awake = customersOf([...tenants].flatMap(([name, tenant]) => (paused.has(name) ? [] : [tenant])))
      const late = actionsOf(awake)
        .filter(({ state, due }) => state === 'due' && due <= now)
        .map(({ due }) => due)
      const woken = awake.flatMap(({ wakeAt, leased }) => leased ?? wakeAt ?? []).filter((at) => at <= now)
      const sizes = customers.flatMap(({ journey }) => (journey ? JSON.stringify(journey).length : []))
      const first = (times: readonly string[]) => (times.length > 0 ? { oldest: [...times].sort()[0] as string } : {})
      const count = (state: StoredAction['state']) => actions.filter((action) => action.state === state).length
      return {
        wakes: { due: woken.length, ...first(woken) },
        actions: { due: late.length, claimed: count('claimed'), dead: count('dead'), ...first(late) },
        journeys: {
          count: sizes.length,
          meanBytes: sizes.length > 0 ? Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length) : 0,
          largestBytes: sizes.reduce((most, size) => Math.max(most, size), 0),
        },
      }
    },
    async export(of, key) {
      const tenant = tenantOf(of)
      const customer = tenant.customers.get(canonical(tenant, key))
      return {
        events: customer?.events ?? [],
        actions: [...(customer?.actions.values() ?? [])],
        ...(customer?.journey && { journey: customer.journey }),
      }
    },
    async close() {},
  }
}
