/** Shopify's expiring offline tokens for `accessToken`, as the guide shows it: a refresh token is good for one use. */

import type { AccessToken } from '@motkit/shopify'
import type { Session, Shopify } from '@shopify/shopify-api'
import type { Pool } from 'pg'

/** As the session storages of `@shopify/shopify-app-session-storage-*`. */
export interface SessionStorage {
  loadSession(id: string): Promise<Session | undefined>
  storeSession(session: Session): Promise<boolean>
}
const EARLY_MS = 5 * 60_000

export const offlineToken =
  (shopify: Pick<Shopify, 'auth' | 'session'>, sessions: SessionStorage, pool: Pool): AccessToken =>
  async (shop, { refresh }) => {
    const load = () => sessions.loadSession(shopify.session.getOfflineId(shop))
    const seen = await load()
    if (!seen || !(refresh || seen.isExpired(EARLY_MS))) return seen?.accessToken
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query('select pg_advisory_xact_lock(hashtext($1))', [`shopify token ${shop}`])
      const present = await load()
      if (present?.accessToken !== seen.accessToken) return present?.accessToken // another process was first
      if (!present?.refreshToken) return undefined
      const { session } = await shopify.auth.refreshToken({ shop, refreshToken: present.refreshToken })
      await sessions.storeSession(session)
      return session.accessToken
    } finally {
      await client.query('rollback') // lets go of the lock
      client.release()
    }
  }
