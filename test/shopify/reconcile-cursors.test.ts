/** Where cursors are kept: in memory and on PostgreSQL alike. */
import { memoryCursors, postgresCursors, type ReconcileCursors, type ShopifyPool } from '@motkit/shopify'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { advance } from '../../packages/shopify/src/reconcile/cursors.ts'
import { freshDatabase, noPostgres } from '../support/postgres.ts'

async function pool(): Promise<ShopifyPool> {
  const made = new pg.Pool({ connectionString: await freshDatabase(), max: 8 })
  onTestFinished(() => made.end())
  return made
}
async function onPostgres(): Promise<ReconcileCursors> {
  const cursors = postgresCursors({ pool: await pool() })
  await cursors.migrate()
  return cursors
}

const stores: readonly (readonly [string, boolean, () => Promise<ReconcileCursors>])[] = [
  ['in memory', false, async () => memoryCursors()],
  ['on PostgreSQL', Boolean(noPostgres()), onPostgres],
]
for (const [name, isMissing, make] of stores)
  describe.skipIf(isMissing)(`cursors ${name}`, () => {
    test('are changed only from where they stand', async () => {
      const cursors = await make()
      expect(await cursors.read('a', 'orders')).toBeUndefined()
      expect(await cursors.swap('a', 'orders', 'x', 'y')).toBe(false)
      expect(await cursors.swap('a', 'orders', undefined, 'x')).toBe(true)
      expect(await cursors.swap('a', 'orders', undefined, 'y')).toBe(false)
      expect(await cursors.swap('a', 'orders', 'x', 'y')).toBe(true)
      expect(await cursors.read('a', 'orders')).toBe('y')
      expect(await cursors.swap('a', 'orders', 'x', undefined)).toBe(false)
      expect(await cursors.swap('a', 'orders', 'y', undefined)).toBe(true)
      expect(await cursors.swap('a', 'orders', undefined, undefined)).toBe(true)
      expect(await cursors.read('a', 'orders')).toBeUndefined()
    })

    test('are of one shop, and forgotten with it', async () => {
      const cursors = await make()
      for (const shop of ['a', 'b']) await cursors.swap(shop, 'orders', undefined, `of ${shop}`)
      await cursors.forget('a')
      expect([await cursors.read('a', 'orders'), await cursors.read('b', 'orders')]).toEqual([undefined, 'of b'])
    })

    test('of many who swap at once, one succeeds', async () => {
      const cursors = await make()
      for (const from of [undefined, 'winner']) {
        const tries = Array.from({ length: 20 }, () => cursors.swap('a', 'orders', from, 'winner'))
        const won = (await Promise.all(tries)).filter(Boolean).length
        expect(from === undefined ? won : 1).toBe(1)
      }
    })

    test('go on and never back, whoever moves them', async () => {
      const cursors = await make()
      const days = Array.from({ length: 28 }, (_, n) => `2026-02-${String(n + 1).padStart(2, '0')}T00:00:00.000Z`)
      const mixed = days.map((_, n) => days[(n * 11) % 28] as string)
      await Promise.all(mixed.map((to) => advance(cursors, 'a', 'orders', to)))
      expect(await cursors.read('a', 'orders')).toBe(days.at(-1))
      await advance(cursors, 'a', 'orders', days[0] as string)
      expect(await cursors.read('a', 'orders')).toBe(days.at(-1))
    })
  })

test.skipIf(noPostgres())('a table that is not there is said to be missing', async () => {
  const cursors = postgresCursors({ pool: await pool() })
  await expect(cursors.read('a', 'orders')).rejects.toMatchObject({ code: 'SHOPIFY_SCHEMA_MISSING' })
})
