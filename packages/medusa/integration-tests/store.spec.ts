// The shop of examples/medusa-store as a reader runs it: installed with the packed plugin, started, and played in.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { installApp, pack } from '../../../scripts/medusa-app'
import { freePort } from '../../../test/support/host'

const folder = mkdtempSync(path.join(tmpdir(), 'motkit-store-'))
chmodSync(folder, 0o755) // where this is root, PostgreSQL is somebody else
const store = path.join(folder, 'store')
const example = path.join(__dirname, '../../../examples/medusa-store')
const own = (file: string) => !/node_modules|\.medusa|\.postgres/.test(path.relative(example, file))

function node(script: string, port: number) {
  const child = spawn(process.execPath, [`scripts/${script}.mts`], {
    cwd: store,
    env: { ...process.env, PORT: String(port), LOG_LEVEL: 'info', NODE_ENV: 'development' },
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (written += data))
  return { child, output: () => written, ended: ended(child) }
}
const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.on('exit', resolve))

afterAll(() => rm(folder, { recursive: true, force: true }))

it('opens, and a customer plays in it', async () => {
  cpSync(example, store, { recursive: true, filter: own })
  await installApp(store, await pack(folder), '--no-save', '--no-package-lock')
  const port = await freePort()
  const shop = node('start', port)
  onTestFinished(async () => {
    shop.child.kill('SIGTERM')
    await shop.ended
  })
  await vi.waitFor(() => expect(shop.output()).toContain('The shop is open.'), { timeout: 240_000, interval: 200 })
  const play = node('play', port)
  expect(await play.ended, play.output()).toBe(0)
  const lines = play.output().split('\n')
  const said = [
    '    stage first_time_customer, 0 points, tier none, review payment',
    '    message thank-you-card',
    '    stage first_time_customer, 125 points, tier silver, review fulfilment',
    '    message order-dispatched',
    'spends 100 points on a coupon',
  ]
  expect(lines).toEqual(expect.arrayContaining(said))
  expect(play.output()).toMatch(/25 points, tier silver, review 20\d\d-\d\d-\d\dT/)
  expect(play.output()).toMatch(/coupon TEA-/)
}, 400_000)
