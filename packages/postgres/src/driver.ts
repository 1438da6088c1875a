/** What the store needs of a client: statements with JSON in and out. `pg` and PGlite both come down to this. */

/** Runs one statement that answers one text, or nothing, as `answer`. */
export type Ask = (text: string, values: readonly unknown[]) => Promise<string | null>

export interface Driver {
  /** In a transaction of its own. */
  readonly ask: Ask
  /** @param work is given `run` too: several statements in a row, that answer nothing */
  transaction<T>(work: (ask: Ask, run: (statements: string) => Promise<void>) => Promise<T>): Promise<T>
  /** In a transaction of the host's. */
  join(tx: unknown): Ask
  /** Calls back at each NOTIFY until the answer is called; what it misses must not matter. */
  listen?(callback: () => void): () => void
  close(): Promise<void>
}

/** What the database, or the way to it, said. */
export class DriverError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
  get sqlstate(): string | undefined {
    const { code } = (this.cause ?? {}) as { code?: unknown }
    return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
  }
  /** Whether nothing more can be asked on its connection: what came was no answer, or a last one (class 08, 57P). */
  get endsConnection(): boolean {
    return /^(08|57P)/.test(this.sqlstate ?? '08')
  }
}

interface Rows {
  readonly rows: readonly unknown[]
}
/** What is asked of any client: a text, its values, and rows. */
export interface Client {
  query(text: string, values?: unknown[]): Promise<Rows>
}
const told = (error: unknown): never => {
  throw new DriverError(error)
}
export const askOf =
  (client: Client): Ask =>
  async (text, values) => {
    const { rows } = await client.query(text, [...values]).catch(told)
    return (rows[0] as { readonly answer: string | null } | undefined)?.answer ?? null
  }
export const runOf = (run: (statements: string) => Promise<unknown>) => async (statements: string) => {
  await run(statements).catch(told)
}
