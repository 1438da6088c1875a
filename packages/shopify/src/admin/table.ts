/** The table of budgets: one row an app and shop: the bucket as it was at `at`, from which its present level follows. Texts compare by bytes. */
export const budgetTable = `
create table motkit.shopify_budget (
  app text collate "C" not null,
  shop text collate "C" not null,
  maximum float8 not null,
  rate float8 not null,
  level float8 not null,
  at timestamptz not null,
  primary key (app, shop)
) with (fillfactor = 50);
`
