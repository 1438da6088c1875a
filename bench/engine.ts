/** engine.memory: the engine over the memory store against the loop that a developer would write by hand. */
import { createMot, definePlugin, memoryStore, type Mot, virtualClock } from '../packages/core/src/index.ts'
import { type Batch, createLoop, type Shop } from './hand-loop.ts'
import { type Bench, duel } from './harness.ts'
import { START, shopEvents } from './shop-events.ts'
import { type Both, shopRules } from './shop-rules.ts'

const EVENTS = 20_000
const CUSTOMERS = 2_000
const BATCH = 500

/** Events in batches, each with the time at which it is taken in: that of its newest event. */
function batches(): readonly Batch[] {
  const all = shopEvents(EVENTS, CUSTOMERS, 7)
  let now = START
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) => {
    const events = all.slice(i * BATCH, (i + 1) * BATCH)
    for (const event of events) {
      const at = Date.parse((event as { time?: string }).time ?? '')
      if (at > now && at < START + 1e10) now = at
    }
    return { events, now }
  })
}
interface Taken {
  readonly accepted: number
  readonly mot?: Pick<Mot<[]>, 'export'>
  readonly shop?: Shop
}
/** A listener's note of the last word on each moment. */
type Notes = Map<string, string>

async function ingest(given: readonly Batch[], rules: readonly Both[], notes?: Notes): Promise<Taken> {
  const clock = virtualClock(START)
  const plugin = definePlugin({ id: 'shop', rules: rules.map(({ rule }) => rule) })
  const mot = createMot({ store: memoryStore(), clock, plugins: [plugin], handlers: { 'message.send': 'none' } } as never) as unknown as Mot<[]>
  let accepted = 0
  for (const { events, now } of given) {
    clock.set(now)
    for (const answer of await mot.ingestMany(events)) if (answer.ok) accepted++
  }
  return { accepted, mot }
}
