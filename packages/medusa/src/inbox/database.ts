/** The tables of the inbox and of the sweep, and what they are asked by. */

/** A pool of `pg`, or a connection of it. */
export interface Database {
  query<R>(text: string, values?: unknown[]): Promise<{ rows: R[]; rowCount: number | null }>
}

/** Safe to repeat. */
export const inboxTables = `
  create table if not exists mot_inbox (
    entity text not null,
    by text not null,
    id text not null,
    marks bigint not null default 1,
    due_at timestamptz not null default now(),
    attempts int not null default 0,
    error text,
    primary key (entity, by, id)
  );
  create index if not exists mot_inbox_due on mot_inbox (due_at);
  create table if not exists mot_sweep (source text primary key, until timestamptz not null);
`
