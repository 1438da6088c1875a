/** What is remembered of what Shopify asked, and of the shops of an app: a port, with one store in memory and one on PostgreSQL. */
import type { Customer } from '@motkit/core'
import type { ShopRequest } from '../facts/telling.ts'
import type { DeliveryKey } from '../receive/store.ts'

/** Rows by table. */
export type RowCounts = Readonly<Record<string, number>>
/** Whose rows: of some customers of a shop, or, without, all of the shop's. */
export interface Whose {
  readonly shop: string
  readonly tenant: string
  readonly customers?: readonly Customer[]
}
/** What was asked, under the key of the delivery that asked it. */
export interface NewProof extends DeliveryKey {
  readonly tenant: string
  readonly kind: ShopRequest['kind']
  /** Shopify's own id of a data request. */
  readonly requestId?: string
  /** All times are UTC, ISO 8601. */
  readonly askedAt: string
  /** Until when Shopify wants it done: thirty days later. */
  readonly dueAt: string
  readonly startedAt: string
  /** Of each name of each customer, a hash under the host's key. */
  readonly customers: readonly string[]
  /** Rows that were there of them. */
  readonly before: RowCounts
}
/** `superseded`: the shop has the app, or has it again, so nothing was done. */
export type ProofOutcome = 'done' | 'superseded'
/** That something was asked and, once `doneAt` is there, what was done. No personal data. */
export interface Proof extends NewProof {
  readonly doneAt?: string
  readonly outcome?: ProofOutcome
  readonly after?: RowCounts
}
export interface ProofFilter {
  readonly shop?: string | undefined
  /** Only what is, or is not, done. */
  readonly isDone?: boolean | undefined
  readonly after?: DeliveryKey | undefined
  readonly limit: number
}
export interface ComplianceHealth {
  readonly open: number
  readonly overdue: number
  /** When the first of what is open is due. */
  readonly dueAt?: string
}
export interface ShopState {
  readonly shop: string
  readonly tenant: string
  readonly installedAt?: string
  /** From then on nothing was done for it. */
  readonly uninstalledAt?: string
  /** From then on nothing was left of it. */
  readonly redactedAt?: string
}

/** Keeps proofs and shops. Each answers once it is durable. */
export interface ProofStore {
  find(key: DeliveryKey): Promise<Proof | undefined>
  /** Of one key the first stands; answers with it. */
  open(proof: NewProof): Promise<Proof>
  /** Once: what is done stays as it is. */
  close(key: DeliveryKey, end: Required<Pick<Proof, 'doneAt' | 'outcome' | 'after'>>): Promise<void>
  /** In the order of shop and id; the next page comes after the last key. */
  list(filter: ProofFilter): Promise<readonly Proof[]>
  health(now: string): Promise<ComplianceHealth>
  /** How many rows there are, as far as the store can see them. */
  count(whose: Whose): Promise<RowCounts>
  /** What this package itself keeps of a customer, beside the engine: rows by table. */
  kept(whose: Whose): Promise<Readonly<Record<string, readonly unknown[]>>>
  /** Removes that; of a whole shop all deliveries too, but for the one that asked. */
  remove(whose: Whose, except: string): Promise<void>
  /** What is known of a shop. */
  shop(shop: string): Promise<ShopState | undefined>
  /** Those that have the app, in order; the next page comes after the last one. */
  shops(page: { readonly after?: string | undefined; readonly limit: number }): Promise<readonly string[]>
  installed(shop: string, tenant: string, at: string): Promise<void>
  /** Nothing where the shop was installed since. */
  uninstalled(shop: string, tenant: string, at: string): Promise<void>
  redacted(shop: string, at: string): Promise<void>
}
