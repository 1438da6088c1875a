/** What Shopify asks, done: a customer exported or erased, a shop erased, an app removed. Each leaves a proof of what was done. */
import { type Clock, type Customer, MotError, type Result, systemClock } from '@motkit/core'
import type { ShopRequest } from '../facts/telling.ts'
import type { ClaimedDelivery, DeliveryKey } from '../receive/store.ts'
import { underWay } from './errors.ts'
import { hashedName } from './names.ts'
import type { ComplianceHealth, NewProof, Proof, ProofOutcome, ProofStore, RowCounts, ShopState } from './proofs.ts'

type DataRequest = Extract<ShopRequest, { kind: 'export' }>
type Of = { readonly tenant: string }
/** Of an engine, what is used. */
export interface ComplianceEngine {
  export(customer: Customer, options: Of): Promise<Result<ExportedCustomer, string>>
  erase(customer: Customer, options: Of): Promise<Result<unknown, string>>
  eraseAll(options: Of & { readonly limit: number }): Promise<Result<{ readonly isDone: boolean }, string>>
  pause(options: Of): Promise<Result<unknown, string>>
  resume(options: Of): Promise<Result<unknown, string>>
}
export interface ExportedCustomer {
  readonly events: readonly unknown[]
  readonly actions: readonly unknown[]
  readonly journey?: { readonly customer: string }
}
/** All that is kept of a customer, as plain JSON. */
export interface CustomerData {
  /** One, as a rule; several where nobody said yet whose an order is. */
  readonly customers: readonly ExportedCustomer[]
  /** What this package itself keeps, as rows by table. */
  readonly kept: Readonly<Record<string, readonly unknown[]>>
}
export interface ComplianceOptions {
  readonly mot: ComplianceEngine
  readonly proofs: ProofStore
  /** Keys the hashes by which a proof names customers: the engine's `erasureKey`, as a rule. */
  readonly hashKey: string
  /**
   * Hands a customer's data to the merchant, who answers the customer. What it throws is tried again, and after a crash it
   * may be called again for the same delivery: its `id` tells.
   */
  deliver(data: CustomerData, request: DataRequest, delivery: ClaimedDelivery): unknown
  /**
   * Asked before a shop is stopped or erased: whether it has the app after all, as where its access token still works. What
   * asks so is signed by Shopify, but not dated: whoever has an old request could send it again.
   */
  isInstalled?(shop: string): boolean | Promise<boolean>
  /** How long one attempt at a shop's erasure takes at most, in milliseconds: less than a delivery's `leaseMs`. Default: 60,000. */
  readonly attemptMs?: number
  /**
   * A shop's erasure is looked over once more after so long, in milliseconds: what was being processed when it began has
   * ended by then. More than a delivery's `leaseMs`. Default: 150,000.
   */
  readonly settleMs?: number
  readonly clock?: Clock
}
export interface ShopifyCompliance {
  /** For `createShopifyWebhooks`. */
  onRequest(request: ShopRequest, delivery: ClaimedDelivery): Promise<void>
  /** To be called when a shop has installed the app: its promises go on, if they rested. */
  installed(shop: string, options?: { readonly tenant?: string }): Promise<void>
  /**
   * The tenant of a shop that was ever `installed`, until it is redacted: for `createShopifyWebhooks`, and whatever else asks.
   * Shopify may ask for a redaction a second time.
   */
  tenantOf(shop: string, topic?: string): Promise<string | undefined>
  /** What is known of a shop that was installed by `installed`, or uninstalled. */
  shop(shop: string): Promise<ShopState | undefined>
  /** The shops that have the app, for what is done for each of them: `reconciliation.start({ shops: compliance.shops })`. */
  shops(): AsyncIterable<string>
  readonly proofs: {
    list(options?: {
      readonly shop?: string
      readonly isDone?: boolean
      readonly after?: DeliveryKey
      readonly limit?: number
    }): Promise<readonly Proof[]>
  }
  /** What was asked and is not done, and until when it must be. */
  health(): Promise<ComplianceHealth>
}
const DAY = 86_400_000
/** https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
const DUE_DAYS = 30
const PART = 500

/**
 * Does what Shopify asks of an app, and keeps proof.
 * @example
 * const compliance = createShopifyCompliance({ mot, proofs: postgresProofs({ pool }), hashKey: erasureKey, deliver: mailToMerchant })
 * const { tenantOf, onRequest } = compliance
 * const webhooks = createShopifyWebhooks({ secrets, deliveries, mot, tenantOf, onRequest })
 * @throws MotError SETUP_INVALID
 */
export function createShopifyCompliance(options: ComplianceOptions): ShopifyCompliance {
  const { mot, proofs, hashKey, deliver, attemptMs = 60_000, settleMs = 150_000, clock = systemClock } = options
  if (!hashKey) {
    const details = { path: 'hashKey', expected: 'a secret of the host' }
    throw new MotError('SETUP_INVALID', `hashKey: expected ${details.expected}`, { details })
  }
  const now = (): string => new Date(clock.now()).toISOString()

  async function exportData(request: DataRequest, delivery: ClaimedDelivery): Promise<void> {
    const { tenant, shop } = delivery
    const found = new Map<string, ExportedCustomer>()
    for (const customer of request.customers) {
      const one = await mot.export(customer, { tenant })
      if (one.ok) found.set(one.value.journey?.customer ?? JSON.stringify(customer), one.value)
      else if (one.error.code !== 'CUSTOMER_UNKNOWN') throw one.error
    }
    const kept = await proofs.kept({ shop, tenant, customers: request.customers })
    await deliver({ customers: [...found.values()], kept }, request, delivery)
  }
  async function eraseCustomers(customers: readonly Customer[], { shop, id, tenant }: ClaimedDelivery): Promise<void> {
    const whose = { shop, tenant, customers }
    await proofs.remove(whose, id) // while it is known under which other names they go
    for (const customer of customers) need(await mot.erase(customer, { tenant }))
    await proofs.remove(whose, id) // what an action that was under way has noted since
  }
  /** From then on no action of the shop is carried out, unless it was installed meanwhile. */
  async function stop(shop: string, tenant: string, at: string): Promise<ProofOutcome> {
    if (await options.isInstalled?.(shop)) return 'superseded'
    await proofs.uninstalled(shop, tenant, at)
    if (!(await isStopped(shop))) return 'superseded'
    need(await mot.pause({ tenant }))
    // Installed between the two: whoever did so may have resumed before this paused.
    if (await isStopped(shop)) return 'done'
    need(await mot.resume({ tenant }))
    return 'superseded'
  }
  const isStopped = async (shop: string): Promise<boolean> => (await proofs.shop(shop))?.uninstalledAt !== undefined

  /** A part at a time, again and again, until nothing came back for a while. @throws SHOPIFY_REDACTION_UNDER_WAY */
  async function eraseShop({ shop, id, tenant }: ClaimedDelivery, proof: Proof): Promise<ProofOutcome> {
    if ((await stop(shop, tenant, proof.askedAt)) === 'superseded') return 'superseded'
    const since = clock.now()
    for (let isDone = false; !isDone; ) {
      isDone = need(await mot.eraseAll({ tenant, limit: PART })).isDone
      if (!isDone && clock.now() - since >= attemptMs) throw underWay(0)
    }
    await proofs.remove({ shop, tenant }, id)
    const settles = Date.parse(proof.startedAt) + settleMs - clock.now()
    if (settles > 0) throw underWay(settles)
    await proofs.redacted(shop, now())
    return 'done'
  }
  const count = async (request: ShopRequest, { shop, tenant }: ClaimedDelivery): Promise<RowCounts> =>
    request.kind === 'stop' ? {} : proofs.count({ shop, tenant, ...customersOf(request) })

  async function begin(request: ShopRequest, delivery: ClaimedDelivery): Promise<NewProof> {
    const { shop, id, tenant, triggeredAt: askedAt } = delivery
    const { customers = [] } = customersOf(request)
    return {
      shop,
      id,
      tenant,
      kind: request.kind,
      ...('requestId' in request && { requestId: request.requestId }),
      askedAt,
      dueAt: new Date(Date.parse(askedAt) + DUE_DAYS * DAY).toISOString(),
      startedAt: now(),
      customers: customers.map((customer) => hashedName(hashKey, tenant, customer)),
      before: await count(request, delivery),
    }
  }
  async function carryOut(request: ShopRequest, delivery: ClaimedDelivery, proof: Proof): Promise<ProofOutcome> {
    switch (request.kind) {
      case 'export':
        await exportData(request, delivery)
        return 'done'
      case 'erase':
        await eraseCustomers(request.customers, delivery)
        return 'done'
      case 'erase-shop':
        return eraseShop(delivery, proof)
      case 'stop':
        return stop(delivery.shop, delivery.tenant, proof.askedAt)
    }
  }
  return {
    async onRequest(request, delivery) {
      const proof = (await proofs.find(delivery)) ?? (await proofs.open(await begin(request, delivery)))
      if (proof.doneAt !== undefined) return
      const outcome = await carryOut(request, delivery, proof)
      await proofs.close(proof, { outcome, after: await count(request, delivery), doneAt: now() })
    },
    async installed(shop, { tenant = shop } = {}) {
      await proofs.installed(shop, tenant, now())
      need(await mot.resume({ tenant }))
    },
    async tenantOf(shop, topic) {
      const known = await proofs.shop(shop)
      return known?.redactedAt === undefined || topic === 'shop/redact' ? known?.tenant : undefined
    },
    shop: (shop) => proofs.shop(shop),
    async *shops() {
      for (let page = await proofs.shops({ limit: PART }); page.length > 0; ) {
        yield* page
        page = await proofs.shops({ after: page.at(-1), limit: PART })
      }
    },
    proofs: { list: ({ limit = 100, ...filter } = {}) => proofs.list({ ...filter, limit }) },
    health: () => proofs.health(now()),
  }
}
/** Whom it concerns, where that is not the whole shop. */
const customersOf = (request: ShopRequest): { readonly customers?: readonly Customer[] } =>
  'customers' in request ? { customers: request.customers } : {}

/** @throws what went wrong: it is tried again, or is dead, as the delivery that asked */
function need<T>(result: Result<T, string>): T {
  if (result.ok) return result.value
  throw result.error
}
