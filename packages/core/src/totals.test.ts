/** Totals of closed entries: what no reader asks for any more is dropped, and a late fact changes nothing in what is left. */
import { expect, test } from 'vitest'
import * as z from 'zod'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { defineEvent } from './event.ts'
import { memoryStore } from './memory-store.ts'
import { definePlugin } from './plugin.ts'
import { defineKeyedSlice, type Keyed } from './slice.ts'

const tasted = defineEvent('wine.tasted', z.object({ wine: z.string(), year: z.string(), sips: z.int() }), {
  subject: ({ wine }) => `wine/${wine}`,
})
const tastings = defineKeyedSlice({
  name: 'tastings',
  per: ['wine'],
  initial: {} as Readonly<Record<string, number>>,
  on: [tasted],
  fold: { 'wine.tasted': (state, { data }) => ({ ...state, [data.year]: (state[data.year] ?? 0) + data.sips }) },
  closes: () => true,
  share: (state) => state,
  forgets: (year, now) => Number(year) < Number(now.slice(0, 4)) - 1,
})
const taste = (wine: string, year: string, sips: number) => ({
  id: `${wine}/${year}/${sips}`,
  source: 'cellar',
  type: 'wine.tasted' as const,
  time: `${year}-06-01T00:00:00.000Z`,
  customer: { id: 'ada' },
  data: { wine, year, sips },
})

test('a total is dropped in its time, and one that comes back by a late fact is dropped again', async () => {
  const clock = virtualClock('2024-07-01T00:00:00Z')
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [definePlugin({ id: 'wine', events: [tasted], slices: [tastings] })],
  })
  const totals = async () => {
    const kept = await mot.export({ id: 'ada' })
    if (!kept.ok) throw kept.error
    return (kept.value.journey?.slices.tastings as Keyed<unknown> | undefined)?.closed
  }
  await mot.ingest(taste('merlot', '2024', 3))
  clock.set('2025-07-01T00:00:00Z')
  await mot.ingest(taste('merlot', '2025', 2))
  expect(await totals()).toEqual({ 2024: 3, 2025: 2 })
  clock.set('2026-07-01T00:00:00Z')
  await mot.ingest(taste('riesling', '2026', 1))
  expect(await totals()).toEqual({ 2025: 2, 2026: 1 })
  await mot.ingest(taste('merlot', '2024', 5))
  expect(await totals()).toEqual({ 2025: 2, 2026: 1 })
})
