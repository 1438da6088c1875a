/** The app for shops that are real: what it needs is said by the environment. */
import { systemClock } from '@motkit/core'
import { createApp } from './app.ts'
import { listen } from './listen.ts'
import { memoryStores, postgresStores } from './stores.ts'

const {
  DATABASE_URL,
  PORT = '3000',
  SHOPIFY_SHOPS,
  SHOPIFY_API_SECRET,
  MOT_COUPON_SECRET,
  MOT_ERASURE_KEY,
} = process.env
if (!SHOPIFY_SHOPS || !SHOPIFY_API_SECRET || !MOT_COUPON_SECRET || !MOT_ERASURE_KEY) {
  console.error(`These are needed:
  SHOPIFY_API_SECRET  the client secret of the app
  SHOPIFY_SHOPS       each shop with its access token: tea.myshopify.com=shpat_…,cups.myshopify.com=shpat_…
  MOT_COUPON_SECRET   the codes of coupons are made with it, 32 bytes or more
  MOT_ERASURE_KEY     keys what stays of somebody who was erased, 16 characters or more
and these may be given:
  DATABASE_URL        of a PostgreSQL; without it, everything ends with the process
  PORT                3000`)
  process.exit(2)
}
/** An app that is installed by many shops reads them from its sessions, and refreshes their tokens. */
const tokens = new Map<string, string>()
for (const pair of SHOPIFY_SHOPS.split(',')) {
  const [shop = '', token = ''] = pair.split('=', 2)
  tokens.set(shop.trim(), token.trim())
}

const app = createApp({
  stores: DATABASE_URL ? await postgresStores(DATABASE_URL) : memoryStores(systemClock),
  apiSecret: SHOPIFY_API_SECRET,
  couponSecret: MOT_COUPON_SECRET,
  erasureKey: MOT_ERASURE_KEY,
  tokens,
  send: (template, to) => console.log('message', template, 'to', to, '(here your mailer goes)'),
  handOver: (data, shop) => console.log('for the merchant of', shop, JSON.stringify(data)),
  onError: (error, during = '') => console.error(during, error),
})
await app.install()
const server = await listen(app.http, Number(PORT))
const stop = app.start()
console.log(
  `webhooks at ${server.url}/webhooks, the pixel at ${server.url}/pixel${DATABASE_URL ? '' : ', kept in memory'}`,
)

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, async () => {
    await server.close()
    await stop()
  })
