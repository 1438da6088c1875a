/** A rule of the shop, twice: as motkit's, and as the predicate that a developer would write by hand. */
import { type AnyRule, orders, sendMessage, total } from '../packages/core/src/index.ts'
import type { Customer, Happened, Moment } from './hand-state.ts'

export interface HandRule {
  readonly id: string
  /** The type of event, or of moment, that it is about. */
  readonly on: string
  /** Looks at more than its event, so that it is asked again when its subject changes. */
  readonly again?: true
  wants(of: Happened & Moment, customer: Customer): boolean
}
export interface Both {
  readonly rule: AnyRule
  readonly hand: HandRule
}
/** Orders placed and not canceled. */
export const placedBefore = (journey: { readonly slices: { readonly orders: typeof orders.initial } }): number =>
  total(journey.slices.orders, 'kept', (order) => orders.keyed?.share(order as never) ?? {})
export const send = (template: string) => [sendMessage({ template, purpose: 'transactional' })]
export const may = [sendMessage] as const
