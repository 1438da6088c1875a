/** An event: what happened to a customer. The first thing on the way, and all that is kept for good. */

import type { StandardSchemaV1 as Standard } from '@standard-schema/spec'
import { type Definition, define, type JsonSchema, type Output, type Plain } from './definition.ts'

/** A customer by the host's id, or by an anonymous one (a cookie, a device) until `customer.identified`. */
export type Customer = { readonly id: string } | { readonly anonymousId: string }

/** An event as motkit keeps it: CloudEvents 1.0 attributes, plus customer and tenant. `(tenant, source, id)` names it. */
export interface Envelope<N extends string = string, D = unknown> {
  readonly id: string
  readonly source: string
  readonly type: N
  /** What it is about, as `order/1001`; derived from the data where the definition says how. */
  readonly subject?: string
  /** What else it concerns: an order's cart, a cart's visit. */
  readonly related?: readonly string[]
  /** UTC, ISO 8601 with milliseconds. */
  readonly time: string
  readonly tenant: string
  readonly customer: Customer
  readonly data: D
}
/** An event as a host hands it in: `tenant` is 'default', and `subject` derived, unless given. */
export type NewEvent<N extends string = string, D = unknown> = Omit<Envelope<N, D>, 'tenant' | 'related'> & {
  readonly tenant?: string
}

interface About<D> {
  /** What the event is about, from its data. */
  subject?(data: D): string | undefined
  related?(data: D): readonly (string | undefined)[]
}
export interface EventDef<N extends string, D> extends Definition<'event', N, D>, About<D> {}
// biome-ignore lint/suspicious/noExplicitAny: existential, "an event of some data"
export type AnyEvent = EventDef<string, any>
type DataOfEvent<E> = E extends EventDef<string, infer D> ? D : never
export type EventOf<E extends AnyEvent> = E extends AnyEvent ? Envelope<E['type'], DataOfEvent<E>> : never
export type NewEventOf<E extends AnyEvent> = E extends AnyEvent ? NewEvent<E['type'], DataOfEvent<E>> : never

/**
 * Declares a type of event.
 * @param type `noun.past-verb`
 * @param schema any Standard Schema that is synchronous, idempotent and has JSON output
 * @example const tasted = defineEvent('wine.tasted', z.object({ wineId: z.string() }), { subject: (d) => `wine/${d.wineId}` })
 */
export function defineEvent<const N extends string, S extends Standard>(
  type: N,
  schema: JsonSchema<S>,
  about: About<Output<S>> = {},
): EventDef<N, Plain<Output<S>>> {
  return define('event', type, schema as S, about)
}

/** A point in the history that sorts by time, then by name: the earliest and the latest of a set are joins. */
export type Stamp = string
export const stamp = (event: Envelope): Stamp => `${event.time} ${event.source}#${event.id}`
export const instant = (at: Stamp): string => at.slice(0, 24)
/** The event behind a stamp, as `source#id`. */
export const reference = (at: Stamp): string => at.slice(25)
export const earliest = <T extends string>(a: T | undefined, b: T): T => (a !== undefined && a <= b ? a : b)
export const latest = <T extends string>(a: T | undefined, b: T): T => (a !== undefined && a >= b ? a : b)

/** The key of a customer within a tenant; known and anonymous ids never collide. */
export const customerKey = (customer: Customer): string =>
  'id' in customer ? `id:${customer.id}` : `anonymous:${customer.anonymousId}`
export const customerOf = (key: string): Customer =>
  key.startsWith('id:') ? { id: key.slice(3) } : { anonymousId: key.slice(10) }
