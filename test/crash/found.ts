/** What is there after the crash: in the database, and in the files of the host that was called. */
import { type Customer, customerKey, type Keyed, type Store } from '@motkit/core'
import { type Points, pointsBalance } from '@motkit/loyalty'
import type { Pool } from 'pg'
import { readSink } from '../support/sink.ts'

/** One call of the host: the key it is deduplicated by, and what it was about in the host's own words. */
export interface Call {
  readonly key: string
  readonly rule: string
  readonly template: string
  readonly about: string
}
export interface Action {
  readonly customer: string
  readonly key: string
  readonly state: string
  readonly rule: string
  readonly template: string
  readonly about: string
}
/** What motkit recorded itself. */
export interface OwnFact {
  readonly customer: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}
export interface Found {
  /** Events of the host's, as `source#id`. */
  readonly events: readonly string[]
  readonly facts: readonly OwnFact[]
  readonly actions: readonly Action[]
  /** By customer: of how many events it was folded, and its points. */
  readonly journeys: ReadonlyMap<string, { readonly counted: number; readonly balance: number }>
  /** Customers whose timer should have gone off. */
  readonly overdue: readonly string[]
  /** Of the host, each as often as it came. */
  readonly calls: readonly Call[]
}

interface Message {
  readonly template: string
  readonly data?: Readonly<Record<string, unknown>> | undefined
}
const aboutOf = ({ data = {} }: Message): string => String(data.orderId ?? data.cartId)
/** A call as a line of the sink. */
export const callLine = (key: string, rule: string, data: Message): string =>
  [key, rule, data.template, aboutOf(data)].join('\t')
function toCall(line: string): Call {
  const [key = '', rule = '', template = '', about = ''] = line.split('\t')
  return { key, rule, template, about }
}

interface Slices {
  readonly counted?: number
  readonly points: Keyed<Points>
}
interface EventRow {
  readonly source: string
  readonly id: string
  readonly customer: string
  readonly body: { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
}
interface ActionRow extends Pick<Action, 'customer' | 'key' | 'state'> {
  readonly body: { readonly rule: string; readonly data: Message }
}

export async function findAll(
  pool: Pool,
  store: Store,
  sink: string,
  customers: readonly Customer[],
  horizon: string,
): Promise<Found> {
  const { rows: events } = await pool.query<EventRow>('select source, id, customer, body from motkit.event')
  const { rows: actions } = await pool.query<ActionRow>('select customer, key, state, body from motkit.action')
  const { rows: overdue } = await pool.query<{ customer: string }>('select customer from motkit.timer where at <= $1', [
    horizon,
  ])
  const keys = [...new Set(customers.map(customerKey))]
  const journeys = new Map<string, { counted: number; balance: number }>()
  while (keys.length > 0) {
    const found = await store.journeys('default', keys.splice(0, 500))
    for (const [key, { slices }] of found.journeys) {
      const { counted = 0, points } = slices as unknown as Slices
      journeys.set(key, { counted, balance: pointsBalance(points) })
    }
  }
  return {
    events: events.filter(({ source }) => source !== 'motkit').map(({ source, id }) => `${source}#${id}`),
    facts: events
      .filter(({ source }) => source === 'motkit')
      .map(({ customer, body }) => ({ customer, type: body.type, data: body.data })),
    actions: actions.map(({ body, ...row }) => ({
      ...row,
      rule: body.rule,
      template: body.data.template,
      about: aboutOf(body.data),
    })),
    journeys,
    overdue: overdue.map(({ customer }) => customer),
    calls: [...readSink(sink)].flatMap(([line, times]) => Array.from({ length: times }, () => toCall(line))),
  }
}
