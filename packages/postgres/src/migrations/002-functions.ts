/**
 * What a transaction consists of, as functions: one round trip each, planned once a connection, and no prepared statement
 * that a pooler would have to know. Rows come and go as JSON. The planner cannot know how few of them a document holds, so
 * each is looked up by itself (`lateral`), by index.
 */
export const functions = `
create function motkit.iso(at timestamptz) returns text language sql stable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- Someone else was faster: run the work again. The state is that of a serialization failure.
create function motkit.retry(what text) returns void language plpgsql as $$
begin
  raise exception 'another transaction changed %', what using errcode = '40001';
end $$;

create function motkit.event_row(e motkit.event) returns json language sql stable as $$
  select json_build_array(e.source, e.id, e.customer, e.subject, e.body)
$$;

-- The rows of customers and of those they are linked to, and known events; behind them, each set apart by a character that
-- JSON does not contain, states and patches as they are. Of a journey whose version the caller has, neither.
create function motkit.open(t text, asked json, is_locked boolean) returns text language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  keys text[] := array(select json_array_elements_text(asked->'keys'));
  versions bigint[] := array(select json_array_elements_text(asked->'versions')::bigint);
  targets text[];
  locked text[];
  rows json;
  answer json[];
  documents text;
  all_documents text;
  seen json;
begin
  if is_locked then
    locked := array(
      select distinct coalesce(j.linked_to, k) from unnest(keys) k
      left join motkit.journey j on j.tenant = t and j.customer = k);
    perform 1 from motkit.journey j where j.tenant = t and j.customer = any(locked) order by j.customer for update;
  end if;
  loop
    select
      json_agg(json_build_array(
        j.customer, j.version, j.linked_to, motkit.iso(w.at),
        j.is_news and j.state is not null, j.is_news and j.patch is not null)),
      string_agg(nullif(concat_ws(e'\\x1e', j.state, j.patch), ''), e'\\x1e') filter (where j.is_news),
      array_agg(distinct j.linked_to) filter (where j.linked_to is not null)
    into rows, documents, targets
    from unnest(keys, versions) as k(customer, version), lateral (
      select *, k.version is distinct from j.version as is_news
      from motkit.journey j where j.tenant = t and j.customer = k.customer offset 0) j
    left join lateral (
      select w.at from motkit.timer w where w.tenant = t and w.customer = j.customer offset 0) w on true;
    all_documents := nullif(concat_ws(e'\\x1e', all_documents, documents), '');
    answer := answer || rows;
    exit when targets is null;
    if is_locked and not targets <@ locked then perform motkit.retry('a link'); end if;
    keys := targets;
    versions := null;
  end loop;
  if json_array_length(asked->'names') > 0 then
    select json_agg(motkit.event_row(e)) into seen
      from json_array_elements(asked->'names') as n(name), lateral (
        select * from motkit.event e
        where e.tenant = t and e.source = n.name->>0 and e.id = n.name->>1 offset 0) e;
  end if;
  return concat_ws(e'\\x1e', json_build_array(answer[1], answer[2], seen), all_documents);
end $$;

-- Events of customers and of their aliases: all of each, or those about or related to subjects. Some may come twice.
create function motkit.past(t text, asked json) returns json language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return (
    with wanted as (
      select key, subjects from json_to_recordset(asked) as r(key text, subjects json)
    ), owner as (
      select key, key as customer, subjects from wanted
      union all
      select w.key, j.customer, w.subjects from wanted w, lateral (
        select customer from motkit.journey j where j.tenant = t and j.linked_to = w.key offset 0) j
    ), about as (
      select key, customer, s.subject from owner, json_array_elements_text(owner.subjects) as s(subject)
      where json_typeof(owner.subjects) = 'array'
    )
    select json_agg(json_build_array(key, event)) from (
      select a.key, motkit.event_row(e) as event from about a, lateral (
        select * from motkit.event e
        where e.tenant = t and e.customer = a.customer and e.subject = a.subject offset 0) e
      union all
      select a.key, motkit.event_row(e) from about a, lateral (
        select * from motkit.event e
        where e.related && array[t || ' ' || a.customer || ' ' || a.subject] offset 0) e
      union all
      select o.key, motkit.event_row(e) from owner o, lateral (
        select * from motkit.event e where e.tenant = t and e.customer = o.customer offset 0) e
      where coalesce(json_typeof(o.subjects), 'null') = 'null'
    ) found);
end $$;

create function motkit.progress(state text) returns int language sql immutable as $$
  select array_position(array['withdrawn', 'due', 'claimed', 'dead', 'done'], state)
$$;

-- All that a commit writes, each table in the order of its key. It stands only on what its reader saw: a row that was
-- erased meanwhile would be made again with the version that was read, and so be noticed. Each list is a document of its
-- own, or null: to take a part out of a document is to read all of it. So what journeys hold comes beside their list, as
-- texts that nobody reads here.
create function motkit.commit(
  t text, fresh bigint, untouched json, links json, journeys json, texts text, journey_count int, events json, timers json,
  actions json, is_told boolean
) returns void language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  written int;
  link record;
begin
  if untouched is not null then
    perform 1 from json_to_recordset(untouched) as r(c text, v bigint)
      left join lateral (
        select j.version from motkit.journey j
        where j.tenant = t and j.customer = r.c and j.linked_to is null offset 0) j on true
      where j.version is distinct from r.v;
    if found then perform motkit.retry('a journey'); end if;
  end if;

  for link in select * from json_to_recordset(coalesce(links, '[]')) as l("from" text, "to" text, version bigint) loop
    with done as (
      insert into motkit.journey as j (tenant, customer, version, linked_to)
        values (t, link."from", coalesce(link.version, fresh), link."to")
        on conflict (tenant, customer) do update
        set linked_to = excluded.linked_to, state = null, patch = null, version = fresh
        where j.linked_to is null and j.version = excluded.version
        returning version
    )
    select count(*) into written from done where version = fresh;
    if written = 0 then perform motkit.retry('customer ' || link."from"); end if;
    update motkit.journey set linked_to = link."to", version = fresh where tenant = t and linked_to = link."from";
    delete from motkit.timer where tenant = t and customer = link."from";
    -- Of two rows of one action, the one that came further stands.
    delete from motkit.action a using motkit.action b
      where a.tenant = t and a.customer in (link."from", link."to")
        and b.tenant = t and b.customer in (link."from", link."to") and b.customer <> a.customer and b.key = a.key
        and (motkit.progress(a.state), a.customer = link."to") < (motkit.progress(b.state), b.customer = link."to");
    update motkit.action set customer = link."to" where tenant = t and customer = link."from";
  end loop;

  if journey_count > 0 then
    -- A state that is not given stays as it is.
    with done as (
      insert into motkit.journey as j (tenant, customer, version, state, patch)
        select t, r.c, coalesce(r.v, fresh), case when r.s then r.d end, case when r.s then null else r.d end
        from rows from (
          json_to_recordset(journeys) as (c text, v bigint, s boolean), unnest(string_to_array(texts, e'\\x1e'))
        ) as r(c, v, s, d)
        order by r.c
        on conflict (tenant, customer) do update
        set version = fresh, state = coalesce(excluded.state, j.state), patch = excluded.patch
        where j.version = excluded.version and j.linked_to is null
        returning version
    )
    select count(*) into written from done where version = fresh;
    if written < journey_count then perform motkit.retry('a journey'); end if;
  end if;

  if events is not null then
    insert into motkit.event (tenant, source, id, customer, subject, related, at, body)
      select t, r.s, r.i, r.c, r.u, r.r, r.a, r.b
      from json_to_recordset(events) as r(s text, i text, c text, u text, r text[], a timestamptz, b json)
      order by r.s, r.i;
  end if;

  if timers is not null then
    insert into motkit.timer as x (tenant, customer, at)
      select t, r.c, r.a from json_to_recordset(timers) as r(c text, a timestamptz) where r.a is not null
      order by r.c
      on conflict (tenant, customer) do update set at = excluded.at;
    delete from motkit.timer x where x.tenant = t and x.customer = any(array(
      select r.c from json_to_recordset(timers) as r(c text, a timestamptz) where r.a is null));
  end if;

  if actions is not null then
    insert into motkit.action as x (tenant, customer, key, type, state, at, attempts, body)
      select t, r.c, r.k, r.y, r.s, r.a, r.n, r.b
      from json_to_recordset(actions) as r(c text, k text, y text, s text, a timestamptz, n int, b json)
      order by r.c, r.k
      on conflict (tenant, customer, key) do update
      set type = excluded.type, state = excluded.state, at = excluded.at, attempts = excluded.attempts,
        body = excluded.body;
  end if;

  if is_told then perform pg_notify('motkit', ''); end if;
end $$;

create function motkit.claim(t text, counter text, amount bigint, most bigint) returns boolean language plpgsql as $$
begin
  insert into motkit.counter as c (tenant, name, value)
    select t, counter, amount where amount <= 0 or amount <= most
      or exists (select 1 from motkit.counter k where k.tenant = t and k.name = counter)
    on conflict (tenant, name) do update set value = c.value + amount
    where amount <= 0 or c.value + amount <= most;
  return found;
end $$;

create function motkit.aliases(t text, key text) returns json language sql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  select json_agg(customer) from motkit.journey where tenant = t and linked_to = key
$$;

create function motkit.erased(t text, hashes json) returns json language sql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  select json_agg(substr(customer, 8)) from motkit.journey
  where tenant = t and customer = any(array(select 'erased:' || h from json_array_elements_text(hashes) h))
$$;

create function motkit.erase(t text, key text, hashes json) returns void language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  customers text[] := array(
    select key union select customer from motkit.journey where tenant = t and linked_to = key);
begin
  delete from motkit.event where tenant = t and customer = any(customers);
  delete from motkit.action where tenant = t and customer = any(customers);
  delete from motkit.timer where tenant = t and customer = any(customers);
  delete from motkit.journey where tenant = t and customer = any(customers);
  insert into motkit.journey (tenant, customer, version)
    select t, 'erased:' || h, 0 from json_array_elements_text(hashes) h order by h
    on conflict do nothing;
end $$;

-- What was rewritten between the look and the lock is left to the next: only rows that were really taken are answered.
create function motkit.claim_wakes(by timestamptz, lease timestamptz, most int) returns json language sql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  with due as (
    select ctid, tenant, customer, at from motkit.timer where at <= by
    order by at, tenant, customer limit most for update skip locked
  ), taken as (
    update motkit.timer set at = lease where ctid = any(array(select ctid from due)) returning tenant, customer
  )
  select json_agg(json_build_object('tenant', tenant, 'key', customer) order by at, tenant, customer)
  from due where (tenant, customer) in (select tenant, customer from taken)
$$;

create function motkit.action_row(a motkit.action) returns json language sql stable as $$
  select json_build_array(a.tenant, a.customer, a.key, a.type, a.state, motkit.iso(a.at), a.attempts, a.body)
$$;

-- Of each type at most so many, the earliest first.
create function motkit.claim_actions(by timestamptz, lease timestamptz, limits json) returns json language sql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  with due as (
    select d.* from json_each_text(limits) as l(type, most), lateral (
      select a.ctid, a.* from motkit.action a
      where a.type = l.type and a.at is not null and a.at <= by
      order by a.at limit l.most::int for update skip locked
    ) d
  ), taken as (
    update motkit.action set state = 'claimed', at = lease, attempts = attempts + 1
    where ctid = any(array(select ctid from due)) returning tenant, customer, key
  )
  select json_agg(json_build_array(
    tenant, customer, key, type, 'claimed', motkit.iso(lease), attempts + 1, body) order by at, key)
  from due where (tenant, customer, key) in (select tenant, customer, key from taken)
$$;

create function motkit.extend_leases(claimed json, lease timestamptz) returns json language sql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  with own as (
    select a.ctid from json_to_recordset(claimed) as c(tenant text, customer text, key text, attempts int), lateral (
      select a.ctid from motkit.action a
      where a.tenant = c.tenant and a.key = c.key
        and a.customer = coalesce(
          (select linked_to from motkit.journey j where j.tenant = c.tenant and j.customer = c.customer), c.customer)
        and a.state = 'claimed' and a.attempts = c.attempts for update
    ) a
  ), longer as (
    update motkit.action set at = lease where ctid = any(array(select ctid from own)) returning key
  )
  select json_agg(key) from longer
$$;

create function motkit.next_due(types json) returns text language sql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  select motkit.iso(least(
    (select min(at) from motkit.timer),
    (select min(a.at) from json_array_elements_text(types) as x(type), lateral (
      select at from motkit.action a where a.type = x.type and a.at is not null order by a.at limit 1) a)
  ))
$$;

create function motkit.actions_of(t text, whose text) returns json language sql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  select json_agg(motkit.action_row(a)) from motkit.action a where a.tenant = t and a.customer = whose
$$;

create function motkit.dead_actions(t text, after_key text, most int) returns json language sql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  select json_agg(motkit.action_row(a) order by a.key, a.customer) from (
    select * from motkit.action a where a.tenant = t and a.state = 'dead' and a.key > after_key
    order by a.key fetch first most rows with ties
  ) a
$$;

-- Journeys are counted as the planner does, and measured on a sample, where there are very many.
create function motkit.health(by timestamptz) returns json language plpgsql stable as $$
declare
  estimate bigint := (select greatest(reltuples, 0) from pg_class where oid = 'motkit.journey'::regclass);
  share float := case when estimate > 100000 then 100.0 * 20000 / estimate else 100 end;
begin
  return (
    select json_strip_nulls(json_build_object(
      'wakes', (select json_build_object('due', count(*), 'oldest', motkit.iso(min(at))) from motkit.timer where at <= by),
      'actions', (
        select json_build_object(
          'due', count(*) filter (where state = 'due' and at <= by),
          'claimed', count(*) filter (where state = 'claimed'),
          'dead', (select count(*) from motkit.action where state = 'dead'),
          'oldest', motkit.iso(min(at) filter (where state = 'due' and at <= by)))
        from motkit.action where at is not null),
      'journeys', (
        select json_build_object(
          'count', case when estimate > 100000 then estimate else count(*) end,
          'meanBytes', coalesce(round(avg(bytes)), 0), 'largestBytes', coalesce(max(bytes), 0))
        from (
          select coalesce(octet_length(state), 0) + coalesce(octet_length(patch), 0) as bytes
          from motkit.journey tablesample system (share) where state is not null or patch is not null
        ) sizes))));
end $$;

create function motkit.prune(t text, whose text, names json, before timestamptz) returns int language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  one record;
  ended int;
begin
  for one in select * from json_to_recordset(names) as n(source text, id text) loop
    delete from motkit.event e where e.tenant = t and e.source = one.source and e.id = one.id;
  end loop;
  delete from motkit.action a
    where a.tenant = t and a.customer = whose and a.state in ('done', 'withdrawn')
      and (a.body->>'due')::timestamptz < before;
  get diagnostics ended = row_count;
  return ended;
end $$;

create function motkit.customers(t text, after_key text, most int) returns json language sql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  select json_agg(customer order by customer) from (
    select customer from motkit.journey
    where tenant = t and customer > after_key and (state is not null or patch is not null)
    order by customer limit most
  ) page
$$;
`
