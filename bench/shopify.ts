/**
 * shopify.*: how long Shopify waits for an answer, while what it sends is told to an engine on PostgreSQL by the same
 * process; and, as a proof, that 10,000 deliveries come to the journeys of the clean feed, also where the app is killed.
 */
import { deepStrictEqual } from 'node:assert/strict'
import { loadavg } from 'node:os'
import { setTimeout as rest } from 'node:timers/promises'
import { feedOf } from '../test/shopify/support/feed.ts'
import { type HostName, hosts } from '../test/shopify/support/hosts.ts'
import { sendLikeShopify } from '../test/shopify/support/sender.ts'
import { type App, cleanJourneys, openShop, SECRET } from '../test/shopify/support/shop.ts'
import type { Bench } from './harness.ts'
import type { Server } from './server.ts'

/** Of ten deliveries each. */
const ORDERS = 1_000
const PER_SECOND = 200
const MOST_MS = 100
const KILL_EVERY_MS = 5_000
const names = Object.keys(hosts) as HostName[]

interface Course {
  /** Of the apps, each after the one before was killed; the last one stays. */
  readonly hosts: Iterator<HostName>
  readonly isKilled: boolean
}
/** Sends all, and proves what it came to. */
async function send(server: Server, { hosts, isKilled }: Course) {
  const database = await server.database()
  const shop = await openShop(database.url)
  const start = (): Promise<App> => shop.start({ host: hosts.next().value })
  let app = await start()
  const feed = feedOf(ORDERS, Date.parse(shop.now) - (ORDERS + 10) * 60_000)
  const over = new AbortController()
  const killing = (async () => {
    let kills = 0
    for (; isKilled; kills++) {
      await rest(KILL_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined)
      if (over.signal.aborted) break
      await app.kill()
      app = await start()
    }
    return kills
  })()
  const started = performance.now()
  const report = await sendLikeShopify(feed, {
    url: () => app.url,
    secret: SECRET,
    perSecond: PER_SECOND,
    duplicates: 0.1,
    lost: 0.02,
    late: { share: 0.3, ms: 5_000 },
  })
  const sent = performance.now() - started
  over.abort()
  const kills = await killing
  await shop.settled(60_000)
  const worked = performance.now() - started
  deepStrictEqual(report.gaveUp, [], 'deliveries that were given up')
  deepStrictEqual(await shop.deliveries.dead({ limit: 10 }), [], 'dead deliveries')
  deepStrictEqual(await shop.journeys(), await cleanJourneys(feed, shop.now), 'the journeys are not those of the feed')
  await shop.close()
  await database.close()
  return { report, kills, sent, worked }
}
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const ms = (value: number): string => `${value.toFixed(1)} ms`

const answerBench = (server: Server, host: HostName): Bench => ({
  name: `shopify.${host.toLowerCase().replace(/ (\d|http)/, '$1')}.p99`,
  against: `${PER_SECOND} deliveries a second to ${host}`,
  goal: MOST_MS,
  bound: 'most',
  unit: 'ms to answer',
  byDefault: false,
  async run() {
    const { report, sent, worked } = await send(server, { hosts: [host].values(), isKilled: false })
    const value = quantile(report.latencies, 0.99)
    const [half, most] = [quantile(report.latencies, 0.5), quantile(report.latencies, 1)]
    const behind = `all was told ${ms(worked - sent)} after the last answer`
    const load = loadavg()[0]?.toFixed(1)
    return { ratio: value, value, note: `p50 ${ms(half)}, max ${ms(most)}, ${behind}, load average ${load}` }
  },
})
const killBench = (server: Server): Bench => ({
  name: 'shopify.killed',
  against: `an app that is killed every ${KILL_EVERY_MS / 1_000} s, and comes back on another server`,
  goal: 0,
  bound: 'most',
  unit: 'deliveries lost',
  byDefault: false,
  async run() {
    const { report, kills } = await send(server, { hosts: inTurn(names), isKilled: true })
    const value = report.gaveUp.length
    return { ratio: value, value, note: `killed ${kills} times, ${report.attempts} attempts` }
  },
})
function* inTurn(list: readonly HostName[]): Generator<HostName, never> {
  for (let n = 0; ; n++) yield list[n % list.length] as HostName
}

export const shopifyBenches = (server: Server): readonly Bench[] => [
  ...names.map((host) => answerBench(server, host)),
  killBench(server),
]
