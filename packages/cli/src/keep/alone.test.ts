/** A store that is asked what is due only when something may be. */
import { memoryStore, type Store, virtualClock } from '@motkit/core'
import { expect, test } from 'vitest'
import { simulated } from '../data.ts'
import { replay } from '../replay/replay.ts'
import { alone } from './alone.ts'

const shop = { seed: 7, customers: 20, months: 3 }
/** Replays a shop; tells every fact with its time, and how often the store was asked. */
async function replayed(around: (store: Store, clock: ReturnType<typeof virtualClock>) => Store) {
  const { items, note } = simulated(shop, { from: 'cloudevents', late: 'day', settle: { days: 30 } })
  const memory = memoryStore()
  let asked = 0
  const counted: Store = {
    ...memory,
    nextDue(types) {
      asked++
      return memory.nextDue(types)
    },
  }
  const clock = virtualClock()
  const place = { store: around(counted, clock), clock, close: memory.close }
  const { events, customers } = await replay(items(), place, { settings: note.settings, settle: { days: 30 } })
  const facts: string[] = []
  for (const key of customers.get('default') ?? [])
    for (const { time, type, id } of (await memory.export('default', key)).events) facts.push(`${time} ${type} ${id}`)
  return { events, facts: facts.sort(), asked }
}

test('does the same at the same times', async () => {
  const plain = await replayed((store) => store)
  const own = await replayed(alone)
  expect(own.events).toEqual(plain.events)
  expect(own.facts).toEqual(plain.facts)
  expect(own.facts.some((fact) => fact.includes('decision.settled'))).toBe(true)
  expect(own.asked).toBeLessThan(plain.asked / 4)
})
