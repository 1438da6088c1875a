/** What is read of journeys is remembered, and counted by its size, however the row keeps it. */
import { expect, test } from 'vitest'
import { createCache, type Kept } from './cache.ts'
import { readJourneys, SEPARATOR } from './read.ts'

const state = JSON.stringify({ customer: 'id:ada', slices: {}, threads: {} })
const patch = JSON.stringify({ slices: { card: 'x'.repeat(500) } })

test.each([
  ['a state', [true, false], [state], state.length],
  ['a patch alone', [false, true], [patch], patch.length],
  ['both', [true, true], [state, patch], state.length + patch.length],
] as const)('a journey that is kept as %s', async (_, has, documents, bytes) => {
  const kept: Kept[] = []
  const cache = createCache(1_000)
  const watched = { ...cache, set: (_: string, one: Kept) => void kept.push(one) }
  const ask = async () =>
    [JSON.stringify([[['id:ada', 1, null, null, ...has]], null, null]), ...documents].join(SEPARATOR)
  await readJourneys(ask, watched, 'default', ['id:ada'])
  expect(kept.map((one) => one.bytes)).toEqual([bytes])
})
test('of many that are kept as patches alone, only those are remembered that there is room for', async () => {
  const cache = createCache(1_000)
  for (let i = 0; i < 10; i++) {
    const ask = async () =>
      [JSON.stringify([[[`id:${i}`, 1, null, null, false, true]], null, null]), patch].join(SEPARATOR)
    await readJourneys(ask, cache, 'default', [`id:${i}`])
  }
  const left = Array.from({ length: 10 }, (_, i) => cache.get(`default id:${i}`)).filter((one) => one !== undefined)
  expect(left).toHaveLength(1)
})
