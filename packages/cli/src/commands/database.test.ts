/** Commands on a PostgreSQL of the user's: its tables brought up to date, and what was given up there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMot, definePlugin, defineRule, MotError, moments, sendMessage, virtualClock } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'
import pc from 'picocolors'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { run } from '../program.ts'

const home = mkdtempSync(join(tmpdir(), 'motkit-database-'))
afterAll(() => rmSync(home, { recursive: true }))
beforeEach(() => void vi.stubEnv('DATABASE_URL', undefined))
afterEach(() => void vi.unstubAllEnvs())

async function motkit(...args: string[]) {
  const [out, err]: string[][] = [[], []]
  const code = await run(args, {
    out: (text) => void out?.push(text),
    err: (text) => void err?.push(text),
    status: () => undefined,
    color: pc.createColors(false),
  })
  return { code, out: out?.join('\n') ?? '', err: err?.join('\n') ?? '' }
}
const module = (name: string, code: string): string => {
  writeFileSync(join(home, name), code)
  return join(home, name)
}
const server = inject('postgresUrl')
/** An empty database of the run's server. */
async function freshDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  const unique = `cli_${name}_${process.pid}`
  await client.query(`drop database if exists ${unique}`)
  await client.query(`create database ${unique} template template0`)
  await client.end()
  const url = new URL(server ?? '')
  url.pathname = unique
  return url.href
}
async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('a call that cannot be', () => {
  test.each([
    ['no address', ['migrate'], 'OPTION_INVALID --database: which database?'],
    ['no place', ['dead', 'list'], 'OPTION_INVALID dead: where?'],
    ['an address that is none', ['migrate', '--database', 'shop'], 'OPTION_INVALID --database: no address'],
    ['partitions that are none', ['migrate', '--partitions', 'many'], 'OPTION_INVALID --partitions:'],
    ['a place and another', ['dead', 'list', '--store', 'x', '--database', 'postgres://y'], 'OPTION_INVALID'],
    ['a folder without anything', ['dead', 'list', '--store', home], `FILE_MISSING ${home}:`],
    ['neither keys nor all', ['dead', 'drop', '--store', home], 'OPTION_INVALID dead drop: which?'],
    ['keys and all', ['dead', 'retry', 'k', '--all', '--store', home], 'OPTION_INVALID dead retry: which?'],
    [
      'a database that is not there',
      ['migrate', '--database', 'postgres://ada:secret@127.0.0.1:1/shop'],
      'DATABASE_UNREACHABLE 127.0.0.1:1/shop: connect ECONNREFUSED',
    ],
    ['a module that is not there', ['dead', 'list', '--engine', join(home, 'no.mjs')], 'ENGINE_INVALID'],
    [
      'a module without an engine',
      ['dead', 'list', '--engine', module('none.mjs', 'export const shop = {}')],
      `ENGINE_INVALID ${join(home, 'none.mjs')}: neither its export`,
    ],
  ])('%s: one line with a code and a path, exit code 2', async (_, args, start) => {
    const { code, out, err } = await motkit(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.startsWith(`motkit: ${start}`) ? start : err).toBe(start)
    expect(err.split('\n')).toHaveLength(1)
    expect(err).not.toContain('secret')
  })
})

describe.skipIf(server === undefined)('migrate', () => {
  test('makes the tables, brings them up to date, and says which', async () => {
    const url = await freshDatabase('migrate')
    const first = await motkit('migrate', '--database', url)
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(/^127\.0\.0\.1:\d+\/cli_migrate_\d+: the schema motkit is made, at version \d+$/)
    vi.stubEnv('DATABASE_URL', url)
    expect((await motkit('migrate')).out).toMatch(/: the schema motkit is up to date, at version \d+$/)
    expect((await motkit('migrate', '--partitions', '4')).out).toMatch(/; .* --partitions did nothing$/)

    await query(url, 'insert into motkit.migration (version) values (999)')
    const newer = await motkit('migrate')
    expect(newer).toMatchObject({ code: 2, out: '' })
    expect(newer.err).toMatch(/^motkit: SCHEMA_NEWER .* 999/)
  })

  test('splits the events', async () => {
    const url = await freshDatabase('partitions')
    const { out } = await motkit('migrate', '--database', url, '--partitions', '3')
    expect(out).toMatch(/is made, at version \d+, events in 3 partitions$/)
    const parts = await query(url, "select from pg_inherits where inhparent = 'motkit.event'::regclass")
    expect(parts).toHaveLength(3)
  })

  test('keeps a refused password to itself', async () => {
    const url = new URL(server ?? '')
    url.password = 'secret'
    const { code, err } = await motkit('migrate', '--database', url.href)
    expect(code).toBe(2)
    expect(err).toMatch(/^motkit: DATABASE_UNREACHABLE 127\.0\.0\.1:\d+\/postgres: .*authentication/)
    expect(err).not.toContain('secret')
  })
})

describe.skipIf(server === undefined)('dead', () => {
  let url: string
  let pool: pg.Pool
  let isDown = true
  const thanks = defineRule({
    id: 'thanks',
    on: moments.smotPurchase,
    may: [sendMessage],
    decide: () => [sendMessage({ template: 'thanks' })],
  })
  const key = (order: string) => `default/thanks/order/${order}/`
  beforeAll(async () => {
    url = await freshDatabase('dead')
    pool = new pg.Pool({ connectionString: url })
    const store = postgresStore({ pool, listen: false })
    await store.migrate()
    const mot = createMot({
      store,
      clock: virtualClock('2026-03-01T10:00:00Z'),
      plugins: [definePlugin({ id: 'shop', rules: [thanks] })],
      handlers: {
        'message.send': async () => {
          if (isDown) throw new MotError('SMTP_DOWN', 'the mail server is away', { retryable: false })
        },
      },
    })
    for (const order of ['o1', 'o2', 'o3']) {
      await mot.ingest({
        id: order,
        source: 'shop',
        type: 'order.placed',
        time: '2026-03-01T10:00:00Z',
        customer: { id: 'ada' },
        data: { orderId: order, total: { amount: 100, currency: 'EUR' } },
      })
    }
    await mot.catchUp()
    Object.assign(globalThis, { cliTestEngine: mot })
  })
  afterAll(() => pool.end())
  const engine = module('shop.mjs', 'export const mot = { ...globalThis.cliTestEngine, close: async () => undefined }')
  const states = async () =>
    Object.fromEntries((await query(url, 'select key, state from motkit.action')).map((row) => [row.key, row.state]))

  test('is listed without the plugins of the shop', async () => {
    const { code, out } = await motkit('dead', 'list', '--database', url)
    expect(code).toBe(0)
    const [title, head, first, why] = out.split('\n')
    expect(title).toBe('3 dead actions')
    expect(head).toMatch(/^ {2}key +action +customer +attempts +due \(UTC\)$/)
    expect(first).toMatch(/^ {2}default\/thanks\/order\/o1\/ +message\.send +ada +1 +2026-03-01 10:00$/)
    expect(why).toBe('    SMTP_DOWN the mail server is away')
    const listed = JSON.parse((await motkit('dead', 'list', '--database', url, '--json')).out)
    expect(listed.map((action: { key: string }) => action.key)).toEqual(['o1', 'o2', 'o3'].map(key))
    expect((await motkit('dead', 'list', '--database', url, '--tenant', 'other')).out).toBe('no dead actions')
  })

  test('is not changed without the engine of the shop', async () => {
    const { code, err } = await motkit('dead', 'retry', '--all', '--database', url)
    expect(code).toBe(2)
    expect(err).toMatch(/^motkit: ENGINE_MISSING --engine: /)
  })

  test('is tried again and dropped by the engine of the shop, which does the rest', async () => {
    isDown = false
    expect((await motkit('dead', 'list', '--engine', engine)).out).toContain(key('o3'))
    expect((await motkit('dead', 'retry', key('o1'), '--engine', engine)).out).toBe('1 action to be tried again')
    expect((await motkit('dead', 'drop', key('o2'), '--engine', engine, '--json')).out).toBe('{"dropped":1}')
    expect(await states()).toEqual({ [key('o1')]: 'due', [key('o2')]: 'withdrawn', [key('o3')]: 'dead' })
    const { code, err } = await motkit('dead', 'retry', key('o3'), key('o2'), '--engine', engine)
    expect(code).toBe(2)
    expect(err).toBe(`motkit: ACTION_UNKNOWN ${key('o2')}: no dead action has this key; nothing was changed`)
    expect((await motkit('dead', 'drop', '--all', '--engine', engine)).out).toBe('1 action dropped')
  })

  test('of a database without the tables says what to do', async () => {
    const empty = await freshDatabase('empty')
    const { code, err } = await motkit('dead', 'list', '--database', empty)
    expect(code).toBe(2)
    expect(err).toMatch(/^motkit: SCHEMA_MISSING .*motkit migrate/)
  })
})
