import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { sendMessage } from './actions.ts'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { MotError } from './errors.ts'
import { defineEvent, type Envelope } from './event.ts'
import { allow, defineGuard, suppress } from './guard.ts'
import { moments } from './journey-plugin.ts'
import { memoryStore } from './memory-store.ts'
import { definePlugin } from './plugin.ts'
import { defineRule } from './rule.ts'
import { defineSlice } from './slice.ts'
import type { Store } from './store.ts'

const START = '2026-03-01T12:00:00.000Z'
const LATER = '2026-03-01T13:00:00.000Z'
/** So long after a thread of which nothing more is expected is closed. */
const MONTHS_LATER = '2026-07-01T12:00:00.000Z'

const opened = defineEvent('ticket.opened', z.object({ ticketId: z.string() }), {
  subject: ({ ticketId }) => `ticket/${ticketId}`,
})
const greeted = defineEvent('greeting.asked', z.object({}))
const stopped = defineEvent('customer.stopped', z.object({}))
const stops = defineSlice({
  name: 'stops',
  initial: 0,
  on: [stopped],
  fold: { 'customer.stopped': (count) => count + 1 },
})
const wanted = {
  'not stopped': ({ journey }: { journey: { slices: { stops: number } } }) => journey.slices.stops === 0,
}
const desk = definePlugin({
  id: 'desk',
  events: [opened, greeted, stopped],
  slices: [stops],
  rules: [
    defineRule({
      id: 'answer',
      on: opened,
      reads: [stops],
      may: [sendMessage],
      when: wanted,
      decide: () => [
        sendMessage({ template: 'answer' }, { claims: [{ counter: 'answers', amount: 1, limit: 1_000 }] }),
      ],
    }),
    defineRule({
      id: 'greet',
      on: greeted,
      reads: [stops],
      may: [sendMessage],
      when: wanted,
      decide: () => [sendMessage({ template: 'hello' })],
    }),
    defineRule({
      id: 'help',
      on: moments.zmot,
      may: [sendMessage],
      decide: () => [sendMessage({ template: 'help' })],
    }),
  ],
})

const broken = () => Promise.reject(new MotError('LINE_DEAD', 'nobody there'))
/** A host whose line is dead at first. */
function open(store: Store = memoryStore()) {
  const clock = virtualClock(START)
  const line = { handler: broken as () => Promise<void> }
  const [calls, changes] = [[] as string[], [] as string[]]
  const mot = createMot({
    store,
    clock,
    plugins: [desk],
    handlers: {
      'message.send': ({ subject }, { attempt, idempotencyKey }) => {
        calls.push(`${subject} ${attempt} ${idempotencyKey}`)
        return line.handler()
      },
    },
  })
  mot.on('decision', ({ state, decision, judgement }) =>
    changes.push([decision.subject, state, ...(judgement?.reason ? [judgement.reason] : [])].join(' ')),
  )
  let count = 0
  async function take(type: string, data: object, customer: object = { id: 'ada' }, tenant = 'default') {
    const time = new Date(clock.now()).toISOString()
    const [answer] = await mot.ingestMany([{ id: String(++count), source: 'desk', type, time, customer, tenant, data }])
    if (!answer?.ok) throw answer?.error
  }
  /** Tickets whose answers are dead. */
  async function die(tickets: readonly string[], customer?: object, tenant?: string) {
    for (const ticketId of tickets) await take('ticket.opened', { ticketId }, customer, tenant)
    await mot.catchUp()
    calls.length = 0
    changes.length = 0
  }
  const mend = () => {
    line.handler = async () => undefined
  }
  const subjects = async (options?: Parameters<typeof mot.dead.list>[0]) =>
    (await mot.dead.list(options)).map(({ subject }) => subject)
  const actionOf = async (subject: string, customer = 'id:ada') =>
    (await store.export('default', customer)).actions.find((action) => action.subject === subject)
  return { mot, store, clock, line, calls, changes, take, die, mend, subjects, actionOf }
}
const key = (ticketId: string) => `default/answer/ticket/${ticketId}/`

describe('the list', () => {
  it('has what was given up, with its last error, each tenant its own', async () => {
    const { mot, die, subjects } = open()
    await die(['1'])
    await die(['2'], { id: 'bob' }, 'other')
    expect(await mot.dead.list()).toMatchObject([
      { subject: 'ticket/1', state: 'dead', attempts: 1, error: { code: 'LINE_DEAD', message: 'nobody there' } },
    ])
    expect(await subjects({ tenant: 'other' })).toEqual(['ticket/2'])
  })
  it('comes in pages, in the order of the keys', async () => {
    const { mot, die, subjects } = open()
    await die(['3', '1', '5', '2', '4'])
    expect(await subjects({ limit: 2 })).toEqual(['ticket/1', 'ticket/2'])
    expect(await subjects({ limit: 2, after: key('2') })).toEqual(['ticket/3', 'ticket/4'])
    expect(await subjects({ after: key('4') })).toEqual(['ticket/5'])
    expect(await mot.dead.list({ after: key('5') })).toEqual([])
  })
})

describe('a retry', () => {
  it('delivers again under the same key, from the first attempt', async () => {
    const { mot, die, mend, calls, changes, subjects, actionOf } = open()
    await die(['1'])
    mend()
    expect(await mot.dead.retry()).toEqual({ ok: true, value: { retried: 1 } })
    expect([await subjects(), await actionOf('ticket/1')]).toMatchObject([[], { state: 'due', attempts: 0 }])
    expect(await mot.catchUp()).toEqual({})
    expect(calls).toEqual([`ticket/1 1 ${key('1')}`])
    expect(changes).toEqual(['ticket/1 due', 'ticket/1 done'])
    const action = await actionOf('ticket/1')
    expect(action).toMatchObject({ state: 'done', attempts: 1 })
    expect(action).not.toHaveProperty('error')
  })
  it('is of those that are named, or of all of the tenant, however many', async () => {
    const { mot, die, mend, calls, subjects } = open()
    await die(Array.from({ length: 230 }, (_, i) => String(i)))
    await die(['other'], { id: 'bob' }, 'other')
    mend()
    expect(await mot.dead.retry({ keys: [key('7'), key('229'), key('none')] })).toMatchObject({ value: { retried: 2 } })
    await mot.catchUp()
    expect(calls.toSorted()).toEqual([`ticket/229 1 ${key('229')}`, `ticket/7 1 ${key('7')}`])
    expect(await mot.dead.retry()).toMatchObject({ value: { retried: 228 } })
    await mot.catchUp()
    expect([calls.length, await subjects()]).toEqual([230, []])
    expect(await subjects({ tenant: 'other' })).toEqual(['ticket/other'])
    expect(await mot.dead.retry({ tenant: 'other' })).toMatchObject({ value: { retried: 1 } })
    await mot.catchUp()
    expect(calls.at(-1)).toBe('ticket/other 1 other/answer/ticket/other/')
  })
  it('leaves out nobody where a page ends between two customers with one subject, and so one key', async () => {
    const { mot, die } = open()
    await die([...Array.from({ length: 99 }, (_, i) => String(i)), 'x'])
    await die(['x'], { id: 'bob' })
    expect(await mot.dead.retry()).toEqual({ ok: true, value: { retried: 101 } })
  })
  it('of what is no longer wanted withdraws it', async () => {
    const { mot, die, mend, take, calls, subjects, actionOf } = open()
    await die(['1'])
    mend()
    await take('customer.stopped', {})
    await mot.dead.retry()
    await mot.catchUp()
    expect([calls, await subjects()]).toEqual([[], []])
    expect(await actionOf('ticket/1')).toMatchObject({ state: 'withdrawn', key: key('1') })
  })
  it('wakes the engine that runs', async () => {
    const { mot, die, mend, actionOf } = open()
    await die(['1'])
    mend()
    const stop = mot.start({ pollMs: 60_000 })
    await mot.dead.retry()
    await expect.poll(async () => (await actionOf('ticket/1'))?.state).toBe('done')
    await stop()
  })
  it('that fails as well is dead once more, with its new error, and can be tried again', async () => {
    const { mot, clock, die, line, mend, calls, subjects, actionOf } = open()
    await die(['1'])
    for (const [minute, reason] of ['first', 'second', 'third'].entries()) {
      clock.set(`2026-03-01T12:1${minute}:00.000Z`)
      line.handler = () => Promise.reject(new MotError('LINE_DEAD', reason))
      expect(await mot.dead.retry()).toMatchObject({ value: { retried: 1 } })
      await mot.catchUp()
      expect(await mot.dead.list()).toMatchObject([{ attempts: 1, error: { message: reason } }])
    }
    mend()
    clock.set(LATER)
    expect(await mot.dead.retry()).toMatchObject({ value: { retried: 1 } })
    await mot.catchUp()
    expect([calls.length, await subjects()]).toEqual([4, []])
    expect(await actionOf('ticket/1')).toMatchObject({ state: 'done' })
  })
  it('that fails as well within the same millisecond records a fact of its own', async () => {
    const { mot, store, die } = open()
    await die(['1'])
    await mot.dead.retry()
    await mot.catchUp()
    const facts = (await store.export('default', 'id:ada')).events.filter(({ source }) => source === 'motkit')
    expect(facts.map(({ data }) => (data as { outcome: string }).outcome)).toEqual(['dead', 'retried', 'dead'])
    expect(new Set(facts.map(({ id }) => id)).size).toBe(3)
  })
  it('opens its thread again where that was closed, and it closes as before', async () => {
    const { mot, store, clock, die, mend, take, calls } = open()
    const threads = async () => Object.keys((await store.export('default', 'id:ada')).journey?.threads ?? {})
    await die(['1'])
    clock.set(MONTHS_LATER)
    await take('greeting.asked', {})
    await mot.catchUp()
    expect(await threads()).toEqual(['customer'])
    mend()
    expect(await mot.dead.retry({ keys: [key('1')] })).toMatchObject({ value: { retried: 1 } })
    expect(await threads()).toEqual(expect.arrayContaining(['customer', 'ticket/1']))
    await mot.catchUp()
    expect(calls.at(-1)).toBe(`ticket/1 1 ${key('1')}`)
    expect(await threads()).toEqual(['customer'])
  })
  it('is delivered though the customer became known meanwhile', async () => {
    const { mot, die, mend, take, calls } = open()
    await take('greeting.asked', {}, { anonymousId: 'a' })
    await die(['1'], { anonymousId: 'a' })
    await take('customer.identified', { anonymousId: 'a' })
    mend()
    expect(await mot.dead.retry()).toMatchObject({ value: { retried: 2 } })
    expect(await mot.catchUp()).toEqual({})
    expect(calls.toSorted()).toEqual(['customer 1 default/greet/anonymous:a/customer/', `ticket/1 1 ${key('1')}`])
  })
  it('is withdrawn under its own key where the customer became known and no longer wants it', async () => {
    const { mot, die, mend, take, store } = open()
    await take('greeting.asked', {}, { anonymousId: 'a' })
    await die([])
    await take('customer.identified', { anonymousId: 'a' })
    await take('customer.stopped', {})
    mend()
    await mot.dead.retry()
    expect(await mot.catchUp()).toEqual({})
    expect((await store.export('default', 'id:ada')).actions).toMatchObject([
      { key: 'default/greet/anonymous:a/customer/', state: 'withdrawn' },
    ])
  })
  it.each([
    ['skipped', 'skip'],
    ['put off', { reschedule: { days: 1 } }],
  ] as const)('is not late, though what its rule decides is %s when it is: it was asked for now', async (_, late) => {
    const clock = virtualClock(START)
    const line = { handler: broken as () => Promise<void> }
    const calls: string[] = []
    const mot = createMot({
      store: memoryStore(),
      clock,
      plugins: [
        definePlugin({
          id: 'desk',
          events: [opened],
          rules: [
            defineRule({
              id: 'answer',
              on: opened,
              may: [sendMessage],
              late,
              decide: () => [sendMessage({ template: 'answer' })],
            }),
          ],
        }),
      ],
      handlers: {
        'message.send': async ({ subject }, { attempt }) => {
          calls.push(`${subject} ${attempt} at ${new Date(clock.now()).toISOString()}`)
          await line.handler()
        },
      },
    })
    await mot.ingestMany([
      {
        id: '1',
        source: 'desk',
        type: 'ticket.opened',
        time: START,
        customer: { id: 'ada' },
        data: { ticketId: '1' },
      },
    ])
    await mot.catchUp()
    line.handler = async () => undefined
    clock.set('2026-03-03T12:00:00.000Z')
    expect(await mot.dead.retry()).toMatchObject({ value: { retried: 1 } })
    await mot.catchUp()
    expect(calls).toEqual([`ticket/1 1 at ${START}`, 'ticket/1 1 at 2026-03-03T12:00:00.000Z'])
    expect(await mot.dead.list()).toEqual([])
  })
  it('of what concerns a visit that is no longer kept by itself ends too', async () => {
    const { mot, clock, mend, take, subjects } = open()
    await take('products.searched', { query: 'lamp' })
    await mot.catchUp()
    expect(await subjects()).toEqual([`visit/-/${START}`])
    clock.set(MONTHS_LATER)
    await take('page.viewed', {})
    mend()
    await mot.dead.retry()
    await mot.catchUp()
    expect(await subjects()).toEqual([])
  })
})

describe('what opens again, with its facts in any order,', () => {
  /** A store that hands over past events in another order, as a database may. */
  function shuffled(order: (events: readonly Envelope[]) => readonly Envelope[]): Store {
    const kept = memoryStore()
    return {
      ...kept,
      transaction: (work, tx) =>
        kept.transaction(
          (transaction) =>
            work({
              ...transaction,
              past: async (...asked) =>
                new Map([...(await transaction.past(...asked))].map(([whose, events]) => [whose, order(events)])),
            }),
          tx,
        ),
    }
  }
  const turned = (by: number) => (events: readonly Envelope[]) => [...events.slice(by), ...events.slice(0, by)]
  const orders: [string, (events: readonly Envelope[]) => readonly Envelope[]][] = [
    ['as they came', (events) => events],
    ['backwards', (events) => events.toReversed()],
    ...[1, 2, 3, 4, 5].map((by): (typeof orders)[0] => [`turned by ${by}`, turned(by)]),
    ...[1, 2, 3, 4, 5].map((by): (typeof orders)[0] => [
      `backwards, turned by ${by}`,
      (events) => turned(by)(events.toReversed()),
    ]),
  ]
  /** The ticket's thread is closed, and opens again. */
  async function reopen({ mot, store, clock, take, calls }: ReturnType<typeof open>) {
    clock.set(MONTHS_LATER)
    await take('page.viewed', {})
    await mot.catchUp()
    const threads = async () => (await store.export('default', 'id:ada')).journey?.threads ?? {}
    expect(await threads()).not.toHaveProperty('ticket/1')
    calls.length = 0
    await take('ticket.opened', { ticketId: '1' })
    await mot.catchUp()
    expect(calls).toEqual([])
    return (await threads())['ticket/1']?.decisions['answer/ticket/1/']?.state
  }
  async function retryAt({ mot, clock }: ReturnType<typeof open>, minute: number) {
    clock.set(`2026-03-01T12:0${minute}:00.000Z`)
    await mot.dead.retry()
    await mot.catchUp()
  }
  it.each(orders)('is done where a retry did it: %s', async (_, order) => {
    const host = open(shuffled(order))
    await host.die(['1'])
    await retryAt(host, 1)
    host.mend()
    await retryAt(host, 2)
    expect(await reopen(host)).toBe('done')
    expect(await host.subjects()).toEqual([])
  })
  it.each(orders)('is dead where a retry failed too, and can be tried again: %s', async (_, order) => {
    const host = open(shuffled(order))
    await host.die(['1'])
    await retryAt(host, 1)
    await retryAt(host, 2)
    expect(await reopen(host)).toBe('dead')
    host.mend()
    expect(await host.mot.dead.retry()).toMatchObject({ value: { retried: 1 } })
    await host.mot.catchUp()
    expect([host.calls.length, await host.subjects()]).toEqual([1, []])
  })
  it.each(orders)('is done where one engine had done what another gave up: %s', async (_, order) => {
    const store = shuffled(order)
    const [slow, other] = [open(store), open(store)]
    let finish = () => {}
    slow.line.handler = () =>
      new Promise((resolve) => {
        finish = resolve
      })
    await slow.take('ticket.opened', { ticketId: '1' })
    const doing = slow.mot.catchUp()
    await expect.poll(() => slow.calls.length).toBe(1)
    other.clock.set(LATER) // the lease is over
    await other.mot.catchUp()
    expect(await other.subjects()).toEqual(['ticket/1'])
    finish()
    await doing
    expect(await other.subjects()).toEqual([])
    expect(await reopen(slow)).toBe('done')
  })
})

describe('dropping', () => {
  it('gives up for good: withdrawn with its reason, off the list, not to be retried, not decided again', async () => {
    const { mot, die, mend, take, calls, subjects, actionOf } = open()
    await die(['1', '2'])
    mend()
    expect(await mot.dead.drop({ keys: [key('1')] })).toEqual({ ok: true, value: { dropped: 1 } })
    expect(await actionOf('ticket/1')).toMatchObject({
      state: 'withdrawn',
      error: { code: 'LINE_DEAD' },
      judgements: [{ guard: 'host', verdict: 'suppress', reason: 'dropped' }],
    })
    expect(await subjects()).toEqual(['ticket/2'])
    expect(await mot.dead.retry({ keys: [key('1')] })).toMatchObject({ value: { retried: 0 } })
    await take('ticket.opened', { ticketId: '1' })
    await mot.catchUp()
    expect(calls).toEqual([])
  })
  it('is of all of the tenant where none is named', async () => {
    const { mot, die, subjects } = open()
    await die(Array.from({ length: 120 }, (_, i) => String(i)))
    await die(['1'], { id: 'bob' }, 'other')
    expect(await mot.dead.drop()).toMatchObject({ value: { dropped: 120 } })
    expect([await subjects(), await subjects({ tenant: 'other' })]).toEqual([[], ['ticket/1']])
  })
  it('drops what concerns a visit that is no longer kept by itself', async () => {
    const { mot, clock, take, subjects } = open()
    await take('products.searched', { query: 'lamp' })
    await mot.catchUp()
    clock.set(MONTHS_LATER)
    await take('page.viewed', {})
    expect(await mot.dead.drop()).toMatchObject({ value: { dropped: 1 } })
    expect(await subjects()).toEqual([])
  })
})

it.each(['retry', 'drop'] as const)('what was forgotten but for its dead action ends by a %s', async (act) => {
  const { mot, clock, die, mend, take, calls, subjects, actionOf } = open()
  await die(['1'])
  mend()
  clock.set(MONTHS_LATER)
  await take('greeting.asked', {})
  await mot.catchUp()
  expect(await mot.prune({ olderThan: { days: 30 } })).toMatchObject({ ok: true })
  calls.length = 0
  await mot.dead[act]()
  await mot.catchUp()
  expect([calls, await subjects()]).toEqual([[], []])
  expect(await actionOf('ticket/1')).toMatchObject({ state: 'withdrawn' })
})

describe('twice has the effect of once', () => {
  type Desk = ReturnType<typeof open>
  const retry = async ({ mot }: Desk) => {
    const answer = await mot.dead.retry()
    return answer.ok ? answer.value.retried : Number.NaN
  }
  const drop = async ({ mot }: Desk) => {
    const answer = await mot.dead.drop()
    return answer.ok ? answer.value.dropped : Number.NaN
  }
  it.each([
    ['retrying', retry, 'done', ['ticket/1 1 default/answer/ticket/1/']],
    ['dropping', drop, 'withdrawn', []],
  ])('one after the other: %s', async (_, act, state, calls) => {
    const host = open()
    await host.die(['1'])
    host.mend()
    expect([await act(host), await act(host)]).toEqual([1, 0])
    await host.mot.catchUp()
    expect([host.calls, await act(host)]).toEqual([calls, 0])
    expect(await host.actionOf('ticket/1')).toMatchObject({ state })
  })
  it.each([
    ['two retries', [retry, retry]],
    ['two drops', [drop, drop]],
    ['a retry and a drop', [retry, drop]],
    ['a drop and a retry', [drop, retry]],
  ])('at once: %s', async (_, [one, other]) => {
    const host = open()
    await host.die(['1'])
    host.mend()
    const counts = await Promise.all([one?.(host), other?.(host)])
    expect(counts.toSorted()).toEqual([0, 1])
    await host.mot.catchUp()
    expect(host.calls).toHaveLength(counts[[one, other].indexOf(retry)] ?? 0)
    expect(await host.actionOf('ticket/1')).toMatchObject({ state: host.calls.length > 0 ? 'done' : 'withdrawn' })
  })
})

describe('a budget', () => {
  /** Gifts for `limit` customers. */
  function gifts(limit: number) {
    const asked = defineEvent('gift.asked', z.object({}))
    const clock = virtualClock(START)
    const line = { isDead: true }
    const guard = { isClosed: false }
    const given: string[] = []
    const mot = createMot({
      guards: [
        defineGuard({ id: 'open', on: [sendMessage], judge: () => (guard.isClosed ? suppress('closed') : allow) }),
      ],
      store: memoryStore(),
      clock,
      plugins: [
        definePlugin({
          id: 'gifts',
          events: [asked],
          rules: [
            defineRule({
              id: 'gift',
              on: asked,
              may: [sendMessage],
              decide: () => [sendMessage({ template: 'gift' }, { claims: [{ counter: 'gifts', amount: 1, limit }] })],
            }),
          ],
        }),
      ],
      handlers: {
        'message.send': async (_, { idempotencyKey }) => {
          if (line.isDead) await broken()
          given.push(idempotencyKey.split('/')[2] ?? '')
        },
      },
    })
    /** What becomes of those who ask now. */
    async function ask(...ids: readonly string[]) {
      line.isDead = ids.includes('dead')
      await mot.ingestMany(
        ids.map((id) => ({ id, source: 'app', type: 'gift.asked', time: START, customer: { id }, data: {} })),
      )
      await mot.catchUp()
      line.isDead = false
      return given.splice(0).toSorted()
    }
    const retry = async () => {
      const { ok } = await mot.dead.retry()
      await mot.catchUp()
      return [ok, given.splice(0)]
    }
    return { mot, guard, ask, retry }
  }
  it('is free again when an action dies, and is taken again by its retry', async () => {
    const { ask, retry } = gifts(1)
    expect(await ask('dead')).toEqual([])
    expect(await retry()).toEqual([true, ['id:dead']])
    expect(await ask('a')).toEqual([])
  })
  it('that is used up by now refuses the retry: the action stays dead', async () => {
    const { mot, ask, retry } = gifts(1)
    await ask('dead')
    expect(await ask('a')).toEqual(['id:a'])
    expect(await mot.dead.retry()).toMatchObject({ value: { retried: 0 } })
    expect(await retry()).toEqual([true, []])
    expect(await mot.dead.list()).toHaveLength(1)
  })
  it('that a retry took is free again where the action may not go on after all', async () => {
    const { guard, ask, retry } = gifts(1)
    await ask('dead')
    guard.isClosed = true
    expect(await retry()).toEqual([true, []])
    guard.isClosed = false
    expect(await ask('a')).toEqual(['id:a'])
  })
  it('is given back once, though the dead is dropped', async () => {
    const { mot, ask } = gifts(2)
    await ask('dead')
    await mot.dead.drop()
    expect(await ask('a', 'b', 'c')).toEqual(['id:a', 'id:b'])
  })
})
