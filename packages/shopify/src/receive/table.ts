/**
 * The table of deliveries: one row each. `due_at` says when it may be claimed, and while it is processed until when; a row
 * without it has ended where it has no body, and is dead where it has one. `lost` counts claims that came to no end. Texts
 * compare by bytes.
 */
export const deliveryTable = `
create table motkit.shopify_delivery (
  shop text collate "C" not null,
  id text collate "C" not null,
  tenant text collate "C" not null,
  topic text collate "C" not null,
  hash bytea not null,
  headers json not null,
  body bytea,
  received_at timestamptz not null default now(),
  due_at timestamptz default now(),
  attempts int not null default 0,
  lost int not null default 0,
  error text,
  primary key (shop, id)
) with (fillfactor = 80);
create unique index shopify_delivery_body on motkit.shopify_delivery (hash, shop, topic);
create index shopify_delivery_due on motkit.shopify_delivery (due_at) where due_at is not null;
create index shopify_delivery_dead on motkit.shopify_delivery (shop, id) where due_at is null and body is not null;
create index shopify_delivery_ended on motkit.shopify_delivery (received_at) where body is null;
`
