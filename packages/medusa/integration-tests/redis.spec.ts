// Two processes of Medusa on Redis, one for requests and one for work, which is killed in the middle; and a bus that says everything again.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { postgresStore } from '@motkit/postgres'
import { Pool } from 'pg'
import { createEngine, noHandlers } from '../src/engine'
import type { MotPluginOptions } from '../src/options'
import { type Shop, shopOf } from './shop'
import { type Database, medusa, newDatabase } from './support/commands'
import { noRedis, type Redis, startRedis } from './support/redis'
import { type Serving, serve } from './support/serving'
import { eventsOf, type Known, known, type Watched } from './support/watching'

const options: MotPluginOptions = require('./app/options')
const missing = noRedis()
/** Medusa's start, and the lock of a job whose worker has died, take their time. */
const SLOW = 180_000

describe.skipIf(missing)(`a server and a worker on Redis ${missing ?? ''}`, () => {
  let redis: Redis
  let database: Database
  let env: Record<string, string>
  let server: Serving
  let worker: Serving
  let shop: Shop
  let watched: Watched
  const pool = () => new Pool({ connectionString: database.url, max: 2 })

  const exec = async (script: string, ...args: string[]): Promise<string> => {
    const command = medusa(['exec', `../support/${script}.ts`, ...args], env)
    const code = await command.ended
    if (code !== 0) throw new Error(command.output())
    return command.output()
  }
  const start = (mode: 'server' | 'worker') => serve({ ...env, MEDUSA_WORKER_MODE: mode })

  beforeAll(async () => {
    redis = await startRedis()
    database = await newDatabase()
    env = { DATABASE_URL: database.url, MOT_REDIS_URL: redis.url }
    expect(await medusa(['db:migrate'], env).ended).toBe(0)
    const store = postgresStore({ pool: pool(), listen: false })
    watched = { ...createEngine(options, { store, handlers: noHandlers }), ask: database.query }
    server = await start('server')
    const folder = mkdtempSync(path.join(tmpdir(), 'motkit-shop-'))
    const keys = path.join(folder, 'keys.json')
    await exec('stock-up', keys)
    shop = shopOf(JSON.parse(readFileSync(keys, 'utf8')), server)
    rmSync(folder, { recursive: true })
    worker = await start('worker')
  }, SLOW)
  afterAll(async () => {
    await Promise.all([server?.stop(), worker?.stop()])
    await watched?.engine.close()
    await database?.close()
    await redis?.stop()
  }, SLOW)

  const until = (id: string, expected: Partial<Known>) =>
    vi.waitFor(async () => expect(await known(watched, id)).toMatchObject(expected), { timeout: SLOW, interval: 250 })

  it('comes to the same, though the worker dies and the bus says everything thrice', async () => {
    const ada = await shop.register('ada@example.com')
    const first = await shop.buy(ada, { mug: 2, tin: 1 })
    await shop.capture(first.id)
    await until(ada.customerId, { points: 57 })

    // In the middle: some of this is heard, some is not, and the rest is said to nobody.
    const guests = ['bob', 'eve', 'joe'].map((name) => shop.guest(`${name}@example.com`))
    const buying = guests.map((guest) => shop.buy(guest, { tin: 2 }))
    await Promise.race(buying)
    await worker.kill()
    const orders = await Promise.all(buying)
    await shop.redeem(ada, 'tenth')
    const parcels: string[] = []
    for (const { id } of orders) {
      await shop.capture(id)
      const parcel = await shop.fulfil(id, { tin: 2 })
      await shop.ship(id, parcel, { tin: 2 })
      await shop.refund(id, 12.5)
      parcels.push(parcel)
    }
    worker = await start('worker')

    const buyers = await Promise.all(orders.map(async ({ id }) => (await shop.orderOf(id)).customer_id ?? ''))
    // What has arrived is no longer said to be on its way.
    for (const id of buyers) await until(id, { messages: ['on-its-way'] })
    for (const [i, { id }] of orders.entries()) await shop.deliver(id, parcels[i] ?? '')
    const expectations: Record<string, Partial<Known>> = {
      [ada.customerId]: {
        stage: 'first_time_customer',
        points: 7,
        messages: [],
        promotions: ['loyalty.reward active'],
      },
    }
    for (const id of buyers)
      expectations[id] = {
        stage: 'first_time_customer',
        moments: {
          'fmot visit': 'stayed',
          'smot.purchase cart': 'order-placed',
          'amot order': 'arrived',
          'smot.experience order': 'trying',
          'umot order': 'open',
          'umot lapse': 'active',
        },
        points: 17, // 30 less 12.50
        messages: ['on-its-way'],
        promotions: [],
      }
    for (const [id, expected] of Object.entries(expectations)) await until(id, expected)
    const before = await Promise.all(Object.keys(expectations).map((id) => eventsOf(watched, id)))

    expect(await exec('replay')).toMatch(/^replayed: [1-9]\d+$/m)
    await vi.waitFor(async () => expect(await database.query('select 1 from mot_inbox')).toEqual([]), SLOW)
    for (const [id, expected] of Object.entries(expectations)) await until(id, expected)
    const after = await Promise.all(Object.keys(expectations).map((id) => eventsOf(watched, id)))
    expect(after).toEqual(before)
  }, 600_000)
})
