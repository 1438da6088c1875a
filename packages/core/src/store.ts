/** The store port: what the engine asks of a place that keeps things. Implementations pass `storeConformance` of `@motkit/testing`. */
import type { Envelope } from './event.ts'
import type { JourneyState } from './journey.ts'

/** A share of a counter that all customers have in common: taken together with the decision, or the decision falls. */
export interface Claim {
  readonly counter: string
  readonly amount: number
  /** The counter may not rise above it. */
  readonly limit: number
}

/** What a guard said, kept with the decision. */
export interface Judgement {
  readonly guard: string
  readonly verdict: 'allow' | 'defer' | 'suppress' | 'hold-out'
  readonly reason?: string | undefined
  readonly until?: string | undefined
  /** When it put the decision off. */
  readonly at?: string | undefined
}

/** An action as it is stored, from allowed to its end. */
export interface StoredAction {
  readonly tenant: string
  readonly customer: string
  /** The idempotency key. */
  readonly key: string
  readonly rule: string
  /** The thread it belongs to, and what it is about. */
  readonly thread: string
  readonly subject: string
  readonly name: string
  readonly type: string
  readonly data: unknown
  readonly due: string
  readonly attempts: number
  readonly state: 'due' | 'claimed' | 'done' | 'dead' | 'withdrawn'
  readonly leasedUntil?: string
  readonly error?: { readonly code: string; readonly message: string }
  /** What made the rule want it: an event, a moment or a timer. */
  readonly cause: string
  readonly judgements: readonly Judgement[]
  readonly claims?: readonly Claim[]
}

const PROGRESS: readonly StoredAction['state'][] = ['withdrawn', 'due', 'claimed', 'dead', 'done']
/** Of two rows of one action, as where two customers become one: true where the first came further than the second. */
export const isFurther = (a: StoredAction, b: StoredAction): boolean =>
  PROGRESS.indexOf(a.state) > PROGRESS.indexOf(b.state)

export interface StoredJourney {
  readonly tenant: string
  readonly key: string
  readonly state: JourneyState
  /** When the journey must be looked at again. */
  readonly wakeAt?: string
}

/** What one commit writes, all of it or nothing. Lists come in no order: a store sorts by key. */
export interface Write {
  readonly events: readonly Envelope[]
  readonly journeys: readonly StoredJourney[]
  /** New actions, and known ones in another state. */
  readonly actions: readonly StoredAction[]
  /** Each `from` now is, for good, the customer `to`: their journey row is a tombstone, their actions are `to`'s. */
  readonly links: readonly { readonly tenant: string; readonly from: string; readonly to: string }[]
}

/** What a transaction found when it opened customers. */
export interface Opened {
  /** For each key that was asked for: their own, or that of the customer they were linked to. */
  readonly canonical: ReadonlyMap<string, string>
  /** The journeys of canonical customers, where there is one. */
  readonly journeys: ReadonlyMap<string, JourneyState>
  /** Of the named events, those already kept. */
  readonly seen: readonly Envelope[]
}
export interface EventName {
  readonly source: string
  readonly id: string
}

/** One transaction. What is read after `open` sees no other commit for the opened customers. */
export interface StoreTransaction {
  /** Resolves customers, locks them in one order for all, and reads their journeys; says which events are known. */
  open(tenant: string, keys: readonly string[], names?: readonly EventName[]): Promise<Opened>
  /** The events of canonical customers, aliases included, in no order: all of each, or those about or related to subjects. */
  past(
    tenant: string,
    wanted: readonly { readonly key: string; readonly subjects?: readonly string[] }[],
  ): Promise<ReadonlyMap<string, readonly Envelope[]>>
  /** Adds `amount` to a counter if it stays within `limit`; a negative amount gives back. */
  claim(tenant: string, claim: Claim): Promise<boolean>
  /** Which of these hashes belong to an erased customer. */
  erased(tenant: string, hashes: readonly string[]): Promise<ReadonlySet<string>>
  write(write: Write): Promise<void>
  /** Removes every row of a canonical customer and of their aliases, and leaves the hashes. */
  erase(tenant: string, key: string, hashes: readonly string[]): Promise<void>
  /** Removes events of a canonical customer, and their actions that ended and were due before an instant; the number of those. */
  prune(tenant: string, key: string, events: readonly EventName[], before: string): Promise<number>
  /** Every alias that was linked to a canonical customer. */
  aliases(tenant: string, key: string): Promise<readonly string[]>
}

export interface DeadFilter {
  readonly tenant: string
  /** An idempotency key. */
  readonly after?: string | undefined
}
export interface StoreHealth {
  /** Journeys that should have been looked at by now, and since when the first of them waits. */
  readonly wakes: { readonly due: number; readonly oldest?: string }
  /** Actions that nobody has claimed though they are due, those with a handler, and those that are dead. */
  readonly actions: { readonly due: number; readonly claimed: number; readonly dead: number; readonly oldest?: string }
  /** How many, and how large as JSON; of very many, as a sample tells. */
  readonly journeys: { readonly count: number; readonly meanBytes: number; readonly largestBytes: number }
}

export interface Store {
  readonly capabilities: {
    /** Outlives the process. */
    readonly durable: boolean
    /** May be shared by several processes. */
    readonly shared: boolean
    /** Can take part in a transaction of the host's. */
    readonly joins: boolean
  }
  /**
   * Runs `work` in one transaction: all of its writes, or, when it throws, none. Work that met another's is run again.
   * @param tx a transaction of the host's own to take part in, where the store `joins`: the host commits it
   */
  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>, tx?: unknown): Promise<T>
  /** Journeys as they stand, without a lock. */
  journeys(tenant: string, keys: readonly string[]): Promise<Pick<Opened, 'canonical' | 'journeys'>>
  /** The canonical customer of the earliest `order.placed` about a subject, as `order/1001`, without a lock. */
  buyerOf(tenant: string, subject: string): Promise<string | undefined>
  /** Takes customers whose journey must be looked at by `now`, at most `limit`; each to one caller until `leaseUntil`. */
  claimWakes(
    now: string,
    leaseUntil: string,
    limit: number,
  ): Promise<readonly { readonly tenant: string; readonly key: string }[]>
  /** Takes actions due by `now`, of each type at most so many, the earliest first; each to one caller until `leaseUntil`. */
  claimActions(
    now: string,
    leaseUntil: string,
    limits: Readonly<Record<string, number>>,
  ): Promise<readonly StoredAction[]>
  /** Lengthens the leases of claimed actions; answers those that are still the caller's: `attempts` tells one claim from the next. */
  extendLeases(claimed: readonly StoredAction[], leaseUntil: string): Promise<readonly StoredAction[]>
  /** Whether a tenant is paused: then none of its journeys and actions is claimed, and none of them is due. */
  pause(tenant: string, isPaused: boolean): Promise<void>
  /** Removes every row of a tenant: customers, counters and hashes of the erased. It stays paused where it was. */
  clear(tenant: string): Promise<void>
  /** Dead actions in the order of their keys, after one of them where it is named, at most `limit`, and those with the last one's key. */
  deadActions(filter: DeadFilter & { readonly limit: number }): Promise<readonly StoredAction[]>
  health(now: string): Promise<StoreHealth>
  /** The earliest instant at which there is a journey, or an action of these types, to claim. */
  nextDue(types: readonly string[]): Promise<string | undefined>
  /** Canonical customers who have a journey, in the order of their keys, after one of them, at most `limit`. */
  customers(tenant: string, after: string, limit: number): Promise<readonly string[]>
  /** Everything kept about a customer, as plain JSON. */
  export(
    tenant: string,
    key: string,
  ): Promise<{
    readonly events: readonly Envelope[]
    readonly journey?: JourneyState
    readonly actions: readonly StoredAction[]
  }>
  /** Calls back when another process left something to do, where the store can tell. */
  onWork?(listener: () => void): () => void
  close(): Promise<void>
}
