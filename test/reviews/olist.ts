// The orders of a real shop, Olist's: read from its tables, and told to a shop that asks for reviews, each fact when it happened.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMot, memoryStore, type NewEvent, virtualClock } from '@motkit/core'
import { type ReviewsOptions, requestOf, reviews } from '@motkit/reviews'
import { wall } from './timing.ts'

const folder = join(fileURLToPath(new URL('../..', import.meta.url)), '../shared/data/olist')
export const isThere = existsSync(folder)
if (!isThere) console.warn('SKIPPED: ../shared/data/olist is not there, so no review was asked for of its orders.')

const ZONE = 'America/Sao_Paulo'
const DAY = 86_400_000
type Row = Readonly<Record<string, string>>

/** Rows of a table; none of those read here has quotes. */
function table(name: string): Row[] {
  const [head = '', ...lines] = readFileSync(join(folder, `olist_${name}_dataset.csv`), 'utf8')
    .trim()
    .split(/\r?\n/)
  const names = head.replace('\uFEFF', '').split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])))
}
const byOrder = (name: string) => Map.groupBy(table(name), (row) => row.order_id ?? '')

/**
 * The instant at which walls in São Paulo show this. It is UTC-3 there, and was UTC-2 in summer, from midnight to midnight:
 * of two instants the first is meant, and where the hour from midnight on was skipped, its end.
 */
function utcOf(shown: string): string {
  const [date, time] = shown.split(' ')
  const found = [2, 3].map((hours) => Date.parse(`${date}T${time}Z`) + hours * 3_600_000)
  const at = found.find((one) => wall(one, ZONE) === shown) ?? Date.parse(`${date}T03:00Z`)
  return new Date(at).toISOString()
}
/** `9/4/2016 5:07`, as the tables have it: local time. */
function read(cell = ''): string | undefined {
  const [, month = '', date = '', year, time = ''] = /^(\d+)\/(\d+)\/(\d+) ([\d:]+)$/.exec(cell) ?? []
  return cell === ''
    ? undefined
    : utcOf(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')} ${time.padStart(5, '0')}`)
}
/** So many days on by the calendar on the wall. */
export function daysOn(instant: string, days: number): string {
  const [date = '', time] = wall(Date.parse(instant), ZONE).split(' ')
  return utcOf(`${new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10)} ${time}`)
}
/** So many times 24 hours on. */
export const later = (instant: string, days: number): string => new Date(Date.parse(instant) + days * DAY).toISOString()

/** An order and all that ever became of it, in UTC. */
export interface Bought {
  readonly orderId: string
  readonly customer: string
  readonly placed: string
  readonly paid?: string | undefined
  readonly sent?: string | undefined
  readonly arrived?: string | undefined
  readonly canceled?: string | undefined
  readonly reviews: readonly string[]
  readonly lines: readonly { readonly productId: string; readonly category: string; readonly quantity: number }[]
}
/**
 * All orders, the first first. When one was canceled, the tables don't say, only that it stayed so: it is taken as the last
 * word on it.
 * @param customerOf who bought, by the row of the table of customers
 */
export function readOrders(customerOf: (row: Row) => string | undefined): readonly Bought[] {
  const [items, reviewed] = [byOrder('order_items'), byOrder('order_reviews')]
  const categories = new Map(table('products').map((row) => [row.product_id, row.product_category_name ?? '']))
  const people = new Map(table('customers').map((row) => [row.customer_id, customerOf(row) ?? '']))
  const orders = table('orders').map((row): Bought => {
    const orderId = row.order_id ?? ''
    const pieces = Map.groupBy(items.get(orderId) ?? [], ({ product_id }) => product_id ?? '')
    const placed = read(row.order_purchase_timestamp) ?? ''
    const paid = read(row.order_approved_at)
    const sent = read(row.order_delivered_carrier_date)
    const arrived = read(row.order_delivered_customer_date)
    return {
      orderId,
      customer: people.get(row.customer_id) ?? '',
      placed,
      paid,
      sent,
      arrived,
      canceled: row.order_status === 'canceled' ? (arrived ?? sent ?? paid ?? placed) : undefined,
      reviews: (reviewed.get(orderId) ?? []).map((one) => read(one.review_answer_timestamp) ?? '').sort(),
      lines: [...pieces].map(([productId, { length: quantity }]) => {
        return { productId, category: categories.get(productId) ?? '', quantity }
      }),
    }
  })
  return orders.sort((a, b) => (a.placed < b.placed ? -1 : 1))
}
function eventsOf({ orderId, customer, placed, paid, sent, arrived, canceled, reviews, lines }: Bought): NewEvent[] {
  const tell = (type: string, time: string | undefined, data: object = {}, name = type): NewEvent[] =>
    time === undefined
      ? []
      : [
          {
            id: `${orderId}/${name}`,
            source: 'olist',
            type,
            time,
            customer: { id: customer },
            data: { orderId, ...data },
          },
        ]
  return [
    ...tell('order.placed', placed, { total: { amount: 1, currency: 'BRL' }, products: lines }),
    ...tell('order.paid', paid),
    ...tell('shipment.created', sent),
    ...tell('shipment.delivered', arrived),
    ...tell('order.canceled', canceled),
    ...reviews.flatMap((at, i) =>
      tell('review.submitted', at, { reviewId: `${orderId}/${i}`, rating: 3 }, `review/${i}`),
    ),
  ]
}

/** How an order stands: `sent`, `planned`, or why neither; since or for when, and what is asked about. */
export interface Stand {
  readonly is: string
  readonly at?: string | undefined
  readonly products?: readonly string[] | undefined
}
export type Stands = ReadonlyMap<string, Stand>

/** The shop as it is live: each fact when it happens, after all that was due before; and how orders stand at each look. */
export async function play(orders: readonly Bought[], options: ReviewsOptions, looks: readonly string[]) {
  const clock = virtualClock('2016-09-01T00:00:00Z')
  const now = () => new Date(clock.now()).toISOString()
  const sent = new Map<string, Stand>()
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [reviews(options)],
    settings: { timeZone: ZONE },
    handlers: {
      'message.send': async ({ data }) => {
        const { orderId = '', products } = requestOf(data) ?? {}
        sent.set(orderId, { is: sent.has(orderId) ? 'sent twice' : 'sent', at: now(), products })
      },
    },
  })
  const standOf = async (id: string): Promise<[string, Stand][]> => {
    const answer = await mot.reviews.upcoming({ customer: { id } })
    if (!answer.ok) throw answer.error
    return answer.value.map(({ orderId, status, at, reason, since, products }) => [
      orderId,
      status === 'sent' || status === 'planned'
        ? { is: status, at, products }
        : { is: reason ?? 'no reason', at: since },
    ])
  }
  const facts = Map.groupBy(orders.flatMap(eventsOf), ({ time }) => time)
  const seen = new Map<string, Stands>()
  let next: string | undefined
  for (const at of [...new Set([...facts.keys(), ...looks])].sort()) {
    for (; next !== undefined && next <= at; next = (await mot.catchUp()).next) clock.set(next)
    clock.set(at)
    for (const answer of await mot.ingestMany(facts.get(at) ?? [])) if (!answer.ok) throw answer.error
    next = (await mot.catchUp()).next
    if (!looks.includes(at)) continue
    const customers = new Set(orders.filter(({ placed }) => placed <= at).map(({ customer }) => customer))
    seen.set(at, new Map((await Promise.all([...customers].map(standOf))).flat()))
  }
  await mot.close()
  return { sent, seen }
}
