/** `keepsData`: the fact of an action's end tells what the handler was given, whatever the rule would want by then. */
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { sendMessage } from './actions.ts'
import { later, virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { MotError } from './errors.ts'
import { defineEvent } from './event.ts'
import { allow, defineGuard, suppress } from './guard.ts'
import { memoryStore } from './memory-store.ts'
import { definePlugin } from './plugin.ts'
import { defineRule } from './rule.ts'
import { defineSlice } from './slice.ts'
import { newer, type Register } from './slices/profile.ts'

const START = '2026-03-01T12:00:00.000Z'
const wished = defineEvent('wish.made', z.object({ wishId: z.string(), gift: z.string() }), {
  subject: ({ wishId }) => `wish/${wishId}`,
})
const gift = defineSlice({
  name: 'gift',
  initial: {} as { readonly latest?: Register<string> },
  on: [wished],
  fold: { 'wish.made': ({ latest }, event) => ({ latest: newer(latest, event.data.gift, event.time) }) },
})
type Call = (data: unknown, wish: (gift: string) => Promise<void>) => Promise<void>

/** A shop that writes of the latest gift that was wished for, and what the facts of its letters tell. */
function open(keeps: { readonly keepsData?: true }, call: Call = async () => undefined, forbidden = '') {
  const clock = virtualClock(START)
  const given: unknown[] = []
  const write = defineRule({
    id: 'write',
    on: wished,
    reads: [gift],
    may: [sendMessage],
    ...keeps,
    decide: ({ journey }) => [sendMessage({ template: journey.slices.gift.latest?.value ?? '', topic: 'wish' })],
  })
  const censor = defineGuard({
    id: 'censor',
    on: [sendMessage],
    judge: ({ decision }) =>
      (decision.data as { template: string }).template === forbidden ? suppress('forbidden') : allow,
  })
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [definePlugin({ id: 'wishes', events: [wished], slices: [gift], rules: [write] })],
    guards: [censor],
    handlers: {
      'message.send': ({ data }) => {
        given.push(data)
        return call(data, wish)
      },
    },
  })
  let count = 0
  async function wish(name: string) {
    clock.set(later(new Date(clock.now()).toISOString(), { minutes: 1 }))
    const time = new Date(clock.now()).toISOString()
    const data = { wishId: '1', gift: name }
    const answer = await mot.ingest({
      id: `${++count}`,
      source: 'app',
      type: 'wish.made',
      time,
      customer: { id: 'ada' },
      data,
    })
    if (!answer.ok) throw answer.error
  }
  /** Outcome and data of each fact. */
  async function settled() {
    const kept = await mot.export({ id: 'ada' })
    if (!kept.ok) throw kept.error
    return kept.value.events.flatMap(({ type, data }) => {
      if (type !== 'decision.settled') return []
      const fact = data as { outcome: string; data?: unknown }
      return ['data' in fact ? [fact.outcome, fact.data] : [fact.outcome]]
    })
  }
  return { mot, given, wish, settled }
}
const cup = { template: 'cup', topic: 'wish' }
const dead: Call = () => Promise.reject(new MotError('LINE_DEAD', 'nobody there'))

describe('a rule that keeps data', () => {
  it('tells what the handler was given, though it wants something else by then', async () => {
    const { mot, given, wish, settled } = open({ keepsData: true }, (_, again) => again('bowl'))
    await wish('cup')
    await mot.catchUp()
    expect(given).toEqual([cup])
    expect(await settled()).toEqual([['done', cup]])
  })
  it('tells it of what is dead, and of what is done in the end', async () => {
    const line = { call: dead }
    const { mot, given, wish, settled } = open({ keepsData: true }, (...asked) => line.call(...asked))
    await wish('cup')
    await mot.catchUp()
    expect(await settled()).toEqual([['dead', cup]])
    line.call = async () => undefined
    await wish('bowl')
    await mot.dead.retry()
    await mot.catchUp()
    expect(given).toEqual([cup, cup])
    expect((await settled()).toSorted()).toEqual([
      ['dead', cup],
      ['done', cup],
      ['retried', cup],
    ])
  })
})
describe('a rule that does not', () => {
  it('tells no data of what was handed over: it is with its action', async () => {
    const { mot, given, wish, settled } = open({}, (_, again) => again('bowl'))
    await wish('cup')
    await mot.catchUp()
    expect(given).toEqual([cup])
    expect(await settled()).toEqual([['done']])
  })
  it('tells none of what is dead', async () => {
    const { mot, wish, settled } = open({}, dead)
    await wish('cup')
    await mot.catchUp()
    expect(await settled()).toEqual([['dead']])
  })
})
it.each([{}, { keepsData: true }] as const)('tells what was not handed over either way: %j', async (keeps) => {
  const { mot, given, wish, settled } = open(keeps, undefined, 'cup')
  await wish('cup')
  await mot.catchUp()
  expect([given, await settled()]).toEqual([[], [['suppressed', cup]]])
})
