/** What a customer has by the programme. */
import type { Balance, Standing } from '@motkit/loyalty'
import type { Parts } from '../engine'
import type { CustomerJourney } from './serve'

export function pointsOf(
  loyalty: NonNullable<Parts['loyalty']>,
  journey: CustomerJourney,
  now: string,
): { readonly balances: Readonly<Record<string, Balance>>; readonly tier?: Standing } {
  const balances = Object.keys(loyalty.programme.wallets).map((wallet) => [
    wallet,
    loyalty.balance(journey, now, wallet),
  ])
  const tier = loyalty.tier(journey, now)
  return { balances: Object.fromEntries(balances), ...(tier && { tier }) }
}
