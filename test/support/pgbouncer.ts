// A PgBouncer before a PostgreSQL, where the machine has one (`apt-get install pgbouncer`): npm has no package of it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { execute, freePort, guard, temporaryFolder, unprivileged } from './host.ts'

export interface PgBouncerOptions {
  poolMode: 'transaction' | 'session' | 'statement'
  /** Named statements it follows on each server connection; more than none needs PgBouncer 1.21. */
  maxPreparedStatements?: number
  /** Connections to PostgreSQL for each database and user; 20 unless said. */
  poolSize?: number
}

export interface PgBouncer {
  /** The same database through PgBouncer. */
  readonly url: string
  stop(): Promise<void>
}

const program = 'pgbouncer'

/** Debian keeps it where only root looks. */
const env = { ...process.env, PATH: [process.env.PATH, '/usr/sbin', '/usr/local/sbin'].join(delimiter) }

/** Starts PgBouncer before the database of `url`. Where it cannot, it says why on the console and answers undefined. */
export async function startPgBouncer(url: string, options: PgBouncerOptions): Promise<PgBouncer | undefined> {
  const minor = await minorVersion()
  if (minor === undefined) return missing('there is no pgbouncer on the PATH')
  const followsStatements = minor >= 21
  if (options.maxPreparedStatements && !followsStatements) return missing(`it is 1.${minor}, older than 1.21`)

  const owner = await unprivileged()
  const home = await temporaryFolder('pgbouncer', owner)
  const [target, own] = [new URL(url), new URL(url)]
  own.port = String(await freePort())
  const prepared = followsStatements ? options.maxPreparedStatements : undefined
  await writeFile(join(home, 'users'), `"${target.username}" "${decodeURIComponent(target.password)}"\n`)
  await writeFile(
    join(home, 'pgbouncer.ini'),
    `[databases]
* = host=${target.hostname} port=${target.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(home, 'users')}
logfile = ${join(home, 'log')}
pool_mode = ${options.poolMode}
default_pool_size = ${options.poolSize ?? 20}
max_client_conn = 1000
${prepared === undefined ? '' : `max_prepared_statements = ${prepared}`}
`,
  )
  const child = spawn(program, ['-q', join(home, 'pgbouncer.ini')], { ...owner, env, stdio: 'ignore' })
  const exited = once(child, 'exit')
  const release = guard('kill -KILL "$0"; rm -rf "$1"', String(child.pid), home)
  async function stop() {
    child.kill('SIGKILL') // It keeps nothing, and what the gentler signals do differs between its versions.
    await exited
    release()
    await rm(home, { recursive: true })
  }
  for (;;) {
    if (await answers(own.href)) return { url: own.href, stop }
    if (child.exitCode !== null) break
    await sleep(10)
  }
  const log = await readFile(join(home, 'log'), 'utf8').catch(() => '')
  await stop()
  throw new Error(`PgBouncer did not start: ${log}`)
}

/** The y of version 1.y.z. */
async function minorVersion(): Promise<number | undefined> {
  const { stdout } = await execute(program, ['--version'], { env }).catch(() => ({ stdout: '' }))
  const minor = /PgBouncer 1\.(\d+)/.exec(stdout)?.[1]
  return minor === undefined ? undefined : Number(minor)
}

function missing(reason: string): undefined {
  console.warn(`SKIPPED: what needs PgBouncer, because ${reason}.`)
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
