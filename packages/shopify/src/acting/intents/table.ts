/**
 * The table of intents. One that is open may have been sent where it has a note; `leased_until` says until when somebody
 * works on it, and `token` who. Of one account, one movement at most is open: the index sees to it, whoever comes at the same time.
 */
export const intentTable = `
create table motkit.shopify_intent (
  shop text collate "C" not null,
  key text collate "C" not null,
  kind text collate "C" not null,
  customer text collate "C" not null,
  state text collate "C" not null default 'open',
  note json,
  noted_at timestamptz,
  result json,
  leased_until timestamptz not null default 'epoch',
  token uuid,
  primary key (shop, key)
);
create unique index shopify_intent_account on motkit.shopify_intent (shop, customer)
  where state = 'open' and kind <> 'message';
create index shopify_intent_customer on motkit.shopify_intent (shop, customer);
create index shopify_intent_parked on motkit.shopify_intent (shop, key) where state = 'parked';
`
