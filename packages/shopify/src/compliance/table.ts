/**
 * Two tables: a row for each thing that Shopify asked, with the proof of what was done, and a row for each shop. Neither
 * holds anything of a customer. Of every other table `motkit.shopify_*` the shop is named in `shop`, and where a row
 * concerns a customer they are in `customer`: so is found what is to be counted and removed.
 */
export const complianceTables = `
create table motkit.shopify_proof (
  shop text collate "C" not null,
  id text collate "C" not null,
  tenant text collate "C" not null,
  kind text collate "C" not null,
  request_id text,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  started_at timestamptz not null,
  done_at timestamptz,
  outcome text collate "C",
  customers text[] not null,
  before json not null,
  after json,
  primary key (shop, id)
);
create index shopify_proof_open on motkit.shopify_proof (due_at) where done_at is null;

create table motkit.shopify_shop (
  shop text collate "C" not null primary key,
  tenant text collate "C" not null,
  installed_at timestamptz,
  uninstalled_at timestamptz,
  redacted_at timestamptz
);
`
