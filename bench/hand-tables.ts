/** The tables of the hand-written durable loop, and its two statements. What they keep is what motkit keeps. */
export const tables = `
create schema hand;
create table hand.journey (customer text collate "C" primary key, state text not null) with (fillfactor = 80);
create table hand.event (
  source text collate "C" not null, id text collate "C" not null,
  customer text collate "C" not null, subject text collate "C",
  at timestamptz not null, body json not null, primary key (source, id)
);
create index on hand.event (customer, subject);
create table hand.timer (customer text collate "C" primary key, at timestamptz not null) with (fillfactor = 80);
create index on hand.timer (at);
create table hand.action (
  customer text collate "C" not null, key text collate "C" not null, type text not null, state text not null,
  at timestamptz, body json not null, primary key (customer, key)
) with (fillfactor = 80);
create index on hand.action (type, at) where at is not null;
`
export interface Statement {
  readonly name: string
  readonly text: string
}
export interface Row {
  readonly kind: 'journey' | 'event'
  readonly key: string
  readonly text: string
}
/** Locks the customers in key order, and finds the events that came before. */
export const lock: Statement = {
  name: 'hand_lock',
  text: `
with locked as (
  select customer, state from hand.journey where customer = any($1::text[]) order by customer for update
)
select 'journey' as kind, customer as key, state as text from locked
union all
select 'event', e.source || '#' || e.id, e.body::text
from unnest($2::text[], $3::text[]) as n(source, id) join hand.event e on e.source = n.source and e.id = n.id`,
}
/** For customers that are not there yet: their rows, to be locked. */
export const make: Statement = {
  name: 'hand_make',
  text: `
insert into hand.journey (customer, state)
select c, $2 from unnest($1::text[]) c order by c on conflict do nothing`,
}
export const write: Statement = {
  name: 'hand_write',
  text: `
with journeys as (
  update hand.journey j set state = r.state
  from unnest($1::text[], $2::text[]) as r(customer, state) where j.customer = r.customer
), events as (
  insert into hand.event (source, id, customer, subject, at, body)
  select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::json[])
), timers as (
  insert into hand.timer (customer, at) select * from unnest($9::text[], $10::timestamptz[])
  on conflict (customer) do update set at = excluded.at
), done as (
  delete from hand.timer where customer = any($11::text[])
)
insert into hand.action (customer, key, type, state, at, body)
select * from unnest($12::text[], $13::text[], $14::text[], $15::text[], $16::timestamptz[], $17::json[])
on conflict (customer, key) do update set state = excluded.state, at = excluded.at, body = excluded.body`,
}
