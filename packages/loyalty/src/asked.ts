/** What a customer asks for: a reward of the catalogue at its price, or points as they like within the wallet's limits. */
import type { Keyed, Money } from '@motkit/core'
import { type Gift, gift } from './catalogue.ts'
import { refused } from './errors.ts'
import { entry } from './fields.ts'
import type { Ledger } from './ledger.ts'
import { isHeld } from './points.ts'
import type { Programme } from './programme.ts'
import { type Redemptions, timesRedeemed } from './redemption.ts'
import { refusal } from './spend-limits.ts'

export interface Spending extends Ledger {
  readonly redemptions: Keyed<Redemptions>
}
export interface Asked {
  readonly points?: number | undefined
  readonly wallet?: string | undefined
  readonly reward?: string | undefined
  readonly cart?: { readonly total: Money } | undefined
}
export interface Price {
  readonly ok: true
  readonly points: number
  readonly wallet: string
  readonly gift?: Gift
}

/** What it costs, or why it is not to be had. */
export function priceOf(programme: Programme, slices: Spending, asked: Asked, now: string) {
  return asked.reward === undefined ? freely(programme, asked) : ofReward(programme, slices, asked, asked.reward, now)
}
function freely({ wallets }: Programme, { points = 0, wallet = 'main', cart }: Asked) {
  const terms = entry(wallets, wallet)
  if (!terms || terms.spendable === false)
    return refused('WALLET_UNKNOWN', `there is no wallet ${wallet} to spend from`, { path: 'wallet' })
  const price: Price = { ok: true, points, wallet }
  return refusal(terms.spend, points, cart) ?? price
}
function ofReward({ rewards }: Programme, slices: Spending, { points, wallet, cart }: Asked, id: string, now: string) {
  const reward = entry(rewards, id)
  if (!reward) {
    const expected = `one of ${Object.keys(rewards).join(', ')}`
    return refused('REWARD_UNKNOWN', `there is no reward ${id}`, { path: 'reward', expected })
  }
  const { limit = Number.POSITIVE_INFINITY, minimum } = reward
  const no = (path: string, message: string, expected: unknown) =>
    refused('REWARD_REFUSED', `${id}: ${message}`, { path, expected })
  if (points !== undefined && points !== reward.points)
    return refused('POINTS_REFUSED', `${id} costs ${reward.points}`, { path: 'points', expected: `${reward.points}` })
  if (wallet !== undefined && wallet !== reward.wallet)
    return no('wallet', `it is had from the wallet ${reward.wallet}`, reward.wallet)
  if (timesTaken(slices, id, now) >= limit)
    return no('reward', `${limit} for one customer at most`, `at most ${limit} for one customer`)
  if (minimum && cart && !(cart.total.currency === minimum.currency && cart.total.amount >= minimum.amount))
    return no('cart.total', `a cart of ${minimum.amount} ${minimum.currency} or more is needed`, minimum)
  const price: Price = { ok: true, points: reward.points, wallet: reward.wallet, gift: gift.parse(reward) }
  return price
}
/** Redeemed and not given back, or set aside. */
function timesTaken({ points, redemptions }: Spending, reward: string, now: string): number {
  const held = Object.values(points.open).filter((one) => isHeld(one, now) && one.hold?.reward === reward)
  return timesRedeemed(redemptions, reward) + held.length
}
