import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineTimer } from './action.ts'
import { sendMessage } from './actions.ts'
import { virtualClock } from './clock.ts'
import { createMot } from './engine.ts'
import { MotError } from './errors.ts'
import { defineEvent } from './event.ts'
import { events } from './events/index.ts'
import { moments } from './journey-plugin.ts'
import { memoryStore } from './memory-store.ts'
import { type AnyPlugin, defineCommand, definePlugin } from './plugin.ts'
import { defineQuery } from './query.ts'
import { ok } from './result.ts'
import { defineRule } from './rule.ts'
import { defineSlice } from './slice.ts'
import { type Visits, visitTotals } from './slices/visits.ts'

const START = '2026-03-01T12:00:00.000Z'
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const placed = (orderId: string, amount = 5_000, customer: object = { id: 'c1' }, more = {}) => ({
  id: `placed/${orderId}`,
  source: 'shop',
  type: 'order.placed',
  time: START,
  customer,
  data: { orderId, total: eur(amount), ...more },
})
const thanks = defineRule({
  id: 'thanks',
  on: moments.smotPurchase,
  may: [sendMessage],
  when: {
    'an order': ({ moment }) => moment.reason === 'order-placed',
    '50 or more': { '>=': [{ var: 'moment.data.total.amount' }, 5_000] },
  },
  decide: () => [sendMessage({ template: 'thanks' })],
})
const thanking = definePlugin({ id: 'thanking', rules: [thanks] })
function shop(options: { handler?: () => Promise<void>; muted?: boolean } = {}) {
  const [clock, store, sent] = [virtualClock(START), memoryStore(), [] as string[]]
  const mot = createMot({
    clock,
    store,
    plugins: [thanking],
    handlers: {
      'message.send': options.muted
        ? 'none'
        : async (action, { idempotencyKey, attempt }) => {
            await options.handler?.()
            sent.push(`${action.data.template} ${idempotencyKey} ${attempt}`)
          },
    },
  })
  return { clock, store, sent, mot }
}

describe('rules', () => {
  it("see the shop's settings on every trigger, in conditions as data, too", async () => {
    const seen: unknown[] = []
    const timer = defineTimer('look', z.object({}))
    const late = (name: string) => (input: { readonly settings: { readonly lapseAfter: object } }) => {
      seen.push([name, input.settings.lapseAfter])
      return []
    }
    const when = { 'a year': { '===': [{ var: 'settings.lapseAfter.days' }, 365] } }
    const rules = [
      defineRule({ id: 'a', on: moments.amot, may: [], when, decide: late('moment') }),
      defineRule({ id: 'b', on: events.orderPlaced, may: [timer], decide: () => [timer({})] }),
      defineRule({ id: 'c', on: timer, may: [], when, decide: late('timer') }),
      defineRule({ id: 'd', on: events.orderPlaced, may: [], when, decide: late('event') }),
    ]
    const plugins = [definePlugin({ id: 'settings', rules })]
    const settings = { lapseAfter: { days: 365 } }
    const mot = createMot({ clock: virtualClock(START), store: memoryStore(), plugins, settings })
    await mot.ingestMany([placed('1')])
    for (const name of ['moment', 'event', 'timer']) expect(seen).toContainEqual([name, { days: 365 }])
  })
  it('conditions as code and as data hold together', async () => {
    const { mot, sent } = shop()
    await mot.ingestMany([placed('small', 4_999), placed('large', 5_000)])
    await mot.catchUp()
    expect(sent).toEqual(['thanks default/thanks/order/large/ 1'])
  })
  it('explain names the condition that failed, and what it saw, for code and for data', async () => {
    const { mot } = shop()
    await mot.ingestMany([placed('small', 4_999)])
    const answer = await mot.explain({ id: 'c1' })
    expect(answer.ok && answer.value.rules).toEqual([
      {
        rule: 'thanks',
        trigger: 'moment smot.purchase order/small',
        subject: 'order/small',
        fired: false,
        wants: [],
        failed: { condition: '50 or more', holds: false, saw: { 'moment.data.total.amount': 4_999 } },
        conditions: [
          { condition: 'an order', holds: true, saw: { 'moment.reason': 'order-placed' } },
          { condition: '50 or more', holds: false, saw: { 'moment.data.total.amount': 4_999 } },
        ],
      },
    ])
  })
  it('what is no longer wanted is withdrawn before it is sent, and a late fact can want it again', async () => {
    const { mot, sent } = shop({ handler: () => Promise.resolve() })
    const states: string[] = []
    mot.on('decision', ({ state }) => states.push(state))
    await mot.ingestMany([placed('o1', 6_000)])
    await mot.ingestMany([
      {
        id: 'u1',
        source: 'shop',
        type: 'order.updated',
        time: START,
        customer: { id: 'c1' },
        data: { orderId: 'o1', total: eur(100) },
      },
    ])
    expect(states).toEqual(['due', 'withdrawn'])
    await mot.catchUp()
    expect(sent).toEqual([])
    await mot.ingestMany([
      {
        id: 'u2',
        source: 'shop',
        type: 'order.updated',
        time: '2026-03-01T12:00:01.000Z',
        customer: { id: 'c1' },
        data: { orderId: 'o1', total: eur(7_000) },
      },
    ])
    await mot.catchUp()
    expect(sent).toEqual(['thanks default/thanks/order/o1/ 1'])
    await mot.ingestMany([
      {
        id: 'u3',
        source: 'shop',
        type: 'order.updated',
        time: '2026-03-01T12:00:02.000Z',
        customer: { id: 'c1' },
        data: { orderId: 'o1', total: eur(8_000) },
      },
    ])
    await mot.catchUp()
    expect(sent).toHaveLength(1)
  })
  it('what was done is never repeated, though it was not wanted in between', async () => {
    const { mot, sent } = shop()
    const worth = (id: string, amount: number, seconds: number) => ({
      ...placed('o1'),
      id,
      type: 'order.updated',
      time: `2026-03-01T12:00:0${seconds}.000Z`,
      data: { orderId: 'o1', total: eur(amount) },
    })
    for (const event of [placed('o1', 6_000), worth('u1', 100, 1), worth('u2', 7_000, 2)]) {
      await mot.ingestMany([event])
      await mot.catchUp()
    }
    expect(sent).toEqual(['thanks default/thanks/order/o1/ 1'])
  })
  it('an action without a handler of the host is suppressed, and says so', async () => {
    const { mot } = shop({ muted: true })
    const states: unknown[] = []
    mot.on('decision', ({ state, judgement }) => states.push([state, judgement?.reason]))
    await mot.ingestMany([placed('o1')])
    expect(states).toEqual([['suppressed', 'no-handler']])
  })
  it('a rule that throws fails its own event only, with the path of the rule', async () => {
    const bad = defineRule({
      id: 'bad',
      on: events.orderPaid,
      may: [],
      decide: () => {
        throw new Error('oops')
      },
    })
    const mot = createMot({
      store: memoryStore(),
      clock: virtualClock(START),
      plugins: [definePlugin({ id: 'bad', rules: [bad] })],
    })
    const answers = await mot.ingestMany([
      placed('o1'),
      { ...placed('o1'), id: 'paid', type: 'order.paid', data: { orderId: 'o1' } },
      placed('o2'),
    ])
    expect(answers.map((answer) => (answer.ok ? 'ok' : [answer.error.code, answer.error.details.path]))).toEqual([
      'ok',
      ['PLUGIN_FAILED', 'rules.bad'],
      'ok',
    ])
  })
  it('rules that chase each other end in an error, and nothing is committed', async () => {
    const tick = defineEvent('tick.recorded', z.object({ n: z.int() }))
    const chase = defineRule({
      id: 'chase',
      on: tick,
      may: [tick],
      decide: ({ event }) => [tick({ n: event.data.n + 1 })],
    })
    const store = memoryStore()
    const mot = createMot({
      store,
      clock: virtualClock(START),
      plugins: [definePlugin({ id: 'chase', events: [tick], rules: [chase] })],
    })
    const [answer] = await mot.ingestMany([
      { id: '1', source: 's', type: 'tick.recorded', time: START, customer: { id: 'c1' }, data: { n: 0 } },
    ])
    expect(answer).toMatchObject({ ok: false, error: { code: 'RULES_LOOP' } })
    expect((await store.export('default', 'id:c1')).events).toEqual([])
  })
})

describe('timers', () => {
  const remind = defineTimer('cart.remind', z.object({ cartId: z.string() }))
  const cart = definePlugin({
    id: 'cart',
    rules: [
      defineRule({
        id: 'wait',
        on: moments.smotPurchase,
        may: [remind],
        when: { 'still open': ({ moment }) => moment.reason === 'open' },
        decide: ({ moment }) => [
          remind(
            { cartId: moment.data.cartId ?? '' },
            { at: new Date(Date.parse(moment.since) + 3_600_000).toISOString() },
          ),
        ],
      }),
      defineRule({
        id: 'remind',
        on: remind,
        may: [sendMessage],
        decide: ({ timer }) => [sendMessage({ template: 'reminder', data: { cartId: timer.data.cartId } })],
      }),
    ],
  })
  const open = {
    id: '1',
    source: 'web',
    type: 'product.added',
    time: START,
    customer: { id: 'c1' },
    data: { cartId: 'k1', productId: 'p1' },
  }
  function host() {
    const [clock, sent] = [virtualClock(START), [] as unknown[]]
    const mot = createMot({
      store: memoryStore(),
      clock,
      plugins: [cart],
      handlers: {
        'message.send': async ({ data }) => {
          sent.push([new Date(clock.now()).toISOString(), data])
        },
      },
    })
    return { clock, sent, mot }
  }
  it('goes off at its time and asks the rules that are on it', async () => {
    const { clock, sent, mot } = host()
    await mot.ingestMany([open])
    expect(await mot.catchUp()).toEqual({ next: '2026-03-01T13:00:00.000Z' })
    clock.set('2026-03-01T13:00:00.000Z')
    await mot.catchUp()
    expect(sent).toEqual([['2026-03-01T13:00:00.000Z', { template: 'reminder', data: { cartId: 'k1' } }]])
  })
  it('does not go off when its reason is gone', async () => {
    const { clock, sent, mot } = host()
    await mot.ingestMany([open, placed('o1', 100, { id: 'c1' }, { cartId: 'k1' })])
    clock.set('2026-03-03T00:00:00.000Z')
    await mot.catchUp()
    expect(sent).toEqual([])
  })
})

describe('commands', () => {
  const spent = defineEvent('stamps.spent', z.object({ stamps: z.int().positive() }))
  const stamps = defineSlice({
    name: 'stamps',
    initial: 10,
    on: [spent],
    fold: { 'stamps.spent': (left, event) => left - event.data.stamps },
  })
  const spend = defineCommand({
    input: z.object({ stamps: z.int().positive() }),
    reads: [stamps],
    may: [spent],
    codes: ['STAMPS_TOO_FEW'],
    decide: ({ input, journey }) =>
      journey.slices.stamps < input.stamps
        ? { ok: false, error: { code: 'STAMPS_TOO_FEW', message: `${journey.slices.stamps} left` } }
        : {
            ok: true,
            value: {
              answer: { left: journey.slices.stamps - input.stamps },
              decisions: [spent({ stamps: input.stamps })],
            },
          },
  })
  const card = definePlugin({ id: 'card', events: [spent], slices: [stamps], commands: { spend } })
  const open = () => createMot({ store: memoryStore(), clock: virtualClock(START), plugins: [card] })
  const customer = { id: 'c1' }

  it('are decided against the journey, and answered', async () => {
    const mot = open()
    expect(await mot.card.spend({ customer, stamps: 4 })).toEqual({ ok: true, value: { left: 6 } })
    expect(await mot.card.spend({ customer, stamps: 7 })).toMatchObject({
      ok: false,
      error: { code: 'STAMPS_TOO_FEW', message: '6 left' },
    })
    expect(await mot.card.spend({ customer, stamps: 0 })).toMatchObject({
      ok: false,
      error: { code: 'INPUT_INVALID', details: { path: 'stamps' } },
    })
    expect(await mot.card.spend({ customer: {} as never, stamps: 1 })).toMatchObject({
      ok: false,
      error: { code: 'CUSTOMER_MISSING' },
    })
    expect(await mot.card.spend({ customer, stamps: 1, tenant: '' })).toMatchObject({
      ok: false,
      error: { code: 'INPUT_INVALID', details: { path: 'tenant', expected: 'a text of 1 to 300 characters' } },
    })
  })
  it('that throw fail as the plugin’s, and leave nothing', async () => {
    const decide = () => {
      throw new Error('of no use')
    }
    const broken = defineCommand({ input: spend.input, may: [spent], codes: [], decide })
    const store = memoryStore()
    const mot = createMot({ store, plugins: [definePlugin({ ...card, commands: { broken } })] })
    expect(await mot.card.broken({ customer, stamps: 1 })).toMatchObject({
      ok: false,
      error: { code: 'PLUGIN_FAILED', retryable: false, details: { path: 'card.broken' } },
    })
    expect(await store.export('default', 'id:c1')).toEqual({ events: [], actions: [] })
  })
  it('stand beside the queries of their plugin', async () => {
    const left = defineQuery({
      input: z.object({}),
      reads: [stamps],
      codes: [],
      answer: ({ journey }) => ok({ left: journey.slices.stamps }),
    })
    const both = definePlugin({ ...card, queries: { left } })
    const mot = createMot({ store: memoryStore(), clock: virtualClock(START), plugins: [both] })
    expect(await mot.card.spend({ customer, stamps: 4 })).toEqual({ ok: true, value: { left: 6 } })
    expect(await mot.card.left({ customer })).toEqual({ ok: true, value: { left: 6 } })
  })
  it('the same id again gives the first answer, with other input a conflict', async () => {
    const mot = open()
    const twenty = await Promise.all(
      Array.from({ length: 20 }, () => mot.card.spend({ customer, stamps: 4, commandId: 'a' })),
    )
    expect(new Set(twenty.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"ok":true,"value":{"left":6}}']))
    expect(await mot.card.spend({ customer, stamps: 7, commandId: 'b' })).toMatchObject({
      ok: false,
      error: { code: 'STAMPS_TOO_FEW' },
    })
    expect(await mot.card.spend({ customer, stamps: 7, commandId: 'b' })).toMatchObject({
      ok: false,
      error: { code: 'STAMPS_TOO_FEW', message: '6 left' },
    })
    expect(await mot.card.spend({ customer, stamps: 5, commandId: 'a' })).toMatchObject({
      ok: false,
      error: { code: 'COMMAND_CONFLICT', details: { path: 'commandId' } },
    })
    expect(await mot.card.spend({ customer: { id: 'c2' }, stamps: 4, commandId: 'a' })).toMatchObject({
      ok: false,
      error: { code: 'COMMAND_CONFLICT' },
    })
    expect(await mot.card.spend({ customer, stamps: 6 })).toEqual({ ok: true, value: { left: 0 } })
  })
})

describe('limits across customers', () => {
  it('a claim that the counter refuses suppresses its decision, and a withdrawn one is given back', async () => {
    const gift = defineRule({
      id: 'gift',
      on: moments.amot,
      may: [sendMessage],
      when: { waiting: ({ moment }) => moment.reason === 'waiting' },
      decide: () => [sendMessage({ template: 'gift' }, { claims: [{ counter: 'gifts', amount: 1, limit: 2 }] })],
    })
    const [states, sent] = [[] as unknown[], [] as string[]]
    const mot = createMot({
      store: memoryStore(),
      clock: virtualClock(START),
      plugins: [definePlugin({ id: 'gift', rules: [gift] })],
      handlers: {
        'message.send': async (action) => {
          sent.push(action.subject)
        },
      },
    })
    mot.on('decision', ({ state, decision, judgement }) => states.push([decision.subject, state, judgement?.guard]))
    await mot.ingestMany(['a', 'b', 'c'].map((id) => placed(id, 100, { id })))
    expect(states).toEqual([
      ['order/a', 'due', undefined],
      ['order/b', 'due', undefined],
      ['order/c', 'suppressed', 'budget'],
    ])
    await mot.ingestMany([
      { ...placed('a', 1, { id: 'a' }), id: 'x', type: 'order.canceled', data: { orderId: 'a' } },
      placed('d', 100, { id: 'd' }),
    ])
    await mot.catchUp()
    expect(sent.sort()).toEqual(['order/b', 'order/d'])
  })
})

describe('delivery', () => {
  it('tries again with growing waits, honours retryAfter, and ends dead with the last error', async () => {
    let how: () => Promise<void> = () =>
      Promise.reject(new MotError('MAILER_BUSY', 'busy', { retryable: true, retryAfter: 120 }))
    const { mot, clock, store, sent } = shop({ handler: () => how() })
    await mot.ingestMany([placed('o1')])
    expect(await mot.catchUp()).toEqual({ next: '2026-03-01T12:02:00.000Z' })
    how = () => Promise.reject(new Error('down'))
    for (
      let next = (await mot.catchUp()).next, tries = 0;
      next !== undefined && next < '2026-03-02' && tries < 20;
      tries++, next = (await mot.catchUp()).next
    )
      clock.set(next)
    const { actions } = await store.export('default', 'id:c1')
    expect(actions).toMatchObject([{ state: 'dead', attempts: 8, error: { code: 'HANDLER_FAILED', message: 'down' } }])
    expect(sent).toEqual([])
  })
  it('an error that says it is not retryable is the end', async () => {
    const { mot, store } = shop({ handler: () => Promise.reject(new MotError('ADDRESS_INVALID', 'no such mailbox')) })
    await mot.ingestMany([placed('o1')])
    await mot.catchUp()
    expect((await store.export('default', 'id:c1')).actions).toMatchObject([
      { state: 'dead', attempts: 1, error: { code: 'ADDRESS_INVALID' } },
    ])
  })
  it('start delivers without being asked, and stop waits for what is under way', async () => {
    const { mot, sent } = shop({ handler: () => new Promise((resolve) => setTimeout(resolve, 20)) })
    const stop = mot.start({ pollMs: 5 })
    await mot.ingestMany([placed('o1')])
    while (sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await stop()
    expect(sent).toHaveLength(1)
  })
})

describe('the past', () => {
  it('comes in by backfill: moments are found, nothing is sent, then or later', async () => {
    const { mot, clock, sent } = shop()
    const found: string[] = []
    mot.on('moment.smot.purchase', ({ reason }) => found.push(reason))
    await mot.ingestMany([placed('o1')], { backfill: true })
    await mot.ingestMany([{ ...placed('o1'), id: 'paid', type: 'order.paid', data: { orderId: 'o1' } }])
    clock.set('2026-06-01T00:00:00.000Z')
    await mot.catchUp()
    expect(found).toEqual(['order-placed'])
    expect(sent).toEqual([])
  })
})

describe('identity', () => {
  const view = (id: string, customer: object) => ({
    id,
    source: 'web',
    type: 'product.viewed',
    time: START,
    customer,
    data: { productId: 'p', sessionId: 's' },
  })
  const link = (id: string, to: string) => ({
    id,
    source: 'shop',
    type: 'customer.identified',
    time: START,
    customer: { id: to },
    data: { anonymousId: 'a' },
  })
  it('the first link pins: a second one never merges two known customers', async () => {
    const { mot, store } = shop()
    await mot.ingestMany([
      view('1', { anonymousId: 'a' }),
      link('l1', 'c1'),
      link('l2', 'c2'),
      view('2', { anonymousId: 'a' }),
    ])
    expect((await store.export('default', 'id:c1')).events.map(({ id }) => id)).toEqual(['1', 'l1', '2'])
    expect((await store.export('default', 'id:c2')).events.map(({ id }) => id)).toEqual(['l2'])
    expect(await mot.journey({ anonymousId: 'a' })).toMatchObject({ ok: true, value: { customer: { id: 'c1' } } })
  })
  it('a late event in the batch that links two customers loses nothing that either had closed', async () => {
    const { mot, clock } = shop()
    const seen = (id: string, time: string, customer: object) => ({
      id,
      source: 'web',
      type: 'page.viewed',
      time,
      customer,
      data: {},
    })
    const [known, anonymous] = [{ id: 'c1' }, { anonymousId: 'a' }]
    await mot.ingestMany([
      seen('1', '2026-01-03T00:38:00.000Z', known),
      seen('2', '2026-01-03T01:29:00.000Z', known),
      seen('3', '2026-01-16T02:19:00.000Z', anonymous),
    ])
    clock.set('2026-03-05T00:00:00.000Z')
    await mot.ingestMany([link('l', 'c1'), seen('4', '2026-01-03T00:43:00.000Z', anonymous)])
    const journey = await mot.journey(known)
    // 00:38 and 00:43 are one visit; 01:29, and the sixteenth, are two more
    expect(journey.ok && visitTotals(journey.value.slices.visits.open['visit/-'] as Visits).visits).toBe(3)
  })
  describe('of two rows of one action, the budget of the one that does not stand is free at once', () => {
    /** Gifts for two orders. */
    function gifts() {
      const sent: string[] = []
      const mot = createMot({
        clock: virtualClock(START),
        store: memoryStore(),
        plugins: [
          definePlugin({
            id: 'gifts',
            rules: [
              defineRule({
                id: 'gift',
                on: events.orderPlaced,
                may: [sendMessage],
                decide: () => [
                  sendMessage({ template: 'gift' }, { claims: [{ counter: 'gifts', amount: 1, limit: 2 }] }),
                ],
              }),
            ],
          }),
        ],
        handlers: { 'message.send': async ({ subject }) => void sent.push(subject) },
      })
      return { mot, sent }
    }
    const anonymous = { ...placed('o1', 5_000, { anonymousId: 'a' }), id: 'anonymous' }
    const others = [placed('o2', 5_000, { id: 'c2' }), placed('o3', 5_000, { id: 'c3' })]
    it('both are new', async () => {
      const { mot, sent } = gifts()
      await mot.ingestMany([anonymous, placed('o1'), link('l', 'c1'), ...others])
      await mot.catchUp()
      expect(sent.toSorted()).toEqual(['order/o1', 'order/o2'])
    })
    it('one is done', async () => {
      const { mot, sent } = gifts()
      await mot.ingestMany([anonymous])
      await mot.catchUp()
      await mot.ingestMany([placed('o1'), link('l', 'c1'), ...others])
      await mot.catchUp()
      expect(sent.toSorted()).toEqual(['order/o1', 'order/o2'])
    })
  })
  it('the host’s own merge makes one of two known customers, aliases included', async () => {
    const { mot, store } = shop()
    await mot.ingestMany([
      placed('o1', 6_000),
      view('1', { anonymousId: 'a' }),
      link('l1', 'c1'),
      placed('o2', 7_000, { id: 'c2' }),
    ])
    await mot.ingestMany([
      {
        id: 'm',
        source: 'shop',
        type: 'customer.merged',
        time: START,
        customer: { id: 'c2' },
        data: { mergedId: 'c1' },
      },
    ])
    expect(await mot.journey({ anonymousId: 'a' })).toMatchObject({
      ok: true,
      value: { customer: { id: 'c2' }, stage: 'repeat_customer' },
    })
    const { actions } = await store.export('default', 'id:c2')
    expect(actions.map(({ key }) => key).sort()).toEqual(['default/thanks/order/o1/', 'default/thanks/order/o2/'])
  })
})

describe('setting up', () => {
  const counted = defineSlice({ name: 'counted', on: [], initial: 0, fold: {} })
  const peek = defineQuery({ input: z.object({}), codes: [], answer: () => ({ ok: true, value: 1 }) })
  const poke = defineCommand({
    input: z.object({}),
    may: [],
    codes: [],
    decide: () => ok({ answer: 1, decisions: [] }),
  })
  it.each([
    ['the same plugin twice', [thanking, thanking], 'plugins'],
    ['the same rule twice', [thanking, { id: 'other', rules: [thanks] }], 'other.rules'],
    [
      'JSON Logic that is none',
      [{ id: 'x', rules: [{ ...thanks, id: 'y', when: { bad: { nonsense: [1] } } }] }],
      'rules.y.when.bad',
    ],
    [
      'a query of a slice that nobody supplies',
      [{ id: 'x', queries: { peek: { ...peek, reads: [counted] } } }],
      'x.queries.peek',
    ],
    ['a command and a query of one name', [{ id: 'x', commands: { peek: poke }, queries: { peek } }], 'x.queries.peek'],
  ])('%s throws, and says where', (_, plugins, path) => {
    const make = () => createMot({ store: memoryStore(), plugins, handlers: { 'message.send': 'none' } } as never)
    expect(make).toThrow(expect.objectContaining({ code: 'SETUP_INVALID', details: expect.objectContaining({ path }) }))
  })
  it.each([
    ['maxQueue', { maxQueue: 0 }, 'an integer from 1', '0'],
    ['maxQueue', { maxQueue: 1.5 }, 'an integer from 1', '1.5'],
    ['delivery.timeoutMs', { delivery: { timeoutMs: 0 } }, 'an integer from 1 to 2147483647', '0'],
    ['delivery.timeoutMs', { delivery: { timeoutMs: 2_147_483_648 } }, 'an integer from 1 to 2147483647', '2147483648'],
    ['delivery.timeoutMs', { delivery: { timeoutMs: undefined } }, 'an integer from 1 to 2147483647', 'undefined'],
    ['delivery.leaseMs', { delivery: { leaseMs: Number.NaN } }, 'an integer from 1 to 2147483647', 'NaN'],
    ['delivery.leaseMs', { delivery: { leaseMs: 0.5 } }, 'an integer from 1 to 2147483647', '0.5'],
    ['delivery.backoffMs', { delivery: { backoffMs: -1 } }, 'an integer from 1 to 2147483647', '-1'],
    ['delivery.backoffMs', { delivery: { backoffMs: 1e12 } }, 'an integer from 1 to 2147483647', '1000000000000'],
    ['delivery.maxAttempts', { delivery: { maxAttempts: 0 } }, 'an integer from 1', '0'],
    ['delivery.maxAttempts', { delivery: { maxAttempts: '8' } }, 'an integer from 1', '8'],
    [
      'delivery.limits.message.send.concurrency',
      { delivery: { limits: { 'message.send': { concurrency: 0 } } } },
      'an integer from 1',
      '0',
    ],
    [
      'delivery.limits.message.send.perSecond',
      { delivery: { limits: { 'message.send': { perSecond: 0 } } } },
      'a number above 0',
      '0',
    ],
    [
      'delivery.limits.message.send.perSecond',
      { delivery: { limits: { 'message.send': { perSecond: Number.NaN } } } },
      'a number above 0',
      'NaN',
    ],
    ['delivery.limits.message.send', { delivery: { limits: { 'message.send': 3 } } }, 'an object', '3'],
  ])('%s of %o throws, and says what was expected', (path, options, expected, received) => {
    const make = () => createMot({ store: memoryStore(), plugins: [], ...options } as never)
    const message = `${path} is ${received}: expected ${expected}`
    expect(make).toThrow(
      expect.objectContaining({ code: 'SETUP_INVALID', message, details: { path, expected, received } }),
    )
  })
  it.each([
    { maxQueue: 1, delivery: { timeoutMs: 1, leaseMs: 1, backoffMs: 1, maxAttempts: 1 } },
    { delivery: { timeoutMs: 2_147_483_647, leaseMs: 2_147_483_647, backoffMs: 2_147_483_647 } },
    { delivery: { limits: { 'message.send': { concurrency: 1, perSecond: 0.01 }, 'person.call': {} } } },
    { delivery: { limits: { 'message.send': { perSecond: Number.POSITIVE_INFINITY } } } },
  ])('%o is taken', (options) => {
    expect(() => createMot({ store: memoryStore(), plugins: [], ...options })).not.toThrow()
  })
  it('a missing handler throws where types were not asked', () => {
    expect(() => createMot({ store: memoryStore(), plugins: [thanking] } as never)).toThrow(
      expect.objectContaining({ code: 'SETUP_INVALID', details: { path: 'handlers.message.send' } }),
    )
  })
})

describe('what a rule decides is held to its form', () => {
  const paid = { ...placed('o1'), id: 'paid', type: 'order.paid', data: { orderId: 'o1' } }
  const answerOf = async (decide: () => ReturnType<typeof sendMessage>[]) => {
    const rule = defineRule({ id: 'r', on: events.orderPaid, may: [sendMessage], decide })
    const clock = virtualClock(START)
    const mot = createMot({
      store: memoryStore(),
      clock,
      plugins: [definePlugin({ id: 'p', rules: [rule] })],
      handlers: { 'message.send': async () => undefined },
    })
    const [answer] = await mot.ingestMany([paid])
    return answer?.ok ? await mot.catchUp() : [answer?.error.code, answer?.error.details.path]
  }
  it('an instant that is none is refused; one in another form is understood', async () => {
    expect(await answerOf(() => [sendMessage({ template: 'x' }, { at: 'never' })])).toEqual([
      'PLUGIN_FAILED',
      'rules.r.at',
    ])
    expect(await answerOf(() => [sendMessage({ template: 'x' }, { at: '2026-03-02T13:00:00+05:00' })])).toEqual({
      next: '2026-03-02T08:00:00.000Z',
    })
  })
  it('two decisions under one name are refused', async () => {
    expect(await answerOf(() => [sendMessage({ template: 'x' }), sendMessage({ template: 'y' })])).toEqual([
      'PLUGIN_FAILED',
      'rules.r.name',
    ])
  })
  it('data that the action’s schema refuses fails the event', async () => {
    expect(await answerOf(() => [sendMessage({ template: '' })])).toEqual(['PLUGIN_FAILED', 'template'])
  })
})

it('plugins whose types are known at run time only can be given with loose handlers', async () => {
  const list: AnyPlugin[] = [thanking]
  const sent: unknown[] = []
  const mot = createMot({
    store: memoryStore(),
    clock: virtualClock(START),
    plugins: list,
    handlers: {
      'message.send': async (action) => {
        sent.push(action.type)
      },
    },
  })
  await mot.ingestMany([placed('o1')])
  await mot.catchUp()
  expect(sent).toEqual(['message.send'])
})

it('two customers with one order each get what was decided for them, in one commit too', async () => {
  const clock = virtualClock('2026-03-01T12:00:00Z')
  const sent: string[] = []
  const thanks = defineRule({
    id: 'thanks',
    on: events.orderPlaced,
    may: [sendMessage],
    decide: () => [sendMessage({ template: 'thanks' })],
  })
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [definePlugin({ id: 'shop', rules: [thanks] })],
    handlers: {
      'message.send': async ({ customer }, { idempotencyKey }) =>
        sent.push(`${JSON.stringify(customer)} ${idempotencyKey}`),
    },
  })
  const placed = (id: string, customer: object) => ({
    id,
    source: 'shop',
    type: 'order.placed',
    time: '2026-03-01T12:00:00Z',
    customer,
    data: { orderId: '1', total: { amount: 100, currency: 'EUR' } },
  })
  await mot.ingestMany([placed('a', { id: 'ada' }), placed('b', { anonymousId: 'cookie' })])
  await mot.catchUp()
  expect(sent.sort()).toEqual([
    '{"anonymousId":"cookie"} default/thanks/order/1/',
    '{"id":"ada"} default/thanks/order/1/',
  ])
})
