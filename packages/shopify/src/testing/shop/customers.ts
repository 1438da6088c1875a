/** Customers: who they are, and all that belongs to them. */
import { GraphQLError } from 'graphql'
import { listing, type Position } from '../graphql/connection.ts'
import type { Resolvers } from '../graphql/execute.ts'
import { type Filters, matching } from '../graphql/search.ts'
import { type Consents, consentFields, consentOf, type MarketingState } from './consents.ts'
import { metafieldsFields } from './metafields.ts'
import { type MoneyV2, minorOf, moneyV2 } from './money.ts'
import { byNumber, gid, type Node, numberOf } from './node.ts'
import type { Order } from './order.ts'
import type { Shop } from './shop.ts'
import { accountsOf } from './store-credit.ts'

export interface Customer extends Node {
  readonly createdAt: string
  updatedAt: string
  tags: readonly string[]
  email: string | null
  phone: string | null
  firstName: string | null
  lastName: string | null
  readonly consents: Consents
}
/** Of what a customer is made. More fields may be given, as the schema names them. */
export interface CustomerInput {
  /** The number of the id. */
  readonly id?: number | string
  readonly email?: string | null
  readonly phone?: string | null
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly tags?: readonly string[]
  readonly createdAt?: string
  readonly updatedAt?: string
  readonly emailConsent?: MarketingState
  readonly smsConsent?: MarketingState
  readonly [field: string]: unknown
}

export function addCustomer(shop: Shop, input: CustomerInput = {}): Customer {
  const { id: number, emailConsent, smsConsent, ...more } = input
  const id = number === undefined ? shop.nextId('Customer') : gid('Customer', number)
  const now = shop.now()
  const orders = () => shop.all<Order>('Order').filter((order) => order.customer?.id === id)
  const customer: Customer = {
    id,
    email: null,
    phone: null,
    firstName: null,
    lastName: null,
    tags: [],
    createdAt: now,
    updatedAt: now,
    consents: { email: consentOf(emailConsent), sms: consentOf(smsConsent) },
    ...{
      legacyResourceId: String(numberOf(id)),
      note: null,
      locale: 'en',
      state: 'DISABLED',
      verifiedEmail: true,
      taxExempt: false,
      dataSaleOptOut: false,
      defaultAddress: null,
      addressesV2: [],
      displayName: () => nameOf(customer),
      orders,
      lastOrder: () => orders().at(-1) ?? null,
      numberOfOrders: () => String(orders().length),
      amountSpent: () => amountOf(shop, orders()),
      storeCreditAccounts: ({ query }: { query?: string }) => accountsOf(shop, id, query),
    },
    ...consentFields(() => customer),
    ...metafieldsFields(shop, id),
    ...more,
  }
  return shop.add(customer)
}
const nameOf = ({ firstName, lastName, email, phone }: Customer): string =>
  [firstName, lastName].filter(Boolean).join(' ') || email || phone || ''
const amountOf = (shop: Shop, orders: readonly Order[]): MoneyV2 =>
  moneyV2(
    orders.reduce((sum, { totalPriceSet }) => sum + minorOf(totalPriceSet.shopMoney), 0),
    shop.currency,
  )

const filters: Filters<Customer> = {
  id: ({ id }) => numberOf(id),
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  first_name: ({ firstName }) => firstName,
  last_name: ({ lastName }) => lastName,
  tag: ({ tags }) => tags,
  customer_date: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
}
const positions: Readonly<Record<string, (customer: Customer) => Position>> = {
  ID: byNumber,
  CREATED_AT: ({ id, createdAt }) => [Date.parse(createdAt), numberOf(id)],
  UPDATED_AT: ({ id, updatedAt }) => [Date.parse(updatedAt), numberOf(id)],
}
interface Search {
  readonly query?: string | null
}

export const customerResolvers = (shop: Shop) => {
  const search = ({ query }: Search) => shop.all<Customer>('Customer').filter(matching(query, filters))
  return {
    customer: ({ id }: { id: string }) => shop.find('Customer', id) ?? null,
    customers({ sortKey = 'ID', ...asked }: Search & { readonly sortKey?: string }) {
      const position = positions[sortKey]
      if (!position) throw new GraphQLError(`The local Admin API does not sort customers by ${sortKey}`)
      return listing(search(asked), position)
    },
    customersCount: (asked: Search) => ({ count: search(asked).length, precision: 'EXACT' }),
    customerByIdentifier: ({ identifier }: { identifier: Readonly<Record<string, string>> }) => {
      const { id, emailAddress, phoneNumber } = identifier
      const is = (customer: Customer) =>
        customer.id === id ||
        (customer.email !== null && customer.email === emailAddress) ||
        (customer.phone !== null && customer.phone === phoneNumber)
      return shop.all<Customer>('Customer').find(is) ?? null
    },
  } satisfies Resolvers
}
