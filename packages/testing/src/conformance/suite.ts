/** What the parts of the store suite are given. */
import type { Store } from '@motkit/core'
import { afterEach } from 'vitest'

/** A transaction of the host's own, open. */
export interface HostTransaction {
  /** What the store is given as `tx`. */
  readonly tx: unknown
  commit(): Promise<void>
  rollback(): Promise<void>
}
export interface StoreConformanceOptions {
  /**
   * Opens another handle on what a store keeps. A store that is `durable` or `shared` must give one: the first is then
   * closed and opened again, or both are used at once.
   */
  readonly again?: (store: Store) => Promise<Store> | Store
  /** Begins a transaction of the host's own, where a store keeps its rows. A store that `joins` must give one. */
  readonly host?: (store: Store) => Promise<HostTransaction>
  /** For each test, in milliseconds. Default: 20,000. */
  readonly timeoutMs?: number
}
export interface Suite {
  /** An empty store, closed after the test. */
  open(): Promise<Store>
  /** Another handle on a store, closed after the test. */
  reopen(store: Store): Promise<Store>
  /** A transaction of the host's own, rolled back after the test where it is still open. */
  join(store: Store): Promise<HostTransaction>
}

export function createSuite(factory: () => Promise<Store> | Store, options: StoreConformanceOptions): Suite {
  const open = new Set<Store>()
  const hosts = new Set<HostTransaction>()
  afterEach(async () => {
    for (const host of hosts) await host.rollback()
    const stores = [...open]
    open.clear()
    for (const store of stores) await store.close()
  })
  const keep = (store: Store): Store => {
    open.add(store)
    return store
  }
  return {
    open: async () => keep(await factory()),
    async reopen(store) {
      if (options.again) return keep(await options.again(store))
      throw new Error('a store that is durable or shared gives `again`: how to open another handle on what it keeps')
    },
    async join(store) {
      if (!options.host) throw new Error('a store that joins gives `host`: how to begin a transaction of the host')
      const { tx, commit, rollback } = await options.host(store)
      const host: HostTransaction = {
        tx,
        commit() {
          hosts.delete(host)
          return commit()
        },
        rollback() {
          hosts.delete(host)
          return rollback()
        },
      }
      hosts.add(host)
      return host
    },
  }
}
