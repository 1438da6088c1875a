/** What a host does with a whole tenant: let its promises rest, and forget all of it. */
import type { Who } from './mot.ts'
import { ok, type Result } from './result.ts'
import { failure, type Workplace } from './work.ts'

export interface EraseAllOptions extends Who {
  /** So many customers at most: the next call goes on. */
  readonly limit?: number
}
export interface ErasedAll {
  readonly erased: number
  /** Nothing is left of the tenant. */
  readonly isDone: boolean
}
const PAGE = 100

export async function setPaused(
  { store }: Workplace,
  isPaused: boolean,
  { tenant = 'default' }: Who = {},
): Promise<Result<true, 'STORE_UNAVAILABLE'>> {
  try {
    await store.pause(tenant, isPaused)
    return ok(true)
  } catch (error) {
    return failure<never>(error)
  }
}

/** A page of customers a commit. No hashes are left: whoever comes back under the same ids is somebody new. */
export async function eraseAll(
  { store }: Workplace,
  { tenant = 'default', limit = Number.POSITIVE_INFINITY }: EraseAllOptions = {},
): Promise<Result<ErasedAll, 'STORE_UNAVAILABLE'>> {
  try {
    for (let erased = 0; ; ) {
      const keys = await store.customers(tenant, '', Math.min(PAGE, limit - erased))
      if (keys.length === 0) {
        await store.clear(tenant)
        return ok({ erased, isDone: true })
      }
      await store.transaction(async (transaction) => {
        const { canonical } = await transaction.open(tenant, keys)
        for (const key of keys) await transaction.erase(tenant, canonical.get(key) ?? key, [])
      })
      erased += keys.length
      if (erased >= limit) return ok({ erased, isDone: false })
    }
  } catch (error) {
    return failure<never>(error)
  }
}
