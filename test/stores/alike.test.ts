// The stores against each other: the same commands, in any order, answer the same and leave the same everywhere.
import type { Store } from '@motkit/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at, type Fact, factSet } from '../laws/facts.ts'
import { openShop } from '../laws/shop.ts'
import { noPostgres } from '../support/postgres.ts'
import { emptyPglite, emptyPostgres } from './places.ts'

const RUNS = Number(process.env.MOTKIT_RUNS ?? 25)
type Shop = ReturnType<typeof openShop>
type Customer = Fact['customer']
interface Expected {
  readonly shop: Shop
  day: number
}
type Step = fc.AsyncCommand<Expected, readonly Shop[]>

const customers: readonly Customer[] = [{ id: 'c1' }, { anonymousId: 'a1' }, { id: 'c2' }]
const keyOf = (customer: Customer): string =>
  'id' in customer ? `id:${customer.id}` : `anonymous:${customer.anonymousId}`
/** All that a store keeps, in an order of its own. */
async function kept({ store, sent }: Shop) {
  const found: unknown[] = [[...sent].sort((a, b) => (a.key < b.key ? -1 : 1))]
  for (const customer of customers) {
    const { events, actions, journey } = await store.export('default', keyOf(customer))
    found.push({
      events: [...events].sort((a, b) => (`${a.source}#${a.id}` < `${b.source}#${b.id}` ? -1 : 1)),
      actions: [...actions].sort((a, b) => (a.key < b.key ? -1 : 1)),
      // As JSON has it: without what is undefined.
      journey: journey && JSON.parse(JSON.stringify(journey)),
    })
  }
  return found
}
/** A command: the same call on the model and on every store, with one answer. */
const step = (name: string, call: (shop: Shop, day: number) => Promise<unknown>, days = 0): Step => ({
  check: () => true,
  async run(model, stores) {
    model.day += days
    const expected = await call(model.shop, model.day)
    const left = await kept(model.shop)
    for (const shop of stores) {
      expect(await call(shop, model.day)).toEqual(expected)
      expect(await kept(shop)).toEqual(left)
    }
  },
  toString: () => name,
})
const codes = (answers: readonly { readonly ok: boolean; readonly error?: { readonly code: string } }[]) =>
  answers.map((answer) => (answer.ok ? answer : answer.error?.code))
const ingest = (facts: readonly Fact[], backfill: boolean): Step =>
  step(`ingest ${facts.map(({ id }) => id)}${backfill ? ' of the past' : ''}`, async ({ mot }) =>
    codes(await mot.ingestMany(facts, { backfill })),
  )
const wait = (days: number): Step =>
  step(
    `wait ${days} days`,
    async ({ mot, clock }, day) => {
      clock.set(at(day))
      return await mot.catchUp()
    },
    days,
  )
const merge = (from: string, to: string): Step =>
  step(`merge ${from} into ${to}`, async ({ mot }, day) =>
    codes(
      await mot.ingestMany([
        {
          id: `merge/${from}/${to}`,
          source: 'shop',
          type: 'customer.merged',
          time: at(day),
          customer: { id: to },
          data: { mergedId: from },
        },
      ]),
    ),
  )
const erase = (customer: Customer): Step => step(`erase ${keyOf(customer)}`, ({ mot }) => mot.erase(customer))
const prune = (days: number): Step => step(`prune ${days} days`, ({ mot }) => mot.prune({ olderThan: { days } }))

const steps = factSet.chain((set) => {
  const others = set
    .map((fact): Fact => ({ ...fact, id: `2/${fact.id}`, customer: { id: 'c2' } }))
    .filter(({ id }) => id !== '2/link')
  const some = fc.tuple(fc.array(fc.constantFrom(...set, ...others), { minLength: 1, maxLength: 12 }), fc.boolean())
  return fc.commands(
    [
      some.map(([facts, rare]) => ingest(facts, rare && facts.length % 5 === 0)),
      some.map(([facts]) => ingest([...facts].reverse(), false)),
      fc.integer({ min: 1, max: 300 }).map(wait),
      fc.constantFrom(merge('c2', 'c1'), merge('c1', 'c2')),
      fc.constantFrom(...customers).map(erase),
      fc.integer({ min: 1, max: 400 }).map(prune),
    ],
    { maxCommands: 20 },
  )
})

const missing = noPostgres()
async function alike(open: () => Promise<Store>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(steps, async (commands) => {
      const store = await open()
      await fc.asyncModelRun(() => ({ model: { shop: openShop(), day: 99 }, real: [openShop({ store })] }), commands)
    }),
    { numRuns: RUNS },
  )
}
describe('the same commands', { timeout: 120_000 }, () => {
  test('on PGlite and in memory', () => alike(emptyPglite))
  test.skipIf(missing)(`on PostgreSQL and in memory ${missing ?? ''}`, async () => {
    const { store, pool } = await emptyPostgres()
    await alike(async () => {
      await pool.query('truncate motkit.event, motkit.journey, motkit.timer, motkit.action, motkit.counter')
      return store
    })
  })
})
