// The plugin, and the programme it runs

export { type LoyaltyErrorCode, loyaltyErrors } from './errors.ts'
export { type LoyaltyOptions, loyalty } from './loyalty.ts'
export { defineProgramme, type Programme, type ProgrammeOptions } from './programme.ts'

// Points: facts, slices, and what is read of them

export type { Balance, Ending } from './balance.ts'
export { describeCustomer, describeOrder, descriptions } from './descriptions.ts'
export { pointsExpired } from './ending.ts'
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
export { type Ledger, pointsBalance } from './ledger.ts'
export type { Liability, WalletLiability } from './liability.ts'
export { type Points, points } from './points.ts'
export type { Cart } from './quote.ts'
export { type Difference, type History, type Simulation, simulate } from './simulate.ts'
export type { StatementLine } from './statement.ts'
export type { Silent } from './terms.ts'
export { type Wallets, wallets } from './wallets.ts'
export type { Excluded, Grant, Worth } from './worth.ts'

// Rewards, and what a cart takes of points

export type { Gift, Reward, Rewards } from './catalogue.ts'
export { type CouponCodeOptions, couponCode } from './coupon.ts'
export { type Redemptions, redemptions } from './redemption.ts'
export { type RedeemedReward, readReward, revokeReward } from './rewards.ts'
export {
  type Coupon,
  type FreeProduct,
  type GiftCard,
  type RewardCodeOptions,
  rewardCode,
  rewardKey,
  rewardUnsupported,
  type ShopReward,
  type StoreCredit,
  shopReward,
} from './shop-reward.ts'
export type { Limit } from './spend-limits.ts'
export type { Spendable } from './spendable.ts'

// Tiers

export { type TierBenefits, tierBenefits } from './tiers/benefits.ts'
export { tierChanged, tierEndangered, tierSecured } from './tiers/facts.ts'
export { type TierState, tiers } from './tiers/slice.ts'
export type { Standing } from './tiers/standing.ts'

// Offers at moments of truth: the plugin, and each as a rule for plugins of your own

export { type AbandonedCartOptions, abandonedCart } from './offers/abandoned-cart.ts'
export { type AdvocateOptions, advocate } from './offers/advocate.ts'
export { type BirthdayOptions, birthday } from './offers/birthday.ts'
export { type HighTicketOptions, highTicketVoucher } from './offers/high-ticket.ts'
export { type Offered, offered } from './offers/offered.ts'
export { type OffersOptions, offers } from './offers/offers.ts'
export { type SecondPurchaseOptions, secondPurchase } from './offers/second-purchase.ts'
export { type WelcomeOptions, welcomeOffer } from './offers/welcome.ts'
export { type WinBackOptions, winBack } from './offers/win-back.ts'

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
