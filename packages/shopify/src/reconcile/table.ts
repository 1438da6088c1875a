/** The table of cursors: one row a shop and search. Texts compare by bytes. */
export const cursorTable = `
create table motkit.shopify_cursor (
  shop text collate "C" not null,
  name text collate "C" not null,
  value text collate "C" not null,
  moved_at timestamptz not null default now(),
  primary key (shop, name)
);
`
