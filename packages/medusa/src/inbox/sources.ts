/** Where the sweep looks for what has changed: the entities themselves, and what hangs on an order without touching it. */
import type { EntityRef } from '../facts'
import type { SweepSource } from './sweep'

/** `query.graph` of Medusa, with pages. */
export interface PagedQuery {
  graph(ask: {
    entity: string
    fields: string[]
    filters: Record<string, unknown>
    withDeleted?: boolean
    pagination: { skip: number; take: number; order: Record<string, string> }
  }): Promise<{ data: unknown[] }>
}
const PAGE = 200

interface Changed {
  /** Of the source, and the entity of Query unless that is said. */
  readonly name: string
  readonly entity?: string
  /** Which column says when. */
  readonly when: 'updated_at' | 'created_at' | 'deleted_at'
  /** So long it may still be undone: it is found after that. */
  readonly settlesAfterMs?: number
  /** Where the id of what is to be read stands. */
  readonly path: string
  ref(id: string): EntityRef
}
const own = (entity: EntityRef['entity']) => (id: string) => ({ entity, by: 'id' as const, id })
const [customer, cart, order] = [own('customer'), own('cart'), own('order')]

const changes: readonly Changed[] = [
  { name: 'customer', when: 'updated_at', path: 'id', ref: customer },
  // A workflow that deletes a customer, and fails after that, takes it back.
  {
    name: 'deletion',
    entity: 'customer',
    when: 'deleted_at',
    settlesAfterMs: 60_000,
    path: 'id',
    ref: own('deletion'),
  },
  { name: 'customer_address', when: 'updated_at', path: 'customer_id', ref: customer },
  { name: 'customer_group_customer', when: 'created_at', path: 'customer_id', ref: customer },
  { name: 'cart', when: 'updated_at', path: 'id', ref: cart },
  // The cart's own time does not move with what is put into it (medusajs/medusa#15043), nor with how it is sent and paid.
  { name: 'line_item', when: 'updated_at', path: 'cart_id', ref: cart },
  { name: 'shipping_method', when: 'created_at', path: 'cart_id', ref: cart },
  {
    name: 'payment_session',
    when: 'updated_at',
    path: 'id',
    ref: (id) => ({ entity: 'cart', by: 'payment_session', id }),
  },
  { name: 'order', when: 'updated_at', path: 'id', ref: order },
  { name: 'fulfillment', when: 'updated_at', path: 'id', ref: (id) => ({ entity: 'order', by: 'fulfillment', id }) },
  { name: 'capture', when: 'created_at', path: 'payment.id', ref: (id) => ({ entity: 'order', by: 'payment', id }) },
  { name: 'refund', when: 'created_at', path: 'payment.id', ref: (id) => ({ entity: 'order', by: 'payment', id }) },
]
const at = (row: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name], row)

export const sourcesOf = (query: PagedQuery): readonly SweepSource[] =>
  changes.map(({ name, entity = name, when, settlesAfterMs = 0, path, ref }) => ({
    name,
    async *changedSince(since: string) {
      const until = settlesAfterMs > 0 && { $lte: new Date(Date.now() - settlesAfterMs).toISOString() }
      for (let skip = 0; ; skip += PAGE) {
        const { data } = await query.graph({
          entity,
          fields: [...new Set(['id', path])],
          filters: { [when]: { $gte: since, ...until } },
          withDeleted: true, // as a line that was taken out of a cart
          pagination: { skip, take: PAGE, order: { [when]: 'ASC' } },
        })
        yield data
          .map((row) => at(row, path))
          .filter((id) => typeof id === 'string')
          .map(ref)
        if (data.length < PAGE) return
      }
    },
  }))
