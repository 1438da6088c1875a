/** Carts and checkouts. Whose they are is said by the checkout's customer, or by the order that they become. */
import * as z from 'zod'
import { defined, type Fact, holderOf, sameAs, tellerOf } from './fact.ts'
import { nameOf, sumOf } from './products.ts'
import { type Ignore, read } from './reading.ts'
import { count, decimal, flag, id, list, maybe, moneyOf, presentment, text, time, token } from './schema.ts'
import type { FactsReader } from './telling.ts'

const goods = {
  product_id: maybe(id),
  variant_id: maybe(id),
  sku: text,
  title: text,
  vendor: text,
  gift_card: maybe(flag),
  quantity: count,
}
const cart = z.object(
  {
    token,
    updated_at: time,
    line_items: list(
      z.object({ ...goods, key: id, price_set: maybe(presentment), line_price_set: maybe(presentment) }),
    ),
  },
  'a cart',
)
const checkout = z.object(
  {
    token,
    cart_token: maybe(token),
    created_at: time,
    updated_at: time,
    currency: text,
    presentment_currency: text,
    total_price: maybe(decimal),
    discount_codes: list(z.object({ code: text })),
    customer: maybe(z.object({ id }, 'a customer')),
    line_items: list(z.object({ ...goods, key: id })),
  },
  'a checkout',
)

type Goods = z.output<z.ZodObject<typeof goods & { key: typeof id }>>
const productOf = ({ key, sku, title, vendor, gift_card, quantity, ...named }: Goods) => ({
  ...nameOf({ id: key, ...named }),
  ...defined({ sku, name: title, brand: vendor, giftCard: gift_card || undefined }),
  quantity,
})
const isThere = ({ quantity }: Goods): boolean => quantity > 0

/** Its value is that of its lines, after their discounts; of an empty one nothing says in which currency it is 0. */
export const readCart: FactsReader = (payload, { shop, ignore }) => {
  const { token: cartId, updated_at, line_items } = read(cart, payload, ignore)
  const lines = line_items.filter(isThere)
  const value = sumOf(lines.flatMap(({ line_price_set }) => line_price_set ?? []))
  const products = lines.map(({ price_set, line_price_set: _, ...line }) => ({
    ...productOf(line),
    ...defined({ price: price_set }),
  }))
  const data = { cartId, ...defined({ value }), products }
  return [tellerOf(shop, holderOf(cartId))('cart.viewed', cartId, updated_at, data)]
}

/** A checkout is a cart that was taken to the till. One without a cart, as of a "buy now" button, is its own. */
export const readCheckout: FactsReader = (payload, { shop, ignore }) => {
  const { token: checkoutId, cart_token: cartId = checkoutId, ...now } = read(checkout, payload, ignore)
  const { created_at, updated_at, customer, discount_codes } = now
  const tell = tellerOf(shop, holderOf(cartId))
  const coupon = discount_codes.flatMap(({ code }) => code ?? []).join(',')
  const products = now.line_items.filter(isThere).map(productOf)
  const facts: Fact[] = [
    tell('checkout.started', checkoutId, created_at, { cartId, checkoutId, ...(coupon && { coupon }) }),
    tell('cart.viewed', `${cartId}/${checkoutId}`, updated_at, {
      cartId,
      ...defined({ value: worthOf(now, ignore) }),
      products,
    }),
  ]
  return customer ? [sameAs(shop, customer, holderOf(cartId), created_at), ...facts] : facts
}
function worthOf({ total_price, currency, presentment_currency }: Partial<z.output<typeof checkout>>, ignore: Ignore) {
  if (total_price === undefined || currency === undefined) return undefined
  if (presentment_currency === undefined || presentment_currency === currency)
    return moneyOf(total_price, currency, 'total_price')
  ignore('total_price', 'a checkout in two currencies does not say in which of them it counts')
  return undefined
}
