/** An app as a process of its own, which gives store credit until it is killed, also at the worst moment. */
import { createShopifyAdmin, type ShopifyAdmin } from '@motkit/shopify'
import pg from 'pg'
import { openGifts } from './gifts.ts'

export interface ActingSetup {
  readonly url: string
  /** Of the local Admin API. */
  readonly adminUrl: string
  readonly token: string
  /** Stops for good with a credit that is noted and not sent, or sent and not recorded. */
  readonly hangs?: 'before' | 'after'
}
/** Said when it hangs. */
interface ActingWord {
  readonly hangs: 'before' | 'after'
}

/** Takes what goes to the shop to the local Admin API. */
const fetchAt =
  (adminUrl: string): typeof fetch =>
  (input, init) => {
    const asked = new Request(input, init)
    const { host, pathname } = new URL(asked.url)
    const headers = new Headers(asked.headers)
    headers.set('x-forwarded-host', host) // a fetch sets its own `host`
    const { method, signal, body } = asked
    return fetch(`${adminUrl}${pathname}`, { method, headers, signal, ...(body ? { body, duplex: 'half' } : {}) })
  }

if (process.send) {
  const { url, adminUrl, token, hangs } = JSON.parse(process.argv[2] as string) as ActingSetup
  const real = createShopifyAdmin({ accessToken: () => token, fetch: fetchAt(adminUrl), retry: { firstMs: 20 } })
  const forever = (word: ActingWord) => new Promise<never>(() => process.send?.(word))
  const admin: ShopifyAdmin = {
    async run(shop, operation, variables, options) {
      const isCredit = operation.name === 'creditAccount'
      if (isCredit && hangs === 'before') return forever({ hangs })
      const answer = await real.run(shop, operation, variables, options)
      return isCredit && hangs === 'after' ? forever({ hangs }) : answer
    },
  }
  openGifts(new pg.Pool({ connectionString: url, max: 6 }), admin).mot.start({ pollMs: 50 })
  process.on('disconnect', () => process.exit())
}
