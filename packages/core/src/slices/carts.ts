/** Carts: what was in the hand, how far it came, and whether it became an order. Joins of facts. */
import { ms } from '../clock.ts'
import { earliest, instant, latest, type Stamp, stamp } from '../event.ts'
import {
  cartViewed,
  checkoutStarted,
  checkoutStepCompleted,
  checkoutStepViewed,
  couponEntered,
  orderPlaced,
  paymentEntered,
  paymentFailed,
  productAdded,
  productRemoved,
} from '../events/index.ts'
import type { Money } from '../money.ts'
import { defineKeyedSlice } from '../slice.ts'
import { newer, type Register } from './profile.ts'

const DAY = 86_400_000

export interface Cart {
  readonly started?: Stamp
  readonly touched?: Stamp
  readonly value?: Register<Money>
  readonly checkout?: Stamp
  readonly failed?: Stamp
  readonly ordered?: Stamp
  readonly order?: { readonly at: Stamp; readonly orderId: string; readonly total: Money }
}
const touch = (cart: Cart, at: Stamp): Cart => ({
  ...cart,
  started: earliest(cart.started, at),
  touched: latest(cart.touched, at),
})
const inCheckout = (cart: Cart, at: Stamp): Cart => ({ ...touch(cart, at), checkout: earliest(cart.checkout, at) })
const valued = (cart: Cart, value: Money | undefined, at: Stamp): Cart =>
  value ? { ...cart, value: newer(cart.value, value, at) } : cart

export const carts = defineKeyedSlice({
  name: 'carts',
  per: ['cart'],
  initial: {} as Cart,
  on: [
    productAdded,
    productRemoved,
    cartViewed,
    couponEntered,
    checkoutStarted,
    checkoutStepViewed,
    checkoutStepCompleted,
    paymentEntered,
    paymentFailed,
    orderPlaced,
  ],
  fold: {
    'product.added': (cart, event) => touch(cart, stamp(event)),
    'product.removed': (cart, event) => touch(cart, stamp(event)),
    'cart.viewed': (cart, event) => valued(touch(cart, stamp(event)), event.data.value, stamp(event)),
    'coupon.entered': (cart, event) => touch(cart, stamp(event)),
    'checkout.started': (cart, event) => valued(inCheckout(cart, stamp(event)), event.data.value, stamp(event)),
    'checkout.step-viewed': (cart, event) => inCheckout(cart, stamp(event)),
    'checkout.step-completed': (cart, event) => inCheckout(cart, stamp(event)),
    'payment.entered': (cart, event) => inCheckout(cart, stamp(event)),
    'payment.failed': (cart, event) => ({
      ...inCheckout(cart, stamp(event)),
      failed: latest(cart.failed, stamp(event)),
    }),
    'order.placed': (cart, event) => {
      const at = stamp(event)
      const order =
        cart.order && cart.order.at <= at ? cart.order : { at, orderId: event.data.orderId, total: event.data.total }
      return { ...cart, ordered: earliest(cart.ordered, at), order }
    },
  },
  closes: (cart, now) => ms(instant(cart.ordered ?? cart.touched ?? now)) + 60 * DAY <= ms(now),
  share: (cart) => ({ carts: 1, ...(cart.ordered && { ordered: 1 }) }),
})
