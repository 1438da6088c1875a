/**
 * postgres.growth: what an event costs in a database of a million journeys, against one of ten thousand. The others are
 * copies of the real ones under other names, made by SQL and not by the engine.
 */
import { openShop } from './durable-shop.ts'
import { type Bench, relay } from './harness.ts'
import { inTurn, legsOf } from './legs.ts'
import { filled } from './postgres.ts'
import { postgresPlace } from './postgres-place.ts'
import type { Server, Template } from './server.ts'

const COPIES = 99
const LEG = 8_000
const copy = (table: string, columns: string): string => `
insert into motkit.${table} (tenant, customer, ${columns})
select tenant, customer || '#' || n, ${columns} from motkit.${table}, generate_series(1, ${COPIES}) n;`

/** Indexes are made anew after all rows are there; the primary keys stay. */
const grow = `
do $$
declare
  own record;
begin
  create temporary table made as
    select c.oid::regclass::text as name, pg_get_indexdef(c.oid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'motkit'::regnamespace and not i.indisprimary;
  for own in select * from made loop execute 'drop index ' || own.name; end loop;
  insert into motkit.event (tenant, source, id, customer, subject, related, at, body)
    select tenant, source, id || '#' || n, customer || '#' || n, subject, related, at, body
    from motkit.event, generate_series(1, ${COPIES}) n;
  ${copy('journey', 'version, state, patch, linked_to')}
  ${copy('timer', 'at')}
  ${copy('action', 'key, type, state, at, attempts, body')}
  for own in select * from made loop execute own.definition; end loop;
end $$;`

const grown: Template = {
  name: 'grown',
  async fill({ pool }) {
    await pool.query(grow)
    await pool.query('vacuum analyze')
  },
}

export const growthBench = (server: Server): Bench => ({
  name: 'postgres.growth',
  against: '10,000 journeys instead of 1,000,000',
  goal: 1.3,
  bound: 'most',
  unit: 'µs an event',
  rounds: 5,
  byDefault: false,
  async run(rounds) {
    const [small, large] = [await server.database(filled), await server.database({ ...grown, from: filled })]
    const [few, many] = [openShop(await postgresPlace(small)), openShop(await postgresPlace(large))]
    await large.pool.query('checkpoint')
    // The ratio is that of times: theirs over ours.
    const { ratio, value } = await relay({
      legs: legsOf(few.stream(), rounds + 1, LEG),
      size: LEG,
      ours: inTurn(few.ingestMany),
      theirs: inTurn(many.ingestMany),
    })
    const { rows } = await large.pool.query<{ journeys: string; events: string }>(
      `select (select count(*) from motkit.journey) as journeys, (select count(*) from motkit.event) as events`,
    )
    await Promise.all([small.close(), large.close()])
    return {
      ratio,
      value: (ratio / value) * 1e6,
      note: `${rows[0]?.journeys} journeys, ${rows[0]?.events} events; copies made by SQL`,
    }
  },
})
