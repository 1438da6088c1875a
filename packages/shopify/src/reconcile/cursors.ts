/** How far each search of a shop has come: a port, with one store in memory and one on PostgreSQL. */

/** Keeps a short text under a shop and a name. It is no personal data. */
export interface ReconcileCursors {
  read(shop: string, name: string): Promise<string | undefined>
  /**
   * Puts `to` where `from` stands, or nothing; undefined is nothing. Of several who come at the same time with the same
   * `from`, one succeeds.
   */
  swap(shop: string, name: string, from: string | undefined, to: string | undefined): Promise<boolean>
  /** Deletes all of a shop: what comes next begins anew. */
  forget(shop: string): Promise<void>
}

/** @example const reconciliation = createShopifyReconciliation({ admin, mot, tenantOf, cursors: memoryCursors() }) */
export function memoryCursors(): ReconcileCursors {
  const shops = new Map<string, Map<string, string>>()
  return {
    read: async (shop, name) => shops.get(shop)?.get(name),
    async swap(shop, name, from, to) {
      const cursors = shops.get(shop) ?? new Map<string, string>()
      if (cursors.get(name) !== from) return false
      if (to === undefined) cursors.delete(name)
      else cursors.set(name, to)
      shops.set(shop, cursors)
      return true
    },
    async forget(shop) {
      shops.delete(shop)
    },
  }
}

/** Moves a cursor to an instant, UTC, ISO 8601; never back, whoever else moves it. */
export async function advance(cursors: ReconcileCursors, shop: string, name: string, to: string): Promise<void> {
  for (;;) {
    const from = await cursors.read(shop, name)
    if ((from !== undefined && from >= to) || (await cursors.swap(shop, name, from, to))) return
  }
}
