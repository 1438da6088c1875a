/** Four processes on one PostgreSQL serve one customer at once: nothing is spent twice. The event log is read by SQL, in the order in which the database committed. */
import { randomUUID } from 'node:crypto'
import { createMot, customerKey } from '@motkit/core'
import { type LoyaltyOptions, loyalty } from '@motkit/loyalty'
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChance } from '../../packages/testing/src/simulation/chance.ts'
import { noPostgres } from '../support/postgres.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import type { Call } from './till.ts'
import { countOf, openTills, type Tills } from './tills.ts'

const programme: LoyaltyOptions = { earn: [{ kind: 'spend', id: 'spend', rate: 1 }] }
const missing = noPostgres()

/** Every change of what can be spent, in the order of commits; a commit of a reservation changes nothing, its points were set aside before. */
const changes = `
  with fact as (
    select pg_xact_commit_timestamp(xmin) as committed, body->>'type' as type, body->'data' as data,
      body->'data'->>'reservationId' as reservation, (body->'data'->>'points')::bigint as points
    from motkit.event where source = 'motkit' and customer = $1
  ), held as (
    select reservation, points from fact where type = 'points.reserved'
  )
  select committed, case fact.type
      when 'points.recorded' then fact.points
      when 'points.reserved' then -fact.points
      when 'points.redeemed' then case when held.reservation is null then -fact.points else 0 end
      when 'points.returned' then fact.points
      when 'reservation.released' then held.points
      else 0 end as change, fact.type
  from fact left join held on held.reservation = fact.reservation`
const audit = `
  with change as (${changes}), running as (
    select sum(change) over (order by committed) as balance, committed from change
  )
  select
    coalesce((select min(balance) from running), 0)::int as lowest,
    coalesce((select sum(change) from change), 0)::int as left,
    (select count(*) from change where type = 'points.redeemed')::int as redeemed,
    (select count(*) from change where type = 'points.reserved')::int as reserved,
    (select count(*) from change where type = 'points.returned')::int as returned,
    (select count(*) from change where type = 'reservation.released')::int as released`

describe.skipIf(missing)(`four processes ${missing ?? ''}`, () => {
  let server: PostgresServer
  let pool: pg.Pool
  let tills: Tills
  beforeAll(async () => {
    server = await startPostgres({ settings: { track_commit_timestamp: 'on' } })
    pool = new pg.Pool({ connectionString: server.url, max: 4 })
    await postgresStore({ pool }).migrate()
    tills = await openTills(4, { url: server.url, programme })
  }, 120_000)
  afterAll(async () => {
    await tills?.close()
    await pool?.end()
    await server?.stop()
  })

  /** A customer of a test's own, with so many points. */
  async function customerWith(points: number) {
    const customer = { id: randomUUID() }
    const club = loyalty(programme)
    const mot = createMot({ store: postgresStore({ pool }), plugins: [club] })
    await mot.ingestMany([placed(customer, 'first', points), paid(customer, 'first')])
    return {
      customer,
      async balance() {
        const journey = await mot.journey(customer)
        if (!journey.ok) throw journey.error
        return club.balance(journey.value, new Date().toISOString())
      },
      audit: async () => (await pool.query(audit, [customerKey(customer)])).rows[0] as Record<string, number>,
    }
  }

  test('of 50 redemptions of the whole balance one wins, and 49 are told that there are too few points', async () => {
    const { customer, ...account } = await customerWith(100)
    const calls = Array.from({ length: 50 }, (): Call => ({ what: 'redeem', input: { customer, points: 100 } }))
    expect(countOf(await tills.serve(calls))).toEqual({ ok: 1, POINTS_TOO_FEW: 49 })
    expect(await account.balance()).toMatchObject({ available: 0, owed: 0, reserved: 0 })
    expect(await account.audit()).toMatchObject({ lowest: 0, left: 0, redeemed: 1 })
  }, 60_000)

  test('of 50 reservations of the whole balance one wins, and only that one can be committed', async () => {
    const { customer, ...account } = await customerWith(100)
    const ids = Array.from({ length: 50 }, (_, i) => `r${i}`)
    const reserve = ids.map(
      (reservationId): Call => ({ what: 'reserve', input: { customer, reservationId, points: 100 } }),
    )
    const ended = await tills.serve(reserve)
    expect(countOf(ended)).toEqual({ ok: 1, POINTS_TOO_FEW: 49 })
    expect(await account.balance()).toMatchObject({ available: 0, reserved: 100 })
    const commit = ids.map((reservationId): Call => ({ what: 'commit', input: { customer, reservationId } }))
    const committed = await tills.serve(commit)
    expect(countOf(committed)).toEqual({ ok: 1, RESERVATION_UNKNOWN: 49 })
    expect(committed.indexOf('ok')).toBe(ended.indexOf('ok'))
    expect(await account.balance()).toMatchObject({ available: 0, reserved: 0 })
    expect(await account.audit()).toMatchObject({ lowest: 0, left: 0, reserved: 1, redeemed: 1 })
  }, 60_000)

  test('the same command from all of them at once is done once, and answered to each', async () => {
    const { customer, ...account } = await customerWith(100)
    const input = { customer, points: 60, commandId: 'checkout-7' }
    const calls = Array.from({ length: 40 }, (): Call => ({ what: 'redeem', input }))
    expect(countOf(await tills.serve(calls))).toEqual({ ok: 40 })
    expect(await account.balance()).toMatchObject({ available: 40 })
    expect(await account.audit()).toMatchObject({ left: 40, redeemed: 1 })
  }, 60_000)

  test('redeemed, reserved, committed, released and earned at once, no more is spent than there is at any commit', async () => {
    const { customer, ...account } = await customerWith(1_000)
    const chance = createChance(7, 1)
    const calls = Array.from({ length: 400 }, (_, n): Call => {
      if (n % 80 === 79) return { what: 'ingest', event: paid(customer, `more-${n}`) }
      const points = chance.between(1, 90)
      const reservationId = `r${chance.between(Math.max(0, Math.floor(n / 6) - 4), Math.floor(n / 6) + 1)}`
      const what = chance.pick(['redeem', 'reserve', 'reserve', 'commit', 'release', 'release'])
      if (what === 'redeem') return { what, input: { customer, points } }
      return { what, input: { customer, reservationId, ...(what === 'reserve' && { points }) } }
    })
    await tills.serve(
      calls.flatMap((call, n) =>
        call.what === 'ingest' ? [{ ...call, event: placed(customer, `more-${n}`, 100) }] : [],
      ),
    )
    const ended = await tills.serve(calls, 6)
    const done = (what: Call['what'], how = 'ok') =>
      ended.filter((word, n) => calls[n]?.what === what && word === how).length
    const { available, reserved } = await account.balance()
    const found = await account.audit()
    // A release gives up what is set aside, or gives back what was spent.
    expect((found.released ?? 0) + (found.returned ?? 0)).toBe(done('release'))
    expect(found).toMatchObject({
      left: available,
      redeemed: done('redeem') + done('commit'),
      reserved: done('reserve'),
    })
    expect(found.lowest).toBeGreaterThanOrEqual(0)
    expect(available).toBeGreaterThanOrEqual(0)
    // A run in which nobody was in another's way shows nothing.
    const least = Math.min(
      done('redeem'),
      done('reserve'),
      done('commit'),
      done('release'),
      done('ingest'),
      done('redeem', 'POINTS_TOO_FEW'),
      found.returned ?? 0,
      found.released ?? 0,
    )
    expect(least).toBeGreaterThan(0)
    expect(reserved + available).toBeLessThan(1_500)
  }, 120_000)

  test('a budget of 10,000 points under 200 grants of 70 at once is never exceeded, and at most one grant of it is left', async () => {
    const budgeted: LoyaltyOptions = {
      earn: [{ kind: 'bonus', id: 'launch', points: 70, limit: { budget: 10_000 } }],
    }
    const url = await server.createDatabase()
    const own = new pg.Pool({ connectionString: url, max: 4 })
    await postgresStore({ pool: own }).migrate()
    const budgetTills = await openTills(4, { url, programme: budgeted })
    try {
      const customers = Array.from({ length: 200 }, () => ({ id: randomUUID() }))
      const tell = (what: typeof paid) =>
        budgetTills.serve(customers.map((customer) => ({ what: 'ingest', event: what(customer, 'launch') })))
      await tell((customer, orderId) => placed(customer, orderId, 10))
      expect(countOf(await tell(paid))).toEqual({ ok: 200 })
      const { rows } = await own.query(`
        select sum(points)::int as granted, max(points)::int as most, count(*) filter (where points > 0)::int as times
        from (
          select customer, sum((body->'data'->>'points')::bigint) as points
          from motkit.event where source = 'motkit' and body->>'type' = 'points.recorded' group by customer
        ) each`)
      // 142 times 70 are 9,940: there is no room for one more.
      expect(rows).toEqual([{ granted: 9_940, most: 70, times: 142 }])
    } finally {
      await budgetTills.close()
      await own.end()
    }
  }, 120_000)
})

const event = (
  customer: { readonly id: string },
  type: string,
  data: { readonly orderId: string; readonly total?: object },
) => ({
  id: `${customer.id}/${data.orderId}/${type}`,
  source: 'shop',
  type,
  time: '2026-03-01T10:00:00.000Z',
  customer,
  data,
})
const placed = (customer: { readonly id: string }, orderId: string, euros: number) =>
  event(customer, 'order.placed', { orderId, total: { amount: euros * 100, currency: 'EUR' } })
const paid = (customer: { readonly id: string }, orderId: string) => event(customer, 'order.paid', { orderId })
