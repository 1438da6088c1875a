import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineTimer } from './action.ts'
import { sendMessage } from './actions.ts'
import type { Span } from './clock.ts'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { defineEvent } from './event.ts'
import { memoryStore } from './memory-store.ts'
import { defineMoment } from './moment.ts'
import { definePlugin } from './plugin.ts'
import { defineRule, type LatePolicy } from './rule.ts'
import { defineSlice } from './slice.ts'

/** A day in March, and an hour of it. */
const at = (day: number, time: string): string =>
  `2026-03-0${day}T${time.padEnd(12, time.length === 5 ? ':00.000' : '')}Z`
const NOON = at(1, '12:00')

/** What a customer asked for: letters and rings of a bell, by name, each at its time. The last word counts. */
const plans = z.object({
  planId: z.string(),
  letters: z.record(z.string(), z.string()),
  rings: z.record(z.string(), z.string()),
})
const planned = defineEvent('plan.made', plans, { subject: ({ planId }) => `plan/${planId}` })
const plan = defineSlice({
  name: 'plan',
  initial: {} as Readonly<Record<string, { readonly time: string; readonly data: z.infer<typeof plans> }>>,
  on: [planned],
  fold: {
    'plan.made': (known, { time, data }, subject) =>
      (known[subject]?.time ?? '') > time ? known : { ...known, [subject]: { time, data } },
  },
})
const standing = defineMoment({
  type: 'plan.standing',
  schema: plans,
  per: ['plan'],
  reads: [plan],
  detect: ({ subject, journey }) => {
    const known = journey.slices.plan[subject]
    return known && { polarity: 'neutral', reason: 'planned', data: known.data, evidence: [`${known.time} plans#1`] }
  },
})
const ring = defineTimer('bell.ring', z.object({}))

interface Policy {
  readonly late?: LatePolicy
  readonly lateAfter?: Span
}
function host(policy: Policy = {}) {
  const [clock, store] = [virtualClock(NOON), memoryStore()]
  const [sent, changes] = [[] as string[], [] as unknown[]]
  const named = <T>(times: Readonly<Record<string, string>>, make: (terms: { name: string; at: string }) => T) =>
    Object.entries(times).map(([name, time]) => make({ name, at: time }))
  const mot = createMot({
    clock,
    store,
    plugins: [
      definePlugin({
        id: 'plans',
        events: [planned],
        slices: [plan],
        moments: [standing],
        rules: [
          defineRule({
            id: 'write',
            on: standing,
            may: [sendMessage],
            ...policy,
            decide: ({ moment }) => named(moment.data.letters, (terms) => sendMessage({ template: 'letter' }, terms)),
          }),
          defineRule({
            id: 'ring',
            on: standing,
            may: [ring],
            ...policy,
            decide: ({ moment }) => named(moment.data.rings, (terms) => ring({}, terms)),
          }),
          defineRule({
            id: 'rang',
            on: ring,
            may: [sendMessage],
            decide: ({ timer: { name, due, late } }) => [
              sendMessage({ template: 'rang', data: { due, late: late ?? 'on time' } }, { name }),
            ],
          }),
        ],
      }),
    ],
    handlers: {
      'message.send': async ({ data: { template, data = {} } }) =>
        void sent.push([template, ...Object.values(data), `at ${new Date(clock.now()).toISOString()}`].join(' ')),
    },
  })
  mot.on('decision', ({ state, decision, judgement }) => {
    if (judgement?.guard === 'late') changes.push([decision.rule, state, judgement.reason, judgement.until])
  })
  let revision = 0
  /** The customer's plan, from now on. */
  async function make(letters: Readonly<Record<string, string>>, rings: Readonly<Record<string, string>>) {
    const [answer] = await mot.ingestMany([
      {
        id: String(++revision),
        source: 'app',
        type: 'plan.made',
        time: new Date(clock.now()).toISOString(),
        customer: { id: 'ada' },
        data: { planId: '1', letters, rings },
      },
    ])
    if (!answer?.ok) throw answer?.error
  }
  /** Nothing runs until then, and then everything that is due does. */
  async function wakeAt(instant: string) {
    clock.set(instant)
    return mot.catchUp()
  }
  const judgements = async () => (await store.export('default', 'id:ada')).actions.map((action) => action.judgements)
  return { sent, changes, make, wakeAt, judgements }
}
const ONE = at(1, '13:00')
const late = { guard: 'late', verdict: 'allow', reason: 'late' }

describe('what is done in time', () => {
  it.each([
    ['at its time', {}, ONE],
    ['an hour after it', {}, at(1, '14:00')],
    ['within the rule’s own lateAfter', { lateAfter: { minutes: 10 } }, at(1, '13:10')],
    ['within a lateAfter of days, though the rule skips', { late: 'skip', lateAfter: { days: 2 } }, at(3, '13:00')],
  ] as const)('is not marked: %s', async (_, policy, instant) => {
    const { make, wakeAt, sent, changes, judgements } = host(policy)
    await make({ a: ONE }, { a: ONE })
    expect(await wakeAt(instant)).toEqual({})
    expect(sent.toSorted()).toEqual([`letter at ${instant}`, `rang ${ONE} on time at ${instant}`])
    expect(await judgements()).toEqual([[], []])
    expect(changes).toEqual([])
  })
})

describe('what comes late, as after downtime,', () => {
  it.each([
    ['after an hour', {}, at(1, '14:00:00.001')],
    ['after the rule’s own lateAfter', { late: 'fire', lateAfter: { minutes: 10 } }, at(1, '13:10:00.001')],
    ['days later', {}, at(9, '12:00')],
  ] as const)('is done all the same, once, and says that it is late: %s', async (_, policy, instant) => {
    const { make, wakeAt, sent, judgements } = host(policy)
    await make({ a: ONE }, { a: ONE })
    expect(await wakeAt(instant)).toEqual({})
    await wakeAt(at(9, '18:00'))
    await make({ a: ONE }, { a: ONE })
    await wakeAt(at(9, '20:00'))
    expect(sent.toSorted()).toEqual([`letter at ${instant}`, `rang ${ONE} true at ${instant}`])
    expect(await judgements()).toEqual(expect.arrayContaining([[late], []]))
  })
  it('is skipped where the rule says so, and stays so', async () => {
    const { make, wakeAt, sent, changes } = host({ late: 'skip' })
    await make({ a: ONE }, { a: ONE })
    expect(await wakeAt(at(1, '15:00'))).toEqual({})
    expect(changes.toSorted()).toEqual([
      ['ring', 'suppressed', 'late', undefined],
      ['write', 'suppressed', 'late', undefined],
    ])
    await make({ a: ONE }, { a: ONE })
    await make({ a: at(2, '13:00') }, { a: at(2, '13:00') })
    expect(await wakeAt(at(2, '13:00'))).toEqual({})
    expect([sent, changes.length]).toEqual([[], 2])
  })
  it('is skipped by itself: what the rule set under another name goes on', async () => {
    const { make, wakeAt, sent } = host({ late: 'skip' })
    await make({ a: ONE, b: at(1, '15:00') }, { a: ONE, b: at(1, '15:00') })
    await wakeAt(at(1, '15:00'))
    expect(sent.toSorted()).toEqual([
      `letter at ${at(1, '15:00')}`,
      `rang ${at(1, '15:00')} on time at ${at(1, '15:00')}`,
    ])
  })
  it.each([
    ['a day, and it is two days and two hours late', { days: 1 }, at(3, '15:00'), at(4, '13:00')],
    ['a day, and it is two days late to the moment', { days: 1 }, at(3, '13:00'), at(4, '13:00')],
    ['a quarter of an hour', { minutes: 15 }, at(1, '14:40'), at(1, '14:45')],
  ])('is put off by whole spans until it is ahead, and is in time then: %s', async (_, reschedule, back, next) => {
    const { make, wakeAt, sent, changes, judgements } = host({ late: { reschedule } })
    await make({ a: ONE }, { a: ONE })
    expect(await wakeAt(back)).toEqual({ next })
    expect(changes.toSorted()).toEqual([
      ['ring', 'deferred', 'late', next],
      ['write', 'deferred', 'late', next],
    ])
    // What the rule still wants at the old time does not bring that back.
    await make({ a: ONE }, { a: ONE })
    expect(await wakeAt(back)).toEqual({ next })
    expect(await wakeAt(next)).toEqual({})
    expect(sent.toSorted()).toEqual([`letter at ${next}`, `rang ${next} on time at ${next}`])
    expect(await judgements()).toEqual([[], []])
  })
  it('is put off again when that time is missed too', async () => {
    const { make, wakeAt, sent } = host({ late: { reschedule: { days: 1 } } })
    await make({ a: ONE }, {})
    expect(await wakeAt(at(2, '15:00'))).toEqual({ next: at(3, '13:00') })
    expect(await wakeAt(at(5, '20:00'))).toEqual({ next: at(6, '13:00') })
    await wakeAt(at(6, '13:00'))
    expect(sent).toEqual([`letter at ${at(6, '13:00')}`])
  })
  it('is put off by a span of some length: none is refused when the engine is made', () => {
    expect(() => host({ late: { reschedule: {} } })).toThrow(expect.objectContaining({ code: 'SETUP_INVALID' }))
  })
})

describe('a timer', () => {
  it('is replaced under its name: it goes off once, at its last time', async () => {
    const { make, wakeAt, sent } = host()
    await make({}, { later: ONE, sooner: at(1, '18:00') })
    await make({}, { later: at(1, '15:00'), sooner: at(1, '14:00') })
    for (const time of ['13:00', '14:00', '15:00', '18:00']) await wakeAt(at(1, time))
    expect(sent).toEqual([
      `rang ${at(1, '14:00')} on time at ${at(1, '14:00')}`,
      `rang ${at(1, '15:00')} on time at ${at(1, '15:00')}`,
    ])
  })
  it('is cancelled when it is no longer wanted, and the others stay', async () => {
    const { make, wakeAt, sent } = host()
    await make({}, { a: ONE, b: ONE })
    await make({}, { b: ONE })
    expect(await wakeAt(at(1, '14:00'))).toEqual({})
    expect(sent).toEqual([`rang ${ONE} on time at ${at(1, '14:00')}`])
  })
  it('that was cancelled can be set again', async () => {
    const { make, wakeAt, sent } = host()
    await make({}, { a: ONE })
    await make({}, {})
    await make({}, { a: at(1, '16:00') })
    for (const time of ['13:00', '16:00']) await wakeAt(at(1, time))
    expect(sent).toEqual([`rang ${at(1, '16:00')} on time at ${at(1, '16:00')}`])
  })
})

describe('an action', () => {
  it('that was handed over in time and is claimed late is late too', async () => {
    const { make, wakeAt, sent, changes } = host({ late: 'skip' })
    await make({ a: NOON }, {})
    await wakeAt(at(1, '14:00'))
    expect([sent, changes]).toEqual([[], [['write', 'suppressed', 'late', undefined]]])
  })
  it('is replaced under its name until it is due', async () => {
    const { make, wakeAt, sent } = host()
    await make({ a: ONE, b: ONE }, {})
    await make({ a: at(1, '15:00') }, {})
    for (const time of ['13:00', '15:00', '18:00']) await wakeAt(at(1, time))
    expect(sent).toEqual([`letter at ${at(1, '15:00')}`])
  })
})
