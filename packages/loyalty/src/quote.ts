/** What a cart would earn, and why: nothing is written. Purchases have one shape, whatever is known: that keeps the sums quick. */
import type { Line, Money } from '@motkit/core'
import { limitsOf } from './earn-limits.ts'
import type { Rate } from './fields.ts'
import type { Ledger } from './ledger.ts'
import type { Programme } from './programme.ts'
import { type Worth, worthOf } from './worth.ts'

/** A cart, in the words of `order.placed`. */
export interface Cart {
  readonly total: Money
  readonly products?: readonly Line[]
  readonly shipping?: Money
  readonly tax?: Money
}
const never = (): boolean => false
/**
 * @param about `now`, when it would be placed; without a journey it is quoted as a first order
 * @example quoteOf(programme, { total: { amount: 4_990, currency: 'EUR' } }, { now }).points
 */
export function quoteOf(
  programme: Programme,
  { total, products = [], shipping, tax }: Cart,
  {
    now,
    journey,
    multiplier,
  }: {
    readonly now: string
    readonly journey?: { readonly slices: Ledger }
    readonly multiplier?: Rate | undefined
  },
): Worth {
  const { orderRules: rules, exclude, groups } = programme
  // What is left of a budget only a commit knows.
  const asked = { at: now, own: {}, ledger: journey?.slices, refused: never }
  const { caps } = limitsOf(programme, rules, asked)
  return worthOf(
    { rules, exclude, groups, multiplier, caps },
    {
      total,
      lines: products,
      shipping: shipping?.amount,
      tax: tax?.amount,
      refunded: 0,
      at: now,
      first: journey?.slices.wallets.first === undefined,
    },
  )
}
