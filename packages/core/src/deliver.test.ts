import { describe, expect, it, onTestFinished, vi } from 'vitest'
import * as z from 'zod'
import { defineAction } from './action.ts'
import { sendMessage } from './actions.ts'
import { type Clock, iso, ms, systemClock, virtualClock } from './clock.ts'
import type { DeliveryOptions } from './deliver.ts'
import { createMot } from './engine.ts'
import { MotError } from './errors.ts'
import { defineEvent } from './event.ts'
import { events } from './events/index.ts'
import { type AnyGuard, allow, defer, defineGuard } from './guard.ts'
import { consent } from './guards/consent.ts'
import { memoryStore } from './memory-store.ts'
import { definePlugin } from './plugin.ts'
import { defineRule } from './rule.ts'
import type { Store } from './store.ts'

const START = '2026-03-01T12:00:00.000Z'
const opened = defineEvent(
  'ticket.opened',
  z.object({
    ticketId: z.string(),
    by: z.enum(['mail', 'phone']),
    answerAt: z.string().optional(),
    purpose: z.enum(['transactional', 'marketing']),
  }),
  { subject: ({ ticketId }) => `ticket/${ticketId}` },
)
const call = defineAction('customer.call', z.object({}))
const tickets = definePlugin({
  id: 'tickets',
  events: [opened],
  rules: [
    defineRule({
      id: 'answer',
      on: opened,
      may: [sendMessage, call],
      decide({ event: { data } }) {
        const terms = data.answerAt === undefined ? {} : { at: data.answerAt }
        return [
          data.by === 'phone' ? call({}, terms) : sendMessage({ template: 'hello', purpose: data.purpose }, terms),
        ]
      },
    }),
  ],
})
const ticket = (
  ticketId: string,
  more: Partial<Parameters<typeof opened>[0]> = {},
  customer: object = { id: 'ada' },
) => ({
  id: ticketId,
  source: 'desk',
  type: 'ticket.opened',
  time: START,
  customer,
  data: { ticketId, by: 'mail', purpose: 'transactional', ...more },
})
const numbered = (count: number) => Array.from({ length: count }, (_, i) => ticket(String(i)))

interface Context {
  readonly attempt: number
  readonly signal: AbortSignal
}
type Handler = (ticketId: string, context: Context) => Promise<unknown>
interface Desk {
  readonly write?: Handler
  readonly call?: Handler
  readonly store?: Store
  readonly clock?: Clock
  readonly guards?: readonly AnyGuard[]
  readonly delivery?: Partial<DeliveryOptions>
}
const nothing: Handler = async () => undefined
function desk({ write = nothing, call = nothing, store = memoryStore(), ...options }: Desk = {}) {
  const mot = createMot({
    clock: virtualClock(START),
    ...options,
    store,
    plugins: [tickets],
    handlers: {
      'message.send': ({ subject }, context) => write(subject.slice('ticket/'.length), context),
      'customer.call': ({ subject }, context) => call(subject.slice('ticket/'.length), context),
    },
  })
  const actions = async (key = 'id:ada') => (await store.export('default', key)).actions
  const stateOf = async (ticketId: string) =>
    (await actions()).find(({ subject }) => subject === `ticket/${ticketId}`)?.state
  return { mot, store, actions, stateOf }
}
const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
/** Something to wait for, and to let go. */
function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}
const fail = (error: unknown) => () => Promise.reject(error)
const busy = (more: { retryable?: boolean; retryAfter?: number }) => new MotError('LINE_BUSY', 'busy', more)

describe('a failed attempt', () => {
  /** How long the action waits after each attempt, to its end. */
  async function waits(options: Desk) {
    const clock = virtualClock(START)
    const { mot, actions } = desk({ clock, ...options })
    await mot.ingestMany([ticket('1')])
    const waited: number[] = []
    for (let { next } = await mot.catchUp(); next !== undefined && waited.length < 20; { next } = await mot.catchUp()) {
      waited.push(ms(next) - clock.now())
      clock.set(next)
    }
    return { waited, action: (await actions())[0] }
  }
  const down = fail(new Error('down'))

  it.each([
    ['half', 0, [50, 100, 200, 400]],
    ['all', 0.5, [100, 200, 400, 800]],
    ['nearly one and a half', 0.999, [149, 299, 599, 1_199]],
  ])('is followed by %s of a wait that doubles, as chance has it', async (_, chance, expected) => {
    vi.spyOn(Math, 'random').mockReturnValue(chance)
    onTestFinished(() => void vi.restoreAllMocks())
    const { waited } = await waits({ write: down, delivery: { backoffMs: 100, maxAttempts: 5 } })
    expect(waited).toEqual(expected)
  })
  it('waits for an hour, give or take its half, and no longer', async () => {
    const { waited } = await waits({ write: down, delivery: { backoffMs: 1_800_000, maxAttempts: 6 } })
    expect(waited).toHaveLength(5)
    for (const wait of waited.slice(1)) expect(wait).toBeGreaterThanOrEqual(1_800_000)
    for (const wait of waited) expect(wait).toBeLessThan(5_400_000)
  })
  it('is tried again so many times, and then dead with its last error', async () => {
    const errors = ['first', 'second', 'third']
    const { waited, action } = await waits({
      write: (_, { attempt }) => Promise.reject(new Error(errors[attempt - 1])),
      delivery: { maxAttempts: 3 },
    })
    expect(waited).toHaveLength(2)
    expect(action).toMatchObject({
      state: 'dead',
      attempts: 3,
      error: { code: 'HANDLER_FAILED', message: 'third' },
    })
  })
  it('that is not retryable is the last', async () => {
    const { waited, action } = await waits({ write: fail(busy({ retryable: false })) })
    expect(waited).toEqual([])
    expect(action).toMatchObject({ state: 'dead', attempts: 1, error: { code: 'LINE_BUSY', message: 'busy' } })
  })
  it('is followed by the wait that its error asks for, and still by the last attempt', async () => {
    const { waited, action } = await waits({
      write: fail(busy({ retryable: true, retryAfter: 90 })),
      delivery: { maxAttempts: 3 },
    })
    expect(waited).toEqual([90_000, 90_000])
    expect(action).toMatchObject({ state: 'dead', attempts: 3 })
  })
  it('whose error asks for a wait that is no number waits as any other', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    onTestFinished(() => void vi.restoreAllMocks())
    const { waited } = await waits({
      write: fail(busy({ retryable: true, retryAfter: Number('Wed, 21 Oct 2026 07:28:00 GMT') })),
      delivery: { maxAttempts: 3, backoffMs: 100 },
    })
    expect(waited).toEqual([100, 200])
  })
  it('waits no more once another attempt succeeds', async () => {
    const { waited, action } = await waits({
      write: (_, { attempt }) => (attempt < 3 ? down() : nothing('', { attempt } as Context)),
    })
    expect(waited).toHaveLength(2)
    expect(action).toMatchObject({ state: 'done', attempts: 3 })
  })
})

describe('a handler', () => {
  /** Counts the calls that run at once. */
  function counting(milliseconds = 2) {
    const count = { running: 0, most: 0, calls: 0 }
    const handler: Handler = async () => {
      count.calls++
      count.most = Math.max(count.most, ++count.running)
      await sleep(milliseconds)
      count.running--
    }
    return { count, handler }
  }
  it.each([
    ['20 calls at once', {}, 20],
    ['as many calls at once as its limit says', { 'message.send': { concurrency: 3 } }, 3],
  ])('has %s, and no more', async (_, limits, most) => {
    const { count, handler } = counting()
    const { mot } = desk({ write: handler, delivery: { limits } })
    await mot.ingestMany(numbered(50))
    await mot.catchUp()
    expect(count).toEqual({ running: 0, most, calls: 50 })
  })
  it('has no more calls at once though several catch up at a time', async () => {
    const { count, handler } = counting()
    const { mot } = desk({ write: handler, delivery: { limits: { 'message.send': { concurrency: 3 } } } })
    const stop = mot.start({ pollMs: 1 })
    await mot.ingestMany(numbered(50))
    await Promise.all([mot.catchUp(), mot.catchUp(), mot.catchUp()])
    await stop()
    expect(count).toEqual({ running: 0, most: 3, calls: 50 })
  })
  it.each([
    ['2 a second', 2, [0, 0, 500, 1_000, 1_500], [500, 1_000, 1_500]],
    ['one in two seconds', 0.5, [0, 2_000, 4_000, 6_000, 8_000], [2_000, 4_000, 6_000, 8_000]],
  ])('has %s on average: catching up says when there is room again', async (_, perSecond, calls, nexts) => {
    const clock = virtualClock(START)
    const at: number[] = []
    const write: Handler = async () => {
      at.push(clock.now() - ms(START))
    }
    const { mot } = desk({ clock, write, delivery: { limits: { 'message.send': { perSecond } } } })
    await mot.ingestMany(numbered(5))
    const answers: number[] = []
    for (
      let { next } = await mot.catchUp();
      next !== undefined && answers.length < 20;
      { next } = await mot.catchUp()
    ) {
      answers.push(ms(next) - ms(START))
      clock.set(next)
    }
    expect(at).toEqual(calls)
    expect(answers).toEqual(nexts)
  })
  it('that is held back by its rate holds back no other, and is not looked for all the time', async () => {
    const called: string[] = []
    const kept = memoryStore()
    let looks = 0
    const store: Store = {
      ...kept,
      claimActions: (...asked) => {
        looks++
        return kept.claimActions(...asked)
      },
    }
    const { mot } = desk({
      store,
      clock: systemClock,
      call: async (id) => called.push(`call ${id}`),
      write: async (id) => called.push(`write ${id}`),
      delivery: { limits: { 'message.send': { perSecond: 0.1 } } },
    })
    await mot.ingestMany([ticket('1'), ticket('2'), ticket('3', { by: 'phone' })])
    const stop = mot.start({ pollMs: 20 })
    await sleep(150)
    await mot.ingestMany([ticket('4', { by: 'phone' })])
    await vi.waitFor(() => expect(called).toHaveLength(3))
    await stop()
    expect(called.sort()).toEqual(['call 3', 'call 4', 'write 1'])
    expect(looks).toBeLessThan(40)
  })
  it('that takes too long is told so by its signal, and is tried again', async () => {
    const clock = virtualClock(START)
    const reasons: unknown[] = []
    const write: Handler = (_, { attempt, signal }) => {
      if (attempt > 1) return Promise.resolve()
      signal.addEventListener('abort', () => reasons.push(signal.reason))
      return new Promise(() => undefined)
    }
    const { mot, actions } = desk({ clock, write, delivery: { timeoutMs: 15 } })
    await mot.ingestMany([ticket('1')])
    const { next = '' } = await mot.catchUp()
    const message = 'message.send took longer than 15 ms'
    expect(await actions()).toMatchObject([{ state: 'due', attempts: 1, error: { code: 'HANDLER_TIMEOUT', message } }])
    expect(reasons).toEqual([expect.objectContaining({ code: 'HANDLER_TIMEOUT', message, retryable: true })])
    clock.set(next)
    await mot.catchUp()
    expect(await actions()).toMatchObject([{ state: 'done', attempts: 2 }])
  })
  it('that was quick enough is told nothing, however long ago', async () => {
    let told: AbortSignal | undefined
    const write: Handler = async (_, { signal }) => {
      told = signal
    }
    const { mot } = desk({ write, delivery: { timeoutMs: 10 } })
    await mot.ingestMany([ticket('1')])
    await mot.catchUp()
    await sleep(25)
    expect(told?.aborted).toBe(false)
  })
  it('that hangs holds up neither others nor its own next calls', async () => {
    const answered: string[] = []
    const hang = gate()
    const { mot, stateOf } = desk({
      clock: systemClock,
      write: async (id) => {
        if (id === 'hangs') await hang.passed
        answered.push(id)
      },
      call: async (id) => answered.push(id),
    })
    const stop = mot.start({ pollMs: 5 })
    await mot.ingestMany([ticket('hangs'), ticket('mail'), ticket('phone', { by: 'phone' })])
    await vi.waitFor(() => expect(answered.toSorted()).toEqual(['mail', 'phone']))
    await mot.ingestMany([ticket('later'), ticket('later-phone', { by: 'phone' })])
    await vi.waitFor(() => expect(answered.toSorted()).toEqual(['later', 'later-phone', 'mail', 'phone']))
    expect([await stateOf('hangs'), await stateOf('later')]).toEqual(['claimed', 'done'])
    hang.open()
    await stop()
    expect(await stateOf('hangs')).toBe('done')
  })
  it('that the host took away suppresses what waited for it', async () => {
    const store = memoryStore()
    const first = desk({ store, write: fail(new Error('down')) })
    await first.mot.ingestMany([ticket('1')])
    await first.mot.catchUp()
    const clock = virtualClock('2026-03-01T12:10:00.000Z')
    const mot = createMot({
      store,
      clock,
      plugins: [tickets],
      handlers: { 'message.send': 'none', 'customer.call': 'none' },
    })
    expect(await mot.catchUp()).toEqual({})
    expect(await first.actions()).toMatchObject([{ state: 'withdrawn', judgements: [{ reason: 'no-handler' }] }])
  })
})

describe('a claim', () => {
  const LEASE = 60
  /** An engine that has claimed a customer's ticket, and another on the same store, that looks all the time. */
  async function two(customer: object) {
    const store = memoryStore()
    const attempts: number[] = []
    const write: Handler = async (_, { attempt }) => {
      attempts.push(attempt)
      await sleep(5 * LEASE)
    }
    const options = { store, write, clock: systemClock, delivery: { leaseMs: LEASE } }
    const [first, second] = [desk(options), desk(options)]
    await first.mot.ingestMany([ticket('1', {}, customer)])
    const done = first.mot.catchUp()
    await vi.waitFor(() => expect(attempts).toEqual([1]))
    const stop = second.mot.start({ pollMs: 5 })
    return {
      ...first,
      async end() {
        await done
        await stop()
        return attempts
      },
    }
  }
  it('is its engine’s own for as long as the handler runs, though that is longer than the lease', async () => {
    const { end, actions } = await two({ id: 'ada' })
    expect(await end()).toEqual([1])
    expect(await actions()).toMatchObject([{ state: 'done' }])
  })
  it('is its engine’s own though the customer becomes known meanwhile', async () => {
    const { mot, end, actions } = await two({ anonymousId: 'a' })
    await mot.ingestMany([{ ...ticket('1'), id: 'link', type: 'customer.identified', data: { anonymousId: 'a' } }])
    expect(await end()).toEqual([1])
    expect(await actions()).toMatchObject([{ state: 'done' }])
  })
  it('passes to another engine when its own is no more', async () => {
    const store = memoryStore()
    const attempts: number[] = []
    const write: Handler = async (_, { attempt }) => void attempts.push(attempt)
    const dead = desk({
      store,
      clock: systemClock,
      write: () => new Promise(() => undefined),
      delivery: { leaseMs: LEASE },
    })
    await dead.mot.ingestMany([ticket('1')])
    // As of a process that was killed: it has claimed, and is not heard of again.
    const beats = vi.spyOn(store, 'extendLeases').mockResolvedValue([])
    void dead.mot.catchUp()
    await vi.waitFor(async () => expect(await dead.stateOf('1')).toBe('claimed'))
    const other = desk({ store, clock: systemClock, write, delivery: { leaseMs: LEASE } })
    const stop = other.mot.start({ pollMs: 5 })
    await vi.waitFor(async () => expect(await other.stateOf('1')).toBe('done'))
    await stop()
    beats.mockRestore()
    expect(attempts).toEqual([2])
  })
  it('of one customer’s is not taken for another’s with the same subject, and so the same key', async () => {
    const [written, hold] = [[] as string[], gate()]
    const write: Handler = async (id) => {
      written.push(id)
      await hold.passed
    }
    const { mot, actions } = desk({ clock: systemClock, write })
    const stop = mot.start({ pollMs: 5 })
    await mot.ingestMany([ticket('1')])
    await vi.waitFor(() => expect(written).toHaveLength(1))
    await mot.ingestMany([{ ...ticket('1', {}, { id: 'bob' }), id: 'of bob' }])
    await vi.waitFor(() => expect(written).toHaveLength(2))
    hold.open()
    await stop()
    expect([...(await actions()), ...(await actions('id:bob'))]).toMatchObject([{ state: 'done' }, { state: 'done' }])
  })
  it('after which the store was away is made again when its lease is over', async () => {
    const store = memoryStore()
    const attempts: number[] = []
    const write: Handler = async (_, { attempt }) => void attempts.push(attempt)
    const { mot } = desk({ store, clock: systemClock, write, delivery: { leaseMs: LEASE } })
    vi.spyOn(store, 'journeys').mockRejectedValueOnce(new MotError('STORE_UNAVAILABLE', 'away', { retryable: true }))
    await mot.ingestMany([ticket('1'), ticket('2')])
    const stop = mot.start({ pollMs: 5 })
    await vi.waitFor(() => expect(attempts).toEqual([2, 2]))
    await stop()
  })
  it('is lengthened about three times a lease, however many handlers ran before', async () => {
    const store = memoryStore()
    const write: Handler = (id) => (id === 'long' ? sleep(400) : sleep(1))
    const { mot } = desk({ store, write, clock: systemClock, delivery: { leaseMs: 300 } })
    const beats = vi.spyOn(store, 'extendLeases')
    for (const one of numbered(20)) {
      await mot.ingestMany([one])
      await mot.catchUp()
    }
    await mot.ingestMany([ticket('long')])
    await mot.catchUp()
    // One at each of 100, 200, 300 and 400 ms
    expect(beats.mock.calls.length).toBeGreaterThanOrEqual(2)
    expect(beats.mock.calls.length).toBeLessThanOrEqual(6)
  })
})

describe('stopping', () => {
  const limits = { 'message.send': { concurrency: 1 } }
  it('waits for what runs and settles it, and takes nothing new', async () => {
    const [running, hold] = [gate(), gate()]
    const written: string[] = []
    const { mot, stateOf } = desk({
      clock: systemClock,
      delivery: { limits },
      write: async (id) => {
        running.open()
        await hold.passed
        written.push(id)
      },
    })
    const stop = mot.start({ pollMs: 5 })
    await mot.ingestMany([ticket('1'), ticket('2')])
    await running.passed
    let stopped = false
    const stopping = stop().then(() => {
      stopped = true
    })
    await mot.ingestMany([ticket('3')])
    await sleep(20)
    expect(stopped).toBe(false)
    hold.open()
    await stopping
    expect(written).toEqual(['1'])
    expect([await stateOf('1'), await stateOf('2'), await stateOf('3')]).toEqual(['done', 'due', 'due'])
  })
  it('while it looks for work, begins none of it', async () => {
    const [looking, hold] = [gate(), gate()]
    const kept = memoryStore()
    const store: Store = {
      ...kept,
      async claimWakes(...asked) {
        looking.open()
        await hold.passed
        return kept.claimWakes(...asked)
      },
    }
    const written: string[] = []
    const { mot } = desk({ store, clock: systemClock, write: async (id) => written.push(id) })
    await mot.ingestMany([ticket('1')])
    const stop = mot.start({ pollMs: 5 })
    await looking.passed
    const stopping = stop()
    hold.open()
    await stopping
    expect(written).toEqual([])
  })
  it('and starting again goes on where it was', async () => {
    const written: string[] = []
    const { mot } = desk({ clock: systemClock, write: async (id) => written.push(id) })
    await mot.start({ pollMs: 5 })()
    await mot.ingestMany([ticket('1')])
    await sleep(20)
    expect(written).toEqual([])
    const stop = mot.start({ pollMs: 5 })
    await vi.waitFor(() => expect(written).toEqual(['1']))
    await stop()
  })
})

describe('an action is judged again', () => {
  const consents = (type: 'consent.given' | 'consent.withdrawn', time: string) => ({
    ...ticket('1'),
    id: type,
    time,
    type,
    data: { channel: 'email', purpose: 'marketing' },
  })
  const offer = (answerAt?: string) => ticket('1', { purpose: 'marketing', ...(answerAt && { answerAt }) })
  const [NOON, LATER, NEXT_DAY] = [START, '2026-03-01T18:00:00.000Z', '2026-03-02T12:00:00.000Z']
  const refused = { guard: 'consent', verdict: 'suppress', reason: 'no-consent-email-marketing' }

  it.each([
    ['delayed', NEXT_DAY, []],
    [
      'deferred',
      undefined,
      [
        defineGuard({
          id: 'tomorrow',
          on: [sendMessage],
          judge: ({ now }) => (now < NEXT_DAY ? defer(NEXT_DAY, 'today') : allow),
        }),
      ],
    ],
  ])(
    'when it is due after it was %s: consent was withdrawn meanwhile, and it is not sent',
    async (_, answerAt, guards) => {
      const clock = virtualClock(NOON)
      const [written, changes] = [[] as string[], [] as unknown[]]
      const write: Handler = async (id) => void written.push(id)
      const { mot, actions } = desk({ clock, write, guards: [...guards, consent()] })
      await mot.ingestMany([consents('consent.given', NOON), offer(answerAt)])
      clock.set(LATER)
      await mot.ingestMany([consents('consent.withdrawn', LATER)])
      mot.on('decision', ({ state, judgement }) => changes.push([state, judgement]))
      expect(await mot.catchUp()).toEqual({ next: NEXT_DAY })
      clock.set(NEXT_DAY)
      expect(await mot.catchUp()).toEqual({})
      expect(written).toEqual([])
      expect(changes).toEqual([['suppressed', refused]])
      expect(await actions()).toEqual([])
    },
  )
  it('at the claim of a retry: consent was withdrawn after the first attempt, and there is no second', async () => {
    const clock = virtualClock(NOON)
    const attempts: number[] = []
    const write: Handler = async (_, { attempt }) => {
      attempts.push(attempt)
      throw busy({ retryable: true, retryAfter: 60 })
    }
    const { mot, actions } = desk({ clock, write, guards: [consent()] })
    await mot.ingestMany([consents('consent.given', NOON), offer()])
    await mot.catchUp()
    await mot.ingestMany([consents('consent.withdrawn', NOON)])
    clock.set('2026-03-01T12:01:00.000Z')
    expect(await mot.catchUp()).toEqual({})
    expect(attempts).toEqual([1])
    expect(await actions()).toMatchObject([{ state: 'withdrawn', judgements: [refused] }])
  })
  it('at the claim of a retry: it is not the time for it, and it waits for that', async () => {
    const clock = virtualClock(NOON)
    const attempts: [string, number][] = []
    const write: Handler = async (_, { attempt }) => {
      attempts.push([iso(clock.now()), attempt])
      if (attempts.length === 1) throw busy({ retryable: true, retryAfter: 60 })
    }
    const siesta = defineGuard({
      id: 'siesta',
      on: [sendMessage],
      judge: ({ now }) => (now > NOON && now < LATER ? defer(LATER, 'siesta') : allow),
    })
    const { mot, actions } = desk({ clock, write, guards: [siesta] })
    await mot.ingestMany([offer()])
    await mot.catchUp()
    clock.set('2026-03-01T12:01:00.000Z')
    expect(await mot.catchUp()).toEqual({ next: LATER })
    clock.set(LATER)
    expect(await mot.catchUp()).toEqual({})
    expect(attempts).toEqual([
      [NOON, 1],
      [LATER, 1],
    ])
    expect(await actions()).toMatchObject([{ state: 'done' }])
  })
})

it('what comes again before its failure is told of here is taken up at once, not when its lease is over', async () => {
  const inner = memoryStore()
  const store: Store = {
    ...inner,
    async transaction(work, tx) {
      const answer = await inner.transaction(work, tx)
      await new Promise((resolve) => setTimeout(resolve, 30))
      return answer
    },
  }
  let calls = 0
  const mot = createMot({
    store,
    plugins: [
      definePlugin({
        id: 'p',
        rules: [
          defineRule({
            id: 'r',
            on: events.orderPlaced,
            may: [sendMessage],
            decide: () => [sendMessage({ template: 't' })],
          }),
        ],
      }),
    ],
    delivery: { backoffMs: 1 },
    handlers: {
      'message.send': async () => {
        calls++
        if (calls === 1) throw new Error('not yet')
      },
    },
  })
  const stop = mot.start()
  const timer = setInterval(() => void mot.catchUp(), 3)
  onTestFinished(() => clearInterval(timer))
  await mot.ingest({
    id: '1',
    source: 'shop',
    type: 'order.placed',
    time: '2026-03-01T00:00:00.000Z',
    customer: { id: 'c' },
    data: { orderId: '1', total: { amount: 1, currency: 'EUR' } },
  })
  await vi.waitFor(() => expect(calls).toBe(2), { timeout: 2_000, interval: 5 })
  await stop()
})
