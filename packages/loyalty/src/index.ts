// The plugin, and the programme it runs

export type { Balance, Ending } from './balance.ts'
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
export { type Ledger, pointsBalance } from './ledger.ts'
export { type LoyaltyOptions, loyalty } from './loyalty.ts'
export { type Points, points } from './points.ts'
export { defineProgramme, type Programme, type ProgrammeOptions } from './programme.ts'
export type { Cart } from './quote.ts'
export type { StatementLine } from './statement.ts'
export type { Silent } from './terms.ts'
// Tiers
export { type TierBenefits, tierBenefits } from './tiers/benefits.ts'
export { tierChanged, tierEndangered, tierSecured } from './tiers/facts.ts'
export { type TierState, tiers } from './tiers/slice.ts'
export type { Standing } from './tiers/standing.ts'
export { type Wallets, wallets } from './wallets.ts'
export type { Excluded, Grant, Worth } from './worth.ts'
