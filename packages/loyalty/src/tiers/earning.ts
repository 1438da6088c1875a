/** Earning in a tier: points are multiplied, what counts for the tier itself is not. */
import { walletOf } from '../lot.ts'
import type { Programme } from '../programme.ts'
import type { TierState } from './slice.ts'
import { STATUS } from './terms.ts'

/** The tier of an order: the one in force when it was first granted points, for good. */
export interface EarningTier {
  readonly tier?: string
  readonly multiplier?: number | string
}
export const earnedIn = ({
  tier,
  multiplier,
}: {
  readonly tier?: string | undefined
  readonly multiplier?: number | string | undefined
}): EarningTier => ({ ...(tier !== undefined && { tier }), ...(multiplier !== undefined && { multiplier }) })
/** The tier that a customer earns by now. */
export function earningTier({ tiers }: Programme, { change }: TierState): EarningTier {
  const level = tiers?.levels.find(({ id }) => id === change?.tier)
  return earnedIn({ tier: level?.id, multiplier: level?.multiplier })
}
/** The sum of points, without what counts for tiers only. */
export const sumOfPoints = (
  list: readonly ({ readonly points: number } & ({ readonly lot: string } | { readonly wallet: string }))[],
): number =>
  list.reduce((sum, one) => (('lot' in one ? walletOf(one.lot) : one.wallet) === STATUS ? sum : sum + one.points), 0)
