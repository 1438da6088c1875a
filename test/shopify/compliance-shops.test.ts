/** Several shops in one app have the same ids, and never meet: whatever is done in one leaves the others as they were. */
import { postgresIntents } from '@motkit/shopify'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { rowsOf } from './support/search.ts'
import { ADA, asks, customerOf, DAY, NOW, openShops, orderOf, refundOf, SHOPS } from './support/shops.ts'

const runs = Number(process.env.MOTKIT_RUNS ?? 12)
const BUYER = { ...ADA, id: 7 }
const GID = 'gid://shopify/Customer/7'
const ORDER = 1001
type Sent = readonly [topic: string, payload: object]
const deeds = {
  order: (shop: string, n: number): Sent => ['orders/create', { ...orderOf(shop, ORDER + n, BUYER) }],
  customer: (shop: string, n: number): Sent => ['customers/create', customerOf(shop, { ...BUYER, id: BUYER.id + n })],
  refund: (shop: string, n: number): Sent => ['refunds/create', refundOf(shop, 21 + n, ORDER + n)],
  broken: (shop: string, n: number): Sent => [
    'orders/updated',
    { id: null, note: `${shop} ${n}`, customer: { id: 7 } },
  ],
}
const asked = {
  redact: (shop: string): Sent => ['customers/redact', asks.redact(shop, BUYER, [ORDER, ORDER + 1])],
  uninstall: (shop: string): Sent => ['app/uninstalled', asks.uninstall(shop)],
  redactShop: (shop: string): Sent => ['shop/redact', asks.redactShop(shop)],
  data: (shop: string): Sent => ['customers/data_request', asks.data(shop, BUYER, [ORDER])],
}
const history = fc.array(
  fc.record({
    shop: fc.constantFrom(...SHOPS),
    deed: fc.constantFrom(...(Object.keys(deeds) as (keyof typeof deeds)[])),
    n: fc.nat(1),
  }),
  { minLength: 8, maxLength: 24 },
)

test.skipIf(noPostgres())(
  'what is asked in one shop leaves every row of the others as it was',
  { timeout: 300_000 },
  async () => {
    const shops = await openShops({ url: await freshDatabase() })
    onTestFinished(shops.close)
    const { pool, clock, mot, webhooks } = shops
    const intents = postgresIntents({ pool })
    const { rows } = await pool.query<{ table: string }>(
      `select string_agg(format('motkit.%I', tablename), ', ') as table from pg_tables
    where schemaname = 'motkit' and tablename not like '%migration'`,
    )
    let cases = 0
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.constantFrom(...SHOPS),
        fc.constantFrom(...(Object.keys(asked) as (keyof typeof asked)[])),
        fc.boolean(),
        async (told, shop, what, isDue) => {
          await pool.query(`truncate ${rows[0]?.table}`)
          clock.set(Date.parse(NOW))
          shops.exported.length = 0
          shops.carriedOut.length = 0
          // Ids of webhooks are the same in each shop, too.
          for (const [n, { shop: of, deed, n: which }] of told.entries())
            expect(await shops.send(of, ...deeds[deed](of, which), `w${n}`)).toBe(200)
          for (const of of SHOPS) await shops.send(of, ...deeds.order(of, 0), 'order')
          for (const of of SHOPS) await intents.claim({ shop: of, key: 'k1', kind: 'message', customer: GID }, 1_000)
          await webhooks.drain()
          const others = SHOPS.filter((one) => one !== shop)
          const before = await Promise.all(others.map((one) => rowsOf(pool, one)))
          const exports = await Promise.all(others.map((one) => mot.export({ id: '7' }, { tenant: one })))

          expect(await shops.send(shop, ...asked[what](shop), 'asks')).toBe(200)
          expect(await webhooks.drain()).toEqual({ processed: 1, failed: 0 })

          expect(await Promise.all(others.map((one) => rowsOf(pool, one)))).toEqual(before)
          expect(await Promise.all(others.map((one) => mot.export({ id: '7' }, { tenant: one })))).toEqual(exports)
          const handed = JSON.stringify([shops.exported, await shops.compliance.proofs.list()])
          for (const other of others) expect(handed).not.toContain(other)
          expect(shops.exported).toHaveLength(what === 'data' ? 1 : 0)
          const noted = await pool.query('select 1 from motkit.shopify_intent where shop = $1', [shop])
          expect(noted.rows).toHaveLength(what === 'uninstall' || what === 'data' ? 1 : 0)
          const own = await mot.export({ id: '7' }, { tenant: shop })
          expect(own.ok).toBe(what === 'uninstall' || what === 'data')

          if (!isDue) return
          clock.set(Date.parse(NOW) + 2 * DAY)
          await mot.catchUp()
          for (const other of others) expect(shops.carriedOut).toContain(other)
          expect(shops.carriedOut.includes(shop)).toBe(what === 'data')
          cases++
        },
      ),
      { numRuns: runs, endOnFailure: true },
    )
    expect(cases).toBeGreaterThan(0)
  },
)
