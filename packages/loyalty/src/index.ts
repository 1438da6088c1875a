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
export { type Ledger, type Points, points, pointsBalance, type Wallets, wallets } from './ledger.ts'
export { type LoyaltyOptions, loyalty } from './loyalty.ts'
export { defineProgramme, type Programme, type ProgrammeOptions } from './programme.ts'
export type { Cart } from './quote.ts'
// Referrals
export { reviewReferral, takeBackReward } from './referrals/actions.ts'
export { friendOf, referralLink } from './referrals/codes.ts'
export {
  fingerprintsTaken,
  referralApproved,
  referralClaimed,
  referralConfirmed,
  referralHeld,
  referralRejected,
  referralReported,
  referralRetracted,
  referralRevoked,
  referralUndone,
} from './referrals/facts.ts'
export { type Fingerprints, fingerprints, type Traits } from './referrals/fingerprints.ts'
export type { ReferralOptions } from './referrals/options.ts'
export { everyHeldReferral, type HeldReferral, heldReferrals, type Referral } from './referrals/referral.ts'
export { referrals } from './referrals/referrals.ts'
export { type Referred, referred } from './referrals/referred.ts'
export { relayEvents } from './referrals/relay.ts'
export type { Signal } from './referrals/signals.ts'
export type { StatementLine } from './statement.ts'
export type { Excluded, Grant, Silent, Worth } from './worth.ts'
