/** The shop's order and motkit's event commit together, or neither does; a durable store, and nothing to install. */
import { PGlite } from '@electric-sql/pglite'
import { createMot, definePlugin, defineRule, events, sendMessage } from '@motkit/core'
import { pgliteStore } from '@motkit/postgres'

const shop = await PGlite.create() // the shop's own database; in production a pool of `pg`, and postgresStore
await shop.exec('create table shop_order (id text primary key, total int not null)')

const thanks = defineRule({
  id: 'thanks',
  on: events.orderPlaced,
  may: [sendMessage],
  decide: ({ event }) => [sendMessage({ template: `thanks for ${event.data.orderId}` })],
})
const store = pgliteStore(shop)
await store.migrate() // makes the schema `motkit` beside the shop's tables
const mot = createMot({
  store,
  plugins: [definePlugin({ id: 'shop', rules: [thanks] })],
  handlers: { 'message.send': async ({ data }) => console.log('message', data.template) },
})
mot.on('event', ({ type, subject }) => console.log('told of', type, subject))

async function placeOrder(orderId: string, total: number): Promise<void> {
  const answer = await shop.transaction(async (tx) => {
    await tx.query('insert into shop_order values ($1, $2)', [orderId, total])
    const taken = await mot.ingest(
      {
        id: `placed/${orderId}`,
        source: 'shop',
        type: 'order.placed',
        time: new Date().toISOString(),
        customer: { id: 'ada' },
        data: { orderId, total: { amount: total, currency: 'EUR' } },
      },
      { tx },
    )
    if (!taken.ok) throw taken.error
    if (total > 100_000) throw new Error('the payment was refused')
    return taken
  })
  answer.value.afterCommit()
}
await placeOrder('1', 4_990)
await placeOrder('2', 500_000).catch((error) => console.log('order 2:', error.message))
await mot.catchUp()

const { rows } = await shop.query('select id from shop_order')
const kept = await mot.export({ id: 'ada' })
const placed = kept.ok ? kept.value.events.filter(({ type }) => type === 'order.placed') : []
console.log(rows.length, 'order,', placed.length, 'event')
await shop.close()
