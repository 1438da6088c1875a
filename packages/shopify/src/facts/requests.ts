/** What Shopify asks of an app: to show or forget what it knows of a customer or a shop, or to stop. */
import type { Customer } from '@motkit/core'
import * as z from 'zod'
import { buyerOf } from './fact.ts'
import { read } from './reading.ts'
import { id, list, maybe, text } from './schema.ts'
import type { ShopRequest, Telling } from './telling.ts'

export type RequestReader = (payload: unknown, telling: Telling) => ShopRequest

const person = maybe(z.object({ id: maybe(id) }, 'a customer'))
const shop_domain = z.string('a shop')
const dataRequest = z.object(
  { shop_domain, customer: person, orders_requested: list(id), data_request: maybe(z.object({ id })) },
  'a data request',
)
const customerRedact = z.object({ shop_domain, customer: person, orders_to_redact: list(id) }, 'a redaction')
const shopRedact = z.object({ shop_domain }, 'a redaction')
const uninstalled = z.object({ myshopify_domain: text }, 'a shop')

/** Under all names that a customer may have here: their own, and those of their orders, of which nobody said yet whose they are. */
const namesOf = (customer: z.output<typeof person>, orders: readonly string[]): Customer[] => [
  ...(customer?.id === undefined ? [] : [{ id: customer.id }]),
  ...orders.map(buyerOf),
]

export const readDataRequest: RequestReader = (payload, { ignore }) => {
  const { shop_domain: shop, customer, orders_requested, data_request } = read(dataRequest, payload, ignore)
  return {
    kind: 'export',
    shop,
    customers: namesOf(customer, orders_requested),
    ...(data_request && { requestId: data_request.id }),
  }
}
export const readCustomerRedact: RequestReader = (payload, { ignore }) => {
  const { shop_domain: shop, customer, orders_to_redact } = read(customerRedact, payload, ignore)
  return { kind: 'erase', shop, customers: namesOf(customer, orders_to_redact) }
}
export const readShopRedact: RequestReader = (payload, { ignore }) => ({
  kind: 'erase-shop',
  shop: read(shopRedact, payload, ignore).shop_domain,
})
export const readUninstalled: RequestReader = (payload, { ignore }) => {
  const { myshopify_domain: shop } = read(uninstalled, payload, ignore)
  return { kind: 'stop', ...(shop && { shop }) }
}
