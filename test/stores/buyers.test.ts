// Whose order it is, on PostgreSQL: read by the index of placed orders alone, into which nothing else goes.
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'

/** 20,000 events, of which every tenth places an order, and every tenth is about none. */
const fill = `
  insert into motkit.event (tenant, source, id, customer, subject, at, body)
  select 'default', 'shop', i::text, 'id:c' || i % 700, case i % 10 when 1 then 'visit/' else 'order/' end || i / 10, now(),
    json_build_object('type', case i % 10 when 0 then 'order.placed' when 1 then 'visit.started' else 'order.updated' end)
  from generate_series(0, 19999) as i`
/** The index, or its parts in the partitions. */
const own = `i.indexrelid in (
  select 'motkit.event_buyer'::regclass union select inhrelid from pg_inherits where inhparent = 'motkit.event_buyer'::regclass)`
/** How often tables of events were read as a whole; how often the index was read, how many entries of it, and of others. */
const reads = `
  select
    (select sum(seq_scan)::int from pg_stat_user_tables where relname like 'event%') as whole,
    sum(idx_scan) filter (where ${own})::int as scans,
    sum(idx_tup_read) filter (where ${own})::int as read,
    sum(idx_tup_read) filter (where not ${own})::int as others
  from pg_stat_user_indexes i where relname like 'event%'`
const entries = `select sum(c.reltuples)::int as entries from pg_index i join pg_class c on c.oid = i.indexrelid where ${own}`

async function migrated(eventPartitions: number) {
  const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 1 })
  onTestFinished(() => pool.end())
  const store = postgresStore({ pool, listen: false })
  await store.migrate({ eventPartitions })
  return { pool, store }
}

describe.skipIf(noPostgres()).each([0, 4])('a buyer, with %i partitions', (eventPartitions) => {
  test('is read by one index alone', async () => {
    const { pool, store } = await migrated(eventPartitions)
    // Planned while the table is empty.
    expect(await store.buyerOf('default', 'order/321')).toBeUndefined()
    await pool.query(fill)
    const counted = async () => {
      await pool.query('select pg_stat_force_next_flush()')
      return (await pool.query(reads)).rows[0]
    }
    const { whole, scans, read, others } = await counted()
    expect(await store.buyerOf('default', 'order/321')).toBe(`id:c${3_210 % 700}`)
    expect(await store.buyerOf('default', 'order/2000')).toBeUndefined()
    const parts = Math.max(1, eventPartitions)
    expect(await counted()).toEqual({ whole, scans: scans + 2 * parts, read: read + 1, others })
    await pool.query('vacuum analyze motkit.event')
    expect((await pool.query(entries)).rows).toEqual([{ entries: 2_000 }])
  })
  test('of before the migration is found after it', async () => {
    const { pool, store } = await migrated(eventPartitions)
    await pool.query(fill)
    await pool.query(`drop index motkit.event_buyer; drop function motkit.buyer_of;
      drop table motkit.paused; drop function motkit.pause; drop function motkit.clear`)
    await pool.query('delete from motkit.migration where version > 2')
    await store.migrate()
    expect(await store.buyerOf('default', 'order/321')).toBe(`id:c${3_210 % 700}`)
  })
})
