// The engine, and what goes into it

export { type ActionDef, type AnyAction, type AnyTimer, defineAction, defineTimer, type TimerDef } from './action.ts'
export { giveReward, sendMessage, tagCustomer } from './actions.ts'
export { type Clock, later, type Span, systemClock, type VirtualClock, virtualClock } from './clock.ts'
export { type CloudEvent, fromCloudEvent, toCloudEvent } from './cloudevent.ts'
// What an engine answers and tells
export type { Ingested } from './commit.ts'
export type { Consumed, ConsumeOptions, Consuming, Message } from './consume.ts'
export type { DeadLetters } from './dead.ts'
export type { Definition, Made, Schema, Terms } from './definition.ts'
export type { DeliveryOptions, HandlerLimits } from './deliver.ts'
export { createMot } from './engine.ts'
export { type CoreErrorCode, coreErrors, isMotError, MotError, type MotErrorDetails } from './errors.ts'
// Definitions: values first, types inferred
export {
  type AnyEvent,
  type Customer,
  customerKey,
  customerOf,
  defineEvent,
  type Envelope,
  type EventDef,
  type EventOf,
  earliest,
  instant,
  latest,
  type NewEvent,
  type NewEventOf,
  type Stamp,
  stamp,
} from './event.ts'
// The catalogue of events, by name; the moments of truth; the actions plugins share
export { events } from './events/index.ts'
export type { Explained, ExplainedCondition, ExplainedRule } from './explain.ts'
export {
  type AnyGuard,
  allow,
  defer,
  defineGuard,
  type GuardDef,
  type GuardInput,
  holdOut,
  suppress,
  type Verdict,
} from './guard.ts'
// The guards
export { consent } from './guards/consent.ts'
export { holdout } from './guards/holdout.ts'
export { frequencyCap, messageBudget } from './guards/limits.ts'
export { quietHours } from './guards/quiet-hours.ts'
export type { Health } from './health.ts'
export { bucket } from './ids.ts'
export type { BorderOptions } from './ingest.ts'
// The journey and its slices
export type { Journey, JourneyState, Stage, Thread } from './journey.ts'
export { type JourneyPlugin, moments } from './journey-plugin.ts'
export type { JourneysOptions } from './journeys.ts'
export { memoryStore } from './memory-store.ts'
export {
  type AnyMoment,
  defineMoment,
  type Found,
  type Moment,
  type MomentDef,
  type MomentOf,
  type Polarity,
} from './moment.ts'
// Money and wire formats
export { exponent, formatMoney, type Money, money, toMinor } from './money.ts'
export type { IngestOptions, Joined, Mot, MotOptions, Signals } from './mot.ts'
export {
  type AnyCommand,
  type AnyPlugin,
  type CommandDef,
  type Decided,
  defineCommand,
  definePlugin,
  type Handler,
  type Handlers,
  type Plugins,
} from './plugin.ts'
export type { Pruned, PruneOptions } from './prune.ts'
export { type Answered, type AnyQuery, defineQuery, type QueryDef } from './query.ts'
export { type Err, err, type Ok, ok, type Result } from './result.ts'
export {
  type AnyRule,
  type Condition,
  type Decision,
  defineRule,
  type JsonLogic,
  type LatePolicy,
  type RuleDef,
  type RuleInput,
  type Timer,
} from './rule.ts'
export { defaultSettings, type Settings } from './settings.ts'
export {
  type AnySlice,
  defineKeyedSlice,
  defineSlice,
  type Keyed,
  type KeyedHooks,
  type SliceDef,
  type StateOf,
  type Totals,
  total,
} from './slice.ts'
export { type Cart, carts } from './slices/carts.ts'
export { hasUnclearRefund, keptLines } from './slices/kept.ts'
export {
  anyParcel,
  delivered,
  fullyRefunded,
  type Line,
  type Market,
  type Order,
  orderLines,
  orders,
  orderTotal,
  type Parcel,
  type Refund,
  refundedAmount,
} from './slices/orders.ts'
export type { Pieces } from './slices/pieces.ts'
export { type Consents, consents, type Profile, profile, type Register } from './slices/profile.ts'
export { decisionSettled, type Sent, sent } from './slices/sent.ts'
export { type Landmarks, landmarks, type Visit, type Visits, visits, visitTotals } from './slices/visits.ts'
export { type Case, cases, type Voice, voices } from './slices/voices.ts'
export type { Change, MomentChange } from './stepping.ts'

// The store port
export type {
  Claim,
  DeadFilter,
  EventName,
  Judgement,
  Opened,
  Store,
  StoredAction,
  StoredJourney,
  StoreHealth,
  StoreTransaction,
  Write,
} from './store.ts'
export type { Attributes, Telemetry } from './telemetry.ts'
export type { EraseAllOptions, ErasedAll } from './tenant.ts'
