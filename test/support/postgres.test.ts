import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder, unprivileged } from './host.ts'
import { freshDatabase, noPostgres } from './postgres.ts'
import { startPostgres } from './postgres-server.ts'

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function server(options?: Parameters<typeof startPostgres>[0]) {
  const started = await startPostgres(options)
  onTestFinished(() => started.stop())
  return started
}

describe.skipIf(noPostgres())('PostgreSQL for the tests', () => {
  test('every test gets a database of its own', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()])
    await query(one, 'create table mark (n int)')
    expect(await query(one, 'select count(*)::int as n from mark')).toEqual([{ n: 0 }])
    await expect(query(other, 'select * from mark')).rejects.toThrow('relation "mark" does not exist')
  })

  test('it is a durable one', async () => {
    expect(await query(String(inject('postgresUrl')), 'show fsync')).toEqual([{ fsync: 'on' }])
  })

  test('a committed row survives an immediate restart, an open transaction does not', async () => {
    const postgres = await server()
    const url = await postgres.createDatabase('kept')
    await query(url, 'create table mark (n int); insert into mark values (1)')
    const open = new Client({ connectionString: url })
    open.on('error', () => {})
    await open.connect()
    await open.query('begin; insert into mark values (2)')
    const before = postgres.pid
    await postgres.restart('immediate')
    expect(postgres.pid).not.toBe(before)
    expect(await query(url, 'select n from mark')).toEqual([{ n: 1 }])
    expect(await postgres.log()).toContain('automatic recovery in progress')
  })

  test('stop removes the folders', async () => {
    const postgres = await startPostgres()
    expect(existsSync(postgres.dataDir)).toBe(true)
    await postgres.stop()
    expect([postgres.dataDir, postgres.socketDir].filter(existsSync)).toEqual([])
    await expect(query(postgres.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  })

  test('a folder that is kept can be started again', async () => {
    const folder = await temporaryFolder('kept', await unprivileged())
    onTestFinished(() => rm(folder, { recursive: true }))
    const dataDir = join(folder, 'data')
    const first = await startPostgres({ dataDir, keep: true, settings: { work_mem: '5MB' } })
    await query(first.url, 'create table mark (n int)')
    await first.stop('fast')
    const again = await server({ dataDir })
    expect(await query(again.url, 'select * from mark')).toEqual([])
    expect(await query(again.url, 'show work_mem')).toEqual([{ work_mem: '5MB' }])
  })

  test('a setting that PostgreSQL does not know is said', async () => {
    await expect(startPostgres({ settings: { no_such_setting: 1 } })).rejects.toThrow(/unrecognized.*no_such_setting/)
  })

  test('a folder with anything else in it is refused and left alone', async () => {
    await expect(startPostgres({ dataDir: import.meta.dirname })).rejects.toThrow('holds other things')
    expect(existsSync(import.meta.filename)).toBe(true)
  })

  test.skipIf(process.platform === 'win32')('it ends with the process that started it, also by kill -9', async () => {
    const script = `import { startPostgres } from ${JSON.stringify(new URL('postgres-server.ts', import.meta.url).href)}
      console.log((await startPostgres()).dataDir)`
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      cwd: import.meta.dirname,
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [line] = await once(child.stdout, 'data')
    const dataDir = String(line).trim()
    expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(true)
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(existsSync(dirname(dataDir))).toBe(false), { timeout: 10_000 })
  })
})
