/** What the present state of a cart implies. Abandoned it is by the engine's own moment. */
import { times, toMoney } from './decimal'
import { cart, removedLine } from './entities'
import { type Fact, later, tellerOf } from './fact'
import { productOf, productsOf } from './products'
import { list, read } from './schema'

/** A cart, as Query answered it: see `readCart`. */
export interface CartEntity {
  readonly cart: unknown
  readonly removed?: unknown
}

/**
 * All events of a cart. It has none until Medusa knows a customer for it, by log-in or e-mail; then its past is told too.
 * Its times and its value are those of its lines, before discounts, shipping and taxes on top: `updated_at` of the cart does
 * not move with them.
 * @throws MotError MEDUSA_ENTITY_INVALID
 */
export function eventsOfCart(entity: CartEntity): readonly Fact[] {
  const now = read('cart', cart, entity.cart)
  if (now.customer_id === undefined) return []
  const removed = read('removed', list(removedLine), entity.removed)
  const { id: cartId, currency_code } = now
  const teller = tellerOf(now.customer_id)
  const touched = [
    ...now.items.map(({ created_at, updated_at }) => later(created_at, updated_at)),
    ...removed.map(({ deleted_at }) => deleted_at),
  ]
    .sort()
    .at(-1)
  const products = productsOf(now.items, currency_code)
  const value = toMoney(
    now.items.reduce((sum, { unit_price, quantity }) => sum + times(unit_price, quantity), 0n),
    currency_code,
  )
  const sessions = now.payment_collection?.payment_sessions ?? []
  const means = (provider: string | undefined) => ({ cartId, ...(provider && { paymentMethod: provider }) })
  return [
    ...[...now.items, ...removed].map((line) =>
      teller.reword('product.added', line.id, line.created_at, { ...productOf(line, currency_code), cartId }),
    ),
    ...removed.map((line) =>
      teller.say('product.removed', line.id, line.deleted_at, { ...productOf(line, currency_code), cartId }),
    ),
    ...(touched === undefined ? [] : [teller.reword('cart.viewed', cartId, touched, { cartId, value, products })]),
    ...now.shipping_methods.map(({ id, created_at }) => teller.say('checkout.started', id, created_at, { cartId })),
    ...sessions.map(({ id, provider_id, created_at }) =>
      teller.say('payment.entered', id, created_at, means(provider_id)),
    ),
    ...sessions
      .filter(({ status }) => status === 'error')
      .map(({ id, provider_id, updated_at }) => teller.reword('payment.failed', id, updated_at, means(provider_id))),
  ]
}
