// Logs of events, consumed for real: a running NATS server, and processes that are killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createMot, type Mot, memoryStore, type Store } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import { fromKafka } from '@motkit/streams/kafka'
import { fromJetStream } from '@motkit/streams/nats'
import { AckPolicy, type ConsumerConfig, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, nanos } from '@nats-io/transport-node'
import { Consumer, Producer, stringSerializers } from '@platformatic/kafka'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, type TestContext, test, vi } from 'vitest'
import { startKafka } from './streams/kafka-broker.ts'
import { startNats } from './streams/nats-server.ts'
import { freshDatabase, noPostgres } from './support/postgres.ts'

const placed = (customer: string, order: string) => ({
  specversion: '1.0',
  id: `placed/${order}`,
  source: 'shop',
  type: 'order.placed',
  time: '2026-03-01T12:00:00.000Z',
  customerid: customer,
  data: { orderId: order, total: { amount: 1_000, currency: 'EUR' } },
})
const orders = (customers: number, each: number) =>
  Array.from({ length: customers * each }, (_, i) => [`c${i % customers}`, `o${i}`] as const)

/** A stream of events by customer, and its consumer; skips where there is no server. */
async function log(skip: TestContext['skip'], config: Partial<ConsumerConfig> = {}) {
  const server = await startNats()
  if (!server) return skip('no nats-server')
  const connection = await connect({ servers: server.url })
  onTestFinished(async () => {
    await connection.close()
    await server.stop()
  })
  const [manager, client] = [await jetstreamManager(connection), jetstream(connection)]
  await manager.streams.add({ name: 'events', subjects: ['events.>'] })
  await manager.consumers.add('events', { durable_name: 'motkit', ack_policy: AckPolicy.Explicit, ...config })
  return {
    url: server.url,
    consumer: () => client.consumers.get('events', 'motkit'),
    info: () => manager.consumers.info('events', 'motkit'),
    publish: (customer: string, value: unknown) =>
      client.publish(`events.${customer}`, typeof value === 'string' ? value : JSON.stringify(value)),
    /** All was delivered and is settled. */
    drained: () =>
      vi.waitFor(
        async () => {
          const { num_pending, num_ack_pending } = await manager.consumers.info('events', 'motkit')
          expect({ num_pending, num_ack_pending }).toEqual({ num_pending: 0, num_ack_pending: 0 })
        },
        { timeout: 40_000, interval: 50 },
      ),
  }
}
const engine = (store: Store): Mot<[]> => createMot({ store, plugins: [] })
const kept = async (store: Store, customer: string) => (await store.export('default', `id:${customer}`)).events

describe('JetStream', () => {
  test('takes what was refused for good as settled: it does not come again', async ({ skip }) => {
    const nats = await log(skip, { ack_wait: nanos(500) })
    const [store, refused] = [memoryStore(), [] as unknown[]]
    for (const value of [placed('ada', '1'), '{"half', placed('ada', '2')]) await nats.publish('ada', value)
    const { stop, done } = engine(store).consume(fromJetStream(await nats.consumer()), {
      onRefused: ({ code }) => refused.push(code),
    })
    await nats.drained()
    await sleep(1_500)
    await stop()
    expect(await done).toEqual({ acknowledged: 2, duplicates: 0, refused: 1, returned: 0 })
    expect(refused).toEqual(['EVENT_INVALID'])
    expect((await nats.info()).delivered.consumer_seq).toBe(3)
    expect(await kept(store, 'ada')).toHaveLength(2)
  })

  test('sends again what was given back, when it is due', async ({ skip }) => {
    const nats = await log(skip)
    const memory = memoryStore()
    const at: number[] = []
    const store: Store = {
      ...memory,
      transaction(work) {
        if (at.push(Date.now()) <= 2) throw new Error('the store is away')
        return memory.transaction(work)
      },
    }
    await nats.publish('ada', placed('ada', '1'))
    const { stop, done } = engine(store).consume(fromJetStream(await nats.consumer()), { backoffMs: 300 })
    await nats.drained()
    await stop()
    expect(await done).toEqual({ acknowledged: 1, duplicates: 0, refused: 0, returned: 2 })
    const [first = 0, second = 0, third = 0] = at
    expect(second - first).toBeGreaterThanOrEqual(300)
    expect(third - second).toBeGreaterThanOrEqual(600)
  })

  test('is given back at once what a stopped consumer had fetched ahead', async ({ skip }) => {
    const nats = await log(skip, { ack_wait: nanos(60_000) })
    const store = memoryStore()
    const slow: Store = {
      ...store,
      async transaction(work) {
        await sleep(50)
        return store.transaction(work)
      },
    }
    for (const [customer, order] of orders(5, 40)) await nats.publish(customer, placed(customer, order))
    const first = engine(slow).consume(fromJetStream(await nats.consumer()), { batch: 5 })
    await vi.waitFor(async () => expect((await nats.info()).ack_floor.consumer_seq).toBeGreaterThan(0))
    await first.stop()
    const before = await first.done
    expect(before.acknowledged).toBeLessThan(100)
    const second = engine(store).consume(fromJetStream(await nats.consumer()))
    await nats.drained()
    await second.stop()
    expect((await second.done).acknowledged).toBe(200 - before.acknowledged)
    expect((await Promise.all([0, 1, 2, 3, 4].map((i) => kept(store, `c${i}`)))).map(({ length }) => length)).toEqual(
      Array(5).fill(40),
    )
  })

  test('tells by `done` that its consumer was deleted', async ({ skip }) => {
    const nats = await log(skip)
    const consumer = await nats.consumer()
    const { done } = engine(memoryStore()).consume(fromJetStream(consumer, { expires: 1_000 }))
    const deleted = sleep(100).then(() => consumer.delete())
    await expect(done).rejects.toThrow('consumer deleted')
    await deleted
  })
})

/** A consumer of the group `motkit`. It lists no offsets: the mock broker answers that in a way the library does not read. */
function member(bootstrapBrokers: string[]) {
  const consumer = new Consumer({ clientId: 'motkit', groupId: 'motkit', bootstrapBrokers, sessionTimeout: 6_000 })
  const listOffsets = (_: unknown, answer: (error: null, offsets: Map<string, bigint[]>) => void) =>
    answer(null, new Map([['events', [0n, 0n, 0n, 0n]]]))
  onTestFinished(() => consumer.close(true))
  return Object.assign(consumer, { listOffsets })
}
const read = (consumer: Consumer) =>
  consumer.consume({ topics: ['events'], autocommit: false, mode: 'committed', fallbackMode: 'earliest' })
/** How many messages the group has behind it. */
async function committed(consumer: Consumer): Promise<number> {
  const offsets = await consumer.listCommittedOffsets({ topics: [{ topic: 'events', partitions: [0, 1, 2, 3] }] })
  return (offsets.get('events') ?? []).reduce((sum, offset) => sum + Math.max(0, Number(offset)), 0)
}

describe('Kafka, as librdkafka mocks it', () => {
  test('is committed as far as all is settled, and read on from there', { timeout: 60_000 }, async ({ skip }) => {
    const kafka = await startKafka()
    if (!kafka) return skip('no kcat')
    onTestFinished(() => kafka.stop())
    const { bootstrapBrokers } = kafka
    const producer = new Producer({ clientId: 'shop', bootstrapBrokers, serializers: stringSerializers })
    onTestFinished(() => producer.close())
    const send = (values: (readonly [customer: string, value: string])[]) =>
      producer.send({ messages: values.map(([key, value]) => ({ topic: 'events', key, value })) })
    const all = orders(20, 10).map(([customer, order]) => [customer, JSON.stringify(placed(customer, order))] as const)

    const memory = memoryStore()
    let isAway = false
    const store: Store = {
      ...memory,
      transaction(work) {
        if (isAway) throw new Error('the store is away')
        return memory.transaction(work)
      },
    }
    const mot = engine(store)
    const failed: unknown[] = []
    mot.on('error', ({ error }) => failed.push(error))

    await send([...all.slice(0, 120), ['c1', '{"half'], ...all.slice(0, 5)])
    const consumer = member(bootstrapBrokers)
    const stream = await read(consumer)
    const first = mot.consume(fromKafka(stream), { batch: 20, backoffMs: 50 })
    await vi.waitFor(async () => expect(await committed(consumer)).toBe(126), { timeout: 20_000 })
    isAway = true
    await send(all.slice(120))
    await vi.waitFor(() => expect(failed.length).toBeGreaterThan(2), { timeout: 20_000 })
    await first.stop()
    await stream.close()
    expect(await first.done).toMatchObject({ acknowledged: 125, duplicates: 5, refused: 1 })
    expect((await first.done).returned).toBeGreaterThan(0)
    expect(await committed(consumer)).toBe(126)
    await consumer.close(true)

    isAway = false
    const other = member(bootstrapBrokers)
    const rest = await read(other)
    const second = mot.consume(fromKafka(rest))
    await vi.waitFor(async () => expect(await committed(other)).toBe(206), { timeout: 30_000 })
    await second.stop()
    await rest.close()
    expect(await second.done).toEqual({ acknowledged: 80, duplicates: 0, refused: 0, returned: 0 })
    expect(await kept(store, 'c7')).toHaveLength(10)
  })

  test('is not read where it commits by itself', { timeout: 30_000 }, async ({ skip }) => {
    const kafka = await startKafka()
    if (!kafka) return skip('no kcat')
    onTestFinished(() => kafka.stop())
    const { bootstrapBrokers } = kafka
    const producer = new Producer({ clientId: 'shop', bootstrapBrokers, serializers: stringSerializers })
    onTestFinished(() => producer.close())
    await producer.send({ messages: [{ topic: 'events', key: 'ada', value: JSON.stringify(placed('ada', '1')) }] })
    const stream = await member(bootstrapBrokers).consume({ topics: ['events'], mode: 'earliest' })
    onTestFinished(() => stream.close())
    await expect(engine(memoryStore()).consume(fromKafka(stream)).done).rejects.toMatchObject({ code: 'SETUP_INVALID' })
  })
})

/** A process of test/streams/consumer.ts, and the events of which it said that they are committed. */
function consuming(env: Record<string, string>) {
  const script = fileURLToPath(new URL('./streams/consumer.ts', import.meta.url))
  const child: ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } = spawn(
    process.execPath,
    ['--conditions=@motkit/source', '--no-warnings', script],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const committed: string[] = []
  createInterface(child.stdout).on('line', (line) => committed.push(line))
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return {
    committed,
    exited,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    hasCommitted: (count: number) =>
      vi.waitFor(() => expect(committed.length).toBeGreaterThanOrEqual(count), { timeout: 20_000, interval: 5 }),
  }
}

describe.skipIf(noPostgres())('consumers that share a log and a database', () => {
  test('commit every event once, however they end', { timeout: 120_000 }, async ({ skip }) => {
    const nats = await log(skip, { ack_wait: nanos(1_000) })
    const DATABASE_URL = await freshDatabase()
    const pool = new Pool({ connectionString: DATABASE_URL, max: 2 })
    onTestFinished(() => pool.end())
    const store = postgresStore({ pool })
    await store.migrate()
    const all = orders(20, 20)
    for (const [customer, order] of all) await nats.publish(customer, placed(customer, order))

    const env = { NATS_URL: nats.url, DATABASE_URL }
    const dying = consuming({ ...env, DIE_AFTER: '23' })
    expect(await dying.exited).toEqual([null, 'SIGKILL'])
    const killed = consuming(env)
    await killed.hasCommitted(20)
    killed.kill('SIGKILL')
    const survivors = [consuming(env), consuming(env)]
    await nats.drained()
    for (const survivor of survivors) survivor.kill('SIGTERM')
    expect(await Promise.all(survivors.map(({ exited }) => exited))).toEqual(Array(2).fill([0, null]))

    expect((await nats.info()).delivered.consumer_seq).toBeGreaterThan(all.length)
    const said = [dying, killed, ...survivors].flatMap(({ committed }) => committed)
    expect(said).toHaveLength(new Set(said).size)
    for (let i = 0; i < 20; i++) {
      const own = all.filter(([customer]) => customer === `c${i}`).map(([, order]) => order)
      const { events, actions } = await store.export('default', `id:c${i}`)
      expect(events.map(({ id }) => id).sort()).toEqual(own.map((order) => `placed/${order}`).sort())
      expect(actions.map(({ subject }) => subject).sort()).toEqual(own.map((order) => `order/${order}`).sort())
    }
  })
})
