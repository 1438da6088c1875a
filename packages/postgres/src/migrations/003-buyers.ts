/**
 * Whose order it is, for who knows the order alone. The index holds the events that place one, and nothing else; what is
 * about no order is told by its subject, before its body is read.
 */
export const buyers = `
create index event_buyer on motkit.event (tenant, subject)
  where subject like 'order/%' and body->>'type' = 'order.placed';

create function motkit.buyer_of(t text, about text) returns json language sql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  select to_json(coalesce(
    (select j.linked_to from motkit.journey j where j.tenant = t and j.customer = e.customer), e.customer))
  from motkit.event e
  where e.tenant = t and e.subject = about and e.subject like 'order/%' and e.body->>'type' = 'order.placed'
  order by e.at, e.source || '#' || e.id limit 1
$$;
`
