// Acting: motkit's actions, carried out in the shop
export { recordConsent, shopifyConsents } from './acting/consent.ts'
export { defineMetafields, type MetafieldOptions } from './acting/describe.ts'
export type { ActingCode } from './acting/errors.ts'
export { type FlowOptions, flowMessages } from './acting/flow.ts'
export {
  type CustomerStanding,
  type ShopifyHandlers,
  type ShopifyHandlersOptions,
  type ShopOptions,
  shopifyHandlers,
} from './acting/handlers.ts'
// Acting: what must not be done twice
export { memoryIntents } from './acting/intents/memory.ts'
export { type PostgresIntents, postgresIntents } from './acting/intents/postgres.ts'
export { settleIntent } from './acting/intents/settle.ts'
export type {
  Claim,
  ClaimedIntent,
  ForgetFilter,
  Intent,
  IntentKey,
  IntentKind,
  IntentStore,
  NewIntent,
  ParkedFilter,
} from './acting/intents/store.ts'
export type { OnceOptions } from './acting/once.ts'
// The Admin API: what is sent, and how
export { type AdminOptions, createShopifyAdmin, type ShopifyAdmin } from './admin/admin.ts'
export { type CostBudget, memoryBudget, type Settlement, type Turn } from './admin/budget.ts'
export type { AdminCode, AdminRefusal } from './admin/errors.ts'
export { defineOperation, type Operation, type OperationDefinition } from './admin/operation.ts'
export type { Cost, ThrottleStatus } from './admin/outcome.ts'
export { type PostgresBudget, postgresBudget } from './admin/postgres-budget.ts'
export type { AdminRetry } from './admin/retry.ts'
export type { AccessToken } from './admin/tokens.ts'
// Compliance: what Shopify asks, done and proved
export {
  type ComplianceEngine,
  type ComplianceOptions,
  type CustomerData,
  createShopifyCompliance,
  type ExportedCustomer,
  type ShopifyCompliance,
} from './compliance/compliance.ts'
export { memoryProofs } from './compliance/memory.ts'
export { type PostgresProofs, postgresProofs } from './compliance/postgres.ts'
export type {
  ComplianceHealth,
  NewProof,
  Proof,
  ProofFilter,
  ProofOutcome,
  ProofStore,
  RowCounts,
  ShopState,
  Whose,
} from './compliance/proofs.ts'
// What went wrong
export { type ReadingCode, type ShopifyErrorCode, shopifyErrors } from './errors.ts'
// What a delivery says
export { type Delivery, type Reading, readDelivery } from './facts/delivery.ts'
export type { Fact, FactType } from './facts/fact.ts'
export type { Ignored } from './facts/reading.ts'
// Which topics are read, and what they tell
export { apiVersions, type MomentKind, type ShopifyTopic, shopifyTopics } from './facts/table.ts'
export type { ReadingOptions, ShopRequest } from './facts/telling.ts'
// What a browser says: the pixel, and where it sends to
export type { IngestCode } from './pixel/errors.ts'
export { createPixelIngest, type PixelCounts, type PixelIngest, type PixelIngestOptions } from './pixel/ingest.ts'
export type { PageKind } from './pixel/page.ts'
export { memoryRateLimit, type RateLimit, type RateLimited, type RateLimitOptions } from './pixel/rate-limit.ts'
export { type PixelSourceOptions, pixelSource } from './pixel/source.ts'
export { type PixelEvent, pixelEvents } from './pixel/standard-events.ts'
// Whatever is kept in PostgreSQL
export type { ShopifyPool } from './postgres/database.ts'
// Receiving: at the door
export { expressHandler } from './receive/express.ts'
export { type FastifyLike, fastifyWebhooks } from './receive/fastify.ts'
export { type HonoLike, honoHandler } from './receive/hono.ts'
// Receiving: where deliveries are kept
export { memoryDeliveries } from './receive/memory.ts'
export { type NodeRequest, nodeHandler } from './receive/node.ts'
export { type PostgresDeliveries, postgresDeliveries } from './receive/postgres.ts'
export type { Drained, ProcessingOptions } from './receive/processing.ts'
export type {
  Added,
  ClaimedDelivery,
  DeadDelivery,
  DeadDeliveryFilter,
  DeliveryHealth,
  DeliveryKey,
  DeliveryStore,
  ReceivedDelivery,
} from './receive/store.ts'
export type { WebhookCounts } from './receive/tally.ts'
export { type ProcessDelivery, type TellOptions, tellEngine } from './receive/tell.ts'
export {
  createShopifyWebhooks,
  type ReceivingOptions,
  type ShopifyWebhooks,
  type WebhooksOptions,
} from './receive/webhooks.ts'
// Reconciliation: what webhooks missed, and the past
export type { Backfilled, BackfillOptions } from './reconcile/backfill.ts'
export { memoryCursors, type ReconcileCursors } from './reconcile/cursors.ts'
export type { SkippedSearch } from './reconcile/errors.ts'
export type { PeriodicOptions } from './reconcile/periodic.ts'
export { type PostgresCursors, postgresCursors } from './reconcile/postgres.ts'
export {
  createShopifyReconciliation,
  type Reconciled,
  type ReconciliationOptions,
  type ShopifyReconciliation,
} from './reconcile/reconciliation.ts'
export type { LookAgainAges } from './reconcile/sources.ts'
export type { SubscriptionFault, SubscriptionsOptions } from './reconcile/subscriptions.ts'
export type { Findings, RefusedFinding } from './reconcile/tell.ts'
// What a storefront of one's own says
export {
  createStorefrontIngest,
  type StorefrontIngest,
  type StorefrontIngestOptions,
} from './storefront/ingest.ts'
export { type StorefrontEvent, storefrontEvents } from './storefront/vocabulary.ts'
