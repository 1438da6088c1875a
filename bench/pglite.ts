/** pglite.batch: the same as postgres.batch, with PostgreSQL inside this process, in a folder. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pgliteStore } from '../packages/postgres/src/index.ts'
import { sizesOf } from './durable-proof.ts'
import { loadShop, openShop, type Place } from './durable-shop.ts'
import type { Transact } from './hand-durable.ts'
import type { Row } from './hand-tables.ts'
import { type Bench, relay } from './harness.ts'
import { inTurn, legsOf } from './legs.ts'

const CUSTOMERS = 4_000
const LEG = 3_000

const transactOn =
  (instance: PGlite): Transact =>
  (work) =>
    instance.transaction((tx) => work(async ({ text }, values) => (await tx.query<Row>(text, values)).rows))
const placeOf = (instance: PGlite): Place => ({
  store: pgliteStore(instance),
  transact: transactOn(instance),
  run: (statements) => instance.exec(statements),
  rows: async (query) => (await instance.query<Record<string, unknown>>(query)).rows,
})

export const pgliteBatch: Bench = {
  name: 'pglite.batch',
  against: 'a hand-written loop, 100 a transaction',
  goal: 0.85,
  unit: 'events/s',
  rounds: 5,
  async run(rounds) {
    const folder = await mkdtemp(join(tmpdir(), 'motkit-pglite-'))
    const instance = await PGlite.create(folder)
    try {
      const place = placeOf(instance)
      await loadShop(place, CUSTOMERS)
      const { stream, ingestMany, takeByHand, prove } = openShop(place, CUSTOMERS)
      const figure = await relay({
        legs: legsOf(stream(), rounds + 1, LEG),
        size: LEG,
        ours: inTurn(ingestMany),
        theirs: inTurn((batch) => takeByHand(place.transact, batch)),
      })
      return { ...figure, note: sizesOf(await prove()) }
    } finally {
      await instance.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}
