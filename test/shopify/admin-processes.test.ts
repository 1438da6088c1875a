/** Several processes of an app share the points of a shop: Shopify throttles none of them, and none waits for long. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createShopifyAdmin, postgresBudget } from '@motkit/shopify'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { credit, done, SHOP } from './support/admin-operations.ts'
import { adminServer } from './support/admin-server.ts'
import type { CallerSetup, CallerWord } from './support/caller.ts'
import { type Points, pointsOf } from './support/points-server.ts'

const file = fileURLToPath(new URL('support/caller.ts', import.meta.url))
/** As Shopify's plans, a bucket holds what flows in within twenty seconds. */
const plan = { maximum: 4_000, rate: 200 }

async function setup(points: Points) {
  const shopify = pointsOf(points, done)
  const server = await adminServer(shopify.answer)
  const url = await freshDatabase()
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  onTestFinished(() => pool.end())
  const budget = postgresBudget({ pool })
  await budget.migrate()
  const admin = createShopifyAdmin({ accessToken: () => 'shpat', budget, fetch: server.fetch })
  /** What a shop grants is known from the first answer on. */
  await admin.run(SHOP, credit, { amount: '1' })
  const start = (calls: number) => {
    const setup: CallerSetup = { url, port: server.port, calls }
    const child = fork(file, [JSON.stringify(setup)], { execArgv: ['--conditions=@motkit/source'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const words: CallerWord[] = []
    const all = new Promise<void>((resolve) => {
      child.on('message', (word: CallerWord) => {
        if (words.push(word) === calls) resolve()
      })
    })
    return { child, words, all }
  }
  return { ...shopify, admin, start }
}

describe.skipIf(noPostgres())('processes that share a budget', () => {
  test.each([
    ['spend what they ask for', { ...plan, requested: 50, actual: 50 }],
    ['spend less than they ask for', { ...plan, requested: 50, actual: 20 }],
  ])('are never throttled, and waste little: they %s', async (_, points) => {
    const { start, seen } = await setup(points)
    const startedAt = performance.now()
    const callers = [start(40), start(30), start(20)]
    await Promise.all(callers.map(({ all }) => all))
    const tookMs = performance.now() - startedAt
    expect(callers.flatMap(({ words }) => words.filter(({ error }) => error))).toEqual([])
    expect(seen).toEqual({ taken: 91, throttled: 0, spent: 91 * points.actual })
    expect(seen.spent).toBeLessThanOrEqual(points.maximum + (tookMs / 1_000) * points.rate + 1)
    // The wait for the points, the start of the processes and a margin for a busy machine.
    expect(tookMs).toBeLessThan((90 * points.requested * 1_000) / points.rate + 10_000)
  })
  test('go on when one of them is killed', async () => {
    const { start, seen } = await setup({ ...plan, requested: 50, actual: 50 })
    const [killed, other] = [start(45), start(45)]
    await once(killed.child, 'message')
    killed.child.kill('SIGKILL')
    await other.all
    expect(other.words.filter(({ error }) => error)).toEqual([])
    expect(seen.throttled).toBe(0)
  })
  test('come back one after the other where another program has spent all', async () => {
    const { admin, seen, drain } = await setup({ ...plan, requested: 20, actual: 20 })
    drain()
    const calls = 20
    const answers = await Promise.all(Array.from({ length: calls }, () => admin.run(SHOP, credit, { amount: '1' })))
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(seen.taken).toBe(calls + 1)
    // Each is told once that there are no points; then it has a turn, and is let through.
    expect(seen.throttled).toBeLessThanOrEqual(calls)
  })
})
