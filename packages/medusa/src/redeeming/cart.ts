/** Carts and orders, as far as redeeming looks at them. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'
import type { Money } from '@motkit/core'
import * as z from 'zod'
import type { Query } from '../facts'
import { toMoney } from '../facts/decimal'
import { amount, fieldsOf, id, list, maybe, read, text, time } from '../facts/schema'

const adjusted = list(z.object({ adjustments: list(z.object({ code: maybe(text), amount })) }))
const cart = z.object({
  id,
  customer_id: maybe(id),
  completed_at: maybe(time),
  currency_code: text,
  total: amount,
  items: adjusted,
  shipping_methods: adjusted,
})
const order = z.object({ id, items: adjusted, shipping_methods: adjusted })

/** The codes that take something off. */
const codesOf = ({ items, shipping_methods }: z.output<typeof order>): ReadonlySet<string | undefined> =>
  new Set(
    [...items, ...shipping_methods].flatMap(({ adjustments }) =>
      adjustments.filter(({ amount: off }) => off > 0n).map(({ code }) => code),
    ),
  )

type Filters = Record<string, unknown>
const ask = async (container: MedusaContainer, entity: string, fields: readonly string[], filters: Filters) =>
  (await container.resolve<Query>(ContainerRegistrationKeys.QUERY).graph({ entity, fields: [...fields], filters })).data

/** What is to be known of a cart that points are spent on. */
export interface RedeemingCart {
  readonly id: string
  readonly customerId?: string | undefined
  readonly isCompleted: boolean
  readonly total: Money
  readonly codes: ReadonlySet<string | undefined>
}
export async function readRedeemingCart(
  container: MedusaContainer,
  cartId: string,
): Promise<RedeemingCart | undefined> {
  const [found] = await ask(container, 'cart', fieldsOf(cart), { id: cartId })
  if (found === undefined) return undefined
  const now = read('cart', cart, found)
  return {
    id: now.id,
    customerId: now.customer_id,
    isCompleted: now.completed_at !== undefined,
    total: toMoney(now.total, now.currency_code),
    codes: codesOf(now),
  }
}

/** The order on which a code took something off. */
export async function orderWith(container: MedusaContainer, code: string): Promise<string | undefined> {
  const ids = (await linksOf(container, 'order_promotion', code)).map(({ order_id }) => order_id)
  if (ids.length === 0) return undefined
  const orders = (await ask(container, 'order', fieldsOf(order), { id: ids })).map((one) => read('order', order, one))
  return orders.find((one) => codesOf(one).has(code))?.id
}

/** The carts that a code is in, and that are not completed. */
export async function openCartsWith(container: MedusaContainer, code: string): Promise<readonly string[]> {
  const ids = (await linksOf(container, 'cart_promotion', code)).map(({ cart_id }) => cart_id)
  if (ids.length === 0) return []
  const carts = (await ask(container, 'cart', ['id', 'completed_at'], { id: ids })) as Completable[]
  return carts.filter(({ completed_at }) => completed_at === null).map(({ id }) => id)
}
interface Completable {
  readonly id: string
  readonly completed_at: unknown
}

async function linksOf(container: MedusaContainer, link: string, code: string) {
  const promotions = (await ask(container, 'promotion', ['id'], { code })) as { readonly id: string }[]
  if (promotions.length === 0) return []
  const found = await ask(container, link, ['*'], { promotion_id: promotions.map(({ id }) => id) })
  return found as { readonly order_id: string; readonly cart_id: string }[]
}
