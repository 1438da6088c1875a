/** Apps killed at work, at the worst moment or at any, give each credit once; several share one store of intents. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { clientOf, movementsOf, numberOf } from './support/acting.ts'
import type { ActingSetup } from './support/acting-app.ts'
import { openGifts } from './support/gifts.ts'
import { noSchema, SHOP, startLocalAdmin, TOKEN } from './support/local-admin.ts'

const file = fileURLToPath(new URL('support/acting-app.ts', import.meta.url))

async function setUp(faults: Parameters<typeof startLocalAdmin>[0] = {}) {
  const local = await startLocalAdmin(faults)
  const url = await freshDatabase()
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  await postgresStore({ pool, listen: false }).migrate()
  const { mot, intents } = openGifts(pool, clientOf(local)) // it tells, and carries nothing out
  await intents.migrate()
  const children = new Set<ChildProcess>()
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL')
    await mot.close()
    await pool.end()
  })
  const shop = local.shop(SHOP)
  return {
    pool,
    shop,
    intents,
    customer: () => shop.addCustomer().id,
    async earn(customer: string, gifts: readonly string[]) {
      const about = { source: 'shop', time: new Date().toISOString(), tenant: SHOP, type: 'gift.earned' }
      const told = await mot.ingestMany(
        gifts.map((giftId) => ({ ...about, id: giftId, customer: { id: numberOf(customer) }, data: { giftId } })),
      )
      expect(told.every(({ ok }) => ok)).toBe(true)
    },
    start(hangs?: 'before' | 'after') {
      const setup: ActingSetup = { url, adminUrl: local.url, token: TOKEN, ...(hangs && { hangs }) }
      const child = fork(file, [JSON.stringify(setup)], {
        execArgv: ['--conditions=@motkit/source'],
        stdio: ['ignore', 2, 2, 'ipc'],
      })
      children.add(child)
      return {
        hung: once(child, 'message'),
        async kill() {
          children.delete(child)
          const gone = once(child, 'exit')
          child.kill('SIGKILL')
          await gone
        },
      }
    },
    async settled() {
      const open = await pool.query(`select 1 from motkit.action where state not in ('done', 'dead')`)
      return open.rows.length === 0
    },
  }
}
const gifts = (name: string, n: number) => Array.from({ length: n }, (_, i) => `${name}-${i}`)

describe.skipIf(noSchema ?? noPostgres())('an app that is killed', { timeout: 120_000 }, () => {
  test.each([
    ['between the intent and the call', 'before', 0],
    ['between the call and its record', 'after', 1],
  ] as const)('%s leaves the credit to be given once', async (_, hangs, given) => {
    const { start, earn, customer, shop, intents, settled } = await setUp()
    const ada = customer()
    await earn(ada, gifts('ada', 2))
    const first = start(hangs)
    await first.hung
    await first.kill()
    expect(await movementsOf(shop, ada)).toHaveLength(given)
    start()
    await expect.poll(settled, { timeout: 30_000 }).toBe(true)
    await rest(500)
    expect(await movementsOf(shop, ada)).toEqual(['5.0', '5.0'])
    expect(await intents.parked({ limit: 9 })).toEqual([])
  })

  test('again and again, beside another, while answers are lost, has each given once', async () => {
    const faults = { 'broken-after': 0.15, 'broken-before': 0.05, throttled: 0.05 }
    const { start, earn, customer, shop, intents, settled, pool } = await setUp({ faults, seed: 7 })
    const customers = [customer(), customer(), customer(), customer()]
    for (const [i, one] of customers.entries()) await earn(one, gifts(`c${i}`, 4))
    const apps = [start(), start()]
    for (let kills = 0; kills < 4; kills++) {
      await rest(1_200)
      await apps.shift()?.kill()
      apps.push(start())
    }
    await expect.poll(settled, { timeout: 90_000, interval: 200 }).toBe(true)
    const { rows } = await pool.query(`select state, count(*)::int as n from motkit.action group by state`)
    expect(rows).toEqual([{ state: 'done', n: 16 }])
    for (const one of customers) expect(await movementsOf(shop, one)).toEqual(['5.0', '5.0', '5.0', '5.0'])
    expect(await intents.parked({ limit: 9 })).toEqual([])
  })
})
