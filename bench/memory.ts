/** memory.flat: whether a process that takes a million events in, and does what follows, needs more memory at the end. */
import { createMot, virtualClock } from '../packages/core/src/index.ts'
import { postgresStore } from '../packages/postgres/src/index.ts'
import { setUp } from './durable-shop.ts'
import { type Bench, collect, median } from './harness.ts'
import { inBatches } from './legs.ts'
import type { Server } from './server.ts'
import { manyDays, START } from './shop-events.ts'

const EVENTS = 1_000_000
const CUSTOMERS = 10_000
const BATCH = 100
const MIB = 2 ** 20

export const memoryBench = (server: Server): Bench => ({
  name: 'memory.flat',
  against: 'its first tenth',
  goal: 1.1,
  bound: 'most',
  unit: 'MiB resident',
  byDefault: false,
  async run() {
    const database = await server.database()
    const store = postgresStore(database)
    await store.migrate()
    const clock = virtualClock(START)
    const mot = createMot({ ...setUp, store, clock })
    const stop = mot.start()
    const samples: { readonly heap: number; readonly resident: number }[] = []
    let taken = 0
    for (const day of manyDays(CUSTOMERS, 7)) {
      for (const { events, now } of inBatches(day, BATCH)) {
        clock.set(now)
        for (const answer of await mot.ingestMany(events)) if (!answer.ok) throw answer.error
      }
      taken += day.length
      collect()
      const { heapUsed, rss } = process.memoryUsage()
      samples.push({ heap: heapUsed / MIB, resident: rss / MIB })
      if (taken >= EVENTS) break
    }
    await stop()
    await database.close()
    const tenth = Math.floor(samples.length / 10)
    const of = (part: readonly (typeof samples)[0][], kind: 'heap' | 'resident') => median(part.map((one) => one[kind]))
    const [first, last] = [samples.slice(0, tenth), samples.slice(-tenth)]
    const heap = of(last, 'heap') / of(first, 'heap')
    const resident = of(last, 'resident') / of(first, 'resident')
    return {
      ratio: Math.max(heap, resident),
      value: of(last, 'resident'),
      note: `${taken} events, heap ${of(first, 'heap').toFixed(1)} to ${of(last, 'heap').toFixed(1)} MiB, resident ${of(first, 'resident').toFixed(0)} to ${of(last, 'resident').toFixed(0)} MiB`,
    }
  },
})
