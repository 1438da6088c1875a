/** What an engine is to its host: what it answers, what can be listened to, and what it is made from. */
import type { Clock } from './clock.ts'
import type { CommitRefusal, Ingested } from './commit.ts'
import type { ConsumeOptions, Consuming, Message } from './consume.ts'
import type { DeadLetters } from './dead.ts'
import type { DeliveryOptions } from './deliver.ts'
import type { Customer, Envelope, NewEventOf } from './event.ts'
import type { Explained } from './explain.ts'
import type { AnyGuard } from './guard.ts'
import type { Health } from './health.ts'
import type { BorderOptions, Refusal } from './ingest.ts'
import type { Journey } from './journey.ts'
import type { JourneyPlugin } from './journey-plugin.ts'
import type { JourneysOptions } from './journeys.ts'
import type { AnyMoment, MomentOf } from './moment.ts'
import type { ActionsOf, Calls, EventsOf, Handlers, LooseHandlers, MomentsOf, Plugins, SlicesOf } from './plugin.ts'
import type { Pruned, PruneOptions } from './prune.ts'
import type { Result } from './result.ts'
import type { Settings } from './settings.ts'
import type { Change } from './stepping.ts'
import type { Store } from './store.ts'
import type { Telemetry } from './telemetry.ts'
import type { EraseAllOptions, ErasedAll } from './tenant.ts'

export type Core = readonly [JourneyPlugin]
type All<P extends Plugins> = readonly [JourneyPlugin, ...P]
type Announced<M extends AnyMoment> = M extends AnyMoment
  ? MomentOf<M> & {
      /** As it stood before; absent at the opening. */
      readonly previous?: MomentOf<M>
      /** Late facts took it back. */
      readonly retracted?: true
    }
  : never

/** What can be listened to. Each is told after the commit. */
export type Signals<P extends Plugins> = {
  readonly [M in MomentsOf<All<P>> as `moment.${M['type']}`]: Announced<M>
} & {
  /** An event, or a fact that a rule recorded, was committed. */
  readonly event: Envelope
  /** A decision changed its state. */
  readonly decision: Change
  /** A listener threw. */
  readonly error: { readonly error: unknown; readonly during: string }
}

export type IngestCode = Refusal | CommitRefusal | 'PLUGIN_FAILED' | 'RULES_LOOP' | 'STORE_UNAVAILABLE' | 'QUEUE_FULL'
export interface IngestOptions {
  /** The past: moments are found and ledgers written, nothing is sent. */
  readonly backfill?: boolean
}
/** An event that was taken in a transaction of the host's own. */
export interface Joined extends Ingested {
  /** To be called once the host has committed: the bus speaks. Uncalled, listeners miss it; actions and timers do not. */
  afterCommit(): void
}
export type Who = { readonly tenant?: string }

export type Mot<P extends Plugins> = {
  /** Takes one event; answered after its commit. */
  ingest(event: NewEventOf<EventsOf<All<P>>>, options?: IngestOptions): Promise<Result<Ingested, IngestCode>>
  /** Takes one event in a transaction of the host's own, as `pg`'s client has it open: both commit, or neither. */
  ingest(
    event: NewEventOf<EventsOf<All<P>>>,
    options: IngestOptions & { readonly tx: unknown },
  ): Promise<Result<Joined, IngestCode | 'TX_UNSUPPORTED'>>
  /** Takes many, typed or straight off a wire; each gets its own answer, in order. */
  ingestMany(
    events: Iterable<unknown> | AsyncIterable<unknown>,
    options?: IngestOptions,
  ): Promise<readonly Result<Ingested, IngestCode>[]>
  /** Listens; call what it returns to stop. */
  on<K extends keyof Signals<P> & string>(name: K, listener: (value: Signals<P>[K]) => unknown): () => void
  /** Runs timers and deliveries in this process until the returned function is called, which waits for what is under way. */
  start(options?: { readonly pollMs?: number }): () => Promise<void>
  /** Runs what is due now, to its end; answers when something will be due next. */
  catchUp(): Promise<{ readonly next?: string }>
  /** The journey as it stands. */
  journey(customer: Customer, options?: Who): Promise<Result<Journey<SlicesOf<All<P>>>, 'CUSTOMER_UNKNOWN'>>
  /** The journeys of all customers, in the order of their keys, each as it stands when it is read. */
  journeys(options?: JourneysOptions): AsyncIterableIterator<Journey<SlicesOf<All<P>>>>
  explain(customer: Customer, options?: Who): Promise<Result<Explained, 'CUSTOMER_UNKNOWN'>>
  export(customer: Customer, options?: Who): Promise<Result<Awaited<ReturnType<Store['export']>>, 'CUSTOMER_UNKNOWN'>>
  /** Removes all that concerns a customer; their events are refused from then on. */
  erase(
    customer: Customer,
    options?: Who,
  ): Promise<Result<{ readonly erased: true }, 'STORE_UNAVAILABLE' | 'ERASURE_KEY_MISSING'>>
  /** Removes all that is kept of a tenant, a page of customers at a time; what is heard of them afterwards is taken again. */
  eraseAll(options?: EraseAllOptions): Promise<Result<ErasedAll, 'STORE_UNAVAILABLE'>>
  /** Lets a tenant's promises rest, in every process: no timer rings and no action is carried out. Facts are taken as ever. */
  pause(options?: Who): Promise<Result<true, 'STORE_UNAVAILABLE'>>
  /** What fell due meanwhile is judged as of now. */
  resume(options?: Who): Promise<Result<true, 'STORE_UNAVAILABLE'>>
  /** Takes events from a log that delivers at least once, and acknowledges each after its commit. */
  consume(messages: AsyncIterable<Message>, options?: ConsumeOptions & IngestOptions): Consuming
  /** Actions that were given up. */
  readonly dead: DeadLetters
  /** What waits, how long, what is dead, how large journeys are. */
  health(): Promise<Health>
  /** Forgets old events of which nothing more is expected; what they came to stays in the journeys. */
  prune(options: PruneOptions): Promise<Result<Pruned, 'INPUT_INVALID' | 'STORE_UNAVAILABLE'>>
  close(): Promise<void>
} & Calls<P>

export interface MotOptions {
  readonly store: Store
  readonly guards?: readonly AnyGuard[]
  readonly clock?: Clock
  /** Thresholds of the built-in moments. */
  readonly settings?: Partial<Settings>
  readonly border?: Partial<BorderOptions>
  readonly delivery?: Partial<DeliveryOptions>
  /** Keys the hash that stays of an erased customer; keep it, and keep it secret. A durable store needs one to erase. */
  readonly erasureKey?: string
  /** What is told of the engine's own work: `openTelemetry()` of `@motkit/core/otel`. */
  readonly telemetry?: Telemetry
  /** Events waiting to be committed, at most. Default: 10,000. */
  readonly maxQueue?: number
}
/** Handlers, where there are actions. */
export type Needed<P extends Plugins> = string extends P[number]['id']
  ? { readonly handlers?: LooseHandlers }
  : [ActionsOf<P>] extends [never]
    ? { readonly handlers?: Record<string, never> }
    : { readonly handlers: Handlers<ActionsOf<P>> }
