/** Tells the engine of all customers, one after the other, each with their carts and orders, by the times of then. */
import { isMotError, memoryStore } from '@motkit/core'
import { createEngine, type MotEngine, noHandlers, type Parts } from '../engine'
import type { EntityRef, Fact, Query } from '../facts'
import type { PagedQuery } from '../inbox/sources'
import { factsOf, take } from '../inbox/tell'
import type { MotPluginOptions } from '../options'
import type { Asked } from './arguments'

interface Made {
  readonly engine: MotEngine
  readonly parts: Parts
}
export interface BackfillOptions extends Asked {
  readonly query: Query & PagedQuery
  /** The shop's engine. */
  readonly own: Made
  /** Of the plugin: a dry run makes engines of its own of them, in memory. */
  readonly options: MotPluginOptions
  say(line: string): void
}
export interface Backfilled {
  customers: number
  carts: number
  orders: number
  /** How many events of each type. */
  readonly events: Record<string, number>
  /** What the customers can spend now, by wallet. */
  readonly points: Record<string, number>
  /** Who could not be told of, and why: the others are. */
  readonly refused: { readonly customer: string; readonly error: string }[]
}

/** So many customers are gone through before it is said where a further run would go on. */
const PAGE = 100
/** The journeys of these are no customer's fault: the run ends. */
const FATAL = ['STORE_UNAVAILABLE', 'QUEUE_FULL']

/** @throws what is wrong with the shop or its database; what is wrong with one customer is kept in `refused` */
export async function backfill(asked: BackfillOptions): Promise<Backfilled> {
  const { query, say } = asked
  const done: Backfilled = { customers: 0, carts: 0, orders: 0, events: {}, points: {}, refused: [] }
  let { after = '' } = asked
  for (;;) {
    const page = await idsOf(query, 'customer', { id: { $gt: after } })
    const made = asked.dryRun ? inMemory(asked.options) : asked.own
    for (const customer of page) await tellAll(asked, made, customer, done)
    after = page.at(-1) ?? after
    if (page.length < PAGE) return done
    say(`${done.customers} customers; to go on from here: after=${after}`)
  }
}

/** Nothing of it leaves this process, and nothing of it stays. */
const inMemory = (options: MotPluginOptions): Made =>
  createEngine(options, { store: memoryStore(), handlers: noHandlers })

async function tellAll(asked: BackfillOptions, { engine, parts }: Made, id: string, done: Backfilled): Promise<void> {
  const { query, since, withMessages } = asked
  try {
    const own = { customer_id: id, ...(since !== undefined && { created_at: { $gte: since } }) }
    const carts = await allIdsOf(query, 'cart', own)
    const orders = await allIdsOf(query, 'order', own)
    const ref = (entity: EntityRef['entity']) => (id: string) => ({ entity, by: 'id' as const, id })
    const facts: Fact[] = []
    for (const one of [ref('customer')(id), ...carts.map(ref('cart')), ...orders.map(ref('order'))])
      facts.push(...(await factsOf(query, one, asked.options)))
    facts.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    await take(engine, facts, !withMessages)
    done.customers++
    done.carts += carts.length
    done.orders += orders.length
    for (const { type } of facts) done.events[type] = (done.events[type] ?? 0) + 1
    await countPoints({ engine, parts }, id, done.points)
  } catch (error) {
    if (!isMotError(error) || FATAL.includes(error.code)) throw error
    done.refused.push({ customer: id, error: error.message })
  }
}

async function countPoints({ engine, parts: { loyalty } }: Made, id: string, points: Backfilled['points']) {
  if (!loyalty) return
  const journey = await engine.journey({ id })
  if (!journey.ok) return
  for (const wallet of Object.keys(loyalty.programme.wallets))
    points[wallet] = (points[wallet] ?? 0) + loyalty.balance(journey.value, new Date().toISOString(), wallet).available
}

/** The next page, in the order of their ids. */
async function idsOf(query: PagedQuery, entity: string, filters: Record<string, unknown>, skip = 0) {
  const pagination = { skip, take: PAGE, order: { id: 'ASC' } }
  const { data } = await query.graph({ entity, fields: ['id'], filters, pagination })
  return data.map((row) => (row as { id: string }).id)
}
async function allIdsOf(query: PagedQuery, entity: string, filters: Record<string, unknown>) {
  const all: string[] = []
  for (let isLast = false; !isLast; ) {
    const page = await idsOf(query, entity, filters, all.length)
    all.push(...page)
    isLast = page.length < PAGE
  }
  return all
}

/** What was done, in words. */
export function linesOf({ customers, carts, orders, events, points, refused }: Backfilled, { dryRun }: Asked) {
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none'
  return [
    `${dryRun ? 'would tell' : 'told'} of ${customers} customers, ${carts} carts, ${orders} orders`,
    `events: ${list(events)}`,
    `points to spend: ${list(points)}`,
    ...refused.map(({ customer, error }) => `${customer}: ${error}`),
  ]
}
