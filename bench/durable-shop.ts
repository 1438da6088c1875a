/** One shop in one database, twice: as motkit's and as the hand-written loop's, with the same history on both sides. */
import {
  createMot,
  definePlugin,
  type Ingested,
  type JourneyState,
  memoryStore,
  type Result,
  type StoredJourney,
  virtualClock,
} from '../packages/core/src/index.ts'
import { wakeAt } from '../packages/core/src/step.ts'
import type { DurableStore } from '../packages/postgres/src/index.ts'
import { prove, type Sizes } from './durable-proof.ts'
import { createTake, type Transact } from './hand-durable.ts'
import { loadByHand } from './hand-history.ts'
import type { Answer, Batch } from './hand-loop.ts'
import { tables } from './hand-tables.ts'
import { inBatches } from './legs.ts'
import { busyDay, type RawEvent, START } from './shop-events.ts'
import { shopRules } from './shop-rules.ts'

/** What both sides need of a database. */
export interface Place {
  readonly store: DurableStore
  /** Runs a transaction of the hand-written loop. */
  readonly transact: Transact
  run(statements: string): Promise<unknown>
  rows(query: string): Promise<readonly unknown[]>
}

/** Who has a history, unless said otherwise. */
const CUSTOMERS = 10_000
const SEED = 7
const HISTORY_BATCH = 500
/** What a shop writes to its customers about: not each page that they look at. */
const pages = new Set(['visit.started', 'product.viewed', 'product.added'])
const rules = shopRules().filter(({ hand }) => !pages.has(hand.on))
const handRules = rules.map(({ hand }) => hand)
export const setUp = {
  plugins: [definePlugin({ id: 'shop', rules: rules.map(({ rule }) => rule) })],
  handlers: { 'message.send': async () => undefined },
} as const

const stored = (state: JourneyState): StoredJourney => {
  const wake = wakeAt(state)
  return { tenant: 'default', key: state.customer, state, ...(wake !== undefined && { wakeAt: wake }) }
}
/** motkit's customers live through their history in memory, and are then written through the store. */
async function loadOurs(store: DurableStore, history: readonly RawEvent[]): Promise<void> {
  const clock = virtualClock(START)
  const past = createMot({ ...setUp, store: memoryStore(), clock })
  for (const { events, now } of inBatches(history, HISTORY_BATCH)) {
    clock.set(now)
    await past.ingestMany(events)
    await past.catchUp()
  }
  const ids = [...new Set(history.map(({ customer }) => customer.id))]
  for (let from = 0; from < ids.length; from += HISTORY_BATCH) {
    const found = await Promise.all(ids.slice(from, from + HISTORY_BATCH).map((id) => past.export({ id })))
    const known = found.flatMap((one) => (one.ok ? [one.value] : []))
    await store.transaction((transaction) =>
      transaction.write({
        events: known.flatMap(({ events }) => events),
        journeys: known.flatMap(({ journey }) => (journey ? [stored(journey)] : [])),
        actions: known.flatMap(({ actions }) => actions),
        links: [],
      }),
    )
  }
}

/** Fills an empty database with the history of both sides. */
export async function loadShop({ store, transact, run }: Place, customers: number = CUSTOMERS): Promise<void> {
  const { history } = busyDay(customers, SEED)
  await store.migrate()
  await run(tables)
  await loadOurs(store, history)
  await loadByHand(transact, handRules, inBatches(history, HISTORY_BATCH))
}

export interface Shop {
  /** What comes next, in order. */
  stream(): readonly RawEvent[]
  ingestMany(batch: Batch): Promise<readonly Answer[]>
  /** The only event of a batch. */
  ingest(batch: Batch): Promise<readonly Answer[]>
  takeByHand(transact: Transact, batch: Batch): Promise<readonly Answer[]>
  /** Holds the rows of both sides against each other. */
  prove(): Promise<Sizes>
}
const answerOf = (told: Result<unknown, string>): Answer =>
  told.ok ? ((told.value as Ingested).duplicate ? 'known' : 'taken') : 'refused'

/** Opens the shop in a database that is filled. */
export function openShop(place: Place, customers: number = CUSTOMERS): Shop {
  const clock = virtualClock(START)
  const mot = createMot({ ...setUp, store: place.store, clock })
  const take = createTake(handRules)
  return {
    stream: () => busyDay(customers, SEED).stream,
    async ingestMany({ events, now }) {
      clock.set(now)
      return (await mot.ingestMany(events)).map(answerOf)
    },
    async ingest({ events: [event], now }) {
      clock.set(now)
      return [answerOf(await mot.ingest(event as never))]
    },
    takeByHand: (transact, { events, now }) => take(transact, events, now),
    prove: () => prove(place),
  }
}
