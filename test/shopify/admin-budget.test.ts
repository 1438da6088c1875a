/** The points of a shop: never more is let go than a bucket holds and what flows in, whoever asks, in memory and on a real PostgreSQL. */
import { virtualClock } from '@motkit/core'
import { type CostBudget, memoryBudget, postgresBudget } from '@motkit/shopify'
import * as fc from 'fast-check'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'

const SHOP = 'tea.myshopify.com'
const FOREVER = 1e12
const runs = Number(process.env.MOTKIT_RUNS ?? 200)
/** A bucket of 2,000, of which 1,900 are used, into which flows one a second: slow enough that tests take no time. */
const slow = (currentlyAvailable = 2_000) => ({ maximumAvailable: 2_000, restoreRate: 1, currentlyAvailable })

interface Opened {
  readonly budget: CostBudget
  pass(ms: number): Promise<void>
}
const missing = noPostgres()
const kinds: Readonly<Record<string, () => Promise<Opened>>> = {
  memory: async () => {
    const clock = virtualClock('2026-11-01T10:00:00Z')
    return { budget: memoryBudget({ clock }), pass: async (ms) => clock.set(clock.now() + ms) }
  },
  ...(missing === undefined && {
    PostgreSQL: async () => {
      const pool = await poolOf()
      const budget = postgresBudget({ pool })
      await budget.migrate()
      return {
        budget,
        async pass(ms) {
          await pool.query(`update motkit.shopify_budget set at = at - $1 * interval '1 millisecond'`, [ms])
        },
      }
    },
  }),
}
if (missing !== undefined) test.skip(`SKIPPED: ${missing}`, () => expect.fail())
async function poolOf(): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 8 })
  onTestFinished(() => pool.end())
  return pool
}
/** A wait, less what passed while it was asked for. */
const about = (ms: number) => ({
  asymmetricMatch: (wait: number) => wait > ms - 10_000 && wait <= ms,
  toString: () => `about ${ms} ms`,
})

describe.each(Object.entries(kinds))('a budget in %s', (_, open) => {
  /** Of a shop whose bucket is known, and empty. */
  async function empty() {
    const opened = await open()
    const { budget } = opened
    await budget.reserve(SHOP, 1, 0)
    await budget.settle(SHOP, { unspent: 1, status: slow() })
    expect(await budget.reserve(SHOP, 1_900, 0)).toEqual({ isTaken: true, points: 1_900, waitMs: 0 })
    return opened
  }
  test('lets calls of an unknown shop go, as many as the least bucket holds', async () => {
    const { budget } = await open()
    expect(await budget.reserve(SHOP, 900, 0)).toEqual({ isTaken: true, points: 900, waitMs: 0 })
    expect(await budget.reserve(SHOP, 900, FOREVER)).toEqual({ isTaken: true, points: 900, waitMs: about(17_000) })
  })
  test('gives turns in the order of asking', async () => {
    const { budget } = await empty()
    expect(await budget.reserve(SHOP, 1_000, FOREVER)).toMatchObject({ waitMs: about(1_000_000) })
    expect(await budget.reserve(SHOP, 10, FOREVER)).toMatchObject({ waitMs: about(1_010_000) })
  })
  test('takes nothing where the wait is too long', async () => {
    const { budget } = await empty()
    expect(await budget.reserve(SHOP, 1_000, 900_000)).toEqual({ isTaken: false, points: 0, waitMs: about(1_000_000) })
    expect(await budget.reserve(SHOP, 900, 900_000)).toEqual({ isTaken: true, points: 900, waitMs: about(900_000) })
  })
  test('refills, but never over the brim', async () => {
    const { budget, pass } = await empty()
    await pass(500_000)
    expect(await budget.reserve(SHOP, 500, 0)).toMatchObject({ isTaken: true })
    await pass(360_000_000)
    expect(await budget.reserve(SHOP, 1_900, 0)).toMatchObject({ isTaken: true })
    expect(await budget.reserve(SHOP, 100, FOREVER)).toMatchObject({ waitMs: about(100_000) })
  })
  test('takes of a call no more than the bucket holds', async () => {
    const { budget } = await empty()
    expect(await budget.reserve(SHOP, 5_000, FOREVER)).toEqual({
      isTaken: true,
      points: 1_900,
      waitMs: about(1_900_000),
    })
  })
  test('takes back what was not spent, while nobody waits', async () => {
    const { budget, pass } = await empty()
    await pass(100_000)
    await budget.settle(SHOP, { unspent: 900 })
    expect(await budget.reserve(SHOP, 1_000, 0)).toMatchObject({ isTaken: true })
    expect(await budget.reserve(SHOP, 100, FOREVER)).toMatchObject({ waitMs: about(100_000) })
    await budget.settle(SHOP, { unspent: 1_000 })
    expect(await budget.reserve(SHOP, 100, FOREVER)).toMatchObject({ waitMs: about(200_000) })
    await budget.settle(SHOP, { unspent: -100 })
    expect(await budget.reserve(SHOP, 100, FOREVER)).toMatchObject({ waitMs: about(400_000) })
  })
  test('learns from Shopify what others have spent', async () => {
    const { budget, pass } = await empty()
    await pass(360_000_000)
    await budget.settle(SHOP, { unspent: 0, status: slow(150) })
    expect(await budget.reserve(SHOP, 100, FOREVER)).toMatchObject({ waitMs: about(50_000) })
  })
  test('does not believe in more than it counts itself: calls may be on their way', async () => {
    const { budget } = await empty()
    await budget.settle(SHOP, { unspent: 0, status: slow(2_000) })
    expect(await budget.reserve(SHOP, 100, FOREVER)).toMatchObject({ waitMs: about(100_000) })
  })
  test('learns of a larger bucket and a faster flow', async () => {
    const { budget } = await empty()
    await budget.settle(SHOP, {
      unspent: 0,
      status: { maximumAvailable: 20_000, restoreRate: 10, currentlyAvailable: 20_000 },
    })
    expect(await budget.reserve(SHOP, 17_100, 0)).toMatchObject({ isTaken: true })
    expect(await budget.reserve(SHOP, 1_000, FOREVER)).toMatchObject({ waitMs: about(100_000) })
  })
  test('holds all calls of a shop back while Shopify wants none', async () => {
    const { budget } = await open()
    await budget.reserve(SHOP, 1, 0)
    await budget.settle(SHOP, { unspent: 1, status: slow() })
    await budget.settle(SHOP, { unspent: 0, pauseMs: 400_000 })
    await budget.settle(SHOP, { unspent: 0, pauseMs: 400_000 })
    expect(await budget.reserve(SHOP, 100, FOREVER)).toMatchObject({ waitMs: about(500_000) })
    expect(await budget.reserve('b.myshopify.com', 100, 0)).toMatchObject({ isTaken: true })
  })
  test('counts every turn once, however many ask at the same time', async () => {
    const { budget } = await empty()
    const turns = await Promise.all(Array.from({ length: 40 }, () => budget.reserve(SHOP, 100, FOREVER)))
    const waits = turns.map(({ waitMs }) => waitMs).sort((a, b) => a - b)
    expect(waits).toEqual(waits.map((_, index) => about((index + 1) * 100_000)))
  })
})

describe('the law', () => {
  const step = fc.oneof(
    fc.record({ ask: fc.integer({ min: 1, max: 1_900 }), maxWaitMs: fc.integer({ min: 0, max: 6_000_000 }) }),
    fc.record({ passMs: fc.integer({ min: 1, max: 2_000_000 }) }),
    fc.record({ unspentPart: fc.double({ min: 0, max: 1, noNaN: true }), isReported: fc.boolean() }),
    fc.record({ pauseMs: fc.integer({ min: 1, max: 500_000 }) }),
  )
  test('what is let go never overdraws the bucket, and turns come in the order of asking', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 80 }), async (steps) => {
        const clock = virtualClock(0)
        const budget = memoryBudget({ clock })
        await budget.reserve(SHOP, 1, 0)
        await budget.settle(SHOP, { unspent: 1, status: slow() })
        /** What Shopify would see: the bucket's level at an instant, and the calls that are still to come. */
        let [level, at, lastDue] = [1_900, 0, 0]
        const coming: { readonly due: number; readonly points: number }[] = []
        const gone: number[] = []
        const flow = (now: number) => {
          level = Math.min(1_900, level + (now - at) / 1_000)
          at = now
        }
        const arrive = (now: number) => {
          for (let call = coming[0]; call && call.due <= now; call = coming[0]) {
            flow(call.due)
            level -= call.points
            // Waits are whole milliseconds: a call may be late by one, for which a full bucket had no room.
            expect(level).toBeGreaterThanOrEqual(-steps.length / 1_000)
            gone.push(call.points)
            coming.shift()
          }
          flow(now)
        }
        for (const one of steps) {
          const now = clock.now()
          if ('passMs' in one) clock.set(now + one.passMs)
          else if ('pauseMs' in one) await budget.settle(SHOP, { unspent: 0, pauseMs: one.pauseMs })
          else if ('ask' in one) {
            const turn = await budget.reserve(SHOP, one.ask, one.maxWaitMs)
            expect(turn.isTaken).toBe(turn.waitMs <= one.maxWaitMs)
            if (!turn.isTaken) continue
            expect(now + turn.waitMs).toBeGreaterThanOrEqual(lastDue)
            lastDue = now + turn.waitMs
            coming.push({ due: lastDue, points: turn.points })
          } else {
            arrive(now)
            const points = gone.shift()
            if (points === undefined) continue
            const unspent = points * one.unspentPart
            level = Math.min(1_900, level + unspent)
            const status = one.isReported ? slow(level + 100) : undefined
            await budget.settle(SHOP, { unspent, status })
          }
          arrive(clock.now())
        }
        arrive(FOREVER)
      }),
      { numRuns: runs },
    )
  })
})

describe.skipIf(missing)('the table of budgets', () => {
  test('is missed by name', async () => {
    const budget = postgresBudget({ pool: await poolOf() })
    await expect(budget.reserve(SHOP, 1, 0)).rejects.toMatchObject({ code: 'SHOPIFY_SCHEMA_MISSING' })
  })
  test('tells apps apart', async () => {
    const pool = await poolOf()
    const [one, other] = [postgresBudget({ pool, app: 'one' }), postgresBudget({ pool, app: 'other' })]
    await one.migrate()
    expect(await one.reserve(SHOP, 950, 0)).toMatchObject({ isTaken: true })
    expect(await one.reserve(SHOP, 950, 0)).toMatchObject({ isTaken: false })
    expect(await other.reserve(SHOP, 950, 0)).toMatchObject({ isTaken: true })
  })
  test('decides as the one in memory', async () => {
    const pool = await poolOf()
    await postgresBudget({ pool }).migrate()
    // Hundreds only: what passes while the table is asked moves no level over a border.
    const hundreds = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * 100)
    const step = fc.oneof(
      fc.record({ ask: hundreds(1, 30) }),
      fc.record({ passSeconds: hundreds(1, 20) }),
      fc.record({ unspent: hundreds(-1, 19), reported: fc.option(hundreds(0, 20)) }),
      fc.record({ pauseSeconds: hundreds(1, 5) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), fc.uuid(), async (steps, app) => {
        const clock = virtualClock(0)
        const both = [memoryBudget({ clock }), postgresBudget({ pool, app })]
        await Promise.all(both.map((budget) => budget.reserve(SHOP, 1, 0)))
        await Promise.all(both.map((budget) => budget.settle(SHOP, { unspent: 1, status: slow() })))
        for (const one of steps) {
          if ('passSeconds' in one) {
            clock.set(clock.now() + one.passSeconds * 1_000)
            await pool.query(`update motkit.shopify_budget set at = at - $1 * interval '1 second'`, [one.passSeconds])
          } else if ('ask' in one) {
            const [memory, table] = await Promise.all(both.map((budget) => budget.reserve(SHOP, one.ask, FOREVER)))
            expect(table).toEqual({ ...memory, waitMs: expect.closeTo(memory?.waitMs ?? 0, -4.5) })
          } else {
            const told =
              'pauseSeconds' in one ? { unspent: 0, pauseMs: one.pauseSeconds * 1_000 } : { unspent: one.unspent }
            const status = 'reported' in one && one.reported !== null ? slow(one.reported) : undefined
            await Promise.all(both.map((budget) => budget.settle(SHOP, { ...told, status })))
          }
        }
      }),
      { numRuns: Math.ceil(runs / 10) },
    )
  })
})
