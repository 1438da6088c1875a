// The plugin, and the programme it runs

export type { Balance, Ending } from './balance.ts'
export type { Gift, Reward, Rewards } from './catalogue.ts'
export { type CouponCodeOptions, couponCode } from './coupon.ts'
export { type LoyaltyErrorCode, loyaltyErrors } from './errors.ts'
// The facts of the ledger, and the events that only loyalty knows
export {
  anniversaryReached,
  birthdayReached,
  customerSignedUp,
  pointsAdjusted,
  pointsRecorded,
  pointsRedeemed,
  pointsReserved,
  pointsReturned,
  reservationReleased,
} from './facts.ts'
// The slices, for rules of your own
export { type Ledger, type Points, points, pointsBalance, type Wallets, wallets } from './ledger.ts'
export type { Liability, WalletLiability } from './liability.ts'
export type { Limit } from './limits.ts'
export { type LoyaltyOptions, loyalty } from './loyalty.ts'
export { defineProgramme, type Programme, type ProgrammeOptions } from './programme.ts'
export type { Cart } from './quote.ts'
export { type Redemptions, redemptions } from './redemption.ts'
export { type RedeemedReward, readReward, revokeReward } from './rewards.ts'
export { type Difference, type History, type Simulation, simulate } from './simulate.ts'
export type { Spendable } from './spendable.ts'
export type { StatementLine } from './statement.ts'
export type { Excluded, Grant, Silent, Worth } from './worth.ts'
