/** Asks one shop, under one signal. */
import type { ShopifyAdmin } from '../admin/admin.ts'
import type { Operation } from '../admin/operation.ts'

/** @throws MotError what the Admin API answers otherwise */
export type Ask = <V extends object, R>(operation: Operation<V, R>, variables: V) => Promise<R>

export const askerOf =
  (admin: ShopifyAdmin, shop: string, signal?: AbortSignal): Ask =>
  async (operation, variables) => {
    const answer = await admin.run(shop, operation, variables, signal ? { signal } : {})
    if (!answer.ok) throw answer.error
    return answer.value
  }
