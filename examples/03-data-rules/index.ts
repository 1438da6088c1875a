/** Rules that live outside the code: conditions in JSON Logic, read from a file as they might be from a table. */
import { readFileSync } from 'node:fs'
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { dataRules } from './rules.ts'

const stored: unknown = JSON.parse(readFileSync(new URL('rules.json', import.meta.url), 'utf8'))
const mot = createMot({
  store: memoryStore(),
  clock: virtualClock('2026-03-02T10:00:00Z'),
  plugins: [dataRules(stored)],
  handlers: {
    'message.send': async ({ data, rule, subject }) => console.log(`${rule} sends ${data.template} about ${subject}`),
  },
})

const order = (orderId: string, amount: number) =>
  mot.ingest({
    id: `placed/${orderId}`,
    source: 'shop',
    type: 'order.placed',
    time: '2026-03-02T09:00:00Z',
    customer: { id: 'ada' },
    data: { orderId, total: { amount, currency: 'EUR' }, promisedAt: '2026-03-01T00:00:00Z' },
  })
await order('1001', 62_000)
await order('1002', 4_900)
await mot.catchUp()

// What a rule as data did not do is explained like that of any other rule.
const explained = await mot.explain({ id: 'ada' })
if (explained.ok)
  for (const { rule, subject, failed } of explained.value.rules)
    if (failed) console.log(`${rule} is silent about ${subject}: "${failed.condition}" saw`, failed.saw)

// A condition that is no JSON Logic is found when the engine is made, with its path.
try {
  createMot({
    store: memoryStore(),
    plugins: [dataRules([{ id: 'typo', on: 'amot', when: { late: { equals: [1, 1] } }, send: { template: 'x' } }])],
    handlers: { 'message.send': 'none' },
  })
} catch (error) {
  console.log(String(error))
}
