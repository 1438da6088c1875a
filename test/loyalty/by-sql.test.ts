/** A year of a shop, and its ledger counted again by SQL over the event log: no customer, no rule, at no instant differs. */
import { readFileSync } from 'node:fs'
import { createMot, type Envelope, memoryStore, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { emptyPostgres } from '../stores/places.ts'
import { noPostgres } from '../support/postgres.ts'
import { balances, byRule } from './recount.ts'
import { live, programme } from './year.ts'

const CUSTOMERS = 400
/** After the year: points that waited can be spent, and all of it ends. */
const LATER = [
  '2026-03-15T12:00:00.000Z',
  '2026-08-31T22:00:00.000Z',
  '2026-08-31T21:59:59.999Z',
  '2027-04-01T00:00:00.000Z',
]

interface Row {
  readonly customer: string
  readonly available: number
  readonly pending: number
  readonly reserved: number
  readonly owed: number
}
type Year = Awaited<ReturnType<typeof live>>
const missing = noPostgres()

describe.skipIf(missing)(`a year of ${CUSTOMERS} visitors ${missing ?? ''}`, () => {
  let year: Year
  let pool: pg.Pool
  const found = new Map<string, { readonly ledger: readonly Row[]; readonly recount: readonly Row[] }>()

  const recount = async (now: string, sql = balances): Promise<readonly Row[]> =>
    (await pool.query<Row>(sql, [now])).rows
  const exported = new Map<string, readonly Envelope[]>()

  beforeAll(async () => {
    const { store, pool: own } = await emptyPostgres()
    pool = own
    const mot = createMot({ store, plugins: [loyalty(programme)] })
    const club = loyalty(programme)
    const compare = async (now: string) => {
      const other = await recount(now)
      const ledger: Row[] = []
      for (const { customer } of other) {
        const journey = await mot.journey({ id: customer.slice('id:'.length) })
        if (!journey.ok) throw journey.error
        const { expiring, ...balance } = club.balance(journey.value, now)
        ledger.push({ customer, ...balance })
      }
      found.set(now, { ledger, recount: other })
    }
    year = await live(store, CUSTOMERS, compare)
    for (const now of [year.end, ...LATER]) await compare(now)
    for (const { customer } of found.get(year.end)?.ledger ?? []) {
      const kept = await year.mot.export({ id: customer.slice('id:'.length) })
      if (!kept.ok) throw kept.error
      exported.set(customer, kept.value.events)
    }
  }, 240_000)

  test('has everything in it that a ledger can get wrong', async () => {
    const sum = (what: 'available' | 'pending' | 'reserved' | 'owed', now: string) =>
      found.get(now)?.ledger.reduce((all, row) => all + row[what], 0) ?? 0
    const stops = [...found.keys()]
    expect(stops.length).toBe(9)
    for (const what of ['available', 'pending', 'reserved', 'owed'] as const)
      expect(Math.max(...stops.map((now) => sum(what, now))), what).toBeGreaterThan(20)
    for (const what of ['redeem', 'reserve', 'give back', 'commit', 'release'])
      expect(year.done[what], what).toBeGreaterThan(3)
    const { rows } = await pool.query(`
      select body->>'type' as type, count(*)::int as count from motkit.event group by 1`)
    const counts = Object.fromEntries(rows.map(({ type, count }) => [type, count]))
    expect(counts).toMatchObject({ 'order.placed': expect.any(Number), 'points.returned': expect.any(Number) })
    expect(counts['order.placed']).toBeGreaterThan(300)
    expect(counts['order.refunded']).toBeGreaterThan(100)
    expect(counts['order.updated']).toBeGreaterThan(20)
    expect(counts['order.canceled']).toBeGreaterThan(20)
    expect(counts['points.returned']).toBeGreaterThan(5)
  })

  test('every balance is what SQL counts, at the end of each quarter, after the year, and when points end', () => {
    for (const [now, { ledger, recount: other }] of found) expect(ledger, now).toEqual(other)
  })

  test('what each rule has granted is what SQL counts', async () => {
    const granted: Record<string, number> = {}
    for (const events of exported.values()) {
      for (const { rule, points } of standing(events)) granted[rule] = (granted[rule] ?? 0) + points
    }
    const { rows } = await pool.query<{ rule: string; points: number }>(byRule)
    expect(rows).toHaveLength(4)
    expect(granted).toEqual(Object.fromEntries(rows.map(({ rule, points }) => [rule, points])))
  })

  test.each<[string, (sql: string) => string]>([
    ['forgets a refund', (sql) => sql.replace('sum(amount) as amount', 'max(amount) as amount')],
    [
      'rounds where points are cut',
      (sql) => sql.replace('div(eligible * kept * 15, ', 'round(eligible * kept * 15 / '),
    ],
    ['cuts where points are rounded', (sql) => sql.replace('* kept * 5 + total * 1000, 2', '* kept * 5, 2')],
    ['lets tax earn', (sql) => sql.replace(' - coalesce(b.tax::numeric, 0)', '')],
    ['lets gift cards earn', (sql) => sql.replace("coalesce((item->>'giftCard')::boolean, false) or ", '')],
    ['takes the first parcel for the order', (sql) => sql.replace('then max(arrived)', 'then min(arrived)')],
    ['waits 13 days', (sql) => sql.replace("'14 days'", "'13 days'")],
    ['counts canceled orders', (sql) => sql.replace(" and not bool_or(type = 'order.canceled')", '')],
    ['gives every order the bonus of the first', (sql) => sql.replace('where is_first and (', 'where (')],
    [
      'ends months in UTC',
      (sql) =>
        sql.replace(
          "+ interval '13 months') at time zone 'Europe/Berlin'",
          "+ interval '13 months') at time zone 'UTC'",
        ),
    ],
    [
      'keeps what was given back',
      (sql) =>
        sql.replace("when 'points.redeemed' then -points else points", "when 'points.redeemed' then -points else 0"),
    ],
  ])('a count that %s is noticed', async (_, broken) => {
    expect(broken(balances)).not.toBe(balances)
    let differences = 0
    for (const [now, { ledger }] of found) {
      const other = await recount(now, broken(balances))
      differences += ledger.filter((row, i) => JSON.stringify(row) !== JSON.stringify(other[i])).length
      if (differences > 0) break
    }
    expect(differences).toBeGreaterThan(0)
  })

  test('the queries of docs/18-ledger.md say what the statements of all customers say', async () => {
    const page = readFileSync(new URL('../../docs/18-ledger.md', import.meta.url), 'utf8')
    const queries = [...page.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, sql = '']) => sql)
    const [byLot = [], byMonth = [], none] = await Promise.all(queries.map(async (sql) => (await pool.query(sql)).rows))
    expect(none).toEqual([])
    const lines = [...exported].map(([customer, events]) => [customer, year.club.statement(events)] as const)
    const left: Record<string, number> = {}
    for (const { customer, points } of byLot) left[customer] = (left[customer] ?? 0) + points
    expect(left).toEqual(
      Object.fromEntries(lines.flatMap(([customer, all]) => (all.length > 0 ? [[customer, all.at(-1)?.total]] : []))),
    )
    const sum = (what: string) =>
      lines.flatMap(([, all]) => all).reduce((total, line) => (line.what === what ? total + line.points : total), 0)
    const column = (name: string) => byMonth.reduce((total, row) => total + (row[name] ?? 0), 0)
    expect(column('earned')).toBe(sum('earned'))
    expect(column('taken_back')).toBe(-sum('taken-back'))
    expect(column('redeemed')).toBe(-sum('redeemed'))
    expect(column('returned')).toBe(sum('returned'))
    expect(column('earned')).toBeGreaterThan(10_000)
  })

  test('the log, shuffled and told to an empty store, rebuilds every balance', async () => {
    const club = loyalty(programme)
    const mot = createMot({ store: memoryStore(), clock: virtualClock(year.end), plugins: [club] })
    const rebuilt = new Map(LATER.map((now) => [now, [] as Row[]]))
    for (const [customer, events] of exported) {
      const all = events.filter(({ type }) => type !== 'command.answered').sort((a, b) => (hash(a) < hash(b) ? -1 : 1))
      for (const answer of await mot.ingestMany(all, { backfill: true })) if (!answer.ok) throw answer.error
      const journey = await mot.journey({ id: customer.slice('id:'.length) })
      if (!journey.ok) throw journey.error
      for (const [now, rows] of rebuilt) {
        const { expiring, ...balance } = club.balance(journey.value, now)
        rows.push({ customer, ...balance })
      }
    }
    for (const [now, rows] of rebuilt) expect(rows, now).toEqual(found.get(now)?.ledger)
  }, 60_000)
})

interface Recorded {
  readonly points: number
  readonly worth: number
  readonly grants: readonly { readonly rule: string; readonly points: number }[]
}
/** The grants that stand: of each order or action, those of the latest fact. */
function standing(events: readonly Envelope[]): Recorded['grants'] {
  const bySubject = new Map<string, { readonly time: string; readonly data: Recorded }[]>()
  for (const { type, subject = '', time, data } of events) {
    if (type !== 'points.recorded') continue
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), { time, data: data as Recorded }])
  }
  return [...bySubject.values()].flatMap((facts) => {
    const due = facts.reduce((sum, { data }) => sum + data.points, 0)
    const latest = facts.filter(({ data }) => data.worth === due).sort((a, b) => (a.time < b.time ? 1 : -1))[0]
    return latest?.data.grants ?? []
  })
}
const hash = ({ source, id }: Envelope): string => [...`${source}#${id}`].reverse().join('')
