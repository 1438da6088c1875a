/** Replays that are kept in a folder: gone on with, told of again, and killed in the midst of it. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMot, MotError } from '@motkit/core'
import { delivery } from '@motkit/delivery'
import pc from 'picocolors'
import { afterAll, describe, expect, test } from 'vitest'
import { lockedStore, openFolder, readNote } from '../keep/folder.ts'
import { run } from '../program.ts'

const home = mkdtempSync(join(tmpdir(), 'motkit-kept-'))
afterAll(() => rmSync(home, { recursive: true }))
const slow = 180_000

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
const program = fileURLToPath(new URL('../../bin/motkit.js', import.meta.url))
/** The command as a process of its own, which is sent a signal as soon as `isTime`. */
function command(
  args: readonly string[],
  isTime: () => boolean = () => false,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<{ ended: number | string | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: home })
    const told = { out: '', err: '' }
    child.stdout.on('data', (text) => {
      told.out += text
    })
    child.stderr.on('data', (text) => {
      told.err += text
    })
    const timer = setInterval(() => {
      if (!isTime()) return
      clearInterval(timer)
      child.kill(signal)
    }, 1)
    child.on('close', (code, killed) => {
      clearInterval(timer)
      resolve({ ended: killed ?? code, ...told })
    })
  })
}
const placed = (orderId: string, customerid: string, time: string): string[] =>
  [
    { id: `${orderId}-1`, type: 'order.placed', time, data: { orderId, total: { amount: 100, currency: 'EUR' } } },
    { id: `${orderId}-2`, type: 'shipment.created', time: time.replace('T10', 'T22'), data: { orderId } },
  ].map((event) => JSON.stringify({ source: 'shop', customerid, ...event }))
const file = (name: string, ...lines: string[]): string => {
  writeFileSync(join(home, name), lines.map((line) => `${line}\n`).join(''))
  return join(home, name)
}

describe('a shop that is kept in a folder', () => {
  const shop = ['--seed', '7', '--customers', '12', '--months', '3', '--store', join(home, 'shop')]
  const report = (out: string) => out.split('\n').filter((_, i) => i !== 2)

  test(
    'is told of in the same words when it is looked at again, and by a replay that keeps nothing',
    async () => {
      const first = await motkit('start', ...shop)
      expect(first).toMatchObject({ code: 0, err: '' })
      expect(first.out).toMatch(/\d events from 2025-\d\d-\d\d to 2025-\d\d-\d\d, replayed in /)
      const second = await motkit('start', ...shop)
      expect(second.out).toMatch(/, all known already, looked up in /)
      expect(report(second.out)).toEqual(report(first.out))
      const { out } = await motkit('start', ...shop.slice(0, 6), '--memory')
      expect(report(first.out).slice(0, -2)).toEqual(report(out))
    },
    slow,
  )

  test(
    'answers for a customer',
    async () => {
      const { code, out } = await motkit('explain', 'customer-000002', ...shop)
      expect(code).toBe(0)
      expect(out).toContain('Moments of truth')
    },
    slow,
  )

  test.each([
    [
      'other data',
      ['replay', file('other.ndjson', ...placed('o1', 'c1', '2026-03-01T10:00:00Z')), '--store', join(home, 'shop')],
    ],
    ['other options', ['start', ...shop, '--late', 'instant']],
  ])('is not mixed with %s', async (_, args) => {
    const { code, out, err } = await motkit(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^motkit: STORE_FOREIGN .*shop: it keeps simulated-7-12-3/)
  })

  test('is one process’s at a time', async () => {
    const store = lockedStore(join(home, 'shop'))
    const { code, err } = await motkit('start', ...shop)
    await store.close()
    expect(code).toBe(2)
    expect(err).toMatch(/^motkit: STORE_LOCKED .*shop: .*process \d+/)
  })
})

test('a folder with something else in it is left alone', async () => {
  file('note.txt', 'mine')
  const { code, err } = await motkit('start', '--store', home)
  expect(code).toBe(2)
  expect(err).toMatch(/^motkit: STORE_FOREIGN .*: it holds something that is no replay$/)
  expect(readdirSync(home)).not.toContain('pgdata')
  expect((await motkit('start', '--store', join(home, 'note.txt'))).err).toMatch(/^motkit: FILE_UNREADABLE /)
})

describe('a file', () => {
  const orders = file('orders.ndjson', ...placed('o1', 'ada', '2026-03-01T10:00:00Z'))
  let folder = ''

  test(
    'is kept in .motkit',
    async () => {
      const { out } = await command(['start', orders])
      expect(out).toContain('2 events from 2026-03-01 to 2026-03-02, replayed')
      folder = join(home, '.motkit', readdirSync(join(home, '.motkit'))[0] ?? '')
      expect(folder).toMatch(/\/orders\.ndjson-[0-9a-f]{8}$/)
    },
    slow,
  )

  test(
    'that has grown is gone on with, by explain too',
    async () => {
      writeFileSync(orders, [...placed('o2', 'bob', '2026-03-05T10:00:00Z'), ''].join('\n'), { flag: 'a' })
      expect((await command(['explain', 'bob', orders])).out).toMatch(/2026-03-06 08:00 {2}> done +order-dispatched/)
      expect(readFileSync(join(folder, 'clock'), 'utf8')).toBe('2026-03-06T22:00:00.000Z')
      const { out } = await motkit('start', orders, '--store', folder)
      expect(out).toContain('4 events from 2026-03-01 to 2026-03-06, all known already')
    },
    slow,
  )

  test(
    'that has changed is refused, and it says what to do',
    async () => {
      writeFileSync(orders, readFileSync(orders, 'utf8').replaceAll('"amount":100', '"amount":200'))
      const { out, err } = await motkit('start', orders, '--store', folder)
      expect(err).toMatch(/^2 rows were refused:\n {2}line 1: EVENT_CONFLICT/)
      expect(err).toContain(`remove ${folder} to replay it anew`)
      expect(out).toMatch(/Customers +2 /)
    },
    slow,
  )

  test(
    'of which something is dead is tried again by the engine of the house',
    async () => {
      const note = readNote(folder)
      if (!note) throw new Error('no note')
      const { store, clock, close } = await openFolder(folder, note)
      const fails = async () => {
        throw new MotError('SMTP_550', 'no such\nmailbox')
      }
      const mot = createMot({
        store,
        clock,
        plugins: [delivery()],
        handlers: { 'message.send': fails },
        delivery: { maxAttempts: 1 },
      })
      clock.set('2026-03-07T09:00:00Z')
      for (const id of ['o3', 'o4']) {
        const of = { source: 'shop', time: '2026-03-07T09:00:00Z', customer: { id: 'cleo' } }
        const total = { amount: 100, currency: 'EUR' }
        await mot.ingest({ ...of, id: `${id}-1`, type: 'order.placed', data: { orderId: id, total } })
        await mot.ingest({ ...of, id: `${id}-2`, type: 'shipment.created', data: { orderId: id } })
      }
      await mot.catchUp()
      await close()

      const key = (order: string) => `default/delivery.tell/order/${order}/dispatched`
      const { out } = await motkit('dead', 'list', '--store', folder)
      expect(out.split('\n').slice(0, 6)).toEqual([
        '2 dead actions',
        '  key                                        action        customer  attempts  due (UTC)',
        `  ${key('o3')}  message.send  cleo             1  2026-03-07 09:00`,
        '    SMTP_550 no such mailbox',
        `  ${key('o4')}  message.send  cleo             1  2026-03-07 09:00`,
        '    SMTP_550 no such mailbox',
      ])
      expect((await motkit('dead', 'retry', key('o9'), '--store', folder)).err).toBe(
        `motkit: ACTION_UNKNOWN ${key('o9')}: no dead action has this key; nothing was changed`,
      )
      expect((await motkit('dead', 'drop', key('o3'), '--store', folder)).out).toBe('1 action dropped')
      expect((await motkit('dead', 'retry', '--all', '--store', folder)).out).toBe('1 action tried again')
      expect((await motkit('dead', 'list', '--store', folder)).out).toBe('no dead actions')
      const again = await openFolder(folder, note)
      const { actions } = await again.store.export('default', 'id:cleo')
      await again.close()
      expect(actions.map((action) => [action.key, action.state]).sort()).toEqual([
        [key('o3'), 'withdrawn'],
        [key('o4'), 'done'],
      ])
    },
    slow,
  )

  test(
    'whose folder has no note is as that of an engine of the user’s: its dead are read, and not changed',
    async () => {
      rmSync(join(folder, 'replay.json'))
      expect((await motkit('dead', 'list', '--store', folder)).out).toBe('no dead actions')
      expect((await motkit('dead', 'retry', '--all', '--store', folder)).err).toMatch(/^motkit: ENGINE_MISSING /)
    },
    slow,
  )
})

test(
  'killed at any time and run again, it ends in the same summary',
  async () => {
    const events = join(home, 'events.ndjson')
    await motkit('simulate', '--customers', '12', '--months', '3', '--out', events)
    const summary = (out: string) => {
      const {
        seconds: _,
        events: { accepted, duplicate, ...events },
        ...rest
      } = JSON.parse(out)
      return { ...rest, events: { ...events, all: accepted + duplicate } }
    }
    const expected = summary((await motkit('replay', events, '--json')).out)
    const store = join(home, 'killed')
    const args = ['replay', events, '--store', store, '--json']
    const clock = () => (existsSync(join(store, 'clock')) ? readFileSync(join(store, 'clock'), 'utf8') : '')
    const died = { ended: 'SIGKILL', out: '', err: '' }
    const isMade = () => existsSync(join(store, 'pgdata', 'PG_VERSION'))
    expect(await command(args, isMade)).toEqual(died)
    expect(await command(args, () => clock() > '2025-02-01')).toEqual(died)
    expect(await command(args, () => existsSync(join(store, 'motkit.lock')))).toEqual(died)
    expect(await command(args, () => clock() > '2025-03-20', 'SIGINT')).toEqual({
      ended: 130,
      out: '',
      err: 'interrupted; the same command goes on from here\n',
    })
    expect(summary((await command(args)).out)).toEqual(expected)
    expect(summary((await command(args)).out)).toEqual(expected)
  },
  slow,
)
