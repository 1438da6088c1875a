/** A query of a plugin: validated as a command is, and answered from the journey as it stands. It records nothing and takes no lock. */
import type { StandardSchemaV1 as Standard } from '@standard-schema/spec'
import { type Answer, answerOf, ask, checkInput, invalid, type Refused, refuse } from './call.ts'
import { iso } from './clock.ts'
import type { JsonSchema, Output, Plain, Schema } from './definition.ts'
import { customerKey } from './event.ts'
import { isName, NAME, readCustomer } from './ingest.ts'
import { type Journey, viewOf } from './journey.ts'
import { readJourney } from './journeys.ts'
import type { Ok } from './result.ts'
import type { Settings } from './settings.ts'
import type { AnySlice } from './slice.ts'
import { failure, type Workplace } from './work.ts'

/** What a query's `answer` gives: the answer, or a code of its own. */
export type Answered<O, C extends string> = Ok<O> | Refused<C>
interface Asked<I, L extends AnySlice> {
  readonly input: I
  readonly journey: Journey<L>
  readonly now: string
  readonly settings: Settings
  /** The id of the order that was asked about; the journey is its buyer's then. */
  readonly order: string | undefined
}
export interface QueryDef<I, O, C extends string, L extends AnySlice> {
  readonly input: Schema<I>
  readonly reads?: readonly L[]
  readonly codes: readonly C[]
  answer(asked: Asked<I, never>): Answered<O, C>
}
// biome-ignore lint/suspicious/noExplicitAny: existential, "a query of some types"
export type AnyQuery = QueryDef<any, any, string, any>

/**
 * Declares a query of a plugin: a pure reader of a customer's journey, asked by the customer or by one of their orders.
 * @example defineQuery({ input: z.object({ wineId: z.string() }), reads: [cellar], codes: ['WINE_UNKNOWN'], answer: … })
 */
export function defineQuery<S extends Standard, O, const C extends string = never, L extends AnySlice = never>(query: {
  /** Fields of its own: `customer`, `order` and `tenant` are the engine's. */
  readonly input: JsonSchema<S>
  readonly reads?: readonly L[]
  readonly codes: readonly C[]
  answer(asked: Asked<Output<S>, L>): Answered<O, NoInfer<C>>
}): QueryDef<Plain<Output<S>>, O, C, NoInfer<L>> {
  return query as never
}

/** @param by the query's name, as `reviews.upcoming` */
export async function runQuery(place: Workplace, by: string, query: AnyQuery, raw: unknown): Promise<Answer> {
  const {
    customer: who,
    order,
    tenant = 'default',
    ...own
  } = (raw ?? {}) as { customer?: unknown; order?: unknown; tenant?: string }
  if (order !== undefined) {
    if (who !== undefined) return invalid('order', 'a customer or an order, not both')
    if (!isName(order)) return invalid('order', NAME)
  }
  const customer = readCustomer(who)
  if (!customer && order === undefined)
    return refuse('CUSTOMER_MISSING', 'the query names no customer, and no order', {
      path: 'customer',
      expected: '{ id } or { anonymousId }, or an order',
    })
  const input = checkInput(query.input, raw, tenant, own)
  if (!input.ok) return input
  const { store, model, clock } = place
  try {
    const key = customer ? customerKey(customer) : await store.buyerOf(tenant, `order/${order}`)
    const journey = key === undefined ? undefined : await readJourney(place, tenant, key)
    if (!journey)
      return customer
        ? refuse('CUSTOMER_UNKNOWN', 'no journey is known for this customer', {
            path: 'customer',
            expected: 'a customer with a journey',
          })
        : refuse('ORDER_UNKNOWN', 'nobody is known to have placed this order', {
            path: 'order',
            expected: 'the id of an order that was placed',
          })
    const now = iso(clock.now())
    const view = viewOf(model, journey, now) as Journey<never>
    return ask(by, () =>
      answerOf(query.answer({ input: input.value, journey: view, now, settings: model.settings, order })),
    )
  } catch (error) {
    return failure(error)
  }
}
