/** postgres.*: motkit on PostgreSQL, with fsync, against the transactions that a developer would write by hand for one shop. */
import { sizesOf } from './durable-proof.ts'
import { loadShop, openShop, type Shop } from './durable-shop.ts'
import type { Batch } from './hand-loop.ts'
import { type Bench, type Figure, relay } from './harness.ts'
import { alone, inTurn, type Leg, legsOf, type Side, share } from './legs.ts'
import { postgresPlace, transactOn } from './postgres-place.ts'
import type { Database, Server, Template } from './server.ts'

export const filled: Template = { name: 'shop', fill: async (database) => loadShop(await postgresPlace(database)) }
const MANY = 32

interface Course extends Pick<Bench, 'name' | 'against' | 'goal'> {
  /** Events in a leg. */
  readonly size: number
  sides(shop: Shop, database: Database): Promise<{ readonly ours: Side; readonly theirs: Side }>
}

const courses: readonly Course[] = [
  {
    name: 'postgres.batch',
    against: 'a hand-written loop, 100 a transaction',
    goal: 0.85,
    size: 8_000,
    sides: async ({ ingestMany, takeByHand }, database) => {
      const transact = transactOn(await database.connect())
      return { ours: inTurn(ingestMany), theirs: inTurn((batch) => takeByHand(transact, batch)) }
    },
  },
  {
    name: 'postgres.batch-vs-single',
    against: 'a transaction by hand for each event',
    goal: 7,
    size: 1_000,
    sides: async ({ ingestMany, takeByHand }, database) => {
      const transact = transactOn(await database.connect())
      const single = async ({ events, now }: Batch) => {
        const answers = await share(1, events, (event) => takeByHand(transact, { events: [event], now }))
        return answers.flat()
      }
      return { ours: inTurn(ingestMany), theirs: inTurn(single) }
    },
  },
  {
    name: 'postgres.ingest1',
    against: 'a transaction by hand for each event',
    goal: 0.8,
    size: 800,
    sides: async ({ ingest, takeByHand }, database) => {
      const transact = transactOn(await database.connect())
      return { ours: alone(1, ingest), theirs: alone(1, (batch) => takeByHand(transact, batch)) }
    },
  },
  {
    name: 'postgres.ingest32',
    against: 'transactions by hand on 32 connections',
    goal: 2,
    size: 3_000,
    sides: async ({ ingest, takeByHand }, database) => {
      const clients = await Promise.all(Array.from({ length: MANY }, () => database.connect()))
      const transacts = clients.map(transactOn)
      return {
        ours: alone(MANY, ingest),
        theirs: alone(MANY, (batch, caller) => takeByHand(transacts[caller] as (typeof transacts)[0], batch)),
      }
    },
  },
]

async function withShop<T>(server: Server, work: (shop: Shop, database: Database) => Promise<T>): Promise<T> {
  const database = await server.database(filled)
  try {
    return await work(openShop(await postgresPlace(database)), database)
  } finally {
    await database.close()
  }
}
const toBench =
  (server: Server) =>
  ({ size, sides, ...course }: Course): Bench => ({
    ...course,
    unit: 'events/s',
    rounds: 5,
    run: (rounds) =>
      withShop(server, async (shop, database): Promise<Figure> => {
        const figure = await relay({
          legs: legsOf(shop.stream(), rounds + 1, size),
          size,
          ...(await sides(shop, database)),
        })
        return { ...figure, note: sizesOf(await shop.prove()) }
      }),
  })

/** How long callers wait, when there are 32 of them. */
const latency = (server: Server): Bench => ({
  name: 'postgres.ingest32.p99',
  against: '25 ms',
  goal: 25,
  bound: 'most',
  unit: 'ms',
  rounds: 5,
  run: (rounds) =>
    withShop(server, async (shop): Promise<Figure> => {
      const [warm, ...legs] = legsOf(shop.stream(), rounds + 1, 3_000)
      const waits: number[] = []
      const timed = alone(MANY, async (batch) => {
        const start = performance.now()
        const answer = await shop.ingest(batch)
        waits.push(performance.now() - start)
        return answer
      })
      await timed((warm as () => Leg)())
      waits.length = 0
      for (const leg of legs) await timed(leg())
      const value = waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)] as number
      return { ratio: value, value, note: `median ${waits[waits.length >> 1]?.toFixed(1)} ms` }
    }),
})

export const postgresBenches = (server: Server): readonly Bench[] => [...courses.map(toBench(server)), latency(server)]
