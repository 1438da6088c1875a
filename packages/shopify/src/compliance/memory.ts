/** Proofs in memory: for tests, and for trying things out. They end with the process, and count no rows. */
import type { DeliveryKey } from '../receive/store.ts'
import type { Proof, ProofStore, ShopState } from './proofs.ts'

const keyOf = ({ shop, id }: DeliveryKey): string => `${shop} ${id}`

/** @example createShopifyCompliance({ mot, proofs: memoryProofs(), hashKey, deliver }) */
export function memoryProofs(): ProofStore {
  const proofs = new Map<string, Proof>()
  const shops = new Map<string, ShopState>()
  return {
    find: async (key) => proofs.get(keyOf(key)),
    async open(proof) {
      const known = proofs.get(keyOf(proof)) ?? proof
      proofs.set(keyOf(proof), known)
      return known
    },
    async close(key, end) {
      const known = proofs.get(keyOf(key))
      if (known && known.doneAt === undefined) proofs.set(keyOf(key), { ...known, ...end })
    },
    async list({ shop, isDone, after, limit }) {
      return [...proofs.values()]
        .filter(
          (proof) =>
            (shop === undefined || proof.shop === shop) &&
            (isDone === undefined || (proof.doneAt !== undefined) === isDone) &&
            (after === undefined || keyOf(proof) > keyOf(after)),
        )
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
        .slice(0, limit)
    },
    async health(now) {
      const due = [...proofs.values()].flatMap(({ doneAt, dueAt }) => (doneAt === undefined ? [dueAt] : [])).sort()
      const [dueAt] = due
      return { open: due.length, overdue: due.filter((at) => at <= now).length, ...(dueAt && { dueAt }) }
    },
    count: async () => ({}),
    kept: async () => ({}),
    remove: async () => undefined,
    shop: async (shop) => shops.get(shop),
    async shops({ after = '', limit }) {
      const have = [...shops.values()].filter(({ uninstalledAt, redactedAt }) => !uninstalledAt && !redactedAt)
      const names = have.map(({ shop }) => shop).filter((shop) => shop > after)
      return names.sort().slice(0, limit)
    },
    async installed(shop, tenant, installedAt) {
      shops.set(shop, { shop, tenant, installedAt })
    },
    async uninstalled(shop, tenant, uninstalledAt) {
      const known = shops.get(shop)
      if ((known?.installedAt ?? '') <= uninstalledAt) shops.set(shop, { ...known, shop, tenant, uninstalledAt })
    },
    async redacted(shop, redactedAt) {
      const known = shops.get(shop)
      if (known) shops.set(shop, { ...known, redactedAt })
    },
  }
}
