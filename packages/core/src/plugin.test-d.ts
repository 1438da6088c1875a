import * as v from 'valibot'
import { expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import {
  createMot,
  defineAction,
  defineCommand,
  defineEvent,
  defineKeyedSlice,
  defineMoment,
  definePlugin,
  defineQuery,
  defineRule,
  defineSlice,
  defineTimer,
  events,
  type Money,
  memoryStore,
  moments,
  orders,
  type Result,
  sendMessage,
} from './index.ts'

const tasted = defineEvent('wine.tasted', z.object({ wineId: z.string(), liked: z.boolean() }), {
  subject: (data) => `wine/${data.wineId}`,
})
const poured = defineEvent('wine.poured', v.object({ wineId: v.string(), glasses: v.number() })) // a plugin author's valibot
const callBack = defineAction('customer.call', z.object({ phone: z.string() }))
const remind = defineTimer('wine.remind', z.object({ wineId: z.string() }))
const cellar = defineSlice({
  name: 'cellar',
  initial: { liked: 0, names: [] as string[] },
  on: [tasted, poured],
  fold: {
    'wine.tasted': (state, event) => ({ ...state, liked: state.liked + Number(event.data.liked) }),
    'wine.poured': (state, event) => ({ ...state, names: [...state.names, event.data.wineId] }),
  },
})
const tastings = defineKeyedSlice({
  name: 'tastings',
  per: ['wine'],
  initial: { n: 0 },
  on: [tasted],
  fold: { 'wine.tasted': ({ n }) => ({ n: n + 1 }) },
  closes: () => true,
  share: ({ n }) => ({ n }),
})
const loved = defineMoment({
  type: 'wine.loved',
  schema: z.object({ times: z.int() }),
  per: ['wine'],
  reads: [tastings],
  detect: ({ subject, journey }) => ({
    polarity: 'positive',
    reason: 'loved',
    data: { times: journey.slices.tastings.open[subject]?.n ?? 0 },
    evidence: [],
  }),
})
const thank = defineRule({
  id: 'thank',
  on: [loved, tasted],
  reads: [cellar, orders],
  may: [sendMessage, remind],
  when: { often: ({ journey }) => journey.slices.cellar.liked > 2 },
  decide: ({ journey }) => [
    remind({ wineId: 'w' }, { at: '2026-01-01T00:00:00Z' }),
    ...(journey.slices.orders.open['order/1'] ? [sendMessage({ template: 't' })] : []),
  ],
})
const open = defineCommand({
  input: z.object({ wineId: z.string() }),
  reads: [cellar],
  may: [poured],
  codes: ['CELLAR_EMPTY'],
  decide: ({ input, journey }) =>
    journey.slices.cellar.names.length > 9
      ? { ok: false, error: { code: 'CELLAR_EMPTY', message: 'no more' } }
      : { ok: true, value: { answer: { glasses: 1 }, decisions: [poured({ wineId: input.wineId, glasses: 1 })] } },
})
const bottle = defineQuery({
  input: z.object({ wineId: z.string() }),
  reads: [cellar],
  codes: ['CELLAR_EMPTY'],
  answer({ input, journey, order }) {
    expectTypeOf(order).toEqualTypeOf<string | undefined>()
    return journey.slices.cellar.names.includes(input.wineId)
      ? { ok: true, value: { poured: true } }
      : { ok: false, error: { code: 'CELLAR_EMPTY', message: 'no more' } }
  },
})
const list = defineQuery({ input: z.object({}), codes: [], answer: () => ({ ok: true, value: ['w'] }) })
const wine = definePlugin({
  id: 'wine',
  events: [tasted, poured],
  slices: [cellar, tastings],
  moments: [loved],
  rules: [thank],
  commands: { open },
  queries: { bottle },
})
const menu = definePlugin({ id: 'menu', queries: { list } })
const vip = definePlugin({
  id: 'vip',
  rules: [
    defineRule({
      id: 'vip',
      on: moments.smotPurchase,
      reads: [cellar],
      may: [callBack],
      decide: () => [callBack({ phone: '1' })],
    }),
  ],
})
const store = memoryStore()
const handlers = { 'message.send': async () => {}, 'customer.call': 'none' } as const
const mot = createMot({ store, plugins: [wine, vip], handlers })

it('infers through the array of plugins', () => {
  mot.on('moment.wine.loved', (moment) => {
    expectTypeOf(moment.data).toEqualTypeOf<{ times: number }>()
    expectTypeOf(moment.previous?.polarity).toEqualTypeOf<'positive' | 'neutral' | 'negative' | undefined>()
  })
  mot.on('moment.smot.purchase', (moment) => expectTypeOf(moment.data.total).toEqualTypeOf<Money | undefined>())
  mot.on('moment.zmot', (moment) => expectTypeOf(moment.data.intent).toEqualTypeOf<'know' | 'go' | 'do' | 'buy'>())
  expectTypeOf(() => mot.wine.open({ customer: { id: 'c' }, wineId: 'w' })).returns.resolves.toExtend<
    Result<{ glasses: number }, string>
  >()
  type Answer = Awaited<ReturnType<typeof mot.wine.open>>
  expectTypeOf<
    Extract<Extract<Answer, { ok: false }>['error']['code'], 'CELLAR_EMPTY' | 'COMMAND_CONFLICT'>
  >().toEqualTypeOf<'CELLAR_EMPTY' | 'COMMAND_CONFLICT'>()
  type Told = Awaited<ReturnType<typeof mot.wine.bottle>>
  expectTypeOf<Extract<Told, { ok: true }>['value']>().toEqualTypeOf<{ poured: boolean }>()
  expectTypeOf<Extract<Told, { ok: false }>['error']['code']>().toEqualTypeOf<
    | 'CELLAR_EMPTY'
    | 'INPUT_INVALID'
    | 'CUSTOMER_MISSING'
    | 'CUSTOMER_UNKNOWN'
    | 'ORDER_UNKNOWN'
    | 'PLUGIN_FAILED'
    | 'STORE_UNAVAILABLE'
  >()
  void mot.wine.bottle({ order: '1001', wineId: 'w', tenant: 't' })
  const alone = createMot({ store, plugins: [menu] })
  expectTypeOf(() => alone.menu.list({ customer: { id: 'c' } })).returns.resolves.toExtend<Result<string[], string>>()
  void alone.menu.list({ order: '1001' })
  createMot({
    store,
    plugins: [wine, vip],
    handlers: {
      ...handlers,
      'message.send': async (action, context) => {
        expectTypeOf(action.data.template).toEqualTypeOf<string>()
        expectTypeOf(context.idempotencyKey).toEqualTypeOf<string>()
      },
    },
  })
  void mot.ingest({
    id: '1',
    source: 's',
    type: 'wine.tasted',
    time: 't',
    customer: { anonymousId: 'a' },
    data: { wineId: 'w', liked: true },
  })
  void mot.ingest({
    id: '1',
    source: 's',
    type: 'order.paid',
    time: 't',
    customer: { id: 'c' },
    data: { orderId: 'o' },
  })
  createMot({ store, plugins: [] }) // no actions: no handlers wanted
  expectTypeOf<typeof cellar.initial>().toEqualTypeOf<{ liked: number; names: string[] }>()
  defineRule({ id: 'r', on: remind, may: [remind], decide: ({ timer }) => [remind({ wineId: timer.data.wineId })] })
  defineRule({
    id: 'r',
    on: events.orderPlaced,
    may: [],
    when: { data: { '>': [{ var: 'event.data.total.amount' }, 1] } },
    decide: ({ event }) => (event.data.total.amount > 1 ? [] : []),
  })
})

it('refuses what is not there', () => {
  // @ts-expect-error no such moment
  mot.on('moment.nope', () => {})
  // @ts-expect-error no such command
  void mot.wine.close
  // @ts-expect-error no such plugin
  void mot.beer
  // @ts-expect-error a command wants its input
  void mot.wine.open({ customer: { id: 'c' }, wineId: 5 })
  // @ts-expect-error a query wants its input
  void mot.wine.bottle({ customer: { id: 'c' } })
  // @ts-expect-error of a customer or of an order
  void mot.wine.bottle({ wineId: 'w' })
  // @ts-expect-error not of both
  void mot.wine.bottle({ customer: { id: 'c' }, order: '1001', wineId: 'w' })
  // @ts-expect-error a query that does not list a slice does not see it
  defineQuery({ input: z.object({}), codes: [], answer: ({ journey }) => ({ ok: true, value: journey.slices.cellar }) })
  const gone = { ok: false, error: { code: 'GONE', message: '' } } as const
  // @ts-expect-error a code that the query does not list
  defineQuery({ input: z.object({}), codes: ['CELLAR_EMPTY'], answer: () => gone })
  const guide = definePlugin({ id: 'guide', queries: { bottle } })
  // @ts-expect-error guide reads the slice of a plugin that is not in the list
  createMot({ store, plugins: [guide] })
  const health = definePlugin({ id: 'health', queries: { list } })
  // @ts-expect-error the engine has a method called health
  createMot({ store, plugins: [health] })
  // @ts-expect-error no handler for customer.call
  createMot({ store, plugins: [wine, vip], handlers: { 'message.send': 'none' } })
  // @ts-expect-error no handlers at all
  createMot({ store, plugins: [wine] })
  // @ts-expect-error vip reads the slice of a plugin that is not in the list
  createMot({ store, plugins: [vip], handlers: { 'customer.call': 'none' } })
  // @ts-expect-error a rule that does not list a slice does not see it
  defineRule({ id: 'x', on: tasted, may: [], decide: ({ journey }) => (journey.slices.cellar ? [] : []) })
  // @ts-expect-error customer.call is not among what the rule may do
  defineRule({ id: 'x', on: tasted, may: [sendMessage], decide: () => [callBack({ phone: '1' })] })
  // @ts-expect-error the data of an action
  defineRule({ id: 'x', on: tasted, may: [sendMessage], decide: () => [sendMessage({ subject: 'x' })] })
  // @ts-expect-error no such option of an action
  sendMessage({ template: 'x' }, { when: 'later' })
  // @ts-expect-error a condition is code or JSON Logic
  defineRule({ id: 'x', on: tasted, may: [], when: { always: true }, decide: () => [] })
  // @ts-expect-error the event has no such field
  defineRule({ id: 'x', on: tasted, may: [], when: { old: ({ event }) => event.data.age > 1 }, decide: () => [] })
  // @ts-expect-error a date is not JSON
  defineEvent('bad', z.object({ at: z.date() }))
  // @ts-expect-error a fold for each event of the slice
  defineSlice({ name: 's', on: [tasted, poured], initial: 0, fold: { 'wine.tasted': (n) => n + 1 } })
  // @ts-expect-error a fold of the slice's own state
  defineSlice({ name: 's', on: [tasted], initial: 0, fold: { 'wine.tasted': () => 'one' } })
  const base = { type: 'm', schema: z.object({ a: z.string() }), per: ['wine'] } as const
  const found = { polarity: 'positive', reason: 'r', evidence: [] } as const
  defineMoment({ ...base, detect: () => ({ ...found, data: { a: 'b' } }) })
  // @ts-expect-error a moment's data is what its schema says
  defineMoment({ ...base, detect: () => ({ ...found, data: { a: 1 } }) })
  // @ts-expect-error a polarity that is none
  defineMoment({ ...base, detect: () => ({ ...found, polarity: 'good', data: { a: 'b' } }) })
  const start = definePlugin({ id: 'start', events: [tasted] })
  // @ts-expect-error the engine has a method called start
  createMot({ store, plugins: [start] })
  const event = { id: '1', source: 's', time: 't', customer: { id: 'c' } } as const
  void mot.ingest({ ...event, type: 'wine.tasted', data: { wineId: 'w', liked: true } })
  // @ts-expect-error the data of another event
  void mot.ingest({ ...event, type: 'wine.tasted', data: { wineId: 'w', glasses: 1 } })
  // @ts-expect-error no such event
  void mot.ingest({ ...event, type: 'wine.drunk', data: {} })
  // @ts-expect-error an option that createMot does not have
  createMot({ store, plugins: [], retries: 3 })
  // @ts-expect-error a setting that is none
  createMot({ store, plugins: [], settings: { late: 'never' } })
})
