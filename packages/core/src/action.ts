/** An action: an allowed decision that the host's own function carries out, under an idempotency key. */
import type { StandardSchemaV1 as Standard } from '@standard-schema/spec'
import { type Definition, define, type JsonSchema, type Output, type Plain } from './definition.ts'

export interface ActionDef<N extends string, D> extends Definition<'action', N, D> {}
// biome-ignore lint/suspicious/noExplicitAny: existential, "an action of some data"
export type AnyAction = ActionDef<string, any>
export interface TimerDef<N extends string, D> extends Definition<'timer', N, D> {}
// biome-ignore lint/suspicious/noExplicitAny: existential, "a timer of some data"
export type AnyTimer = TimerDef<string, any>

/**
 * Declares something the host can do.
 * @param type `noun.verb`
 * @example const callBack = defineAction('customer.call', z.object({ phone: z.string() }))
 */
export const defineAction = <const N extends string, S extends Standard>(
  type: N,
  schema: JsonSchema<S>,
): ActionDef<N, Plain<Output<S>>> => define('action', type, schema as S, {})

/**
 * Declares a wake-up that rules can set by `at` and be triggered by.
 * @example const remind = defineTimer('cart.remind', z.object({ cartId: z.string() }))
 */
export const defineTimer = <const N extends string, S extends Standard>(
  type: N,
  schema: JsonSchema<S>,
): TimerDef<N, Plain<Output<S>>> => define('timer', type, schema as S, {})

/**
 * What is unique to a customer only: themselves, and a subject whose id begins with `-`, as their visits `visit/-`.
 * Anything else may be of two customers, who are one then.
 */
export const isUnique = (subject: string): boolean => subject === 'customer' || /^[^/]+\/-/.test(subject)

/**
 * The one key under which an action may have its effect: a function of the rule, the subject and the name,
 * never of the event that caused it. What is unique to a customer carries their key.
 */
export function idempotencyKey(tenant: string, customer: string, rule: string, subject: string, name: string): string {
  const whose = isUnique(subject) ? `${customer}/${subject}` : subject
  return [tenant, rule, whose, name].join('/')
}
