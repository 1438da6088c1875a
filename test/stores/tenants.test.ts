// Tenants: two shops with the same customers, orders and ids in one database; each is as if it were alone.
import {
  type Claim,
  createMot,
  defineCommand,
  defineEvent,
  definePlugin,
  defineRule,
  defineSlice,
  type Envelope,
  events,
  MotError,
  memoryStore,
  ok,
  type Store,
  type StoreTransaction,
  sendMessage,
  virtualClock,
} from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { noPostgres } from '../support/postgres.ts'
import { emptyPostgres } from './places.ts'

const RUNS = Number(process.env.MOTKIT_RUNS ?? 25)
const START = Date.parse('2026-03-01T00:00:00Z')
const at = (hours: number): string => new Date(START + hours * 3_600_000).toISOString()

const stamped = defineEvent('card.stamped', z.object({ stamps: z.int() }))
const card = defineSlice({
  name: 'card',
  initial: 0,
  on: [stamped],
  fold: { 'card.stamped': (n, { data }) => n + data.stamps },
})
const stamp = defineCommand({
  input: z.object({ stamps: z.int() }),
  reads: [card],
  may: [stamped],
  codes: [],
  decide: ({ input, journey }) => ok({ decisions: [stamped(input)], answer: journey.slices.card + input.stamps }),
})
/** The second thanks of a tenant are refused: the budget is the tenant's own. The message to o2 always fails. */
const thanks = defineRule({
  id: 'thanks',
  on: events.orderPlaced,
  may: [sendMessage],
  decide: ({ event }) => [
    sendMessage({ template: event.data.orderId }, { at: at(30), claims: [{ counter: 'thanks', amount: 1, limit: 2 }] }),
  ],
})
function openShop(store: Store) {
  const clock = virtualClock(START)
  const sent: string[] = []
  const mot = createMot({
    store,
    clock,
    erasureKey: 'only for tests',
    plugins: [
      loyalty({ from: 'placed' }),
      definePlugin({ id: 'cards', events: [stamped], slices: [card], commands: { stamp }, rules: [thanks] }),
    ],
    handlers: {
      'message.send': async ({ data }, { tenant, idempotencyKey }) => {
        if (data.template === 'o2') throw new MotError('REFUSED', 'no such order', { retryable: false })
        sent.push(`${tenant} ${idempotencyKey}`)
      },
    },
  })
  return { mot, clock, sent, store }
}
type Shop = ReturnType<typeof openShop>
interface Call {
  readonly name: string
  /** Whose; a call of nobody's moves the clock for all. */
  readonly tenant?: string
  run(shop: Shop): Promise<unknown>
}

const customers = [{ id: 'ada' }, { anonymousId: 'cookie' }, { id: 'bob' }] as const
const tenants = ['one', 'two'] as const
const anyCustomer = fc.constantFrom(...customers)
const anyTenant = fc.constantFrom(...tenants)
const short = (answer: { readonly ok: boolean; readonly error?: { readonly code: string } }): unknown =>
  answer.ok ? answer : answer.error?.code
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

const facts = fc.record({
  customer: anyCustomer,
  id: fc.constantFrom('e1', 'e2', 'e3', 'e4'),
  hour: fc.integer({ min: 0, max: 20 }),
  about: fc.constantFrom(
    { type: 'order.placed', data: { orderId: 'o1', total: { amount: 3_000, currency: 'EUR' } } },
    { type: 'order.placed', data: { orderId: 'o2', total: { amount: 2_000, currency: 'EUR' } } },
    { type: 'order.refunded', data: { orderId: 'o1', refundId: 'r', amount: { amount: 1_000, currency: 'EUR' } } },
    { type: 'page.viewed', data: { sessionId: 's1', path: '/' } },
    { type: 'customer.identified', data: { anonymousId: 'cookie' } },
  ),
})
const calls: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(anyTenant, fc.array(facts, { minLength: 1, maxLength: 5 })).map(
      ([tenant, list]): Call => ({
        name: `ingest ${list.map(({ id, about }) => `${id} ${about.type}`)}`,
        tenant,
        run: async ({ mot }) =>
          (
            await mot.ingestMany(
              list.map(({ customer, id, hour, about }) => ({
                id,
                source: 'shop',
                tenant,
                customer,
                time: at(hour),
                ...about,
              })),
            )
          ).map(short),
      }),
    ),
  },
  fc.tuple(anyTenant, anyCustomer, fc.constantFrom('k1', 'k2')).map(
    ([tenant, customer, commandId]): Call => ({
      name: `stamp ${commandId}`,
      tenant,
      run: async ({ mot }) => short(await mot.cards.stamp({ tenant, customer, commandId, stamps: 1 })),
    }),
  ),
  fc.tuple(anyTenant, anyCustomer).map(
    ([tenant, customer]): Call => ({
      name: 'erase',
      tenant,
      run: ({ mot }) => mot.erase(customer, { tenant }),
    }),
  ),
  anyTenant.map((tenant): Call => ({ name: 'retry', tenant, run: ({ mot }) => mot.dead.retry({ tenant }) })),
  anyTenant.map(
    (tenant): Call => ({ name: 'prune', tenant, run: ({ mot }) => mot.prune({ tenant, olderThan: { days: 3 } }) }),
  ),
  fc.tuple(anyTenant, facts).map(
    ([tenant, { customer, id, hour, about }]): Call => ({
      name: 'consume',
      tenant,
      async run({ mot }) {
        async function* log() {
          yield {
            value: JSON.stringify({ id, source: 'log', tenant, customer, time: at(hour), ...about }),
            ack: () => undefined,
            nak: () => undefined,
          }
        }
        return mot.consume(log()).done
      },
    }),
  ),
)
const clockMoves = fc.integer({ min: 1, max: 400 })

/** All that an engine says of a tenant. */
async function said({ mot, sent }: Shop, tenant: string) {
  const found: unknown[] = [
    sent.filter((line) => line.startsWith(`${tenant} `)).sort(),
    await mot.dead.list({ tenant }),
  ]
  const byId = (a: Envelope, b: Envelope) => (`${a.source}#${a.id}` < `${b.source}#${b.id}` ? -1 : 1)
  for (const customer of customers) {
    const [kept, journey, explained] = [
      await mot.export(customer, { tenant }),
      await mot.journey(customer, { tenant }),
      await mot.explain(customer, { tenant }),
    ]
    found.push(
      kept.ok
        ? {
            ...kept.value,
            events: [...kept.value.events].sort(byId),
            actions: [...kept.value.actions].sort((a, b) => (a.key < b.key ? -1 : 1)),
          }
        : kept.error.code,
      journey.ok ? journey.value : journey.error.code,
      explained.ok ? { ...explained.value, actions: explained.value.actions.length } : explained.error.code,
    )
  }
  return plain(found)
}
async function run(shop: Shop, list: readonly (Call | number)[], tenant?: string) {
  const answers: [tenant: string | undefined, name: string, answer: unknown][] = []
  let hour = 21
  for (const call of list) {
    if (typeof call === 'number') {
      hour += call
      shop.clock.set(at(hour))
      await shop.mot.catchUp()
    } else if (tenant === undefined || call.tenant === tenant)
      answers.push([call.tenant, call.name, plain(await call.run(shop))])
  }
  return answers
}
const alone = (open: () => Promise<Store>, numRuns = RUNS) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 4, arbitrary: calls }, clockMoves), { maxLength: 25 }),
      async (list) => {
        const shared = openShop(await open())
        shared.clock.set(at(21))
        const answers = await run(shared, list)
        for (const tenant of tenants) {
          const solo = openShop(memoryStore())
          solo.clock.set(at(21))
          const own = await run(solo, list, tenant)
          expect(answers.filter(([whose]) => whose === tenant)).toEqual(own)
          expect(await said(shared, tenant)).toEqual(await said(solo, tenant))
        }
      },
    ),
    { numRuns },
  )

const missing = noPostgres()
describe('two tenants in one store are each as if alone', { timeout: 120_000 }, () => {
  test('in memory', () => alone(async () => memoryStore()))
  test('the property catches a store whose budgets belong to all', async () => {
    const leaking = (): Store => {
      const store = memoryStore()
      const shares = (transaction: StoreTransaction) => ({
        ...transaction,
        claim: (_: string, claim: Claim) => transaction.claim('all', claim),
      })
      return { ...store, transaction: (work) => store.transaction((transaction) => work(shares(transaction))) }
    }
    await expect(alone(async () => leaking(), 500)).rejects.toThrow()
  })
  test.skipIf(missing)(`on PostgreSQL ${missing ?? ''}`, async () => {
    const { store, pool } = await emptyPostgres()
    await alone(async () => {
      await pool.query('truncate motkit.event, motkit.journey, motkit.timer, motkit.action, motkit.counter')
      return store
    })
  })
})
