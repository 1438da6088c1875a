// Public data with known answers, through the command as a user calls it. The answers are those of the data's READMEs.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const data = '../shared/data'

/** Skips loudly: the data may not be passed on, so not every machine has it. */
function describeWith(folder: string, tests: () => void): void {
  const isThere = existsSync(join(root, data, folder))
  if (!isThere) console.warn(`SKIPPED: ${data}/${folder} is not there, so its known answers were not looked for.`)
  describe.skipIf(!isThere)(folder, tests)
}
function motkit(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = [join(root, 'packages/cli/bin/motkit.js'), ...args]
    execFile(process.execPath, command, { cwd: root, timeout: 110_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}
async function replay(...args: string[]) {
  const { code, stdout, stderr } = await motkit('replay', ...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}
const slow = 120_000

describeWith('olist', () => {
  const olist = `${data}/olist`

  describe.each([
    { args: [], late: 153, onTime: 2_409 - 153 },
    { args: ['--late', 'instant'], late: 180, onTime: 2_409 - 180 },
  ])('with $args', ({ args, late, onTime }) => {
    let summary: Awaited<ReturnType<typeof replay>>
    beforeAll(async () => {
      summary = await replay(olist, '--from', 'olist', ...args)
    }, slow)

    test('takes every event', () => {
      // Placed, approved, handed to the carrier, delivered, canceled, reviewed.
      const accepted = 2_482 + 2_477 + 2_441 + 2_409 + 16 + 2_481
      expect(summary.events).toEqual({ accepted, duplicate: 0, refused: 0, ignored: {} })
    })
    test('finds the orders, late both ways', () => {
      expect(summary.orders).toEqual({
        placed: 2_482,
        delivered: 2_409,
        lateByInstant: 180,
        lateByDay: 153,
        canceled: 16,
      })
    })
    test('finds the customers and the reviews', () => {
      expect(summary.customers).toEqual({ total: 2_480, repeat: 2 })
      expect(summary.reviews).toEqual({ positive: 1_967, neutral: 186, negative: 328 })
    })
    test('tells late orders from those that never came, and from the canceled ones', () => {
      // Of 16 canceled orders one arrived. All others without a date are past their promise by the end.
      const canceled = 16 - 1
      const overdue = 2_482 - 2_409 - canceled
      expect(summary.moments.amot).toEqual({
        positive: onTime,
        neutral: canceled,
        negative: late + overdue,
        reasons: { 'on-time': onTime, late, overdue, canceled },
      })
    })
    test('finds a purchase in every order', () => {
      expect(summary.moments['smot.purchase']).toMatchObject({ positive: 2_482, reasons: { 'order-placed': 2_482 } })
    })
  })
})

describeWith('rees46', () => {
  test(
    'finds the visits, and purchases without a cart',
    async () => {
      const summary = await replay(`${data}/rees46`, '--from', 'rees46')
      expect(summary.events).toEqual({ accepted: 8_733, duplicate: 0, refused: 0, ignored: {} })
      expect(summary.customers.total).toBe(2_287)
      expect(summary.visits).toEqual({
        total: 2_554,
        bounced: 1_050,
        withCart: 55,
        withPurchase: 107,
        abandonedCart: 25,
      })
      // A session's purchases are one order; 77 of the 107 had no cart event before.
      expect(summary.orders.placed).toBe(107)
      expect(summary.moments['smot.purchase']).toEqual({
        positive: 107,
        neutral: 0,
        negative: 25,
        reasons: { 'order-placed': 107, 'cart-abandoned': 25 },
      })
    },
    slow,
  )
})

describeWith('segment_spec', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motkit-segment-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const calls = () =>
    (JSON.parse(readFileSync(join(root, data, 'segment_spec/examples.json'), 'utf8')) as object[]).map((call, i) => ({
      ...call,
      messageId: `m${i}`,
      timestamp: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(),
      userId: 'u1',
    }))

  test.each(['a JSON array', 'lines'])(
    'maps all 25 examples, as %s',
    async (how) => {
      expect(calls()).toHaveLength(25)
      const path = join(folder, 'calls.json')
      writeFileSync(
        path,
        how === 'lines'
          ? calls()
              .map((call) => `${JSON.stringify(call)}\n`)
              .join('')
          : JSON.stringify(calls()),
      )
      const { events, orders, reviews, customers } = await replay(path, '--from', 'segment')
      expect(events).toEqual({ accepted: 25, duplicate: 0, refused: 0, ignored: {} })
      expect(customers.total).toBe(1)
      expect(orders).toMatchObject({ placed: 1, canceled: 1 })
      expect(reviews).toEqual({ positive: 1, neutral: 0, negative: 0 })
    },
    slow,
  )
})

test(
  'a simulated shop, piped from one command into a file and through the other',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'motkit-pipe-'))
    try {
      const { stdout } = await motkit('simulate', '--customers', '20', '--months', '3')
      const path = join(folder, 'events.ndjson')
      writeFileSync(path, stdout)
      const lines = stdout.trimEnd().split('\n')
      expect((await replay(path, '--strict')).events).toEqual({
        accepted: lines.length,
        duplicate: 0,
        refused: 0,
        ignored: {},
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  slow,
)
