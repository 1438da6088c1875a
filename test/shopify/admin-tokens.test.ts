/** Expiring offline tokens by Shopify's own library: got anew once, though many calls of several processes need it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createShopifyAdmin } from '@motkit/shopify'
import '@shopify/shopify-api/adapters/node'
import { ApiVersion, LogSeverity, Session, shopifyApi } from '@shopify/shopify-api'
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { done, name, SHOP } from './support/admin-operations.ts'
import { fetchTo, json } from './support/admin-server.ts'
import { offlineToken, type SessionStorage } from './support/expiring-tokens.ts'

const HOUR = 3_600_000

/** Shopify: gives a new pair of tokens for a refresh token that was not used, and takes the newest access token only. */
async function shopifyServer() {
  const seen = { refreshed: 0, refused: 0 }
  const expected = { access: 'access 0', refresh: 'refresh 0' }
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request))
    if (request.url === '/admin/oauth/access_token') {
      if (body.refresh_token !== expected.refresh) return json(response, { error: 'invalid_grant' }, 400)
      const n = ++seen.refreshed
      Object.assign(expected, { access: `access ${n}`, refresh: `refresh ${n}` })
      const times = { expires_in: 3_600, refresh_token_expires_in: 7_776_000 }
      return json(response, { access_token: expected.access, refresh_token: expected.refresh, scope: '', ...times })
    }
    if (request.headers['x-shopify-access-token'] === expected.access)
      return done(response, { ...body, token: undefined, url: '' }, request)
    seen.refused++
    return json(response, { errors: '[API] Invalid API key or access token' }, 401)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, expected, fetch: fetchTo((server.address() as AddressInfo).port) }
}

describe.skipIf(noPostgres())('an expiring offline token', () => {
  async function setup(expires: Date) {
    const server = await shopifyServer()
    setAbstractFetchFunc(server.fetch as never)
    const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 8 })
    onTestFinished(() => pool.end())
    const shopify = shopifyApi({
      apiKey: 'key',
      apiSecretKey: 'secret',
      apiVersion: ApiVersion.October26,
      hostName: 'app.example.com',
      isEmbeddedApp: true,
      logger: { level: LogSeverity.Error },
    })
    const id = shopify.session.getOfflineId(SHOP)
    const first = {
      id,
      shop: SHOP,
      state: '',
      isOnline: false,
      accessToken: 'access 0',
      refreshToken: 'refresh 0',
      expires,
    }
    const stored = new Map([[id, new Session(first)]])
    const sessions: SessionStorage = {
      loadSession: async (id) => stored.get(id),
      storeSession: async (session) => !!stored.set(session.id, session),
    }
    const process = () =>
      createShopifyAdmin({ accessToken: offlineToken(shopify, sessions, pool), fetch: server.fetch })
    return { ...server, processes: [process(), process(), process()] }
  }
  const many = (processes: readonly ReturnType<typeof createShopifyAdmin>[]) =>
    Promise.all(processes.flatMap((admin) => Array.from({ length: 5 }, () => admin.run(SHOP, name, {}))))

  test('is got anew shortly before it ends', async () => {
    const { seen, processes } = await setup(new Date(Date.now() + 60_000))
    expect((await many(processes)).every(({ ok }) => ok)).toBe(true)
    expect(seen).toEqual({ refreshed: 1, refused: 0 })
  })
  test('is got anew when it was refused', async () => {
    const { seen, expected, processes } = await setup(new Date(Date.now() + HOUR))
    expected.access = 'none'
    expect((await many(processes)).every(({ ok }) => ok)).toBe(true)
    expect(seen.refreshed).toBe(1)
  })
  test('that nobody can get anew lets nothing go', async () => {
    const { seen, expected, processes } = await setup(new Date(Date.now() - 1))
    expected.refresh = 'used'
    const answers = await many(processes)
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ ok: false })))
    expect(answers[0]).toMatchObject({ error: { code: 'SHOPIFY_TOKEN_UNAVAILABLE' } })
    expect(seen).toEqual({ refreshed: 0, refused: 0 })
  })
})
