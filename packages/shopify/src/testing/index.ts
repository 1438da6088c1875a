// What a shop is, and what its app may spend
export type { BucketSetup } from './bucket.ts'
// What went wrong
export { type LocalAdminCode, localAdminErrors } from './errors.ts'
// What goes wrong on purpose
export {
  type Call,
  type Fault,
  type FaultPlan,
  type FaultRates,
  faultNames,
  type Seen,
  seededFaults,
} from './faults.ts'
// Shopify's schema
export { type AdminSchemaOptions, readAdminSchema } from './graphql/schema.ts'
// The local Admin API, and each shop of it
export { createLocalAdmin, type LocalAdmin, type LocalAdminOptions } from './local-admin.ts'
export type { LocalShop } from './local-shop.ts'
// What a shop holds
export type { MarketingState } from './shop/consents.ts'
export type { Customer, CustomerInput } from './shop/customers.ts'
export type { FlowTrigger } from './shop/flow.ts'
export type { Node } from './shop/node.ts'
export type { LineInput, Order, OrderInput } from './shop/order.ts'
export type { OrderDeeds, ParcelInput, Pieces, RefundInput } from './shop/order-deeds.ts'
export type { ShopSetup } from './shop/shop.ts'
export type { ProductInput } from './shop/shop-facts.ts'
