/** An app as a process of its own, that calls the Admin API and shares the points of a shop with others. */
import { createShopifyAdmin, postgresBudget } from '@motkit/shopify'
import pg from 'pg'
import { credit, SHOP } from './admin-operations.ts'
import { fetchTo } from './admin-server.ts'

export interface CallerSetup {
  readonly url: string
  readonly port: number
  readonly calls: number
}
/** What became of one call: nothing, or the code of its error. */
export interface CallerWord {
  readonly error?: string
}

if (process.send) {
  const { url, port, calls } = JSON.parse(process.argv[2] as string) as CallerSetup
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  const budget = postgresBudget({ pool })
  const admin = createShopifyAdmin({ accessToken: () => 'shpat', budget, fetch: fetchTo(port) })
  process.on('disconnect', () => process.exit())
  for (let n = 0; n < calls; n++)
    void admin.run(SHOP, credit, { amount: '1' }).then((answer) => {
      process.send?.((answer.ok ? {} : { error: answer.error.code }) satisfies CallerWord)
    })
}
