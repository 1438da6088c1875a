/** A PostgreSQL of the bench's own, with fsync, started when it is first asked for. */
import { Client, Pool } from 'pg'
import { type PostgresServer, startPostgres } from '../test/support/postgres-server.ts'

export interface Database {
  readonly url: string
  readonly pool: Pool
  /** A connection beside the pool; it ends with the database. */
  connect(): Promise<Client>
  close(): Promise<void>
}
/** What a database begins with: filled once, copied for each that asks. */
export interface Template {
  readonly name: string
  /** What it begins with itself. Default: nothing. */
  readonly from?: Template
  fill(database: Database): Promise<void>
}
export interface Server {
  /** A database of one's own, empty or as the template. */
  database(template?: Template): Promise<Database>
  stop(): Promise<void>
}

export function createServer(): Server {
  let starting: Promise<PostgresServer> | undefined
  let copies = 0
  const filled = new Map<string, Promise<void>>()
  const start = (): Promise<PostgresServer> => {
    starting ??= startPostgres()
    return starting
  }
  const copy = async ({ name }: Template, copied: string): Promise<Database> => {
    const server = await start()
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query(`create database ${copied} template ${name} strategy file_copy`)
    await client.end()
    const url = new URL(server.url)
    url.pathname = copied
    return open(url.href)
  }
  const fill = async ({ name, from, fill: own }: Template): Promise<void> => {
    if (from) await ready(from)
    const database = from ? await copy(from, name) : open(await (await start()).createDatabase(name))
    await own(database)
    await database.close()
  }
  const ready = (template: Template): Promise<void> => {
    const known = filled.get(template.name) ?? fill(template)
    filled.set(template.name, known)
    return known
  }
  return {
    async database(template) {
      if (!template) return open(await (await start()).createDatabase())
      await ready(template)
      return copy(template, `${template.name}_${++copies}`)
    },
    async stop() {
      await (await starting)?.stop()
    },
  }
}
function open(url: string): Database {
  const pool = new Pool({ connectionString: url })
  const clients: Client[] = []
  return {
    url,
    pool,
    async connect() {
      const client = new Client({ connectionString: url })
      await client.connect()
      clients.push(client)
      return client
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()))
      await pool.end()
    },
  }
}
