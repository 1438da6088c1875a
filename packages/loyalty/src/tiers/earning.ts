/** Earning in a tier: points are multiplied, what counts for the tier itself is not. */
import { walletOf } from '../lot.ts'
import type { OrderRule, Programme } from '../programme.ts'
import { type Grant, type Purchase, type Terms, worthOf } from '../worth.ts'
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
/** All rules on orders: those of the programme, and those by which its tiers are measured. */
export const allRules = ({ orderRules, tiers }: Programme): readonly OrderRule[] => [
  ...orderRules,
  ...(tiers?.rules ?? []),
]
/** What an order is granted: the two kinds of rules are judged apart, so that neither takes anything from the other. */
export function grantsIn({ rules, exclude, multiplier }: Terms, purchase: Purchase): readonly Grant[] {
  const isStatus = ({ wallet }: OrderRule): boolean => wallet === STATUS
  return [
    ...worthOf({ rules: rules.filter((rule) => !isStatus(rule)), exclude, multiplier }, purchase).grants,
    ...worthOf({ rules: rules.filter(isStatus), exclude }, purchase).grants,
  ]
}
/** The sum of points, without what counts for tiers only. */
export const sumOfPoints = (
  list: readonly ({ readonly points: number } & ({ readonly lot: string } | { readonly wallet: string }))[],
): number =>
  list.reduce((sum, one) => (('lot' in one ? walletOf(one.lot) : one.wallet) === STATUS ? sum : sum + one.points), 0)
