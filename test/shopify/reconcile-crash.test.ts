/** Apps killed while they reconcile, several at once: all of the shop is told in the end, and nothing of it twice. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import { postgresCursors } from '@motkit/shopify'
import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createChance } from '../../packages/testing/src/simulation/chance.ts'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { noSchema, SHOP, startLocalAdmin, TOKEN } from './support/local-admin.ts'
import type { ReconcileSetup, ReconcileWord } from './support/reconcile-app.ts'
import { fillShop, NOW, plenty, reconciliationOf } from './support/reconciling.ts'

const file = fileURLToPath(new URL('support/reconcile-app.ts', import.meta.url))
const ORDERS = 100

async function crashing(does: ReconcileSetup['does'], hoursAgo: number) {
  const local = await startLocalAdmin({
    clock: virtualClock(NOW),
    budget: plenty,
    faults: { slow: 0.5, throttled: 0.05, 'broken-after': 0.05, 'server-error': 0.03 },
    slowMs: 25,
  })
  fillShop(local.shop(SHOP), ORDERS, hoursAgo)
  const url = await freshDatabase()
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  const store = postgresStore({ pool, listen: false })
  await store.migrate()
  await postgresCursors({ pool }).migrate()
  const children = new Set<ChildProcess>()
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL')
    await pool.end()
  })
  const words: ReconcileWord[] = []
  return {
    local,
    words,
    mot: createMot({ store, clock: virtualClock(NOW), plugins: [] }),
    start() {
      const setup: ReconcileSetup = { url, admin: local.url, shop: SHOP, token: TOKEN, now: NOW, does }
      const child = fork(file, [JSON.stringify(setup)], {
        execArgv: ['--conditions=@motkit/source'],
        stdio: ['ignore', 2, 2, 'ipc'],
      })
      children.add(child)
      child.on('message', (word: ReconcileWord) => words.push(word))
      return async () => {
        children.delete(child)
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }
    },
    told: async () => Number((await pool.query('select count(*)::int as n from motkit.event')).rows[0].n),
  }
}
async function all(mot: Pick<ReturnType<typeof createMot<[]>>, 'journeys'>) {
  const found: unknown[] = []
  for await (const journey of mot.journeys({ tenant: SHOP })) found.push(journey)
  return found
}

describe.skipIf(noPostgres() ?? noSchema)('apps that are killed', { timeout: 240_000 }, () => {
  test.each([
    ['reconcile', 40],
    ['backfill', 24 * 40],
  ] as const)('while they %s bring in the whole shop in the end', async (does, hoursAgo) => {
    const { local, words, mot, start, told } = await crashing(does, hoursAgo)
    const chance = createChance(11, 5)
    const kills = [start(), start()]
    let cut = 0
    while (cut < 4) {
      const before = await told()
      // Somewhere in its work: after its first events, before its end.
      await vi.waitFor(async () => expect((await told()) > before || words.some(({ done }) => done)).toBe(true), {
        timeout: 60_000,
        interval: 10,
      })
      if (words.some(({ done }) => done)) break
      await rest(chance.between(0, 60))
      await kills.shift()?.()
      cut++
      kills.push(start())
    }
    expect(cut).toBeGreaterThan(2)
    await vi.waitFor(() => expect(words.some(({ done }) => done)).toBe(true), { timeout: 60_000, interval: 50 })
    for (const kill of kills) await kill()
    expect(words.filter(({ fault }) => fault)).toEqual([])

    const calm = createMot({ store: memoryStore(), clock: virtualClock(NOW), plugins: [] })
    const answer = await reconciliationOf(local, { mot: calm })[does](SHOP, { pollMs: 1 })
    expect(answer).toMatchObject({ ok: true, value: { finished: true } })
    const clean = await all(calm)
    expect(clean).toHaveLength(ORDERS)
    expect(await all(mot)).toEqual(clean)
  })
})
