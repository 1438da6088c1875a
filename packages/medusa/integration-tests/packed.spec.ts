// The plugin as npm gives it to a shop: packed, installed into an app that was just made, built, sold with, and taken out.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { installApp, pack, runNpm, type Tarball } from '../../../scripts/medusa-app'
import { type Opening, shopOf } from './shop'
import { type Database, medusa, newDatabase } from './support/commands'
import { type Serving, serve } from './support/serving'

const folder = mkdtempSync(path.join(tmpdir(), 'motkit-new-shop-'))
const app = path.join(folder, 'app')
const cli = path.join(app, 'node_modules/.bin/medusa')
const config = path.join(app, 'medusa-config.ts')
const keysFile = path.join(folder, 'keys.json')
let tarballs: readonly Tarball[] = []
let database: Database
beforeAll(async () => {
  database = await newDatabase()
  tarballs = await pack(folder)
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the tarball', () => {
  const contents = () => tarballs.find(({ name }) => name === '@motkit/medusa') ?? { files: [], size: 0 }

  it('has the build with its types, and what npm shows', () => {
    const { files } = contents()
    const server = '.medusa/server/src'
    const parts = ['index', 'modules/mot/index', 'subscribers/mot-hear', 'jobs/mot-sweep', 'api/middlewares']
    const built = parts.flatMap((part) => [`${server}/${part}.js`, `${server}/${part}.d.ts`])
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', ...built]))
  })
  it('has no test, no fixture and no source', () => {
    const { files, size } = contents()
    expect(files.filter((file) => /\.(spec|test)\.|fixtures|integration-tests|bench|vitest/.test(file))).toEqual([])
    expect(files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))).toEqual([])
    expect(size).toBeLessThan(200_000)
  })
})

describe('a new shop', () => {
  const env = () => ({ DATABASE_URL: database.url, NODE_ENV: 'production' })
  const run = async (...args: string[]) => {
    const command = medusa(args, { ...env(), NODE_ENV: 'development' }, { cwd: app, cli })
    const code = await command.ended
    expect(code, command.output()).toBe(0)
    return command.output()
  }
  const open = async (settings: Record<string, string>, cwd: string) => {
    const shop = await serve(settings, { cwd, cli })
    onTestFinished(async () => void (await shop.stop()))
    return shop
  }
  let keys: Opening
  /** Buys for 20 euro and 5 for the parcel, and pays; answers with the customer. */
  async function sell(shop: Serving, email: string) {
    const visit = shopOf(keys, shop)
    const customer = await visit.register(email)
    await visit.capture((await visit.buy(customer, { mug: 1 })).id)
    return customer
  }
  const pointsOf = (shop: Serving, token: string) =>
    shop.request<{ balances: { main: { available: number } } }>({
      method: 'get',
      url: '/store/mot/me',
      headers: { authorization: `Bearer ${token}`, 'x-publishable-api-key': keys.goods.publishableKey },
    })

  it('installs the plugin by npm, and migrates with it', async () => {
    cpSync(path.join(__dirname, 'new-app'), app, { recursive: true })
    const scripts = path.join(app, 'src/scripts')
    mkdirSync(scripts, { recursive: true })
    for (const file of ['admin.ts', 'goods.ts', 'stock-up.ts'])
      cpSync(path.join(__dirname, 'support', file), path.join(scripts, file))
    await installApp(app, tarballs)
    writeFileSync(
      config,
      readFileSync(config, 'utf8').replace(
        /\}\)\n$/,
        `  plugins: [
    { resolve: '@motkit/medusa', options: { programme: { earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }] } } },
  ],
})
`,
      ),
    )
    await run('db:migrate')
    expect(await database.query("select to_regclass('motkit.event') is not null as made")).toEqual([{ made: true }])
    await run('exec', 'src/scripts/stock-up.ts', keysFile)
    keys = JSON.parse(readFileSync(keysFile, 'utf8'))
  })

  it('builds, with the admin', async () => {
    expect(await run('build')).toMatch(/Backend build completed[\s\S]*Frontend build completed/)
  })

  it('starts from its build, and gives points for an order', async () => {
    const shop = await open(env(), path.join(app, '.medusa/server'))
    const { token } = await sell(shop, 'ada@example.com')
    await vi.waitFor(async () => expect((await pointsOf(shop, token)).data.balances.main.available).toBe(25), {
      timeout: 10_000,
      interval: 100,
    })
    expect(await shop.stop()).toBe(0)
  })

  it('takes the plugin out, and goes on selling', async () => {
    cpSync(path.join(__dirname, 'new-app/medusa-config.ts'), config)
    await runNpm(app, 'uninstall', '--no-audit', '--no-fund', ...tarballs.map(({ name }) => name))
    expect(readFileSync(path.join(app, 'package.json'), 'utf8')).not.toContain('@motkit')
    await run('db:migrate')
    rmSync(path.join(app, '.medusa'), { recursive: true })
    const shop = await open({ ...env(), NODE_ENV: 'development' }, app)
    const { token } = await sell(shop, 'grace@example.com')
    await expect(pointsOf(shop, token)).rejects.toMatchObject({ response: { status: 404 } })
    expect(await shop.stop()).toBe(0)
  })
}, 300_000)
