/**
 * The programme of `year.ts` once more, in SQL over the event log: another way to the same figures. What was earned comes
 * from the shop's own events alone, what was spent from the facts of redemptions. `$1` is the instant.
 */
const words = `
  word as materialized (
    select coalesce(link.customer, e.customer) as customer, e.subject, e.at, e.source || '#' || e.id as name,
      e.source = 'motkit' as is_fact, e.body->>'type' as type, (e.body->'data')::jsonb as data
    from motkit.event e
    left join (
      select distinct on (1) 'anonymous:' || (body->'data'->>'anonymousId') as alias, customer
      from motkit.event where body->>'type' = 'customer.identified' order by 1, at
    ) link on link.alias = e.customer
  )`

const orders = `
  placed as (
    select distinct on (customer, subject) * from word where type = 'order.placed' order by customer, subject, at, name
  ), changed as (
    select customer, subject,
      (array_agg(data->'total' order by at desc, name desc) filter (where data ? 'total'))[1] as total,
      (array_agg(data->'products' order by at desc, name desc) filter (where data ? 'products'))[1] as products,
      (array_agg(data order by at desc, name desc) filter (where data ? 'shipping' or data ? 'tax'))[1] as charges
    from word where type = 'order.updated' group by customer, subject
  ), refund as (
    select customer, subject, sum(amount) as amount
    from (
      select customer, subject, data->>'refundId', max((data->'amount'->>'amount')::numeric) as amount
      from word where type = 'order.refunded' group by 1, 2, 3
    ) each group by customer, subject
  ), fate as (
    select customer, subject, bool_or(type = 'order.paid') and not bool_or(type = 'order.canceled') as counts
    from word where type in ('order.paid', 'order.canceled') group by customer, subject
  ), parcel as (
    select customer, subject, data->>'shipmentId' as shipment, min(at) filter (where type = 'shipment.delivered') as arrived
    from word where type like 'shipment.%' group by 1, 2, 3
  ), arrival as (
    select customer, subject, least(
      case when bool_and(arrived is not null) filter (where shipment is not null)
        then max(arrived) filter (where shipment is not null) end,
      min(arrived) filter (where shipment is null)) as at
    from parcel group by customer, subject
  ), bought as (
    select p.customer, p.subject, p.at,
      (coalesce(c.total, p.data->'total')->>'amount')::numeric as total,
      coalesce(c.total, p.data->'total')->>'currency' as currency,
      coalesce(c.products, p.data->'products', '[]') as products,
      coalesce(c.charges->'shipping', p.data->'shipping')->>'amount' as shipping,
      coalesce(c.charges->'tax', p.data->'tax')->>'amount' as tax,
      coalesce(r.amount, 0) as refunded,
      a.at as arrived,
      row_number() over (partition by p.customer order by p.at, p.subject) = 1 as is_first,
      coalesce(f.counts, false) as counts
    from placed p
    left join changed c on (c.customer, c.subject) = (p.customer, p.subject)
    left join arrival a on (a.customer, a.subject) = (p.customer, p.subject)
    left join refund r on (r.customer, r.subject) = (p.customer, p.subject)
    left join fate f on (f.customer, f.subject) = (p.customer, p.subject)
  )`

/** Points are whole quotients of whole numbers: rates stand as fractions, and nothing is a float. */
const worth = `
  line as (
    select b.customer, b.subject, item->>'category' as category,
      case when item->'price'->>'currency' = b.currency then greatest(0,
        (item->'price'->>'amount')::numeric * coalesce((item->>'quantity')::int, 1)
        - coalesce((item->'discount'->>'amount')::numeric, 0)) else 0 end as amount,
      coalesce((item->>'giftCard')::boolean, false) or coalesce((item->>'withPoints')::boolean, false) as is_out
    from bought b, jsonb_array_elements(b.products) item
  ), counted as (
    select b.*, greatest(0, b.total - b.refunded) as kept,
      greatest(0, b.total - coalesce(b.shipping::numeric, 0) - coalesce(b.tax::numeric, 0) - coalesce(l.out, 0)) as eligible,
      coalesce(l.hot, 0) as hot,
      coalesce(l.any_out, false) or coalesce(b.shipping::numeric, 0) + coalesce(b.tax::numeric, 0) > 0 as has_out
    from bought b left join (
      select customer, subject, sum(amount) filter (where is_out) as out, bool_or(is_out) as any_out,
        sum(amount) filter (where not is_out and category in ('coffee', 'tea')) as hot
      from line group by customer, subject
    ) l on (l.customer, l.subject) = (b.customer, b.subject)
    where b.counts
  ), granted as (
    select customer, subject, at, arrived, 'spend' as rule, case currency
      when 'EUR' then div(eligible * kept * 15, total * 10 * 100)
      when 'JPY' then div(eligible * kept * 12, total * 1000) end as points
    from counted where total > 0
    union all
    select customer, subject, at, arrived, 'hot-drinks',
      div(2 * least(eligible, hot) * kept * 5 + total * 1000, 2 * total * 1000)
    from counted where total > 0 and currency = 'EUR'
    union all
    select customer, subject, at, arrived, 'welcome', case when total = 0 then 100 else div(100 * kept, total) end
    from counted where is_first and (eligible > 0 or not has_out)
    union all
    select customer, subject, min(at), null, 'review', 20 from word where type = 'review.submitted' group by 1, 2
  )`

const lots = `
  earned as (
    select customer, points,
      case when rule = 'review' then '-infinity' else
        (arrived at time zone 'Europe/Berlin' + interval '14 days') at time zone 'Europe/Berlin' end as spendable,
      (date_trunc('month', at at time zone 'Europe/Berlin') + interval '13 months') at time zone 'Europe/Berlin'
        - interval '1 millisecond' as until
    from granted where points > 0
  ), taken as (
    select w.customer, w.type, w.at, w.data->>'reservationId' as reservation, (w.data->>'expiresAt')::timestamptz as held_until,
      lot->>'lot' as lot, (lot->>'points')::numeric as points, (lot->>'expiresAt')::timestamptz as until
    from word w, jsonb_array_elements(w.data->'lots') lot
    where w.is_fact and w.type in ('points.redeemed', 'points.returned', 'points.reserved')
  ), ends as (
    select distinct lot, until from taken where until is not null
  ), held as (
    select * from taken t where type = 'points.reserved' and held_until > $1 and not exists (
      select from word w where w.is_fact and w.customer = t.customer and w.data->>'reservationId' = t.reservation
        and w.type in ('points.redeemed', 'reservation.released'))
  ), moved as (
    select customer, until, points from earned where spendable <= $1
    union all
    select t.customer, e.until, case type when 'points.redeemed' then -points else points end
    from taken t join ends e on e.lot = t.lot where type in ('points.redeemed', 'points.returned')
    union all
    select h.customer, e.until, -points from held h join ends e on e.lot = h.lot
  ), lot as (
    select customer, until, sum(points) as points, sum(points) > 0 and until >= $1 as is_full
    from moved where until >= $1::timestamptz - interval '1 year' group by customer, until
  ), missing as (
    -- From some lot on, less what ended unspent since.
    select customer, sum(-points) over (partition by customer order by until desc) as points from lot where not is_full
  )`

/** A row for each customer who has anything to do with points. */
export const balances = `
  with ${words}, ${orders}, ${worth}, ${lots}, whole as (
    select customer, coalesce(sum(points) filter (where is_full), 0) as full,
      greatest(0, (select max(points) from missing m where m.customer = lot.customer)) as short
    from lot group by customer
  ), waiting as (
    select customer, sum(points) as points from earned
    where (spendable is null or spendable > $1) and until >= $1 group by customer
  ), reserved as (
    select customer, sum(points) as points from held group by customer
  )
  select c.customer, greatest(0, coalesce(w.full, 0) - coalesce(w.short, 0))::int as available,
    coalesce(p.points, 0)::int as pending, coalesce(r.points, 0)::int as reserved,
    greatest(0, coalesce(w.short, 0) - coalesce(w.full, 0))::int as owed
  from (select customer from placed union select customer from granted) c
  left join whole w on w.customer = c.customer
  left join waiting p on p.customer = c.customer
  left join reserved r on r.customer = c.customer
  order by c.customer collate "C"`

/** What each rule has granted, as things stand. */
export const byRule = `
  with ${words}, ${orders}, ${worth}
  select rule, sum(points)::int as points from granted group by rule having sum(points) > 0 order by rule`
