/** A process of the shop: takes events in, acknowledges each after its commit, runs timers and deliveries; until it is killed. */
import { setTimeout as rest } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { createMot, isMotError, virtualClock } from '@motkit/core'
import { postgresStore } from '@motkit/postgres'
import type { SimulatedEvent } from '@motkit/testing'
import pg from 'pg'
import { openSink } from '../support/sink.ts'
import { breakages } from './broken.ts'
import { callLine } from './found.ts'
import { guards, plugins } from './shop.ts'

export interface WorkerSetup {
  readonly url: string
  readonly sink: string
  readonly name: string
  readonly now: number
  readonly broken?: string | undefined
}
/** What a worker is told: what time it is, and events to take, by number. */
export interface Order {
  readonly now: number
  readonly events?: readonly (readonly [n: number, event: SimulatedEvent])[]
  readonly stop?: true
}
/** What it says: it is there, these are committed, these were not, and what should not have happened. */
export interface Word {
  readonly ready?: true
  readonly acknowledged?: readonly number[]
  readonly returned?: readonly number[]
  readonly fault?: string
}

/**
 * Leases are counted on the shop's clock, on which days pass in seconds: long enough for a handler, short enough to run
 * out within the run.
 */
const LEASE_MS = 48 * 3_600_000
const setup = JSON.parse(process.argv[2] as string) as WorkerSetup
const clock = virtualClock(setup.now)
const sink = openSink(setup.sink, setup.name)
const pool = new pg.Pool({ connectionString: setup.url, max: 6 })
const store = postgresStore({ pool })
const breakage = breakages[setup.broken ?? '']
const say = (word: Word): void => void process.send?.(word)

/** A host whose service is down for the first call of some actions, and whose answer is lost after the first call of others. */
async function send(call: string, key: string, attempt: number): Promise<void> {
  const fate = attempt === 1 ? crc32(key) % 40 : 2
  if (fate === 0) throw new Error('the mail server is down')
  sink.record(call)
  await rest(2)
  if (fate === 1) throw new Error('the answer was lost')
}

const mot = createMot({
  store: breakage ? breakage(store) : store,
  clock,
  plugins,
  guards,
  delivery: { leaseMs: LEASE_MS },
  handlers: {
    'message.send': ({ data, rule }, { idempotencyKey, attempt }) =>
      send(callLine(idempotencyKey, rule, data), idempotencyKey, attempt),
  },
})
mot.on('error', ({ error, during }) => {
  if (!(isMotError(error) && error.retryable)) say({ fault: `${during}: ${error}` })
})
const stop = mot.start({ pollMs: 50 })

/** What ended in one turn is told in one message. */
function teller(kind: 'acknowledged' | 'returned') {
  let told: number[] = []
  return (n: number): void => {
    if (told.push(n) > 1) return
    setImmediate(() => {
      say({ [kind]: told })
      told = []
    })
  }
}
const acknowledge = teller('acknowledged')
const giveBack = teller('returned')

async function take(n: number, event: SimulatedEvent): Promise<void> {
  const answer = await mot.ingest(event)
  if (answer.ok) return acknowledge(n)
  if (!answer.error.retryable) return say({ fault: `${event.type} ${event.id} was refused: ${answer.error}` })
  await rest(100)
  giveBack(n)
}
process.on('message', async ({ now, events = [], stop: ends }: Order) => {
  clock.set(now)
  for (const [n, event] of events) void take(n, event)
  if (!ends) return
  await stop()
  await mot.close()
  await pool.end()
  process.exit()
})
process.on('disconnect', () => process.exit())
say({ ready: true })
