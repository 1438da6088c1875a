/** Entities of the shop as facts, and facts told to the engine. */
import {
  type EntityRef,
  eventsOfCart,
  eventsOfCustomer,
  eventsOfOrder,
  type Fact,
  type OrderOptions,
  type Query,
  readCart,
  readCustomer,
  readOrder,
} from '../facts'

/** What is asked of an engine. */
export interface Taking {
  ingestMany(
    events: Iterable<unknown>,
    options?: { readonly backfill?: boolean },
  ): Promise<
    readonly ({ readonly ok: true } | { readonly ok: false; readonly error: Error & { readonly code: string } })[]
  >
}
/** Who was erased stays so, whatever the shop still says of them. */
const FINE = ['CUSTOMER_ERASED']

/** What is known already counts once. @throws the engine's error, where it refuses one */
export async function take(engine: Taking, facts: readonly Fact[], backfill = false): Promise<void> {
  const answers = await engine.ingestMany(facts, { backfill })
  const refused = answers.find((answer) => !answer.ok && !FINE.includes(answer.error.code))
  if (refused && !refused.ok) throw refused.error
}

/** All that the present state of an entity implies; nothing of one that is gone. @throws MotError MEDUSA_ENTITY_INVALID */
export async function factsOf(query: Query, ref: EntityRef, orders: OrderOptions = {}): Promise<readonly Fact[]> {
  const id = await idOf(query, ref)
  if (id === undefined || ref.entity === 'deletion') return []
  if (ref.entity === 'cart') {
    const cart = await readCart(query, id)
    return cart === undefined ? [] : eventsOfCart(cart)
  }
  if (ref.entity === 'customer') {
    const customer = await readCustomer(query, id)
    return customer === undefined ? [] : eventsOfCustomer(customer)
  }
  const order = await readOrder(query, id)
  return order === undefined ? [] : eventsOfOrder(order, orders)
}

/** Where the id of an entity is found on what hangs on it. */
const paths = {
  payment: ['payment_collection', 'order', 'id'],
  fulfillment: ['order', 'id'],
  payment_session: ['payment_collection', 'cart', 'id'],
} as const
async function idOf(query: Query, { by, id }: EntityRef): Promise<string | undefined> {
  if (by === 'id') return id
  const path: readonly string[] = paths[by]
  const { data } = await query.graph({ entity: by, fields: ['id', path.join('.')], filters: { id } })
  const found = path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], data[0])
  return typeof found === 'string' ? found : undefined
}
