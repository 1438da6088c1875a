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
export { defineProgramme, type Programme, type ProgrammeOptions } from './programme.ts'
export type { Cart } from './quote.ts'
export type { StatementLine } from './statement.ts'
export type { Excluded, Grant, Silent, Worth } from './worth.ts'
