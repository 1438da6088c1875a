/** A tenant may be paused: what is due of it waits. And it may be cleared of all that is kept. */
export const tenants = `
create table motkit.paused (
  tenant text collate "C" not null primary key,
  since timestamptz not null default now()
);

create function motkit.pause(t text, is_paused boolean) returns json language plpgsql as $$
begin
  if is_paused then
    insert into motkit.paused (tenant) values (t) on conflict do nothing;
  else
    delete from motkit.paused where tenant = t;
    perform pg_notify('motkit', '');
  end if;
  return null;
end $$;

create function motkit.clear(t text) returns json language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  delete from motkit.event where tenant = t;
  delete from motkit.action where tenant = t;
  delete from motkit.timer where tenant = t;
  delete from motkit.journey where tenant = t;
  delete from motkit.counter where tenant = t;
  return null;
end $$;

create or replace function motkit.claim_wakes(by timestamptz, lease timestamptz, most int) returns json language sql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  with due as (
    select w.ctid, w.tenant, w.customer, w.at from motkit.timer w
    where w.at <= by and not exists (select from motkit.paused p where p.tenant = w.tenant)
    order by w.at, w.tenant, w.customer limit most for update of w skip locked
  ), taken as (
    update motkit.timer set at = lease where ctid = any(array(select ctid from due)) returning tenant, customer
  )
  select json_agg(json_build_object('tenant', tenant, 'key', customer) order by at, tenant, customer)
  from due where (tenant, customer) in (select tenant, customer from taken)
$$;

create or replace function motkit.claim_actions(by timestamptz, lease timestamptz, limits json) returns json language sql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  with due as (
    select d.* from json_each_text(limits) as l(type, most), lateral (
      select a.ctid, a.* from motkit.action a
      where a.type = l.type and a.at is not null and a.at <= by
        and not exists (select from motkit.paused p where p.tenant = a.tenant)
      order by a.at limit l.most::int for update of a skip locked
    ) d
  ), taken as (
    update motkit.action set state = 'claimed', at = lease, attempts = attempts + 1
    where ctid = any(array(select ctid from due)) returning tenant, customer, key
  )
  select json_agg(json_build_array(
    tenant, customer, key, type, 'claimed', motkit.iso(lease), attempts + 1, body) order by at, key)
  from due where (tenant, customer, key) in (select tenant, customer, key from taken)
$$;

create or replace function motkit.next_due(types json) returns text language sql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  select motkit.iso(least(
    (select w.at from motkit.timer w
      where not exists (select from motkit.paused p where p.tenant = w.tenant) order by w.at limit 1),
    (select min(a.at) from json_array_elements_text(types) as x(type), lateral (
      select a.at from motkit.action a
      where a.type = x.type and a.at is not null
        and not exists (select from motkit.paused p where p.tenant = a.tenant)
      order by a.at limit 1) a)
  ))
$$;

-- What waits because its tenant is paused is not late.
create or replace function motkit.health(by timestamptz) returns json language plpgsql stable as $$
declare
  estimate bigint := (select greatest(reltuples, 0) from pg_class where oid = 'motkit.journey'::regclass);
  share float := case when estimate > 100000 then 100.0 * 20000 / estimate else 100 end;
begin
  return (
    select json_strip_nulls(json_build_object(
      'wakes', (
        select json_build_object('due', count(*), 'oldest', motkit.iso(min(at))) from motkit.timer
        where at <= by and tenant not in (select tenant from motkit.paused)),
      'actions', (
        select json_build_object(
          'due', count(*) filter (where is_late),
          'claimed', count(*) filter (where state = 'claimed'),
          'dead', (select count(*) from motkit.action where state = 'dead'),
          'oldest', motkit.iso(min(at) filter (where is_late)))
        from (
          select state, at, state = 'due' and at <= by and tenant not in (select tenant from motkit.paused) as is_late
          from motkit.action where at is not null) a),
      'journeys', (
        select json_build_object(
          'count', case when estimate > 100000 then estimate else count(*) end,
          'meanBytes', coalesce(round(avg(bytes)), 0), 'largestBytes', coalesce(max(bytes), 0))
        from (
          select coalesce(octet_length(state), 0) + coalesce(octet_length(patch), 0) as bytes
          from motkit.journey tablesample system (share) where state is not null or patch is not null
        ) sizes))));
end $$;
`
