/** A customer as the hand-written loop keeps them in a row: one JSON text, all of it written anew with each event. */
import {
  type Action,
  type Customer,
  type Happened,
  newCustomer,
  type Order,
  type Recent,
  type Topic,
  type Visit,
} from './hand-state.ts'

type List<M> = M extends ReadonlyMap<infer K, infer V> ? readonly [K, V][] : M
type OrderRow = { readonly [K in keyof Order]: List<Order[K]> }
type TopicRow = Omit<Topic, 'moments' | 'asks' | 'actions' | 'order'> &
  Partial<Pick<Topic, 'moments' | 'asks'>> & { readonly actions?: readonly Action[]; readonly order?: OrderRow }
interface Row {
  readonly topics: readonly TopicRow[]
  readonly kept: number
  readonly recent: readonly Recent[]
  readonly firstVisit?: { readonly subject: string; readonly from: number }
  readonly lastOrder?: string
}

const fromTopic = ({ moments, asks, actions, order, ...topic }: Topic): TopicRow => ({
  ...topic,
  ...(moments.length > 0 && { moments }),
  ...(asks.length > 0 && { asks }),
  ...(actions.size > 0 && { actions: [...actions.values()] }),
  ...(order && {
    order: { ...order, refunds: [...order.refunds], parcels: [...order.parcels], ratings: [...order.ratings] },
  }),
})
const toTopic = ({ moments = [], asks = [], actions = [], order, ...topic }: TopicRow): Topic => ({
  ...topic,
  moments,
  asks,
  actions: new Map(actions.map((action) => [action.key, action])),
  ...(order && {
    order: {
      ...order,
      refunds: new Map(order.refunds),
      parcels: new Map(order.parcels),
      ratings: new Map(order.ratings),
    },
  }),
})

export function toText({ topics, kept, recent = [], firstVisit, lastOrder }: Customer): string {
  const row: Row = {
    topics: Array.from(topics.values(), fromTopic),
    kept,
    recent,
    ...(firstVisit?.visit && { firstVisit: { subject: firstVisit.subject, from: firstVisit.visit.from } }),
    ...(lastOrder && { lastOrder: lastOrder.subject }),
  }
  return JSON.stringify(row)
}
export function fromText(text: string): Customer {
  const { topics, kept, recent, firstVisit, lastOrder } = JSON.parse(text) as Row
  const customer = newCustomer()
  customer.kept = kept
  customer.recent = recent
  for (const topic of topics) customer.topics.set(topic.subject, toTopic(topic))
  const last = lastOrder === undefined ? undefined : customer.topics.get(lastOrder)
  if (last) customer.lastOrder = last
  if (firstVisit) {
    const { subject, from } = firstVisit
    // Of a visit that is forgotten, it is still known that it was the first.
    const visit = { from } as Visit
    customer.firstVisit = customer.topics.get(subject) ?? {
      subject,
      kind: 'visit',
      moments: [],
      asks: [],
      actions: new Map(),
      visit,
    }
  }
  return customer
}

const RECENT = 15
/** Keeps an event in the short tail that a page about the customer shows. */
export function recall(customer: Customer, { type, at }: Happened, subject: string): void {
  customer.recent = [...(customer.recent ?? []).slice(1 - RECENT), { type, at, subject }]
}
