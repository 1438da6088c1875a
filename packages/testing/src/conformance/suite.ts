/** What the parts of the store suite are given. */
import type { Store } from '@motkit/core'
import { afterEach } from 'vitest'

export interface StoreConformanceOptions {
  /**
   * Opens another handle on what a store keeps. A store that is `durable` or `shared` must give one: the first is then
   * closed and opened again, or both are used at once.
   */
  readonly again?: (store: Store) => Promise<Store> | Store
  /** For each test, in milliseconds. Default: 20,000. */
  readonly timeoutMs?: number
}
export interface Suite extends StoreConformanceOptions {
  /** An empty store, closed after the test. */
  open(): Promise<Store>
  /** Another handle on a store, closed after the test. */
  reopen(store: Store): Promise<Store>
}

export function createSuite(factory: () => Promise<Store> | Store, options: StoreConformanceOptions): Suite {
  const open = new Set<Store>()
  afterEach(async () => {
    const stores = [...open]
    open.clear()
    for (const store of stores) await store.close()
  })
  const keep = (store: Store): Store => {
    open.add(store)
    return store
  }
  return {
    ...options,
    open: async () => keep(await factory()),
    async reopen(store) {
      if (options.again) return keep(await options.again(store))
      throw new Error('a store that is durable or shared gives `again`: how to open another handle on what it keeps')
    },
  }
}
