/** What a cart would earn, and why: nothing is written. */
import type { Line, Money } from '@motkit/core'
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
/**
 * @param about `now`, when it would be placed; without a journey it is quoted as a first order
 * @example quoteOf(programme, { total: { amount: 4_990, currency: 'EUR' } }, { now }).points
 */
export const quoteOf = (
  { orderRules, exclude }: Programme,
  { total, products = [], shipping, tax }: Cart,
  {
    now,
    journey,
    multiplier,
  }: {
    readonly now: string
    readonly journey?: { readonly slices: Ledger }
    readonly multiplier?: number | string | undefined
  },
): Worth =>
  worthOf(
    { rules: orderRules, exclude, multiplier },
    {
      total,
      lines: products,
      ...(shipping && { shipping: shipping.amount }),
      ...(tax && { tax: tax.amount }),
      refunded: 0,
      at: now,
      first: journey?.slices.wallets.first === undefined,
    },
  )
