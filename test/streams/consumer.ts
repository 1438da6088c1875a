// A process that consumes the stream `events` into PostgreSQL until SIGTERM. It prints a line for each event committed;
// with DIE_AFTER it kills itself at the n-th: that one's commit stands, and its message is not acknowledged.
import { createMot, definePlugin, defineRule, moments, sendMessage } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import { fromJetStream } from '@motkit/streams/nats'
import { jetstream } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { Pool } from 'pg'

const { NATS_URL, DATABASE_URL, DIE_AFTER } = process.env

const thanks = defineRule({
  id: 'thanks',
  on: moments.smotPurchase,
  may: [sendMessage],
  when: { 'an order': ({ moment }) => moment.reason === 'order-placed' },
  decide: () => [sendMessage({ template: 'thanks' })],
})
const pool = new Pool({ connectionString: String(DATABASE_URL), max: 4 })
const mot = createMot({
  store: postgresStore({ pool }),
  plugins: [definePlugin({ id: 'thanking', rules: [thanks] })],
  handlers: { 'message.send': async () => undefined },
})
let committed = 0
mot.on('event', ({ id }) => {
  process.stdout.write(`${id}\n`)
  if (++committed === Number(DIE_AFTER)) process.kill(process.pid, 'SIGKILL')
})

const connection = await connect({ servers: String(NATS_URL) })
const consumer = await jetstream(connection).consumers.get('events', 'motkit')
const consuming = mot.consume(fromJetStream(consumer, { max_messages: 10 }), { batch: 5, backoffMs: 50 })

process.once('SIGTERM', async () => {
  await consuming.stop()
  await connection.close()
  await mot.close()
  await pool.end()
})
