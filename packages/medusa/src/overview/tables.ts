/** The tables of the overview. */

/**
 * Safe to repeat, once motkit's own are there. Their rows hang on the customer's journey: who is erased leaves none of them.
 */
export const overviewTables = `
  -- What each customer adds to the overview, and the version of the journey that it was counted of.
  create table if not exists mot_report (
    tenant text collate "C" not null default 'default',
    customer text collate "C" not null,
    version bigint not null,
    stage text not null,
    moments json not null,
    actions json not null,
    counted_at timestamptz not null default now(),
    primary key (tenant, customer),
    foreign key (tenant, customer) references motkit.journey (tenant, customer) on delete cascade
  );
  -- Customers to be counted; while a process counts them, until when they are its own.
  create table if not exists mot_report_due (
    tenant text collate "C" not null default 'default',
    customer text collate "C" not null,
    marked_at timestamptz not null default now(),
    due_at timestamptz not null default now(),
    primary key (tenant, customer),
    foreign key (tenant, customer) references motkit.journey (tenant, customer) on delete cascade
  );
  create index if not exists mot_report_due_at on mot_report_due (due_at);
  -- The sums, as they are answered.
  create table if not exists mot_overview (
    part text primary key,
    counted_at timestamptz,
    leased_until timestamptz,
    answer json
  );
`
