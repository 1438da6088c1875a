/** The app with a local Shopify around it, its clock in our hand, and all that it does printed. */
import { virtualClock } from '@motkit/core'
import type { MomentKind } from '@motkit/shopify'
import { createLocalAdmin } from '@motkit/shopify/testing'
import { adminView } from './admin-view.ts'
import { createApp } from './app.ts'
import { listen } from './listen.ts'
import { createShopify } from './shopify.ts'
import { memoryStores } from './stores.ts'

export const tenant = 'tea.myshopify.com'
const token = 'shpat_of_this_example'
const apiSecret = 'shpss_of_this_example'
const kinds: readonly MomentKind[] = ['zmot', 'fmot', 'smot.purchase', 'amot', 'smot.experience', 'tmot', 'umot']

/** What is printed before the next line: the time, where something comes of it. */
let headline = ''
export function show(what: string, ...words: readonly string[]): void {
  if (headline) console.log(headline)
  headline = ''
  console.log(['   ', what.padEnd(11), ...words].join(' ').trimEnd())
}

export async function openStage() {
  const clock = virtualClock('2026-03-02T09:00:00Z')
  const now = () => new Date(clock.now()).toISOString()
  const admin = await createLocalAdmin({ shops: { [tenant]: { token, name: 'Tea & Co' } }, clock })
  const shop = admin.shop(tenant)
  const app = createApp({
    stores: memoryStores(clock),
    apiSecret,
    couponSecret: 'at least 32 bytes, out of the environment',
    erasureKey: 'out of the environment',
    tokens: new Map([[tenant, token]]),
    fetch: admin.fetch,
    clock,
    send: (template) => show('message', template),
    handOver: ({ customers }) => show('handed over', `${customers.flatMap(({ events }) => events).length} events`),
    onError: (error) => show('error', String(error)),
  })
  for (const kind of kinds)
    app.mot.on(`moment.${kind}`, ({ subject, polarity, reason, previous, retracted = false }) => {
      const text = retracted ? 'taken back' : `${reason}, ${polarity}`
      if (retracted || previous?.reason !== reason) show('moment', kind.padEnd(15), text.padEnd(23), subject)
    })
  await app.install()
  const server = await listen(app.http, 0, '127.0.0.1')
  const shopify = createShopify({ url: server.url, shop: tenant, apiSecret, now })

  const known = new Set<string>()
  /** Does all that there is to do now, and shows what is new in the shop's admin. @returns when there is more */
  async function settle(): Promise<string | undefined> {
    await app.webhooks.drain()
    const { next } = await app.mot.catchUp()
    for (const line of await adminView(shop)) {
      if (!known.has(line)) show('in Shopify', line)
      known.add(line)
    }
    for (const { key, error } of await app.mot.dead.list({ tenant })) throw new Error(`${key}: ${error?.message}`)
    return next
  }
  async function until(time: string): Promise<void> {
    for (let next = await settle(); next !== undefined && next < time; next = await settle()) {
      clock.set(next)
      headline = titleOf(next, 'Time passes.')
    }
    clock.set(time)
  }
  const titleOf = (time: string, text: string) => `\n${time.slice(0, 16).replace('T', ' ')}  ${text}`

  return {
    app,
    admin,
    shop,
    shopify,
    now,
    /** Something happens, after all that was due before. */
    async on(time: string, text: string, happen: () => unknown): Promise<void> {
      await until(time)
      console.log(titleOf(time, text))
      headline = ''
      await happen()
      await settle()
    },
    async close(): Promise<void> {
      await server.close()
      await app.mot.close()
      await admin.close()
    },
  }
}
