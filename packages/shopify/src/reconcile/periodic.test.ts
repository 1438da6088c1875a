/** Rounds over shops: fair, and stopped by nobody but the host. */
import { setTimeout as rest } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { startPeriodic } from './periodic.ts'

const done = { ok: true, value: { finished: true } }
const more = { ok: true, value: { finished: false } }
const turnsOf = (answer: (shop: string, turn: number) => typeof done | Promise<typeof done>) => {
  const turns: string[] = []
  const take = async (shop: string) => {
    turns.push(shop)
    return answer(shop, turns.filter((one) => one === shop).length)
  }
  return { turns, take }
}

test('a large shop goes on after the others had their turns', async () => {
  const { turns, take } = turnsOf((shop, turn) => (shop === 'large' && turn < 4 ? more : done))
  const stop = startPeriodic(take, { shops: () => ['large', 'a', 'b', 'c'], atOnce: 1, everyMs: 60_000 })
  await vi.waitFor(() => expect(turns).toHaveLength(7))
  await stop()
  expect(turns).toEqual(['large', 'a', 'b', 'c', 'large', 'large', 'large'])
})

test('a shop whose token is gone, and one that throws, are told of and passed over', async () => {
  const gone = { ok: false, error: 'SHOPIFY_UNAUTHORIZED' }
  const { turns, take } = turnsOf((shop) => {
    if (shop === 'broken') throw new Error('the store is away')
    return shop === 'gone' ? (gone as never) : done
  })
  const told: unknown[] = []
  const errors: unknown[] = []
  const stop = startPeriodic(take, {
    shops: async () => ['gone', 'broken', 'a'],
    everyMs: 1,
    onTurn: (shop, answer) => void told.push([shop, answer]),
    onError: (error, shop) => void errors.push([shop, String(error)]),
  })
  await vi.waitFor(() => expect(turns.filter((one) => one === 'a').length).toBeGreaterThan(2))
  await stop()
  expect(told).toContainEqual(['gone', gone])
  expect(told).toContainEqual(['a', done])
  expect(errors).toContainEqual(['broken', 'Error: the store is away'])
})

test('no more shops at a time than asked for, each cut short after its turn', async () => {
  let [now, most, cut] = [0, 0, 0]
  const take = async (_shop: string, signal: AbortSignal) => {
    most = Math.max(most, ++now)
    await rest(10_000, undefined, { signal }).catch(() => cut++)
    now--
    return done
  }
  const shops = Array.from({ length: 9 }, (_, n) => `shop ${n}`)
  const stop = startPeriodic(take, { shops: () => shops, atOnce: 3, turnMs: 5, everyMs: 60_000 })
  await vi.waitFor(() => expect(cut).toBe(9))
  await stop()
  expect(most).toBe(3)
})

test('stopping waits for what is under way, and begins nothing more', async () => {
  let ended = 0
  const take = async (_shop: string, signal: AbortSignal) => {
    await new Promise((halted) => signal.addEventListener('abort', halted))
    await rest(20)
    ended++
    return more
  }
  const stop = startPeriodic(take, { shops: () => ['a', 'b', 'c'], atOnce: 2 })
  await rest(5)
  await stop()
  expect(ended).toBe(2)
})

test('what goes wrong with the list of shops is told, and asked for again', async () => {
  let asked = 0
  const { turns, take } = turnsOf(() => done)
  const errors: unknown[] = []
  const stop = startPeriodic(take, {
    shops() {
      if (++asked === 1) throw new Error('away')
      return ['a']
    },
    everyMs: 1,
    onError: (error) => void errors.push(String(error)),
  })
  await vi.waitFor(() => expect(turns.length).toBeGreaterThan(0))
  await stop()
  expect(errors).toEqual(['Error: away'])
})
