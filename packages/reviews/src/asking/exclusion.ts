/** Reasons of the host's own not to ask, or not to ask yet: pure functions that see nothing of how content the customer is. */
import type { AnySlice, Customer, Order } from '@motkit/core'

/** What somebody said of how content they are. Choosing by it whom to ask is gating, which the packs forbid. */
type TellsSatisfaction = 'orders' | 'voices' | 'cases'
export interface Excluding<L extends AnySlice = never> {
  readonly customer: Customer
  readonly orderId: string
  /** The order without its ratings. */
  readonly order: Omit<Order, 'ratings'>
  readonly slices: { readonly [K in L as K['name']]: K['initial'] }
  /** UTC, ISO 8601. */
  readonly now: string
}
export interface ExclusionDef<L extends AnySlice> {
  /** The reason that `upcoming` shows. */
  readonly id: string
  /** Slices of your own. Those that tell how content the customer is do not compile. */
  readonly reads?: readonly ([Extract<L['name'], TellsSatisfaction>] extends [never]
    ? L
    : 'how content somebody is may not decide whom to ask')[]
  /** `skip`: not asked; `wait`: asked once it is over. Pure: asked again at each look. */
  excludes(input: Excluding<L>): 'skip' | 'wait' | undefined
}
/** An exclusion that reads some slices. */
export interface Exclusion {
  readonly id: string
  readonly reads?: readonly AnySlice[]
  // biome-ignore lint/suspicious/noExplicitAny: existential, the types are checked where the exclusion is defined
  excludes(input: Excluding<any>): 'skip' | 'wait' | undefined
}

/**
 * @example
 * defineExclusion({
 *   id: 'recovery',
 *   reads: [recoveries],
 *   excludes: ({ slices, orderId }) => (slices.recoveries.open[`recovery/${orderId}`] ? 'wait' : undefined),
 * })
 */
export const defineExclusion = <L extends AnySlice = never>(exclusion: ExclusionDef<L>): ExclusionDef<L> => exclusion
