/** How many points a customer can spend on a cart, by their balance and the wallet's limits. */
import type { Money } from '@motkit/core'
import { balanceOf } from './balance.ts'
import { entry } from './fields.ts'
import type { Ledger } from './ledger.ts'
import type { Programme } from './programme.ts'
import { type Limit, moneyFor, mostOf } from './spend-limits.ts'

export interface Spendable {
  readonly points: number
  /** What they are worth; nothing where the wallet says no `value` in the cart's currency. */
  readonly worth: Money
  /** What keeps it from being more. */
  readonly limit: Limit
}
/** How many points of a wallet a customer can spend on a cart. */
export function spendableOf(
  programme: Programme,
  ledger: Ledger,
  { total }: { readonly total: Money },
  { now, wallet = 'main' }: { readonly now: string; readonly wallet?: string },
): Spendable {
  const { spend } = entry(programme.wallets, wallet) ?? { spend: {} }
  const { points, limit } = mostOf(spend, balanceOf(programme, ledger, now, wallet).available, { total })
  return { points, worth: { amount: moneyFor(spend, points, total.currency) ?? 0, currency: total.currency }, limit }
}
