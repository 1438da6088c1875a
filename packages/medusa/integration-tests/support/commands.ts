/** Medusa's own command line, in an app, on a database of its own. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { Client } from 'pg'
import { app } from './shop-app'

const installed = path.join(__dirname, '../../node_modules/.bin/medusa')

export interface Running {
  /** What it wrote so far, to both of its outputs. */
  output(): string
  readonly ended: Promise<number | null>
  end(): void
  /** As a power cut: nothing is brought to its end. */
  kill(): void
}

/**
 * @param env beside the environment of the tests
 * @param place the app, and Medusa's command in it; default: the app of the tests
 */
export function medusa(
  args: readonly string[],
  env: Record<string, string>,
  { cwd = app, cli = installed }: { readonly cwd?: string; readonly cli?: string } = {},
): Running {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { ...process.env, LOG_LEVEL: 'info', ...env },
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (written += data))
  return {
    output: () => written,
    ended: new Promise((resolve) => child.on('exit', resolve)),
    end: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
  }
}

const urlOf = (database: string): string => {
  const { DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD } = process.env
  return `postgres://${DB_USERNAME}:${DB_PASSWORD}@${DB_HOST}:${DB_PORT}/${database}`
}

export interface Database {
  readonly name: string
  readonly url: string
  query<T>(text: string): Promise<T[]>
  close(): Promise<void>
}

/** An empty database, or a copy of one that nobody is connected to. */
export async function newDatabase(template = 'template0'): Promise<Database> {
  const name = `commands_${randomUUID().replaceAll('-', '')}`
  const server = new Client({ connectionString: urlOf('postgres') })
  await server.connect()
  await server.query(`create database ${name} template ${template}`)
  await server.end()
  const client = new Client({ connectionString: urlOf(name) })
  await client.connect()
  return {
    name,
    url: urlOf(name),
    query: async (text) => (await client.query(text)).rows,
    close: () => client.end(),
  }
}
