/**
 * Five tables, each of whose keys starts with the tenant. Texts compare by bytes, so that every process locks in one order.
 * @param partitions of `event`, by hash of its key; 0 for one plain table
 */
export const tables = (partitions: number): string => `
create table motkit.event (
  tenant text collate "C" not null,
  source text collate "C" not null,
  id text collate "C" not null,
  -- as the event named the customer, not whom they were linked to since
  customer text collate "C" not null,
  subject text collate "C",
  -- tenant, customer and related subject in one text each
  related text[] collate "C",
  at timestamptz not null,
  body json not null,
  primary key (tenant, source, id)
)${partitions > 0 ? ' partition by hash (tenant, source, id)' : ''};
${Array.from(
  { length: partitions },
  (_, i) =>
    `create table motkit.event_${i} partition of motkit.event for values with (modulus ${partitions}, remainder ${i});`,
).join('\n')}
create index event_subject on motkit.event (tenant, customer, subject);
create index event_related on motkit.event using gin (related) with (fastupdate = off) where related is not null;

-- A commit writes what changed since 'state' into 'patch', and 'state' itself only now and then: so 'state' lies outside
-- of the row, where an update that leaves it alone does not touch it. Both are JSON, kept as text: who reads them parses
-- them anyway, and a column of that type would have the database do it too.
create table motkit.journey (
  tenant text collate "C" not null,
  customer text collate "C" not null,
  -- drawn anew by each commit, and never the same again: a commit stands only on the version that it read
  version bigint not null,
  state text,
  patch text,
  -- a tombstone: this customer is that one, for good
  linked_to text collate "C",
  primary key (tenant, customer)
) with (fillfactor = 70, toast_tuple_target = 128);
alter table motkit.journey alter column state set storage external, alter column patch set storage plain;
create index journey_linked on motkit.journey (tenant, linked_to) where linked_to is not null;

-- When a journey must be looked at again, or, while a process has it, until when.
create table motkit.timer (
  tenant text collate "C" not null,
  customer text collate "C" not null,
  at timestamptz not null,
  primary key (tenant, customer)
) with (fillfactor = 80);
create index timer_due on motkit.timer (at);

create table motkit.action (
  tenant text collate "C" not null,
  customer text collate "C" not null,
  key text collate "C" not null,
  type text collate "C" not null,
  state text collate "C" not null,
  -- when it may be claimed: it is due, or its lease is over; null once it has ended
  at timestamptz,
  attempts int not null,
  body json not null,
  primary key (tenant, customer, key)
) with (fillfactor = 80);
create index action_due on motkit.action (type, at) where at is not null;
create index action_dead on motkit.action (tenant, key) where state = 'dead';

create table motkit.counter (
  tenant text collate "C" not null,
  name text collate "C" not null,
  value bigint not null,
  primary key (tenant, name)
);
`
