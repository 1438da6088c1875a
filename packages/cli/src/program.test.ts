/** The command line from its arguments to its exit code: what is printed, and where. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pc from 'picocolors'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'motkit-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, ...lines: string[]): string => {
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''))
  return join(folder, name)
}
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
const json = async (...args: string[]) => JSON.parse((await motkit('replay', ...args, '--json')).out)
const viewed = (id: number, more: object = {}) =>
  JSON.stringify({
    specversion: '1.0',
    id: `e${id}`,
    source: 'shop',
    type: 'product.viewed',
    time: `2026-03-01T10:0${id}:00Z`,
    customerid: 'c1',
    data: { productId: 'p1', sessionId: 's1' },
    ...more,
  })

describe('malformed rows', () => {
  const path = file(
    'malformed.ndjson',
    viewed(1),
    '{"id": "e2',
    '',
    '[1, 2]',
    viewed(3, { time: 'yesterday' }),
    viewed(4),
  )

  test('are counted, and the rest goes on', async () => {
    const { events } = await json(path)
    expect(events).toEqual({ accepted: 2, duplicate: 0, refused: 3, ignored: {} })
  })

  test('are shown with their line and the reason', async () => {
    const { err } = await motkit('replay', path, '--json')
    expect(err).toContain('3 rows were refused')
    expect(err).toMatch(/line 2: ROW_MALFORMED .*JSON/)
    expect(err).toContain('line 4: ROW_MALFORMED no JSON object')
    expect(err).toMatch(/line 5: ROW_UNMAPPED time: "yesterday"/)
  })

  test('are sampled, and not all shown', async () => {
    const { err } = await motkit('replay', file('many.ndjson', ...Array(12).fill('{')))
    expect(err.split('\n')).toHaveLength(7)
    expect(err).toContain('and 7 more')
  })

  test('stop a strict replay at the first, with exit code 1', async () => {
    const { code, out, err } = await motkit('replay', path, '--strict', '--json')
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toMatch(/^motkit: stopped at line 2: ROW_MALFORMED/)
  })

  test('a file without one passes a strict replay', async () => {
    expect((await motkit('replay', file('well.ndjson', viewed(1)), '--strict')).code).toBe(0)
  })

  test('of CSV are those with too many columns', async () => {
    const mapping = file(
      'views.json',
      JSON.stringify({
        name: 'views',
        input: { kind: 'csv' },
        events: [{ type: 'product.viewed', time: '$at', customer: { id: '$who' }, data: { productId: '$what' } }],
      }),
    )
    const csv = file(
      'views.csv',
      'at,who,what',
      '2026-03-01T10:00:00Z,c1,p1',
      '2026-03-01,c1,p1,p2,p3',
      '2026-03-01T11:00:00Z,c1,p1',
    )
    expect((await json(csv, '--from', mapping)).events).toMatchObject({ accepted: 2, refused: 1 })
    expect((await motkit('replay', csv, '--from', mapping)).err).toContain('line 3: ROW_MALFORMED')
  })
})

describe('a call that cannot be', () => {
  const well = file('one.ndjson', viewed(1))
  const broken = file('broken.json', '{"name":')
  const shapeless = file(
    'shapeless.json',
    JSON.stringify({
      name: 'x',
      input: { kind: 'csv' },
      events: [{ type: 'order.plcaed', time: '$t', customer: { id: '$c' } }],
    }),
  )
  const unknownWord = file(
    'word.json',
    JSON.stringify({
      name: 'x',
      input: { kind: 'csv' },
      time: '$t',
      customer: { id: '$c' },
      events: [{ type: 'order.placed', data: { orderId: { uppercase: '$o' } } }],
    }),
  )
  test.each([
    ['a missing file', ['replay', join(folder, 'nowhere.ndjson')], 'FILE_MISSING', 'nowhere.ndjson'],
    ['a folder without a file to read', ['replay', tmpdir(), '--from', 'olist'], 'FILE_MISSING', 'olist_'],
    ['an unknown format', ['replay', well, '--from', 'magento'], 'FORMAT_UNKNOWN', '--from'],
    ['a mapping that is not there', ['replay', well, '--from', './nowhere.json'], 'FILE_MISSING', './nowhere.json'],
    ['a mapping that is no JSON', ['replay', well, '--from', broken], 'MAPPING_INVALID', broken],
    ['a mapping of an unknown event', ['replay', well, '--from', shapeless], 'MAPPING_INVALID', 'at events.0.type'],
    [
      'a mapping with an unknown operator',
      ['replay', well, '--from', unknownWord],
      'MAPPING_INVALID',
      'at events.0.data.orderId.uppercase',
    ],
    ['a span of time that is none', ['replay', well, '--settle', 'soon'], 'OPTION_INVALID', '--settle'],
    ['a way of being late that is none', ['replay', well, '--late', 'often'], 'OPTION_INVALID', '--late'],
    ['an unknown option', ['replay', well, '--fast'], 'OPTION_INVALID', '--fast'],
    ['an unknown command', ['forecast'], 'OPTION_INVALID', 'forecast'],
    ['an unknown customer', ['explain', 'nobody', well], 'CUSTOMER_UNKNOWN', 'nobody'],
  ])('%s: one line with a code and a path, exit code 2, no stack trace', async (_, args, errorCode, path) => {
    const { code, out, err } = await motkit(...args)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/^motkit: /)
    expect(err.split('\n')).toHaveLength(1)
    expect(err).toContain(errorCode)
    expect(err).toContain(path)
    expect(err).not.toMatch(/\bat .*\.ts:\d+/)
  })
})

describe('time', () => {
  test('in the far future is refused, and moves no clock', async () => {
    const path = file(
      'future.ndjson',
      viewed(1, { type: 'product.added', data: { productId: 'p', cartId: 'k' } }),
      viewed(2, { time: '2126-01-01T00:00:00Z' }),
      viewed(3),
    )
    const { events, moments } = await json(path, '--settle', '1h')
    expect(events).toMatchObject({ accepted: 2, refused: 1 })
    // A clock that had gone to 2126 would have seen the cart abandoned.
    expect(moments['smot.purchase']).toMatchObject({ neutral: 1, negative: 0 })
    expect((await motkit('replay', path)).err).toContain('line 2: TIME_IN_FUTURE')
  })

  test.each([
    ['23h', { positive: 0, neutral: 1, negative: 0, reasons: { open: 1 } }],
    ['1d', { positive: 0, neutral: 0, negative: 1, reasons: { 'cart-abandoned': 1 } }],
  ])('runs on for %s after the last event', async (settle, expected) => {
    const path = file('cart.ndjson', viewed(1, { type: 'product.added', data: { productId: 'p', cartId: 'k' } }))
    expect((await json(path, '--settle', settle)).moments['smot.purchase']).toEqual(expected)
  })

  test('is a day to settle unless said otherwise', async () => {
    const path = file('cart.ndjson', viewed(1, { type: 'product.added', data: { productId: 'p', cartId: 'k' } }))
    expect((await json(path)).moments['smot.purchase'].negative).toBe(1)
  })
})

describe('the summary', () => {
  test('is the only thing on stdout, and has every part', async () => {
    const { code, out } = await motkit('replay', file('summary.ndjson', viewed(1)), '--json')
    expect(code).toBe(0)
    expect(out.split('\n')).toHaveLength(1)
    const summary = JSON.parse(out)
    expect(Object.keys(summary)).toEqual([
      'events',
      'customers',
      'orders',
      'visits',
      'reviews',
      'moments',
      'actions',
      'seconds',
    ])
    expect(summary.customers).toEqual({ total: 1, repeat: 0 })
    expect(summary.visits).toEqual({ total: 1, bounced: 1, withCart: 0, withPurchase: 0, abandonedCart: 0 })
    expect(summary.seconds).toBeGreaterThan(0)
  })

  test('counts what no plugin knows as ignored, by name', async () => {
    const path = file('wine.ndjson', viewed(1), viewed(2, { type: 'wine.tasted' }), viewed(3, { type: 'wine.tasted' }))
    expect((await json(path)).events).toEqual({ accepted: 1, duplicate: 0, refused: 0, ignored: { 'wine.tasted': 2 } })
  })

  test('counts a customer who was anonymous before as one, with one first visit', async () => {
    const anonymous = { customerid: undefined, anonymousid: 'a1' }
    const path = file(
      'merged.ndjson',
      viewed(1, anonymous),
      viewed(2, anonymous),
      // Long after: the visit is closed, and only counted.
      JSON.stringify({
        ...JSON.parse(viewed(3)),
        time: '2026-03-20T10:00:00Z',
        type: 'customer.identified',
        data: { anonymousId: 'a1' },
      }),
    )
    const { customers, moments, visits } = await json(path)
    expect(customers.total).toBe(1)
    expect(visits.total).toBe(1)
    expect(moments.fmot).toEqual({ positive: 1, neutral: 0, negative: 0, reasons: { stayed: 1 } })
  })

  test('counts a message that waits for the morning as put off once, and done once', async () => {
    const at = (time: string, type: string, data: object) =>
      JSON.stringify({ id: type, source: 'shop', type, time, customerid: 'c1', data: { orderId: 'o1', ...data } })
    const path = file(
      'night.ndjson',
      at('2026-03-01T20:00:00Z', 'order.placed', { total: { amount: 100, currency: 'EUR' } }),
      at('2026-03-01T22:00:00Z', 'shipment.created', {}),
    )
    expect((await json(path)).actions).toEqual({
      'message.send': { due: 1, done: 1, deferred: 1, suppressed: 0, dead: 0 },
    })
    const { out } = await motkit('explain', 'c1', path)
    expect(out).toMatch(/2026-03-01 22:00 {2}! held back +order-dispatched +until 2026-03-02 08:00: quiet-hours/)
    expect(out).toMatch(/2026-03-02 08:00 {2}> done +order-dispatched/)
  })
})

test('explains why a rule does not fire', async () => {
  const events = [
    ['order.placed', '2026-03-01T10:00:00Z', { orderId: 'o1', total: { amount: 100, currency: 'EUR' } }],
    ['shipment.delivered', '2026-03-02T10:00:00Z', { orderId: 'o1' }],
    ['review.submitted', '2026-03-03T10:00:00Z', { reviewId: 'r1', orderId: 'o1', rating: 2 }],
  ].map(([type, time, data]) => JSON.stringify({ id: type, source: 'shop', type, time, customerid: 'c1', data }))
  const path = file('explain.ndjson', ...events)
  const { code, out } = await motkit('explain', 'c1', path)
  expect(code).toBe(0)
  expect(out).toMatch(/– Second: experience +rated-badly/)
  expect(out).toContain('reviews.request on order/o1: request skipped: reviewed since 2026-03-03T10:00:00.000Z')
  const explained = JSON.parse((await motkit('explain', 'c1', path, '--json')).out)
  expect(explained.customer).toEqual({ id: 'c1' })
})

test('a simulated shop is written as CloudEvents that replay takes', async () => {
  const path = join(folder, 'simulated.ndjson')
  expect((await motkit('simulate', '--seed', '3', '--customers', '5', '--months', '2', '--out', path)).code).toBe(0)
  const { events, customers } = await json(path, '--strict')
  expect(events).toMatchObject({ refused: 0, duplicate: 0, ignored: {} })
  expect(events.accepted).toBeGreaterThan(20)
  expect(customers.total).toBe(5)
})

test('start tells of a simulated shop in lines of at most 100 characters', async () => {
  const { code, out, err } = await motkit('start', '--customers', '60', '--months', '6', '--memory')
  expect(code).toBe(0)
  expect(err).toBe('')
  for (const title of ['The moments of truth', 'What was done about them', 'Try next']) expect(out).toContain(title)
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})
