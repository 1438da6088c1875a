/** engine.memory: the engine over the memory store against the loop that a developer would write by hand. */
import { deepStrictEqual } from 'node:assert/strict'
import { createMot, definePlugin, memoryStore, moments, virtualClock } from '../packages/core/src/index.ts'
import { type Answer, type Batch, createLoop, type Shop } from './hand-loop.ts'
import { type Bench, duel } from './harness.ts'
import { START, shopEvents } from './shop-events.ts'
import type { Both } from './shop-rule.ts'
import { shopRules } from './shop-rules.ts'

const EVENTS = 20_000
const CUSTOMERS = 2_000
const BATCH = 500
/**
 * What one event of a batch wants and the next no longer does: the engine looks at a customer once a batch and never decides
 * it, the loop decides and withdraws it. Neither carries it out, so it is left out of the comparison.
 */

/** Events in batches, each with the time at which it is taken in: that of its newest event. */
function inBatches(): readonly Batch[] {
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

function createShop(rules: readonly Both[]) {
  const clock = virtualClock(START)
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [definePlugin({ id: 'shop', rules: rules.map(({ rule }) => rule) })],
    handlers: { 'message.send': async () => undefined } as never,
  })
  const take = async (batches: readonly Batch[]): Promise<readonly Answer[]> => {
    const answers: Answer[] = []
    for (const { events, now } of batches) {
      clock.set(now)
      for (const answer of await mot.ingestMany(events))
        answers.push(answer.ok ? (answer.value.duplicate ? 'known' : 'taken') : 'refused')
    }
    return answers
  }
  return { mot, take }
}

/** The last word on every moment, every action and every event of every customer: told by the engine, and as the loop holds them. */
async function toldBy(batches: readonly Batch[], rules: readonly Both[]): Promise<readonly string[]> {
  const { mot, take } = createShop(rules)
  const told = new Map<string, string>()
  const customers = new Set<string>()
  mot.on('event', ({ customer }) => customers.add('id' in customer ? customer.id : ''))
  for (const { type } of Object.values(moments)) {
    mot.on(`moment.${type}`, ({ customer, subject, polarity, reason, retracted }) => {
      const id = 'id' in customer ? customer.id : ''
      customers.add(id)
      if (retracted) told.delete(`${id} ${type} ${subject}`)
      else told.set(`${id} ${type} ${subject}`, `${polarity} ${reason}`)
    })
  }
  await take(batches)
  const lines = [...told].map(([key, value]) => `${key} ${value}`)
  for (const id of customers) {
    const found = await mot.export({ id })
    if (!found.ok) continue
    const { actions, events } = found.value
    lines.push(`${id} ${events.map((event) => event.id)}`)
    for (const { key, rule, subject, state, data } of actions)
      lines.push(`${id} ${key} ${rule} ${subject} ${(data as { template: string }).template} ${state}`)
  }
  return lines.sort()
}
function heldBy({ customers }: Shop): readonly string[] {
  const lines: string[] = []
  for (const [id, { topics, events }] of customers) {
    lines.push(`${id} ${events.map((event) => event.id)}`)
    for (const topic of topics.values()) {
      for (const { type, subject, polarity, reason } of topic.moments)
        lines.push(`${id} ${type} ${subject} ${polarity} ${reason}`)
      for (const { key, rule, subject, template, state } of topic.actions.values())
        lines.push(`${id} ${key} ${rule} ${subject} ${template} ${state}`)
    }
  }
  return lines.sort()
}

export const engineMemory: Bench = {
  name: 'engine.memory',
  against: 'a hand-written loop',
  goal: 0.5,
  unit: 'events/s',
  async run(rounds) {
    const batches = inBatches()
    const rules = shopRules()
    const loop = createLoop(rules.map(({ hand }) => hand))
    deepStrictEqual(await toldBy(batches, rules), heldBy(loop(batches)))
    return duel(
      { size: EVENTS, ours: () => createShop(rules).take(batches), theirs: () => loop(batches).answers },
      rounds,
    )
  },
}
