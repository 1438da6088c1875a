/** The catalogue: every event the core knows, by name. */
import { cartViewed } from './cart-viewed.ts'
import { caseAnswered } from './case-answered.ts'
import { caseOpened } from './case-opened.ts'
import { caseResolved } from './case-resolved.ts'
import { checkoutStarted } from './checkout-started.ts'
import { checkoutStepCompleted } from './checkout-step-completed.ts'
import { checkoutStepViewed } from './checkout-step-viewed.ts'
import { consentGiven } from './consent-given.ts'
import { consentWithdrawn } from './consent-withdrawn.ts'
import { contentShared } from './content-shared.ts'
import { couponEntered } from './coupon-entered.ts'
import { customerIdentified } from './customer-identified.ts'
import { customerMerged } from './customer-merged.ts'
import { customerUpdated } from './customer-updated.ts'
import { orderCanceled } from './order-canceled.ts'
import { orderPaid } from './order-paid.ts'
import { orderPlaced } from './order-placed.ts'
import { orderRefunded } from './order-refunded.ts'
import { orderUpdated } from './order-updated.ts'
import { pageViewed } from './page-viewed.ts'
import { paymentEntered } from './payment-entered.ts'
import { paymentFailed } from './payment-failed.ts'
import { productAdded } from './product-added.ts'
import { productClicked } from './product-clicked.ts'
import { productListFiltered } from './product-list-filtered.ts'
import { productListViewed } from './product-list-viewed.ts'
import { productRemoved } from './product-removed.ts'
import { productViewed } from './product-viewed.ts'
import { productsCompared } from './products-compared.ts'
import { productsSearched } from './products-searched.ts'
import { promotionClicked } from './promotion-clicked.ts'
import { promotionViewed } from './promotion-viewed.ts'
import { referralMade } from './referral-made.ts'
import { returnReceived } from './return-received.ts'
import { returnRequested } from './return-requested.ts'
import { reviewSubmitted } from './review-submitted.ts'
import { reviewsRead } from './reviews-read.ts'
import { shipmentCreated } from './shipment-created.ts'
import { shipmentDelayed } from './shipment-delayed.ts'
import { shipmentDelivered } from './shipment-delivered.ts'
import { shipmentLost } from './shipment-lost.ts'
import { shipmentOutForDelivery } from './shipment-out-for-delivery.ts'
import { shipmentUpdated } from './shipment-updated.ts'
import { surveyAnswered } from './survey-answered.ts'
import { visitStarted } from './visit-started.ts'
import { wishlistProductAdded } from './wishlist-product-added.ts'
import { wishlistProductRemoved } from './wishlist-product-removed.ts'

/** By name, as `events.orderPlaced`. */
export const events = {
  cartViewed,
  caseAnswered,
  caseOpened,
  caseResolved,
  checkoutStarted,
  checkoutStepCompleted,
  checkoutStepViewed,
  consentGiven,
  consentWithdrawn,
  contentShared,
  couponEntered,
  customerIdentified,
  customerMerged,
  customerUpdated,
  orderCanceled,
  orderPaid,
  orderPlaced,
  orderRefunded,
  orderUpdated,
  pageViewed,
  paymentEntered,
  paymentFailed,
  productAdded,
  productClicked,
  productListFiltered,
  productListViewed,
  productRemoved,
  productViewed,
  productsCompared,
  productsSearched,
  promotionClicked,
  promotionViewed,
  referralMade,
  returnReceived,
  returnRequested,
  reviewSubmitted,
  reviewsRead,
  shipmentCreated,
  shipmentDelayed,
  shipmentDelivered,
  shipmentLost,
  shipmentOutForDelivery,
  shipmentUpdated,
  surveyAnswered,
  visitStarted,
  wishlistProductAdded,
  wishlistProductRemoved,
} as const

export const catalogue = Object.values(events)

export {
  cartViewed,
  caseAnswered,
  caseOpened,
  caseResolved,
  checkoutStarted,
  checkoutStepCompleted,
  checkoutStepViewed,
  consentGiven,
  consentWithdrawn,
  contentShared,
  couponEntered,
  customerIdentified,
  customerUpdated,
  orderCanceled,
  orderPaid,
  orderPlaced,
  orderRefunded,
  orderUpdated,
  pageViewed,
  paymentEntered,
  paymentFailed,
  productAdded,
  productClicked,
  productListFiltered,
  productListViewed,
  productRemoved,
  productsCompared,
  productsSearched,
  productViewed,
  promotionClicked,
  promotionViewed,
  referralMade,
  returnReceived,
  returnRequested,
  reviewSubmitted,
  reviewsRead,
  shipmentCreated,
  shipmentDelayed,
  shipmentDelivered,
  shipmentLost,
  shipmentOutForDelivery,
  shipmentUpdated,
  surveyAnswered,
  visitStarted,
  wishlistProductAdded,
  wishlistProductRemoved,
}
