// What goes wrong around a store on PostgreSQL, and what must not follow: nothing lost, nothing half done, nobody stuck.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Clock,
  createMot,
  type DeliveryOptions,
  defineCommand,
  defineEvent,
  definePlugin,
  defineRule,
  sendMessage,
} from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import * as z from 'zod'
import { startPgBouncer } from '../support/pgbouncer.ts'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { mountTmpfs } from '../support/tmpfs.ts'

const noted = defineEvent('note.taken', z.object({ noteId: z.string(), text: z.string().optional() }), {
  subject: ({ noteId }) => `note/${noteId}`,
})
const notes = definePlugin({
  id: 'notes',
  events: [noted],
  rules: [
    defineRule({ id: 'tell', on: noted, may: [sendMessage], decide: () => [sendMessage({ template: 'noted' })] }),
  ],
  commands: {
    take: defineCommand({
      input: z.object({ noteId: z.string() }),
      may: [noted],
      codes: [],
      decide: ({ input }) => ({ ok: true, value: { answer: input.noteId, decisions: [noted(input)] } }),
    }),
  },
})
const note = (noteId: string | number, text?: string) => ({
  id: `note/${noteId}`,
  source: 'app',
  type: 'note.taken' as const,
  time: '2026-03-01T12:00:00.000Z',
  customer: { id: `c${noteId}` },
  data: { noteId: String(noteId), ...(text !== undefined && { text }) },
})
const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, i) => note(from + i))
const idsOf = (events: readonly { data: { noteId: string } }[]) => events.map(({ data }) => data.noteId).toSorted()

type Tell = (noteId: string, context: { attempt: number; signal: AbortSignal }) => Promise<unknown>
interface Options {
  readonly pool?: pg.PoolConfig
  readonly listen?: boolean
  readonly clock?: Clock
  readonly delivery?: Partial<DeliveryOptions>
  readonly tell?: Tell
}
/** An engine with a pool of its own, as in a process of its own. */
function open(connectionString: string, { pool: config, listen, tell, ...options }: Options = {}) {
  const pool = new pg.Pool({ connectionString, ...config })
  const store = postgresStore({ pool, ...(listen !== undefined && { listen }) })
  const told: string[] = []
  const mot = createMot({
    ...options,
    store,
    erasureKey: 'secret',
    plugins: [notes],
    handlers: {
      async 'message.send'({ subject }, context) {
        const noteId = subject.slice('note/'.length)
        await tell?.(noteId, context)
        told.push(noteId)
      },
    },
  })
  const stops: (() => Promise<void>)[] = []
  const start = (pollMs: number) => {
    const stop = mot.start({ pollMs })
    stops.push(stop)
    return stop
  }
  onTestFinished(async () => {
    for (const stop of stops) await stop()
    await mot.close()
    await pool.end()
  })
  const actionOf = async (noteId: string | number) => (await store.export('default', `id:c${noteId}`)).actions[0]
  const keptOf = async (noteId: string | number) =>
    (await store.export('default', `id:c${noteId}`)).events.filter(({ source }) => source === 'app').map(({ id }) => id)
  return { mot, pool, store, told, start, actionOf, keptOf }
}
async function migrated(url?: string, options?: Options) {
  const place = url ?? (await freshDatabase())
  const opened = open(place, options)
  await opened.store.migrate()
  return { ...opened, url: place }
}
const soon = { timeout: 5_000, interval: 10 }

describe.skipIf(noPostgres())('a handler', () => {
  const bare: object = Object.create(null)
  test.each([
    ['always fails', () => Promise.reject(new Error('down')), 'HANDLER_FAILED', 'down'],
    ['hangs', () => new Promise(() => undefined), 'HANDLER_TIMEOUT', 'message.send took longer than 20 ms'],
    [
      'throws at once',
      () => {
        throw new Error('at once')
      },
      'HANDLER_FAILED',
      'at once',
    ],
    ['throws a text', () => Promise.reject('a text'), 'HANDLER_FAILED', 'a text'],
    ['throws undefined', () => Promise.reject(undefined), 'HANDLER_FAILED', 'undefined'],
    ['throws null', () => Promise.reject(null), 'HANDLER_FAILED', 'null'],
    ['throws what is no text', () => Promise.reject(bare), 'HANDLER_FAILED', expect.any(String)],
    ['says U+0000', () => Promise.reject(new Error('a\u0000b')), 'HANDLER_FAILED', expect.stringMatching(/^a.?b$/)],
    [
      'says half a character',
      () => Promise.reject(new Error('a\ud800b')),
      'HANDLER_FAILED',
      expect.stringMatching(/^a.?b$/u),
    ],
  ])('that %s ends dead, and holds up no other', async (_, failing: () => Promise<unknown>, code, message) => {
    const { mot, told, start, actionOf } = await migrated(undefined, {
      delivery: { maxAttempts: 2, backoffMs: 1, timeoutMs: 20 },
      tell: async (id) => (id === 'bad' ? failing() : undefined),
    })
    await mot.ingestMany([note('good'), note('bad'), note('better')])
    start(10)
    await vi.waitFor(async () => {
      expect(told.toSorted()).toEqual(['better', 'good'])
      expect(await actionOf('bad')).toMatchObject({ state: 'dead', attempts: 2, error: { code, message } })
    }, soon)
    expect(await mot.dead.list()).toMatchObject([{ subject: 'note/bad' }])
  })
})

describe.skipIf(noPostgres())('a text that cannot be stored', () => {
  test.each([
    ['U+0000', 'a\u0000b'],
    ['half a character', 'a\ud83d'],
  ])('for its %s is refused for good, and holds up no other', async (_, text) => {
    const { mot } = await migrated()
    const customer = { id: 'c1' }
    const [good, bad, named] = await mot.ingestMany([note(1), note(2, text), { ...note(3), customer: { id: text } }])
    expect(good).toMatchObject({ ok: true })
    for (const answer of [bad, named])
      expect(answer).toMatchObject({ ok: false, error: { code: 'EVENT_UNSAFE', retryable: false } })
    expect(await mot.notes.take({ customer, noteId: text })).toMatchObject({
      ok: false,
      error: { code: 'INPUT_INVALID', retryable: false },
    })
  })
})

describe.skipIf(noPostgres())('a word of work to do', () => {
  const listening = "select pid from pg_stat_activity where datname = current_database() and query = 'listen motkit'"
  /** A process that listens, and another that has something for it. */
  async function two(options: Options = {}) {
    const { mot: other, url, pool } = await migrated()
    const listener = open(url, options)
    const pids = async () => (await pool.query<{ pid: number }>(listening)).rows.map(({ pid }) => pid)
    return { ...listener, other, pids, pool }
  }
  test('comes from another process at once', async () => {
    const { other, start, told, pids } = await two()
    start(60_000)
    await vi.waitFor(async () => expect(await pids()).toHaveLength(1), soon)
    await other.ingest(note(1))
    await vi.waitFor(() => expect(told).toEqual(['1']), soon)
  })
  test('that never comes is not needed: polling finds it', async () => {
    const { other, start, told, pids } = await two({ listen: false })
    start(20)
    await other.ingestMany(numbered(3))
    await vi.waitFor(() => expect(told.toSorted()).toEqual(['0', '1', '2']), soon)
    expect(await pids()).toEqual([])
  })
  test('that is lost with its connection is not missed, by polling or once it listens again', async () => {
    const { other, start, told, pids, pool } = await two()
    const terminate = async () => {
      const [pid] = await vi.waitFor(async () => {
        const found = await pids()
        expect(found).toHaveLength(1)
        return found
      }, soon)
      await pool.query('select pg_terminate_backend($1, 2000)', [pid])
      return pid
    }
    const stop = start(20)
    await terminate()
    await other.ingest(note('polled'))
    await vi.waitFor(() => expect(told).toEqual(['polled']), soon)
    await stop()
    start(60_000)
    const lost = await terminate()
    await other.ingest(note('missed'))
    await vi.waitFor(() => expect(told).toEqual(['polled', 'missed']), soon)
    expect(await pids()).not.toContain(lost)
    await other.ingest(note('heard'))
    await vi.waitFor(() => expect(told).toEqual(['polled', 'missed', 'heard']), soon)
  })
})

describe.skipIf(noPostgres())('a clock that jumps', () => {
  const HOUR = 3_600_000
  function jumping() {
    let offset = 0
    return {
      now: () => Date.now() + offset,
      jump: (by: number) => {
        offset += by
      },
    }
  }
  test('forward and back loses nothing, and sends nothing twice', async () => {
    const clock = jumping()
    const { mot, start, told } = await migrated(undefined, { clock, tell: () => sleep(20) })
    start(5)
    for (const [i, by] of [0, HOUR, -HOUR, HOUR, -HOUR].entries()) {
      await vi.waitFor(() => expect(told).toHaveLength(i * 5), soon)
      clock.jump(by)
      await mot.ingestMany(numbered(5, i * 5))
    }
    await vi.waitFor(() => expect(told).toHaveLength(25), soon)
    await sleep(50)
    expect(told.toSorted()).toEqual(idsOf(numbered(25)))
  })
  test.each([
    ['an hour forward', HOUR],
    ['an hour back', -HOUR],
  ])('%s does not give away what this process is doing', async (_, by) => {
    const clock = jumping()
    const calls: string[] = []
    let finish: () => void = () => undefined
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { mot, start, actionOf } = await migrated(undefined, {
      clock,
      tell: (id) => {
        calls.push(id)
        return finished
      },
    })
    start(5)
    await mot.ingest(note(1))
    await vi.waitFor(() => expect(calls).toHaveLength(1), soon)
    clock.jump(by)
    await sleep(100)
    finish()
    await vi.waitFor(async () => expect(await actionOf(1)).toMatchObject({ state: 'done' }), soon)
    expect(calls).toEqual(['1'])
  })
  test('back leaves what a dead process had claimed to the next, when the lease is over', async () => {
    const clock = jumping()
    const dead = await migrated(undefined, { clock })
    await dead.mot.ingest(note(1))
    clock.jump(HOUR)
    await dead.store.claimActions(new Date(clock.now()).toISOString(), new Date(clock.now() + 60_000).toISOString(), {
      'message.send': 1,
    })
    clock.jump(-HOUR)
    const next = open(dead.url, { clock })
    await next.mot.catchUp()
    expect(next.told).toEqual([])
    clock.jump(HOUR + 61_000)
    await next.mot.catchUp()
    expect(next.told).toEqual(['1'])
  })
})

describe.skipIf(noPostgres())('few connections', () => {
  test('of a pool are enough where there is one: whoever comes waits for their turn', async () => {
    const { mot, start, told, url } = await migrated(undefined, { pool: { max: 1 } })
    const stop = start(10)
    const answers = await Promise.all([
      ...numbered(10).map((one) => mot.ingest(one)),
      mot.ingestMany(numbered(10, 10)),
      ...numbered(5, 20).map(({ customer, data }) => mot.notes.take({ customer, noteId: data.noteId })),
      mot.erase({ id: 'nobody' }),
      mot.catchUp(),
      mot.health(),
      mot.dead.retry(),
    ])
    expect(answers.flat().filter((answer) => 'ok' in answer && !answer.ok)).toEqual([])
    await vi.waitFor(() => expect(told).toHaveLength(25), soon)
    await stop()
    expect(told.toSorted()).toEqual(idsOf(numbered(25)))
    expect(await open(url).keptOf(24)).toEqual([])
  })

  test('of PgBouncer are enough in transaction mode, without prepared statements', async ({ skip }) => {
    const url = await freshDatabase()
    const bouncer = await startPgBouncer(url, { poolMode: 'transaction', poolSize: 2, maxPreparedStatements: 0 })
    if (!bouncer) return skip('no PgBouncer')
    onTestFinished(() => bouncer.stop())
    const { store } = await migrated(bouncer.url)
    const callers = Array.from({ length: 8 }, () => open(bouncer.url))
    for (const { start } of callers) start(20)
    const answers = await Promise.all(
      callers.flatMap(({ mot }, i) => numbered(15, i * 10).map((one) => mot.ingest(one))),
    )
    // Of 120 events, each caller but the last shares five with the next.
    expect(answers.filter((answer) => answer.ok && !answer.value.duplicate)).toHaveLength(85)
    expect(answers.filter((answer) => answer.ok && answer.value.duplicate)).toHaveLength(35)
    const told = () => callers.flatMap((caller) => caller.told)
    await vi.waitFor(() => expect(told()).toHaveLength(85), soon)
    expect(told().toSorted()).toEqual(idsOf(numbered(85)))
    const [first, second] = callers as [(typeof callers)[0], (typeof callers)[0]]
    await Promise.all(callers.map(({ mot }) => mot.erase({ id: 'c7' })))
    expect(await second.mot.ingest(note(7))).toMatchObject({ ok: false, error: { code: 'CUSTOMER_ERASED' } })
    expect([await first.keptOf(7), await first.keptOf(8)]).toEqual([[], ['note/8']])
    expect((await store.health(new Date().toISOString())).actions).toEqual({ due: 0, claimed: 0, dead: 0 })
  })
})

describe.skipIf(noPostgres())('a schema', () => {
  test('that is not there is said to be missing, and used once it is', async () => {
    const { mot, store } = open(await freshDatabase())
    const missing = { ok: false, error: { code: 'SCHEMA_MISSING', retryable: false } }
    expect(await mot.ingest(note(1))).toMatchObject(missing)
    expect(await mot.notes.take({ customer: { id: 'c1' }, noteId: '1' })).toMatchObject(missing)
    await expect(mot.catchUp()).rejects.toMatchObject({ code: 'SCHEMA_MISSING' })
    await store.migrate()
    expect(await mot.ingest(note(1))).toMatchObject({ ok: true })
  })
  test('that is taken away from a running engine is said to be missing', async () => {
    const { mot, pool } = await migrated()
    await mot.ingest(note(1))
    await pool.query('drop schema motkit cascade')
    for (const one of [note(1), note(2)])
      expect(await mot.ingest(one)).toMatchObject({ ok: false, error: { code: 'SCHEMA_MISSING' } })
  })
  test('of an older version is said to be missing, of a newer one to be newer, and is left as it is', async () => {
    const { url, pool } = await migrated()
    await pool.query('insert into motkit.migration (version) values (99)')
    const newer = open(url)
    expect(await newer.mot.ingest(note(1))).toMatchObject({
      ok: false,
      error: { code: 'SCHEMA_NEWER', details: { received: '99' } },
    })
    await expect(newer.store.migrate()).rejects.toMatchObject({ code: 'SCHEMA_NEWER' })
    await pool.query('delete from motkit.migration where version > 1')
    expect(await open(url).mot.ingest(note(1))).toMatchObject({
      ok: false,
      error: { code: 'SCHEMA_MISSING', details: { received: '1' } },
    })
  })
  test('is made once, by however many processes at once', async () => {
    const url = await freshDatabase()
    const five = Array.from({ length: 5 }, () => open(url))
    await Promise.all(five.map(({ store }) => store.migrate()))
    await Promise.all(five.map(({ store }) => store.migrate()))
    const [first] = five as [(typeof five)[0]]
    const { rows } = await first.pool.query(
      'select version, count(*)::int as times from motkit.migration group by 1 order by 1',
    )
    expect(rows).toEqual(rows.map((_, i) => ({ version: i + 1, times: 1 })))
    expect(rows.length).toBeGreaterThan(0)
    expect(await Promise.all(five.map(({ mot }, i) => mot.ingest(note(i))))).toMatchObject(
      five.map(() => ({ ok: true })),
    )
  })
})

describe.skipIf(noPostgres())('a server', () => {
  const unavailable = { ok: false, error: { code: 'STORE_UNAVAILABLE', retryable: true } }
  /** What would end a process that nobody watches. */
  function crashes() {
    const caught: unknown[] = []
    const watch = (error: unknown) => void caught.push(error)
    for (const name of ['uncaughtException', 'unhandledRejection']) process.on(name, watch)
    onTestFinished(() => {
      for (const name of ['uncaughtException', 'unhandledRejection']) process.off(name, watch)
    })
    return caught
  }
  /** Sends one event until it is taken, as a host does; every refusal on the way must say that this is right. */
  async function send({ mot }: Pick<ReturnType<typeof open>, 'mot'>, event: ReturnType<typeof note>) {
    for (;;) {
      const answer = await mot.ingest(event)
      if (answer.ok) return answer.value
      expect(answer).toMatchObject(unavailable)
      await sleep(20)
    }
  }
  test('that cannot be reached is unavailable, to everyone who asks', async () => {
    const caught = crashes()
    const engine = open('postgres://motkit:none@127.0.0.1:9/none')
    engine.start(10)
    expect(await engine.mot.ingest(note(1))).toMatchObject(unavailable)
    expect(await engine.mot.ingestMany(numbered(3))).toMatchObject([unavailable, unavailable, unavailable])
    expect(await engine.mot.notes.take({ customer: { id: 'c1' }, noteId: '1' })).toMatchObject(unavailable)
    expect(await engine.mot.erase({ id: 'c1' })).toMatchObject(unavailable)
    expect(await engine.mot.dead.retry()).toMatchObject(unavailable)
    await expect(engine.mot.health()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await sleep(50)
    expect(caught).toEqual([])
  })

  test('that ends and comes back while idle, and while busy, costs nothing that was acknowledged', async () => {
    const caught = crashes()
    const server = await startPostgres()
    onTestFinished(() => server.stop())
    const url = await server.createDatabase('shop')
    const engine = await migrated(url, { delivery: { leaseMs: 1_000 } })
    engine.start(20)
    await send(engine, note('before'))
    await vi.waitFor(async () => expect(await engine.actionOf('before')).toMatchObject({ state: 'done' }), soon)

    await server.restart('immediate')
    await send(engine, note('after'))
    await vi.waitFor(() => expect(engine.told).toEqual(['before', 'after']), soon)

    let restarted = false
    const sent: ReturnType<typeof note>[] = []
    const busy = Array.from({ length: 4 }, async (_, caller) => {
      for (let n = 0; !restarted || n < 20; n++) {
        const one = note(`${caller}-${n}`)
        await send(engine, one)
        sent.push(one)
      }
    })
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(20), soon)
    await server.restart('immediate')
    restarted = true
    await Promise.all(busy)
    await vi.waitFor(
      () => expect([...new Set(engine.told)].toSorted()).toEqual(['after', 'before', ...idsOf(sent)].toSorted()),
      {
        ...soon,
        timeout: 15_000,
      },
    )
    const keys = sent.map(({ customer }) => `id:${customer.id}`)
    const { journeys } = await engine.store.journeys('default', keys)
    expect(journeys.size).toBe(keys.length)
    expect(caught).toEqual([])
  }, 60_000)

  test('whose disk is full is unavailable, does nothing by halves, and goes on once there is room', async ({
    skip,
  }) => {
    const disk = await mountTmpfs(200)
    if (!disk) return skip('no tmpfs')
    onTestFinished(() => disk.unmount())
    const server = await startPostgres({
      dataDir: join(disk.dir, 'data'),
      initdb: ['--wal-segsize=1'],
      settings: { min_wal_size: '32MB', max_wal_size: '64MB', shared_buffers: '16MB' },
    })
    onTestFinished(() => server.stop())
    const { mot, pool, told, keptOf, actionOf } = await migrated(await server.createDatabase('shop'), { listen: false })
    // Leaves write-ahead log to be used again: it is the tables that find no room, and the server stays up.
    await pool.query('create table scratch (text text)')
    for (let times = 0; times < 3; times++) {
      for (let n = 0; n < 40; n++)
        await pool.query('insert into scratch select repeat(md5(i::text), 60) from generate_series(1, 480) i')
      await pool.query('truncate scratch')
      await pool.query('checkpoint')
    }
    const large = (n: number) => note(n, randomBytes(30_000).toString('hex'))
    const free = disk.fill()
    const taken: number[] = []
    let refused: Awaited<ReturnType<typeof mot.ingest>> | undefined
    for (let n = 0; n < 200 && !refused; n++) {
      const answer = await mot.ingest(large(n))
      if (answer.ok) taken.push(n)
      else refused = answer
    }
    free()
    expect(refused).toMatchObject({ ...unavailable, error: { message: expect.stringContaining('53100') } })
    const last = taken.length
    expect([await keptOf(last), await actionOf(last)]).toEqual([[], undefined])
    expect(await mot.ingest(large(last))).toEqual({ ok: true, value: { duplicate: false } })
    await mot.catchUp()
    expect(told.toSorted()).toEqual([...taken, last].map(String).toSorted())
    for (const n of [...taken, last]) expect(await keptOf(n)).toEqual([`note/${n}`])
  }, 60_000)
})
