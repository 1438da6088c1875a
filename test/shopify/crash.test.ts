/** Apps killed at work lose nothing that was answered, and count nothing twice. */
import { setTimeout as rest } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { feedOf } from './support/feed.ts'
import { type HostName, hosts } from './support/hosts.ts'
import { sendLikeShopify } from './support/sender.ts'
import { type App, cleanJourneys, openShop, SECRET } from './support/shop.ts'

async function open() {
  const shop = await openShop(await freshDatabase())
  onTestFinished(shop.close)
  return shop
}

describe.skipIf(noPostgres())('an app that is killed', { timeout: 90_000 }, () => {
  test('between the answer and the work leaves the work to another', async () => {
    const { start, words, pool, now, settled, journeys } = await open()
    const feed = feedOf(2, Date.parse(now) - 3_600_000)
    const first = await start({ hangs: true })
    const report = await sendLikeShopify(feed, { url: first.url, secret: SECRET })
    expect(report).toMatchObject({ delivered: feed.length, attempts: feed.length })
    await vi.waitFor(() => expect(words.some(({ claimed }) => claimed !== undefined)).toBe(true))
    await first.kill()
    const kept = await pool.query('select count(*)::int as n from motkit.shopify_delivery where body is not null')
    expect(kept.rows).toEqual([{ n: feed.length }])
    expect((await pool.query('select count(*)::int as n from motkit.event')).rows).toEqual([{ n: 0 }])

    await start()
    await settled(10_000)
    expect(await journeys()).toEqual(await cleanJourneys(feed, now))
  })

  test('again and again on each of the servers, while Shopify sends, ends in the journeys of the clean feed', async () => {
    const { start, words, deliveries, now, settled, journeys } = await open()
    const feed = feedOf(40, Date.parse(now) - 7_200_000)
    const names = Object.keys(hosts) as HostName[]
    let started = 0
    const startNext = () => start({ host: names[started++ % names.length] as HostName })
    const apps: App[] = [await startNext(), await startNext()]
    let isOver = false
    let kills = 0
    const killing = (async () => {
      for (; !isOver || kills < names.length; kills++) {
        await rest(300)
        await apps[0]?.kill()
        apps.shift()
        apps.push(await startNext())
      }
    })()
    let sent = 0
    const report = await sendLikeShopify(feed, {
      url: () => apps[sent++ % apps.length]?.url ?? '',
      secret: SECRET,
      duplicates: 0.2,
      lost: 0.05,
      late: { share: 0.3, ms: 800 },
      perSecond: 100,
    })
    isOver = true
    await killing
    expect(report.gaveUp).toHaveLength(0)
    await settled(20_000)
    // On a machine that is busy, work may outlive its lease, and is done again.
    const faults = new Set(words.flatMap(({ fault }) => fault ?? []))
    expect([...faults].filter((code) => code !== 'WEBHOOK_TIMEOUT')).toEqual([])
    expect(await deliveries.dead({ limit: 10 })).toEqual([])
    expect(await journeys()).toEqual(await cleanJourneys(feed, now))
  })
})
